use sea_orm::entity::prelude::*;

use crate::Relation;

/// The public half of a key that has signed receipts. It stays when the key itself is gone.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "receipt_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its thumbprint (RFC 7638).
    pub kid: String,
    /// In base64url.
    pub public_key: String,
    pub first_used_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
