use sea_orm::entity::prelude::*;

use crate::{Packed, Relation};

/// What the service signed of a submission: it never changes.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "receipt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub version_id: Uuid,
    /// Of the JWS, as JSON: it names the key that signed.
    pub header: String,
    /// JSON, byte for byte as it was signed.
    pub payload: Packed,
    pub signature: Vec<u8>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
