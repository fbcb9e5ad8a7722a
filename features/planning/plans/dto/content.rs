//! What a plan holds, as it is sent, compared, copied and digested: tasks, measures and targets in their order.
use base::kernel::{day::Day, text::Text};
use entity::{Quantity, indicator::Aggregation, target::Comparator};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TaskInput {
    /// Of a task of this plan that stays; left out, it is a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Text<40>>,
    pub title: Text<2000>,
    /// Why the task has no target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_target_reason: Option<Text<2000>>,
    /// The plan's unit or one below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_unit_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_person: Option<Text<300>>,
    /// Within the movement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    /// Where it is tried out first (chỉ đạo điểm).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pilot_site: Option<Text<300>>,
}

impl TaskInput {
    pub const fn titled(title: Text<2000>) -> Self {
        Self {
            id: None,
            code: None,
            title,
            no_target_reason: None,
            responsible_unit_id: None,
            responsible_person: None,
            due_on: None,
            pilot_site: None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MeasureInput {
    /// Of a measure of this plan that stays; left out, it is a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Position of its task in `tasks`, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 1, max = 200))]
    #[schema(minimum = 1, maximum = 200)]
    pub task_no: Option<u16>,
    pub title: Text<2000>,
    /// The plan's unit or one below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_unit_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_person: Option<Text<300>>,
    /// Within the movement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    /// Where it is tried out first (chỉ đạo điểm).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pilot_site: Option<Text<300>>,
}

impl MeasureInput {
    pub const fn titled(title: Text<2000>) -> Self {
        Self {
            id: None,
            task_no: None,
            title,
            responsible_unit_id: None,
            responsible_person: None,
            due_on: None,
            pilot_site: None,
        }
    }
}

/// What should be reached by the end of a period: a value, or numerator and denominator, as the target has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TargetMilestoneInput)]
pub struct MilestoneInput {
    /// Of a period of the movement; each once.
    #[schema(example = "2024")]
    pub period_code: Text<40>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Quantity>,
}

/// What a group of lower units should reach: a value, or numerator and denominator, as the target has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TargetBandInput)]
pub struct BandInput {
    #[schema(example = "Thụ lý dưới 1.000 việc")]
    pub title: Text<300>,
    /// Units below the plan's; a unit stands in one band of a target.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200)]
    pub unit_ids: Vec<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Quantity>,
}

/// A target on an indicator of the movement, or with a title and measure of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = indicator_or_title))]
pub struct TargetInput {
    /// Of a target of this plan that stays, with its shares; left out, it is a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Position of its task in `tasks`, from 1.
    #[validate(range(min = 1, max = 200))]
    #[schema(minimum = 1, maximum = 200)]
    pub task_no: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "TGPL-07")]
    pub indicator_code: Option<Text<40>>,
    /// The indicator's name when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text<2000>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_of_measure: Option<Text<60>>,
    /// Of a measure of its own: how values of several periods become one. `sum` when left out, `ratio` with a
    /// denominator, `latest` with levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregation: Option<Aggregation>,
    pub comparator: Comparator,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Quantity>,
    /// Of a target with levels: the level to be reached, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_value: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Quantity>,
    /// Of a target that is judged and not counted: the closed scale, the worst level first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 2, max = 10))]
    #[schema(min_items = 2, max_items = 10)]
    pub levels: Option<Vec<Text<300>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 60), nested)]
    #[schema(max_items = 60)]
    pub milestones: Option<Vec<MilestoneInput>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub bands: Option<Vec<BandInput>>,
    /// The share, allocated to the plan's unit, that this target answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allocation_id: Option<Uuid>,
    /// The plan's unit or one below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_unit_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_person: Option<Text<300>>,
    /// Within the movement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    /// Where it is tried out first (chỉ đạo điểm).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pilot_site: Option<Text<300>>,
}

impl TargetInput {
    /// Of a task, so far on nothing.
    pub const fn of_task(task_no: u16, comparator: Comparator) -> Self {
        Self {
            id: None,
            task_no,
            indicator_code: None,
            title: None,
            unit_of_measure: None,
            aggregation: None,
            comparator,
            baseline: None,
            target_value: None,
            numerator: None,
            denominator: None,
            levels: None,
            milestones: None,
            bands: None,
            allocation_id: None,
            responsible_unit_id: None,
            responsible_person: None,
            due_on: None,
            pilot_site: None,
        }
    }
}

fn indicator_or_title(input: &TargetInput) -> Result<(), ValidationError> {
    if input.indicator_code.is_some() || input.title.is_some() { Ok(()) } else { Err(ValidationError::new("required")) }
}

/// The three lists of a plan, whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanContent)]
pub struct Content {
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub tasks: Vec<TaskInput>,
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub measures: Vec<MeasureInput>,
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub targets: Vec<TargetInput>,
}

impl Content {
    /// What the plan of another unit, or of another movement, can begin with: no ids, units, days or periods of this one.
    pub fn afresh(mut self) -> Self {
        for task in &mut self.tasks {
            (task.id, task.responsible_unit_id, task.responsible_person) = (None, None, None);
            (task.due_on, task.pilot_site) = (None, None);
        }
        for measure in &mut self.measures {
            (measure.id, measure.responsible_unit_id, measure.responsible_person) = (None, None, None);
            (measure.due_on, measure.pilot_site) = (None, None);
        }
        for target in &mut self.targets {
            (target.id, target.allocation_id) = (None, None);
            (target.responsible_unit_id, target.responsible_person) = (None, None);
            (target.due_on, target.pilot_site) = (None, None);
            (target.milestones, target.bands) = (None, None);
        }
        self
    }
}

/// The lists of a plan that a request gives.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    pub tasks: Option<Vec<TaskInput>>,
    pub measures: Option<Vec<MeasureInput>>,
    pub targets: Option<Vec<TargetInput>>,
}

impl Lists {
    pub const fn is_empty(&self) -> bool {
        self.tasks.is_none() && self.measures.is_none() && self.targets.is_none()
    }

    /// These lists, and what is not given as it was.
    pub fn over(self, before: Content) -> Content {
        Content {
            tasks: self.tasks.unwrap_or(before.tasks),
            measures: self.measures.unwrap_or(before.measures),
            targets: self.targets.unwrap_or(before.targets),
        }
    }
}
