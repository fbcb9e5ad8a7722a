use sea_orm::entity::prelude::*;

/// The superior of a unit on the line of professional guidance between two dates.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_relation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub child_id: Uuid,
    pub parent_id: Uuid,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
