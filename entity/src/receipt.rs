use sea_orm::entity::prelude::*;

use crate::Relation;

/// What the service signed of a submission: it never changes.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "receipt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version_id: Uuid,
    /// Of the key that signed it.
    pub kid: String,
    /// JWS in its compact form.
    pub signed: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
