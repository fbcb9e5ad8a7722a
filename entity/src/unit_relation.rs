use sea_orm::entity::prelude::*;

use crate::Relation;

/// The superior of a unit on the line of professional guidance between two dates.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_relation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub child_id: Uuid,
    pub parent_id: Uuid,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    /// The reorganisation that began it; none for what was there before, or was given without one.
    pub begun_by_id: Option<Uuid>,
    /// The reorganisation that ended it.
    pub ended_by_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
