use sea_orm::entity::prelude::*;

/// Another spelling of a movement's title.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "movement_alias")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub title: String,
}

impl ActiveModelBehavior for ActiveModel {}
