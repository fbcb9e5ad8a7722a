use sea_orm::entity::prelude::*;

use crate::Relation;

/// A refresh token, known by its SHA-256 only, good for one use.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub session_id: Uuid,
    pub digest: String,
    pub issued_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
    /// With the token itself, which only the caller has, it makes the token that followed.
    pub salt: Option<String>,
    pub successor_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
