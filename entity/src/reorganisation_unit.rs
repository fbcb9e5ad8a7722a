use sea_orm::entity::prelude::*;

use crate::Relation;

/// A unit of the register that a reorganisation names.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reorganisation_unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub reorganisation_id: Uuid,
    pub unit_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
