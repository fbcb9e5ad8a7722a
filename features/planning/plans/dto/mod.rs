pub mod change;
pub mod content;
mod input;
mod supplement;

use base::{
    http::answer::Resource,
    kernel::{scope::Via, transition::Action},
    store::document::DocumentView,
};
pub use change::{ChangeKind, ChangedValue, FieldChange, Part, PartChange, PlanDiff};
use chrono::{DateTime, NaiveDate, Utc};
pub use content::{BandInput, Content, Lists, MeasureInput, MilestoneInput, TargetInput, TaskInput};
use entity::{Quantity, indicator::Aggregation, plan::PlanStatus, target::Comparator};
pub use input::{
    Between, CancelPlan, CreatePlan, IssuePlan, JoinTargets, PlanFilter, ReceivePlan, ReplyInput, RequestSupplement,
    ResolveSupplement, Settlement, UpdatePlan, WaiveGap,
};
use serde::{Deserialize, Serialize};
pub use supplement::{ReplyView, SupplementRequestView};
use utoipa::ToSchema;
use uuid::Uuid;

/// One version of a unit's plan, without its tasks, targets and measures.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanSummary {
    pub id: Uuid,
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    /// As it was when the plan was issued.
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    /// The first version of this plan.
    pub root_id: Uuid,
    #[schema(minimum = 1)]
    pub version_no: i32,
    pub status: PlanStatus,
    /// In effect from this day on, once received.
    pub starts_on: NaiveDate,
    /// Not to be issued while part of an allocated target is with nobody and nobody says why.
    pub full_allocation: bool,
    /// What it began with.
    pub template_id: Option<Uuid>,
    pub copied_from_plan_id: Option<Uuid>,
    pub document: Option<DocumentView>,
    /// Of a version that is an annex (phụ lục) to this document.
    #[schema(minimum = 1, maximum = 999)]
    pub annex_no: Option<i32>,
    /// SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) that `/plans/{id}/content` answers; of an issued version.
    #[schema(max_length = 64, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub content_digest: Option<String>,
    /// To whom it was sent.
    pub receiver_unit_id: Option<Uuid>,
    /// Who received it.
    pub received_by_unit_id: Option<Uuid>,
    pub sent_at: Option<DateTime<Utc>>,
    pub received_at: Option<DateTime<Utc>>,
    /// What the receiver had seen.
    #[schema(max_length = 64)]
    pub received_digest: Option<String>,
    /// Why the head gave the draft back.
    #[schema(max_length = 2000)]
    pub return_reason: Option<String>,
    /// Why it was cancelled.
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
    /// Why the caller sees it.
    pub via: Via,
}

/// One version of a unit's plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Plan)]
pub struct PlanView {
    #[serde(flatten)]
    pub summary: PlanSummary,
    #[schema(max_items = 200)]
    pub tasks: Vec<TaskView>,
    #[schema(max_items = 200)]
    pub measures: Vec<MeasureView>,
    #[schema(max_items = 200)]
    pub targets: Vec<TargetView>,
    #[schema(max_items = 200)]
    pub supplement_requests: Vec<SupplementRequestView>,
    #[schema(max_items = 20)]
    pub actions: Vec<Action>,
}

impl Resource for PlanView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/plans/{}", self.summary.id)
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Task)]
pub struct TaskView {
    pub id: Uuid,
    /// The same task in the version of the plan that first had it.
    pub root_id: Uuid,
    #[schema(minimum = 1)]
    pub ordinal: i32,
    #[schema(max_length = 40, example = "T-05")]
    pub code: Option<String>,
    #[schema(max_length = 2000, example = "Trợ giúp pháp lý cho người nghèo")]
    pub title: String,
    #[schema(max_length = 2000)]
    pub no_target_reason: Option<String>,
    pub responsible_unit_id: Option<Uuid>,
    #[schema(max_length = 300)]
    pub responsible_person: Option<String>,
    pub due_on: Option<NaiveDate>,
    #[schema(max_length = 300)]
    pub pilot_site: Option<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Measure)]
pub struct MeasureView {
    pub id: Uuid,
    /// The same measure in the version of the plan that first had it.
    pub root_id: Uuid,
    pub task_id: Option<Uuid>,
    #[schema(minimum = 1)]
    pub ordinal: i32,
    #[schema(max_length = 2000, example = "Lồng ghép vào kế hoạch công tác năm")]
    pub title: String,
    pub responsible_unit_id: Option<Uuid>,
    #[schema(max_length = 300)]
    pub responsible_person: Option<String>,
    pub due_on: Option<NaiveDate>,
    #[schema(max_length = 300)]
    pub pilot_site: Option<String>,
}

/// The indicator that a target refers to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IndicatorRef {
    pub id: Uuid,
    #[schema(max_length = 40, example = "TGPL-07")]
    pub code: String,
    #[schema(max_length = 300)]
    pub name: String,
    #[schema(max_length = 60, example = "đợt")]
    pub unit_of_measure: String,
    pub aggregation: Aggregation,
}

/// A target of a predecessor's plan that one of the successor restates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TargetOrigin {
    pub target_id: Uuid,
    pub unit_id: Uuid,
    /// As it was in the predecessor's plan.
    #[schema(max_length = 300, example = "Sở Tư pháp tỉnh Bắc Kạn")]
    pub unit_name: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Target)]
pub struct TargetView {
    pub id: Uuid,
    pub plan_id: Uuid,
    pub task_id: Uuid,
    /// The same target in the version of the plan that first had it: what its shares are shares of.
    pub root_id: Uuid,
    /// What it restates of the plans of predecessors: of several, once targets were joined.
    #[schema(max_items = 200)]
    pub origins: Vec<TargetOrigin>,
    /// The share that this target answers.
    pub allocation_id: Option<Uuid>,
    #[schema(minimum = 1)]
    pub ordinal: i32,
    pub indicator: Option<IndicatorRef>,
    #[schema(max_length = 2000)]
    pub title: String,
    #[schema(max_length = 60)]
    pub unit_of_measure: Option<String>,
    /// How values of several periods become one.
    pub aggregation: Aggregation,
    pub comparator: Comparator,
    pub baseline: Option<Quantity>,
    /// Of a target with levels: the level to be reached.
    pub target_value: Option<Quantity>,
    /// Of a ratio; never stored as a percentage.
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// Of a target that is judged and not counted: the closed scale, the worst level first.
    #[schema(max_items = 10)]
    pub levels: Vec<String>,
    #[schema(max_items = 60)]
    pub milestones: Vec<MilestoneView>,
    #[schema(max_items = 20)]
    pub bands: Vec<BandView>,
    pub due_on: Option<NaiveDate>,
    pub responsible_unit_id: Option<Uuid>,
    #[schema(max_length = 300)]
    pub responsible_person: Option<String>,
    #[schema(max_length = 300)]
    pub pilot_site: Option<String>,
    /// Why it may be issued though not all of it was allocated.
    pub gap_waiver: Option<GapWaiver>,
    /// From the reports accepted so far; null while there is none, which is not zero.
    pub current_value: Option<Quantity>,
    pub current_numerator: Option<Quantity>,
    pub current_denominator: Option<Quantity>,
    /// The reports add up to more than a figure can be; then the three are null.
    pub current_overflow: bool,
    /// How far it was met, in percent, to two decimals, half up. At least and reach: what was reached of what was aimed
    /// at; at most: the other way round, and 100 or more where nothing was reached; equal: the smaller of the larger.
    pub progress_percent: Option<Quantity>,
}

/// What a target should have reached by the end of a period (mốc).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = TargetMilestone)]
pub struct MilestoneView {
    pub period_id: Uuid,
    #[schema(max_length = 40, example = "2024")]
    pub period_code: String,
    /// The last day of the period.
    pub data_to: NaiveDate,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
}

/// What a group of units is to reach.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = TargetBand)]
pub struct BandView {
    #[schema(max_length = 300)]
    pub title: String,
    #[schema(max_items = 200)]
    pub unit_ids: Vec<Uuid>,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
}

/// That part of an allocated target may stay with nobody, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GapWaiver {
    #[schema(max_length = 2000)]
    pub reason: String,
    /// How much may stay with nobody; of a ratio, of the larger of its amounts.
    pub gap: Option<Quantity>,
    pub waived_by: Option<Uuid>,
    pub waived_at: Option<DateTime<Utc>>,
}

/// What an issued version says, as it is digested; of a draft, what it would say.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = IssuedContent)]
pub struct IssuedContent {
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    #[schema(minimum = 1)]
    pub version_no: i32,
    pub starts_on: NaiveDate,
    #[schema(max_length = 60, example = "12/KH-PTP")]
    pub document_number: Option<String>,
    pub issued_on: Option<NaiveDate>,
    #[schema(minimum = 1, maximum = 999)]
    pub annex_no: Option<i32>,
    pub content: Content,
}
