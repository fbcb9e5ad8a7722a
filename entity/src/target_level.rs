use sea_orm::entity::prelude::*;

use crate::Relation;

/// A level of a target that is judged and not counted; 1 is the worst.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target_level")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub target_id: Uuid,
    pub level: i32,
    pub title: String,
}

impl ActiveModelBehavior for ActiveModel {}
