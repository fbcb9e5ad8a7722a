use base::{
    http::{
        answer::Resource,
        body::{given, present},
    },
    kernel::{
        text::{Line, Prose},
        transition::Action,
    },
};
use chrono::{DateTime, Utc};
use entity::{plan_template::TemplateStatus, unit::UnitKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::plans::dto::{Content, MeasureInput, TargetInput, TaskInput};

/// A template, without what it recommends.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanTemplateSummary {
    pub id: Uuid,
    pub movement_id: Uuid,
    pub unit_kind: UnitKind,
    #[schema(max_length = 300, example = "Kế hoạch mẫu cho Phòng Tư pháp")]
    pub title: String,
    #[schema(max_length = 8000)]
    pub introduction: Option<String>,
    pub status: TemplateStatus,
    pub published_at: Option<DateTime<Utc>>,
    /// Why it was withdrawn; null for one that the next one replaced.
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// A template of plans.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PlanTemplate)]
pub struct PlanTemplateView {
    #[serde(flatten)]
    pub summary: PlanTemplateSummary,
    #[schema(max_items = 200)]
    pub tasks: Vec<TaskInput>,
    #[schema(max_items = 200)]
    pub measures: Vec<MeasureInput>,
    #[schema(max_items = 200)]
    pub targets: Vec<TargetInput>,
    #[schema(max_items = 20)]
    pub actions: Vec<Action>,
}

impl Resource for PlanTemplateView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/plan-templates/{}", self.summary.id)
    }
}

/// Its parts name no ids, units, shares or bands: those are each unit's own.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "unit_kind": "district_justice_office", "title": "Kế hoạch mẫu cho Phòng Tư pháp", "tasks": [{"code": "T-05", "title": "Trợ giúp pháp lý cho người nghèo"}], "measures": [{"task_no": 1, "title": "Trợ giúp pháp lý lưu động tại xã"}], "targets": [{"task_no": 1, "indicator_code": "TGPL-07", "comparator": "gte", "target_value": 6}]}))]
pub struct CreatePlanTemplate {
    pub movement_id: Uuid,
    /// One that the movement obliges.
    pub unit_kind: UnitKind,
    pub title: Line,
    pub introduction: Option<Prose>,
    #[serde(default)]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub tasks: Vec<TaskInput>,
    #[serde(default)]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub measures: Vec<MeasureInput>,
    #[serde(default)]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub targets: Vec<TargetInput>,
}

impl CreatePlanTemplate {
    pub fn content(&self) -> Content {
        Content { tasks: self.tasks.clone(), measures: self.measures.clone(), targets: self.targets.clone() }
    }
}

/// While it is a draft. Lists are replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdatePlanTemplate {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub title: Option<Line>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Prose>)]
    pub introduction: Option<Option<Prose>>,
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

impl UpdatePlanTemplate {
    /// The lists that are given, the others as they were.
    pub fn over(&self, before: Content) -> Content {
        Content {
            tasks: self.tasks.clone().unwrap_or(before.tasks),
            measures: self.measures.clone().unwrap_or(before.measures),
            targets: self.targets.clone().unwrap_or(before.targets),
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PlanTemplateFilter {
    pub movement_id: Option<Uuid>,
    /// Repeat for several kinds.
    #[serde(default)]
    #[param(max_items = 6)]
    pub unit_kind: Vec<UnitKind>,
    #[serde(default)]
    #[param(max_items = 3)]
    pub status: Vec<TemplateStatus>,
}
