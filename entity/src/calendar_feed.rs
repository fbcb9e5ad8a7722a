use sea_orm::entity::prelude::*;

use crate::Relation;

/// That a person's due days are read at an address that nobody can guess. Revoked, the row is gone.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_feed")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// Keyed: the secret itself is told once and kept nowhere.
    pub secret_digest: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
