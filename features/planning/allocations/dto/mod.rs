mod reconciliation;

use base::{
    http::{answer::Resource, union::Tagged},
    kernel::{reason::ReasonText, scope::Via, text::Text, transition::Action},
};
use chrono::{DateTime, Utc};
use entity::{
    Quantity,
    allocation::{AllocationRule, AllocationStatus},
    unit::UnitKind,
};
pub use reconciliation::{AmountsView, Level, Reconciliation, Row, Total};
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A share of a target that a unit allocates to a lower one (phân bổ chỉ tiêu).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Allocation)]
pub struct AllocationView {
    pub id: Uuid,
    pub movement_id: Uuid,
    /// `root_id` of the target that it is a share of, the same in every version of the plan. Once whoever took over from
    /// the unit that allocates has issued a plan that restates the target, it is that of the restated one.
    pub target_root_id: Uuid,
    /// Of that target, with its indicator and unit: as its newest version says that is not cancelled.
    #[schema(max_length = 2000, example = "Số đợt trợ giúp pháp lý lưu động")]
    pub title: String,
    pub indicator_id: Option<Uuid>,
    #[schema(max_length = 60, example = "đợt")]
    pub unit_of_measure: Option<String>,
    /// Who allocates.
    pub from_unit_id: Uuid,
    #[schema(max_length = 300, example = "Sở Tư pháp tỉnh Bắc Kạn")]
    pub from_unit_name: String,
    /// Whom it is given to.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    pub status: AllocationStatus,
    pub value: Option<Quantity>,
    /// Of a ratio; never stored as a percentage.
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub rule: AllocationRule,
    /// What was left over by rounding is in this share.
    pub takes_remainder: bool,
    /// The plan was sent, in whichever version: whoever reads it reads its shares too.
    pub disclosed: bool,
    /// Why it was disputed, adjusted or withdrawn last.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
    /// When it was accepted or disputed last.
    pub answered_at: Option<DateTime<Utc>>,
    /// What the answering unit had seen.
    #[schema(max_length = 64)]
    pub answered_digest: Option<String>,
    /// SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) of `id`, `target_root_id`, `title`, `indicator_id`,
    /// `unit_of_measure`, `unit_id`, `value`, `numerator` and `denominator`.
    #[schema(max_length = 64, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub content_digest: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
    /// Why the caller sees it.
    pub via: Via,
    #[schema(max_items = 20)]
    pub actions: Vec<Action>,
}

impl Resource for AllocationView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/allocations/{}", self.id)
    }
}

/// Of a counted target `value`; of a ratio `numerator` and `denominator`, both.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"target_id": "0198c0de-0000-7000-8000-000000000001", "unit_id": "0198c0de-0000-7000-8000-000000000002", "value": 6}))]
pub struct CreateAllocation {
    /// In the newest version of its plan.
    pub target_id: Uuid,
    /// Below the unit whose target it is.
    pub unit_id: Uuid,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
}

/// Of a counted target `value`; of a ratio `numerator` and `denominator`, both.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"value": 5, "reason": "Địa bàn chỉ còn năm xã đặc biệt khó khăn"}))]
pub struct AdjustAllocation {
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub reason: ReasonText,
}

/// What is accepted.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AcceptAllocation {
    /// `content_digest` of the share as it was read.
    pub content_digest: Text<64>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct DisputeAllocation {
    /// `content_digest` of the share as it was read.
    pub content_digest: Text<64>,
    #[schema(example = "Địa bàn chỉ còn năm xã đặc biệt khó khăn")]
    pub reason: ReasonText,
}

/// What part of the whole a unit is given.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    pub unit_id: Uuid,
    /// In percent, with at most four decimals; all weights together make 100.
    #[schema(minimum = 0, maximum = 100, example = 12.5)]
    pub weight: Quantity,
}

/// To each unit the same.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EqualRule {}

/// By given weights, to the units that they name.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeightRule {
    /// One for each unit.
    #[schema(min_items = 1, max_items = 2000)]
    pub weights: Vec<Weight>,
}

/// By what was accepted of each unit, and of everything below it, on the target's indicator in a period; of a ratio by
/// the denominators.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LastResultRule {
    /// Of a period of the movement.
    #[schema(example = "2024")]
    pub period_code: Text<40>,
}

/// How a target is shared out; `type` names the rule.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Rule {
    Equal(EqualRule),
    ByWeight(WeightRule),
    ByLastResult(LastResultRule),
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rule = Tagged::deserialize(deserializer)?;
        match &*rule.kind {
            "equal" => rule.read().map(Self::Equal),
            "by_weight" => rule.read().map(Self::ByWeight),
            "by_last_result" => rule.read().map(Self::ByLastResult),
            unknown => Err(de::Error::unknown_variant(unknown, &[])),
        }
    }
}

/// Shares a whole target out to a tier of lower units. Shares that these units have are adjusted, others are proposed.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"target_id": "0198c0de-0000-7000-8000-000000000001", "rule": {"type": "equal"}, "unit_kind": "district_justice_office", "remainder_unit_id": "0198c0de-0000-7000-8000-000000000002"}))]
pub struct DistributeTarget {
    /// In the newest version of its plan.
    pub target_id: Uuid,
    pub rule: Rule,
    /// All units of this kind below the one whose target it is. Either this or `unit_ids`; with weights, neither.
    pub unit_kind: Option<UnitKind>,
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_items = 1, max_items = 2000)]
    pub unit_ids: Option<Vec<Uuid>>,
    /// Whose share is given what is left over by rounding: one of the units.
    pub remainder_unit_id: Uuid,
    /// Shares are rounded down to so many decimals; no more than the indicator has.
    #[serde(default)]
    #[validate(range(max = 4))]
    #[schema(minimum = 0, maximum = 4, default = 0)]
    pub decimals: u8,
    /// At least ten characters; needed where shares that exist get another amount.
    pub reason: Option<ReasonText>,
}

/// What a target was shared out to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Distribution {
    pub target_id: Uuid,
    /// Of the units in question, in the order they were named or made.
    #[schema(max_items = 2000)]
    pub shares: Vec<AllocationView>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AllocationFilter {
    pub movement_id: Option<Uuid>,
    /// Shares of this target, whichever version of it is named.
    pub target_id: Option<Uuid>,
    /// Who allocates. Repeat for several units.
    #[serde(default)]
    #[param(max_items = 200)]
    pub from_unit_id: Vec<Uuid>,
    /// Whom it is given to. Repeat for several units.
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Given to this unit or one below it.
    pub within: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 5)]
    pub status: Vec<AllocationStatus>,
}
