use sea_orm::entity::prelude::*;

use crate::Relation;
use crate::unit::UnitKind;

/// A kind of unit that reports on an indicator in a movement.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "movement_indicator_kind")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub indicator_id: Uuid,
    pub unit_kind: UnitKind,
    /// The first day of the periods that are reported on it; none of what the movement was launched with.
    pub applies_from: Option<Date>,
    /// The document that asked for it, since the launch.
    pub document_number: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
