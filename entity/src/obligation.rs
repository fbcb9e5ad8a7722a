use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Relation, function_assignment::Function, reporting_line::Receiver};

/// How far the report is.
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
pub enum ObligationStatus {
    Expected,
    Draft,
    Issued,
    Submitted,
    Returned,
    Accepted,
    Waived,
    /// The unit ended before the period began.
    ClosedByReorganisation,
}

/// That a unit owes a report for a period. Its status follows its report's.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "obligation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    /// Of the movement: whoever prepares it may waive what is owed in it.
    pub launched_by_unit_id: Uuid,
    pub period_id: Uuid,
    pub period_code: String,
    pub unit_id: Uuid,
    /// Who prepares the report when the unit itself has ended.
    pub preparer_unit_id: Option<Uuid>,
    pub province_code: Option<String>,
    pub status: ObligationStatus,
    pub data_from: Date,
    pub data_to: Date,
    pub due_on: Date,
    /// The minute of the last day at which it is over; none leaves that to the calendar.
    pub closes_minute: Option<i16>,
    /// The last day by which lateness is judged: an extension that came too late moves it only if it says so.
    pub late_after: Date,
    pub extended_to: Option<Date>,
    pub extension_document: Option<String>,
    pub waiver_document: Option<String>,
    pub waiver_reason: Option<String>,
    /// The document by which another unit prepares it than the one that took over.
    pub handover_document: Option<String>,
    pub receiver_unit_id: Uuid,
    pub receiver_function: Option<Function>,
    /// What its schedule says of the receiver; none leaves that to the lines of the movement.
    pub receiver_line: Option<Receiver>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
