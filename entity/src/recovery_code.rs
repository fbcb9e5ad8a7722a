use sea_orm::entity::prelude::*;

use crate::Relation;

/// A code for who has lost what makes the codes: known by its SHA-256 only, good once.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub second_factor_id: Uuid,
    pub digest: String,
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
