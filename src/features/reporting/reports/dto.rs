mod filter;
mod relief;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{Quantity, obligation::ObligationStatus, report::ReportStatus};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

pub use filter::{ObligationFilter, ReportFilter};
pub use relief::{Extend, HandOverMany, ObligationSelection, Relief, Relieved, Waive, WaiveMany};

use crate::{
    features::planning::plans::dto::TargetOrigin,
    http::{
        answer::Resource,
        body::{given, present},
    },
    kernel::{
        day::Day,
        scope::Via,
        text::{Prose, Text},
        transition::Action,
    },
    store::document::{DocumentInput, DocumentView},
};

/// The period that a report covers.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PeriodRef {
    pub id: Uuid,
    #[schema(max_length = 20, example = "2024")]
    pub code: String,
    /// Both days are included.
    pub data_from: NaiveDate,
    pub data_to: NaiveDate,
}

/// That a unit owes a report for a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Obligation)]
pub struct ObligationView {
    pub id: Uuid,
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    /// Who prepares the report when the unit itself has ended.
    pub preparer_unit_id: Option<Uuid>,
    pub period: PeriodRef,
    pub status: ObligationStatus,
    /// The last day, with an extension.
    pub due_on: NaiveDate,
    /// Not submitted although the last day is over.
    pub overdue: bool,
    #[schema(max_length = 60)]
    pub extension_document: Option<String>,
    #[schema(max_length = 60)]
    pub waiver_document: Option<String>,
    #[schema(max_length = 2000)]
    pub waiver_reason: Option<String>,
    /// The document by which another unit prepares it than the one that took over.
    #[schema(max_length = 60)]
    pub handover_document: Option<String>,
    pub receiver_unit_id: Uuid,
    #[schema(max_items = 10)]
    pub actions: Vec<Action>,
    #[schema(minimum = 1)]
    pub version: i64,
    /// Why the caller sees it.
    pub via: Via,
}

impl Resource for ObligationView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/obligations/{}", self.id)
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportSummary {
    pub id: Uuid,
    pub obligation_id: Uuid,
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    /// As it was when the report was signed.
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    /// Who prepares the report when the unit itself has ended.
    pub preparer_unit_id: Option<Uuid>,
    pub period: PeriodRef,
    /// The version of the plan whose targets it answers. Null for superiors to whom the plan had not been sent.
    pub plan_id: Option<Uuid>,
    pub status: ReportStatus,
    #[schema(minimum = 1)]
    pub version_no: i32,
    pub due_on: NaiveDate,
    pub document: Option<DocumentView>,
    /// When it was first submitted: what `late` goes by.
    pub first_submitted_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub late: bool,
    pub receiver_unit_id: Uuid,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
    /// Why the caller sees it.
    pub via: Via,
}

/// A unit's report for a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Report)]
pub struct ReportView {
    #[serde(flatten)]
    pub summary: ReportSummary,
    #[schema(max_items = 200)]
    pub values: Vec<ValueView>,
    pub narrative: Narrative,
    #[schema(max_length = 2000)]
    pub return_reason: Option<String>,
    /// None can be attached yet.
    #[schema(max_items = 100)]
    pub attachments: Vec<Uuid>,
    #[schema(max_items = 10)]
    pub actions: Vec<Action>,
}

impl Resource for ReportView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/reports/{}", self.summary.id)
    }
}

/// What a version of a report said when it was submitted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SubmittedReport {
    /// The movement that it belongs to.
    pub movement_id: Uuid,
    /// The unit that owed it.
    pub unit_id: Uuid,
    /// As it was when the report was signed.
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    /// The period that it covers.
    pub period: PeriodRef,
    /// The version of the plan whose targets it answers. Null where the plan had not been sent.
    pub plan_id: Option<Uuid>,
    /// Counts the times that the report was submitted.
    #[schema(minimum = 1)]
    pub version_no: i32,
    /// The document by which it was issued.
    pub document: Option<DocumentView>,
    /// What was reported on each target.
    #[schema(max_items = 200)]
    pub values: Vec<ValueView>,
    /// The words of the report.
    pub narrative: Narrative,
}

/// The words of a report.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Narrative {
    /// Kết quả.
    #[schema(max_length = 8000)]
    pub results: Option<String>,
    /// Hạn chế.
    #[schema(max_length = 8000)]
    pub limitations: Option<String>,
    /// Nguyên nhân.
    #[schema(max_length = 8000)]
    pub causes: Option<String>,
    /// Bài học.
    #[schema(max_length = 8000)]
    pub lessons: Option<String>,
    /// Đề xuất, kiến nghị.
    #[schema(max_length = 8000)]
    pub proposals: Option<String>,
}

/// What was reported on a target. All figures null: nothing was reported, and `note` says why.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Value)]
pub struct ValueView {
    pub target_id: Uuid,
    pub indicator_id: Option<Uuid>,
    /// Whose target it answers, where the plan restates those of predecessors.
    #[schema(max_items = 200)]
    pub origins: Vec<TargetOrigin>,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    pub data_from: NaiveDate,
    pub data_to: NaiveDate,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"obligation_id": "0198c0de-0000-7000-8000-000000000001"}))]
pub struct CreateReport {
    pub obligation_id: Uuid,
    /// May be left for later.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub values: Option<Vec<ValueInput>>,
    #[validate(nested)]
    pub narrative: Option<NarrativeInput>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"target_id": "0198c0de-0000-7000-8000-000000000001", "numerator": 6075, "denominator": 7500}))]
pub struct ValueInput {
    pub target_id: Uuid,
    pub value: Option<Quantity>,
    /// Of a ratio: with its denominator.
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// Needed when there is no figure.
    pub note: Option<Text<2000>>,
    /// Within the period; the period's first day when left out.
    pub data_from: Option<Day>,
    /// Within the period; the period's last day when left out.
    pub data_to: Option<Day>,
}

/// Absent members stay as they are, null empties them.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NarrativeInput {
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Prose>)]
    pub results: Option<Option<Prose>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Prose>)]
    pub limitations: Option<Option<Prose>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Prose>)]
    pub causes: Option<Option<Prose>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Prose>)]
    pub lessons: Option<Option<Prose>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Prose>)]
    pub proposals: Option<Option<Prose>>,
}

/// `values` is replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateReport {
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200, nullable = false)]
    pub values: Option<Vec<ValueInput>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    #[validate(nested)]
    pub narrative: Option<NarrativeInput>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SignReport {
    #[validate(nested)]
    pub document: DocumentInput,
}
