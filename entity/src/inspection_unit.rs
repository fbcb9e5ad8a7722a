use sea_orm::entity::prelude::*;

use crate::Relation;

/// A unit that is inspected.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub inspection_id: Uuid,
    pub unit_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
