use sea_orm::entity::prelude::*;

use crate::Relation;

/// The first answer to a request that carried an `Idempotency-Key`, kept in the transaction that did the work.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who asked: an account or a machine client.
    pub user_id: Uuid,
    pub key: String,
    /// Keyed digest (HMAC-SHA-256) of method, path, query and body without its secrets.
    pub fingerprint: String,
    pub status: i32,
    pub etag: Option<String>,
    pub location: Option<String>,
    pub body: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
