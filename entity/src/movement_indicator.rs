use sea_orm::entity::prelude::*;

use crate::Relation;

/// An indicator that a movement measures.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "movement_indicator")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub indicator_id: Uuid,
    pub ordinal: i32,
}

impl ActiveModelBehavior for ActiveModel {}
