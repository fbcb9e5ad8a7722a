mod checks;
mod content;
mod ledger;
mod relief;
mod sides;
mod sources;

use base::{
    http::{answer::Resource, body::given},
    kernel::{
        day::{Day, Instant},
        province::ProvinceCode,
        scope::Via,
        transition::Action,
    },
    store::document::{DocumentInput, DocumentView},
};
pub use checks::{
    AnswerCheck, CheckAnswerView, CheckView, Finding, PreviousValue, ReportRules, RequiredSection, ReturnReason, Rule,
    Severity,
};
use chrono::{DateTime, NaiveDate, Utc};
pub use content::{FigureView, NarrativeInput, SubmittedReport, UsedConsolidation, ValueInput, ValueView};
pub use entity::Narrative;
use entity::{obligation::ObligationStatus, report::ReportStatus};
pub use ledger::{ExpectationFilter, ObligationChangeView};
pub use relief::{Extend, ExtendMany, HandOverMany, ObligationSelection, Relief, Relieved, Waive, WaiveMany};
use serde::{Deserialize, Serialize};
pub use sides::{
    AcceptReport, AttachToReport, ReportAttachmentView, ReportMessageView, ReturnReport, SubmittedFile, WriteMessage,
};
pub use sources::{Source, SourceChange, SourceState};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

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
    /// The first instant that is too late for that day.
    pub closes_at: DateTime<Utc>,
    /// The day by which lateness is judged: an earlier one than `due_on` where the extension came after it and does not
    /// excuse lateness.
    pub late_after: NaiveDate,
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
    /// SHA-256 of the canonical JSON (RFC 8785) of the version that was sent last and is read by those above; null before.
    #[schema(max_length = 64)]
    pub content_digest: Option<String>,
    /// Number of the accepted version that is being corrected: it counts until the correction is accepted.
    pub corrects: Option<i32>,
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
    /// Why it is being corrected after it was accepted.
    #[schema(max_length = 2000)]
    pub correction_reason: Option<String>,
    /// Why it was returned: one of the `return_reasons` of `GET /report-rules`.
    #[schema(max_length = 40)]
    pub return_reason_code: Option<String>,
    #[schema(max_length = 2000)]
    pub return_reason: Option<String>,
    /// Where the figures of below come from.
    pub consolidation: Option<UsedConsolidation>,
    /// The ids of the files that are attached.
    #[schema(max_items = 100)]
    pub attachments: Vec<Uuid>,
    #[schema(max_items = 20)]
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

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ObligationFilter {
    pub movement_id: Option<Uuid>,
    pub period_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Of this unit and everything below it.
    pub within: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 63)]
    pub province_code: Vec<ProvinceCode>,
    #[serde(default)]
    #[param(max_items = 8)]
    pub status: Vec<ObligationStatus>,
    pub due_on_from: Option<Day>,
    pub due_on_to: Option<Day>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReportFilter {
    pub movement_id: Option<Uuid>,
    pub period_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Of this unit and everything below it.
    pub within: Option<Uuid>,
    /// GSO code of the unit's province.
    #[serde(default)]
    #[param(max_items = 63)]
    pub province_code: Vec<ProvinceCode>,
    #[serde(default)]
    #[param(max_items = 6)]
    pub status: Vec<ReportStatus>,
    pub late: Option<bool>,
    pub receiver_unit_id: Option<Uuid>,
    pub updated_at_from: Option<Instant>,
    pub updated_at_to: Option<Instant>,
}
