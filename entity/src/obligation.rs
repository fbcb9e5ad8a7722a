use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::function_assignment::Function;

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
#[sea_orm::model]
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
    pub extended_to: Option<Date>,
    pub extension_document: Option<String>,
    pub waiver_document: Option<String>,
    pub waiver_reason: Option<String>,
    /// The document by which another unit prepares it than the one that took over.
    pub handover_document: Option<String>,
    pub receiver_unit_id: Uuid,
    pub receiver_function: Option<Function>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
