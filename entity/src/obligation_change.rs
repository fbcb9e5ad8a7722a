use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;

/// What became of an obligation.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ObligationChangeKind {
    /// It belongs to what is owed for the period from its beginning.
    Opened,
    /// It came later: its unit began, or took over, within the period.
    Joined,
    /// The unit ended before the period began.
    EndedByReorganisation,
    /// The unit ended within the period: it owes up to its last day.
    SplitByReorganisation,
    /// Another unit prepares it.
    HandedOver,
    /// Waived before its period began.
    Exempted,
    Waived,
    Extended,
    /// What had made it owed was taken back.
    Withdrawn,
    /// A reorganisation was taken back: it is what it was before.
    Restored,
}

/// One entry of the ledger of what is owed: it only grows. Members that an entry leaves as they were are empty.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "obligation_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub obligation_id: Uuid,
    pub movement_id: Uuid,
    pub period_id: Uuid,
    pub unit_id: Uuid,
    pub kind: ObligationChangeKind,
    /// The day from which on it holds.
    pub holds_from: Date,
    pub document_number: Option<String>,
    pub reason: Option<String>,
    pub reorganisation_id: Option<Uuid>,
    pub data_from: Option<Date>,
    pub data_to: Option<Date>,
    pub due_on: Option<Date>,
    pub preparer_unit_id: Option<Uuid>,
    /// Of an extension: whether what came late by the day before is in time by the new one.
    pub excuses_lateness: Option<bool>,
    /// None for what the calendar or a reorganisation did.
    pub set_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
