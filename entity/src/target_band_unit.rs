use sea_orm::entity::prelude::*;

use crate::Relation;

/// A unit in a band of a target; it stands in one.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target_band_unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub target_id: Uuid,
    pub band_id: Uuid,
    pub unit_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
