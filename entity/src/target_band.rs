use sea_orm::entity::prelude::*;

use crate::Quantity;
use crate::Relation;

/// What a group of units is to reach of a target.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target_band")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub target_id: Uuid,
    pub ordinal: i32,
    pub title: String,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
}

impl ActiveModelBehavior for ActiveModel {}
