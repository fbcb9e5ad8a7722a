use base::{
    http::answer::Resource,
    kernel::{
        day::Day,
        text::{Prose, Text},
        transition::Action,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use planning::files::dto::FileSummary;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// What an inspection recommends.
pub type Advice = Text<4000>;

/// Where a recommendation stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecommendationState {
    /// Drafted with the conclusion; only the inspecting unit sees it.
    Draft,
    Open,
    /// Open, and its day has passed.
    Overdue,
    Answered,
    Done,
    Dropped,
}

/// What an inspection recommends a unit to do.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Recommendation)]
pub struct RecommendationView {
    pub id: Uuid,
    /// The inspection whose conclusion it stands in.
    pub inspection_id: Uuid,
    pub movement_id: Uuid,
    /// The unit that inspects, and checks the answer.
    pub inspecting_unit_id: Uuid,
    /// The unit that has to do it.
    pub owner_unit_id: Uuid,
    #[schema(minimum = 1, maximum = 200)]
    pub ordinal: i32,
    #[schema(max_length = 4000, example = "Bổ sung chỉ tiêu trợ giúp pháp lý lưu động.")]
    pub text: String,
    pub due_on: NaiveDate,
    pub status: RecommendationState,
    /// What the owner has done.
    #[schema(max_length = 8000)]
    pub answer: Option<String>,
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was done or dropped.
    pub settled_at: Option<DateTime<Utc>>,
    /// Why the answer was returned, or the recommendation dropped.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// A recommendation, its evidence, and what the caller may do with it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RecommendationWithActions)]
pub struct RecommendationWithActions {
    #[serde(flatten)]
    pub recommendation: RecommendationView,
    /// The files that the answers rest on.
    #[schema(max_items = 1000)]
    pub evidence: Vec<FileSummary>,
    #[schema(max_items = 10)]
    pub actions: Vec<Action>,
}

impl Resource for RecommendationWithActions {
    fn version(&self) -> i64 {
        self.recommendation.version
    }

    fn location(&self) -> String {
        format!("/api/v1/recommendations/{}", self.recommendation.id)
    }
}

/// A recommendation as it is drafted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RecommendationInput {
    /// What is to be done.
    pub text: Advice,
    /// The unit that has to do it: one of the inspected.
    pub owner_unit_id: Uuid,
    pub due_on: Day,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Đã bổ sung chỉ tiêu trong kế hoạch 15/KH-PTP."}))]
pub struct AnswerRecommendation {
    /// What was done.
    pub text: Prose,
    /// Files of the unit that the answer rests on.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub file_ids: Vec<Uuid>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RecommendationFilter {
    /// Of this inspection.
    pub inspection_id: Option<Uuid>,
    pub movement_id: Option<Uuid>,
    /// Who has to do it.
    #[serde(default)]
    #[param(max_items = 200)]
    pub owner_unit_id: Vec<Uuid>,
    /// Who inspects.
    #[serde(default)]
    #[param(max_items = 200)]
    pub inspecting_unit_id: Vec<Uuid>,
    /// Where it stands today; repeat for several.
    #[serde(default)]
    #[param(max_items = 6)]
    pub status: Vec<RecommendationState>,
    pub due_on_from: Option<Day>,
    pub due_on_to: Option<Day>,
}
