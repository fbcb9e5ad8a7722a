use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Narrative, function_assignment::Function};

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
}

/// A unit's report (báo cáo) for a period.
#[sea_orm::model]
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
    /// Grows each time a returned report is signed again.
    pub version_no: i32,
    pub due_on: Date,
    pub document_number: Option<String>,
    pub document_issued_on: Option<Date>,
    pub signer_name: Option<String>,
    pub signer_title: Option<String>,
    pub narrative: Narrative,
    pub receiver_unit_id: Uuid,
    pub receiver_function: Option<Function>,
    pub first_submitted_at: Option<DateTimeUtc>,
    pub submitted_at: Option<DateTimeUtc>,
    /// Of the first submission.
    pub late: bool,
    pub return_reason: Option<String>,
    pub accepted_at: Option<DateTimeUtc>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
