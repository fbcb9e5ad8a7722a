use sea_orm::entity::prelude::*;

use crate::Relation;

/// Another spelling of a movement's title.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "movement_alias")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub title: String,
}

impl ActiveModelBehavior for ActiveModel {}
