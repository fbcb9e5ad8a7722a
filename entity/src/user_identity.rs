use sea_orm::entity::prelude::*;

use crate::Relation;

/// Who an account is at the ministry's single sign-on.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "user_identity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// Of the provider, as it writes itself (`iss`).
    pub issuer: String,
    /// As the provider knows the person, for ever (`sub`).
    pub subject: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
