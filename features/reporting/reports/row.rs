//! A report as lists show it: its texts are read and decoded with the report itself only.
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    Signature,
    report::{self, Column, ReportStatus},
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

#[derive(FromQueryResult)]
pub struct Row {
    pub id: Uuid,
    pub obligation_id: Uuid,
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    pub unit_name: String,
    pub preparer_unit_id: Option<Uuid>,
    pub period_id: Uuid,
    pub period_code: String,
    pub data_from: NaiveDate,
    pub data_to: NaiveDate,
    pub plan_id: Uuid,
    pub plan_sent: bool,
    pub status: ReportStatus,
    pub version_no: i32,
    pub content_digest: Option<String>,
    pub corrects: Option<i32>,
    pub due_on: NaiveDate,
    pub document_number: Option<String>,
    pub document_issued_on: Option<NaiveDate>,
    pub signature: Option<Signature>,
    pub first_submitted_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub late: bool,
    pub receiver_unit_id: Uuid,
    pub updated_at: DateTime<Utc>,
    pub version: i64,
}

impl Row {
    pub const COLUMNS: [Column; 27] = [
        Column::Id,
        Column::ObligationId,
        Column::MovementId,
        Column::UnitId,
        Column::UnitName,
        Column::PreparerUnitId,
        Column::PeriodId,
        Column::PeriodCode,
        Column::DataFrom,
        Column::DataTo,
        Column::PlanId,
        Column::PlanSent,
        Column::Status,
        Column::VersionNo,
        Column::ContentDigest,
        Column::Corrects,
        Column::DueOn,
        Column::DocumentNumber,
        Column::DocumentIssuedOn,
        Column::Signature,
        Column::FirstSubmittedAt,
        Column::SubmittedAt,
        Column::AcceptedAt,
        Column::Late,
        Column::ReceiverUnitId,
        Column::UpdatedAt,
        Column::Version,
    ];
}

impl From<report::Model> for Row {
    fn from(m: report::Model) -> Self {
        Self {
            id: m.id,
            obligation_id: m.obligation_id,
            movement_id: m.movement_id,
            unit_id: m.unit_id,
            unit_name: m.unit_name,
            preparer_unit_id: m.preparer_unit_id,
            period_id: m.period_id,
            period_code: m.period_code,
            data_from: m.data_from,
            data_to: m.data_to,
            plan_id: m.plan_id,
            plan_sent: m.plan_sent,
            status: m.status,
            version_no: m.version_no,
            content_digest: m.content_digest,
            corrects: m.corrects,
            due_on: m.due_on,
            document_number: m.document_number,
            document_issued_on: m.document_issued_on,
            signature: m.signature,
            first_submitted_at: m.first_submitted_at,
            submitted_at: m.submitted_at,
            accepted_at: m.accepted_at,
            late: m.late,
            receiver_unit_id: m.receiver_unit_id,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}
