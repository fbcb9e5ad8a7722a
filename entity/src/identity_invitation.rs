use sea_orm::entity::prelude::*;

use crate::Relation;

/// A secret by which somebody at the single sign-on becomes an account here: known by its SHA-256 only, good once, for some days.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identity_invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub secret_digest: String,
    /// The administrator who handed it out.
    pub created_by: Uuid,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
