use sea_orm::entity::prelude::*;

use crate::Quantity;
use crate::Relation;

/// What a target should have reached by the end of a period (mốc).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target_milestone")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub target_id: Uuid,
    pub period_id: Uuid,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
}

impl ActiveModelBehavior for ActiveModel {}
