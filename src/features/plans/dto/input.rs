use chrono::{DateTime, NaiveDate, Utc};
use entity::{Quantity, plan::PlanStatus, target::Comparator};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::core::{
    document::{DocumentInput, DocumentNumber},
    http::body::given,
    text::Text,
};

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TaskInput {
    pub code: Option<Text<40>>,
    pub title: Text<2000>,
    /// Why the task has no target.
    pub no_target_reason: Option<Text<2000>>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MeasureInput {
    /// Position of its task in `tasks`, from 1.
    #[validate(range(min = 1, max = 200))]
    #[schema(minimum = 1, maximum = 200)]
    pub task_no: Option<u16>,
    pub title: Text<2000>,
}

/// A target on an indicator of the movement, or with a title and measure of its own.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = indicator_or_title))]
pub struct TargetInput {
    /// Position of its task in `tasks`, from 1.
    #[validate(range(min = 1, max = 200))]
    #[schema(minimum = 1, maximum = 200)]
    pub task_no: u16,
    #[schema(example = "TGPL-07")]
    pub indicator_code: Option<Text<40>>,
    /// The indicator's name when left out.
    pub title: Option<Text<2000>>,
    pub unit_of_measure: Option<Text<60>>,
    pub comparator: Comparator,
    pub baseline: Option<Quantity>,
    pub target_value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// Within the movement.
    pub due_on: Option<NaiveDate>,
}

fn indicator_or_title(input: &TargetInput) -> Result<(), ValidationError> {
    if input.indicator_code.is_some() || input.title.is_some() { Ok(()) } else { Err(ValidationError::new("required")) }
}

/// The three lists of a plan.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Content {
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub tasks: Option<Vec<TaskInput>>,
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub measures: Option<Vec<MeasureInput>>,
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub targets: Option<Vec<TargetInput>>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "unit_id": "0198c0de-0000-7000-8000-000000000002", "tasks": [{"code": "T-05", "title": "Trợ giúp pháp lý cho người nghèo"}], "measures": [{"task_no": 1, "title": "Trợ giúp pháp lý lưu động tại xã"}], "targets": [{"task_no": 1, "indicator_code": "TGPL-07", "comparator": "gte", "target_value": 6, "due_on": "2023-12-14"}]}))]
pub struct CreatePlan {
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    /// The movement's first day when left out.
    pub starts_on: Option<NaiveDate>,
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub tasks: Option<Vec<TaskInput>>,
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub measures: Option<Vec<MeasureInput>>,
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub targets: Option<Vec<TargetInput>>,
}

impl CreatePlan {
    pub fn content(&self) -> Content {
        Content { tasks: self.tasks.clone(), measures: self.measures.clone(), targets: self.targets.clone() }
    }
}

/// Lists are replaced whole; targets and measures name their tasks by position.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdatePlan {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub starts_on: Option<NaiveDate>,
    /// Replacing the tasks needs the targets and measures with them.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200, nullable = false)]
    pub tasks: Option<Vec<TaskInput>>,
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200, nullable = false)]
    pub measures: Option<Vec<MeasureInput>>,
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200, nullable = false)]
    pub targets: Option<Vec<TargetInput>>,
}

impl UpdatePlan {
    pub fn content(&self) -> Content {
        Content { tasks: self.tasks.clone(), measures: self.measures.clone(), targets: self.targets.clone() }
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct IssuePlan {
    #[validate(nested)]
    pub document: DocumentInput,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Chưa có chỉ tiêu trợ giúp pháp lý lưu động", "due_on": "2023-05-15"}))]
pub struct RequestSupplement {
    /// At least ten characters.
    pub reason: Option<Text<2000>>,
    /// Not in the past.
    pub due_on: NaiveDate,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CancelPlan {
    /// At least ten characters.
    pub reason: Option<Text<2000>>,
    pub document_number: DocumentNumber,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PlanFilter {
    pub movement_id: Option<Uuid>,
    /// Repeat for several units.
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Of this unit and everything below it.
    pub within: Option<Uuid>,
    /// GSO code of the unit's province.
    #[serde(default)]
    #[param(max_items = 63)]
    pub province_code: Vec<Text<2>>,
    #[serde(default)]
    #[param(max_items = 12)]
    pub status: Vec<PlanStatus>,
    /// Sent to this unit.
    pub receiver_unit_id: Option<Uuid>,
    pub updated_at_from: Option<DateTime<Utc>>,
    pub updated_at_to: Option<DateTime<Utc>>,
}
