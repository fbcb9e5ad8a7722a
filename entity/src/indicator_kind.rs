use sea_orm::entity::prelude::*;

use crate::Relation;
use crate::unit::UnitKind;

/// A kind of unit that an indicator applies to.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator_kind")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub indicator_id: Uuid,
    pub unit_kind: UnitKind,
}

impl ActiveModelBehavior for ActiveModel {}
