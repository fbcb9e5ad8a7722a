mod input;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{Quantity, indicator::Aggregation, plan::PlanStatus, target::Comparator};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub use input::{
    CancelPlan, Content, CreatePlan, IssuePlan, MeasureInput, PlanFilter, RequestSupplement, TargetInput, TaskInput,
    UpdatePlan,
};

use crate::core::{document::DocumentView, http::answer::Resource, scope::Via, transition::Action};

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
    pub document: Option<DocumentView>,
    /// To whom it was sent.
    pub receiver_unit_id: Option<Uuid>,
    /// Who received it.
    pub received_by_unit_id: Option<Uuid>,
    pub sent_at: Option<DateTime<Utc>>,
    pub received_at: Option<DateTime<Utc>>,
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
    #[schema(inline)]
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
    #[schema(minimum = 1)]
    pub ordinal: i32,
    #[schema(max_length = 40, example = "T-05")]
    pub code: Option<String>,
    #[schema(max_length = 2000, example = "Trợ giúp pháp lý cho người nghèo")]
    pub title: String,
    #[schema(max_length = 2000)]
    pub no_target_reason: Option<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Measure)]
pub struct MeasureView {
    pub id: Uuid,
    pub task_id: Option<Uuid>,
    #[schema(minimum = 1)]
    pub ordinal: i32,
    #[schema(max_length = 2000, example = "Lồng ghép vào kế hoạch công tác năm")]
    pub title: String,
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

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Target)]
pub struct TargetView {
    pub id: Uuid,
    pub plan_id: Uuid,
    pub task_id: Uuid,
    /// The target of a predecessor's plan that this one restates.
    pub inherits_from: Option<Uuid>,
    #[schema(minimum = 1)]
    pub ordinal: i32,
    pub indicator: Option<IndicatorRef>,
    #[schema(max_length = 2000)]
    pub title: String,
    #[schema(max_length = 60)]
    pub unit_of_measure: Option<String>,
    pub comparator: Comparator,
    pub baseline: Option<Quantity>,
    pub target_value: Option<Quantity>,
    /// Of a ratio; never stored as a percentage.
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub due_on: Option<NaiveDate>,
    /// From the reports accepted so far; null while there is none, which is not zero.
    pub current_value: Option<Quantity>,
    pub current_numerator: Option<Quantity>,
    pub current_denominator: Option<Quantity>,
    /// What was reached of what was aimed at, in percent, to two decimals; never more than a billion.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub progress_percent: Option<f64>,
}

/// A superior's request to add to a plan (đề nghị bổ sung).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SupplementRequest)]
pub struct SupplementRequestView {
    pub id: Uuid,
    pub requesting_unit_id: Uuid,
    #[schema(max_length = 2000)]
    pub reason: String,
    pub due_on: NaiveDate,
    pub created_at: DateTime<Utc>,
    pub resolved_at: Option<DateTime<Utc>>,
    /// The version that answered it.
    pub resolved_by_plan_id: Option<Uuid>,
}
