use base::{
    http::body::given,
    kernel::{
        day::{Day, Instant},
        province::ProvinceCode,
        reason::ReasonText,
        text::Text,
    },
    store::document::{DocumentInput, DocumentNumber},
};
use entity::{Quantity, plan::PlanStatus};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::content::{Lists, MeasureInput, TargetInput, TaskInput};

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "unit_id": "0198c0de-0000-7000-8000-000000000002", "tasks": [{"code": "T-05", "title": "Trợ giúp pháp lý cho người nghèo"}], "measures": [{"task_no": 1, "title": "Trợ giúp pháp lý lưu động tại xã"}], "targets": [{"task_no": 1, "indicator_code": "TGPL-07", "comparator": "gte", "target_value": 6, "due_on": "2023-12-14"}]}))]
pub struct CreatePlan {
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    /// The movement's first day when left out.
    pub starts_on: Option<Day>,
    /// Not to be issued while part of an allocated target is with nobody and nobody says why.
    #[serde(default)]
    pub full_allocation: bool,
    /// A published template of the movement for units of this kind, to begin with. Lists that are given replace its own.
    pub template_id: Option<Uuid>,
    /// A plan that the caller reads, its own of another movement or one that was received, to begin with.
    pub copy_from_plan_id: Option<Uuid>,
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
    pub fn lists(&self) -> Lists {
        Lists { tasks: self.tasks.clone(), measures: self.measures.clone(), targets: self.targets.clone() }
    }
}

/// Lists are replaced whole; parts that name their `id` stay what they are. Targets and measures name their tasks by
/// position.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdatePlan {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub starts_on: Option<Day>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub full_allocation: Option<bool>,
    /// A task that goes may not be named by targets and measures that stay.
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
    pub fn lists(&self) -> Lists {
        Lists { tasks: self.tasks.clone(), measures: self.measures.clone(), targets: self.targets.clone() }
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct IssuePlan {
    #[validate(nested)]
    pub document: DocumentInput,
    /// Of a later version that is an annex (phụ lục) to the document of the one before: then `document.number` is that
    /// document's, and this number was not used for it before.
    #[validate(range(min = 1, max = 999))]
    #[schema(minimum = 1, maximum = 999)]
    pub annex_no: Option<u16>,
}

/// What the receiver has seen.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReceivePlan {
    /// `content_digest` of the version.
    pub content_digest: Text<64>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Chưa có chỉ tiêu trợ giúp pháp lý lưu động", "due_on": "2023-05-15", "content_digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}))]
pub struct RequestSupplement {
    pub reason: ReasonText,
    /// Not in the past.
    pub due_on: Day,
    /// `content_digest` of the version that is asked about.
    pub content_digest: Text<64>,
}

/// A message in the thread of a supplement request.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReplyInput {
    #[schema(example = "Đơn vị sẽ bổ sung chỉ tiêu trợ giúp pháp lý lưu động trước ngày 10/5")]
    pub text: Text<4000>,
}

/// How a supplement request ends without a new version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// The replies are enough.
    Explained,
    Withdrawn,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ResolveSupplement {
    pub resolution: Settlement,
    pub reason: ReasonText,
    /// `content_digest` of the version that is received with it.
    pub content_digest: Text<64>,
}

/// Why a target may be issued though not all of it was allocated.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"target_id": "0198c0de-0000-7000-8000-000000000003", "reason": "Phần còn lại do Cục Trợ giúp pháp lý trực tiếp thực hiện"}))]
pub struct WaiveGap {
    /// Of this version of the plan.
    pub target_id: Uuid,
    /// At least ten characters; null takes the waiver back.
    pub reason: Option<ReasonText>,
}

/// Two versions of one plan.
/// Targets of a draft that aim at one thing, such as the same indicator of two predecessors.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"target_ids": ["0198c0de-0000-7000-8000-000000000001", "0198c0de-0000-7000-8000-000000000002"]}))]
pub struct JoinTargets {
    /// The first stays, in its place, with the others' amounts added to its own.
    #[validate(length(min = 2, max = 20))]
    #[schema(min_items = 2, max_items = 20)]
    pub target_ids: Vec<Uuid>,
    /// In place of the sum; needed of an average and of a target with levels, which do not add up.
    pub target_value: Option<Quantity>,
    /// In place of the sum.
    pub numerator: Option<Quantity>,
    /// In place of the sum.
    pub denominator: Option<Quantity>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Between {
    /// `version_no`; the one before `to` when left out.
    #[param(minimum = 1)]
    pub from: Option<i32>,
    /// `version_no`; this plan's when left out.
    #[param(minimum = 1)]
    pub to: Option<i32>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CancelPlan {
    pub reason: ReasonText,
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
    pub province_code: Vec<ProvinceCode>,
    #[serde(default)]
    #[param(max_items = 12)]
    pub status: Vec<PlanStatus>,
    /// Sent to this unit.
    pub receiver_unit_id: Option<Uuid>,
    pub updated_at_from: Option<Instant>,
    pub updated_at_to: Option<Instant>,
}
