use sea_orm::entity::prelude::*;

use crate::Relation;

/// A form of award that a movement gives.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "movement_award_form")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub award_form_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
