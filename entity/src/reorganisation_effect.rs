use sea_orm::entity::prelude::*;

use crate::Relation;

/// What becomes of one thing by a reorganisation, and how it was before.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reorganisation_effect")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub reorganisation_id: Uuid,
    pub ordinal: i32,
    pub resource: String,
    pub effect: String,
    pub subject_id: Uuid,
    pub unit_id: Uuid,
    pub heir_id: Option<Uuid>,
    /// What is needed to take it back, as JSON.
    pub before: String,
}

impl ActiveModelBehavior for ActiveModel {}
