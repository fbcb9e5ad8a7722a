use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, CheckAnswers, Narrative, Relation, function_assignment::Function};

use crate::Signature;

/// Life cycle of a report.
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
pub enum ReportStatus {
    Draft,
    Issued,
    Submitted,
    Returned,
    Accepted,
    /// It was accepted, and a correction is being written: until that is accepted the figures are those of what was
    /// accepted before.
    Correcting,
}

/// Codes of indicators whose figures of below the report has no target for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct LeftOut(pub Vec<String>);

/// A unit's report (báo cáo) for a period.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub obligation_id: Uuid,
    pub movement_id: Uuid,
    pub period_id: Uuid,
    pub period_code: String,
    pub data_from: Date,
    pub data_to: Date,
    pub unit_id: Uuid,
    pub unit_name: String,
    /// Who prepares the report when the unit itself has ended.
    pub preparer_unit_id: Option<Uuid>,
    pub province_code: Option<String>,
    pub plan_id: Uuid,
    /// Whether that plan had been sent when the report was: only then superiors are told of it.
    pub plan_sent: bool,
    pub status: ReportStatus,
    /// Where it stands for everybody but its own unit.
    pub shown_status: ReportStatus,
    /// The version that everybody reads but its own unit while that is writing; none before it was sent.
    pub shown_version_no: Option<i32>,
    /// Grows each time that it is signed again.
    pub version_no: i32,
    /// Digest of the version that is shown.
    pub content_digest: Option<String>,
    /// Number of the accepted version that is being corrected.
    pub corrects: Option<i32>,
    pub correction_reason: Option<String>,
    /// Whose figures stand beside the own ones as those of below, and the digest of what was taken.
    pub consolidation_id: Option<Uuid>,
    pub consolidation_digest: Option<String>,
    pub consolidation_left_out: LeftOut,
    pub due_on: Date,
    /// The document by which what it answers is owed no more.
    pub waiver_document: Option<String>,
    pub document_number: Option<String>,
    pub document_issued_on: Option<Date>,
    pub signature: Option<Signature>,
    pub narrative: Narrative,
    pub receiver_unit_id: Uuid,
    pub receiver_function: Option<Function>,
    pub first_submitted_at: Option<DateTimeUtc>,
    pub submitted_at: Option<DateTimeUtc>,
    /// The first instant that is too late for the first submission, as it was when it was submitted last: what excuses it
    /// since does not move this.
    pub late_from: Option<DateTimeUtc>,
    /// Of the first submission.
    pub late: bool,
    pub return_reason_code: Option<String>,
    pub return_reason: Option<String>,
    /// Whether a file was ever attached to it: only then are they looked for.
    pub had_files: bool,
    pub answers: CheckAnswers,
    /// What made a reader ask when it was signed, with the answers; none while nothing is signed that was not sent.
    pub signed_checks: Option<Json>,
    pub accepted_at: Option<DateTimeUtc>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
