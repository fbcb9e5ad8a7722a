use sea_orm::entity::prelude::*;

use crate::Relation;
use crate::unit::UnitKind;

/// Until when plans of a movement are due (thời hạn gửi kế hoạch), for all, a kind of unit or one unit.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_deadline")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub unit_kind: Option<UnitKind>,
    pub unit_id: Option<Uuid>,
    pub due_on: Date,
    /// From the next day on no first plan is issued or sent.
    pub locks_on: Option<Date>,
    /// The document that set or extended it.
    pub document_number: String,
    pub reason: Option<String>,
    pub set_by: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
