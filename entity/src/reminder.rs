use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Relation, function_assignment::Function};

use crate::Signature;

/// What a unit is reminded of.
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
pub enum ReminderSubject {
    /// The plan of a unit in a movement.
    Plan,
    /// What a superior asked to add to a plan.
    Supplement,
    /// What a unit owes for a period.
    Report,
    /// What an inspection recommended.
    Recommendation,
}

/// How a reminder comes about.
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
pub enum ReminderMeans {
    /// The service sends it on its day.
    Automatic,
    /// An officer or the head of the upper unit sends it.
    Manual,
    /// An official letter (công văn đôn đốc) that the head of the upper unit signs, to the head of the unit.
    Letter,
}

/// Life cycle of a reminder.
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
pub enum ReminderStatus {
    /// A letter that waits for the signature.
    Created,
    Sent,
    Acknowledged,
    /// One of a higher level was sent for the same.
    Escalated,
    Resolved,
}

/// Why a reminder is no longer open.
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
pub enum ReminderResolution {
    /// The paper has come.
    Arrived,
    /// The unit need not send it any more.
    Waived,
    /// It is due on another day.
    Extended,
    /// Nobody asks for it any more: the movement or the unit has ended.
    Ended,
    /// The upper unit took the reminder back.
    Withdrawn,
}

/// That a unit is reminded (đôn đốc) of what it has to send.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub subject_type: ReminderSubject,
    /// Of a plan the movement: while nothing is drafted there is no other row.
    pub subject_id: Uuid,
    pub unit_id: Uuid,
    pub from_unit_id: Uuid,
    pub from_function: Option<Function>,
    /// The rung of the ladder.
    pub level: i16,
    pub means: ReminderMeans,
    /// What it reminds of was due on this day: another day begins the ladder anew.
    pub due_on: Date,
    pub status: ReminderStatus,
    pub text: Option<String>,
    pub document_number: Option<String>,
    pub document_issued_on: Option<Date>,
    pub signature: Option<Signature>,
    pub authors: Authors,
    pub sent_at: Option<DateTimeUtc>,
    pub acknowledged_at: Option<DateTimeUtc>,
    pub acknowledged_by: Option<Uuid>,
    pub resolution: Option<ReminderResolution>,
    pub resolution_reason: Option<String>,
    pub resolved_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
