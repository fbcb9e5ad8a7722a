//! What goes in and out of decisions.
mod register;

use base::{
    http::answer::Resource,
    kernel::{reason::ReasonText, transition::Action},
    store::document::{DocumentInput, DocumentView},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    decision::{DecisionStatus, StateDecider},
    decision_change::ChangeKind,
};
use planning::law::dto::AwardAuthority;
pub use register::{
    AwardDecision, AwardFilter, AwardFormRef, AwardRevocation, AwardSubject, AwardView, Confer, ConferralView,
    ConferredItem, PrizeQuery, PrizeSum, PrizeView,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A dossier that joined, left or was refused.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DecisionChange)]
pub struct DecisionChangeView {
    pub nomination_id: Uuid,
    pub kind: ChangeKind,
    #[schema(max_length = 2000)]
    pub reason: String,
    /// Whoever did it.
    pub made_by: Uuid,
    pub created_at: DateTime<Utc>,
}

/// A nomination and its number in the golden book (số sổ vàng).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct DecisionItem {
    pub nomination_id: Uuid,
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000, example = 27)]
    pub order_no: i32,
    /// Of a form of which the rule says only the greatest multiple of the base pay: the one that is chosen. Without it, the greatest.
    #[validate(nested)]
    pub multiple: Option<ChosenMultiple>,
}

/// A multiple of the base pay that is chosen, as two whole numbers: not above the one of the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"num": 4, "den": 10}))]
pub struct ChosenMultiple {
    /// How many of `den`.
    #[validate(range(min = 1, max = 10_000))]
    #[schema(minimum = 1, maximum = 10_000, example = 4)]
    pub num: i32,
    /// What that is a part of.
    #[validate(range(min = 1, max = 10_000))]
    #[schema(minimum = 1, maximum = 10_000, example = 10)]
    pub den: i32,
}

/// One line of a decision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DecisionItemView {
    /// The dossier, for those who see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub nomination_id: Option<Uuid>,
    /// Its number in the golden book (số sổ vàng).
    #[schema(minimum = 1, maximum = 100_000, example = 27)]
    pub order_no: i32,
    /// The multiple of its prize that was chosen; left out where the rule says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub multiple: Option<ChosenMultiple>,
    /// What is left out of what this caller sees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub hidden_fields: Vec<&'static str>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DecisionSummary {
    pub id: Uuid,
    pub movement_id: Uuid,
    pub deciding_unit_id: Uuid,
    #[schema(max_length = 300, example = "Bộ Tư pháp")]
    pub deciding_unit_name: String,
    pub preparing_unit_id: Uuid,
    pub status: DecisionStatus,
    pub document: Option<DocumentView>,
    /// Of what the state decided, who; null of a decision of the sector.
    pub decided_by: Option<StateDecider>,
    /// By when the units have to be told of it; null before it is signed, and where no rule says.
    pub notice_due_on: Option<NaiveDate>,
    /// When they were told.
    pub notified_at: Option<DateTime<Utc>>,
    /// Why it was given up.
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Decision)]
pub struct DecisionView {
    #[serde(flatten)]
    pub summary: DecisionSummary,
    #[schema(max_items = 1000)]
    pub items: Vec<DecisionItemView>,
    /// The rules by which the deciding unit grants them, each once.
    #[schema(max_items = 50)]
    pub authorities: Vec<AwardAuthority>,
    /// What joined, left or was refused, and why; empty for who does not prepare or decide it.
    #[schema(max_items = 100_000)]
    pub changes: Vec<DecisionChangeView>,
    #[schema(max_items = 10)]
    pub actions: Vec<Action>,
}

impl Resource for DecisionView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/decisions/{}", self.summary.id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "deciding_unit_id": "0198c0de-0000-7000-8000-000000000002", "items": [{"nomination_id": "0198c0de-0000-7000-8000-000000000003", "order_no": 27}]}))]
pub struct CreateDecision {
    pub movement_id: Uuid,
    /// Whose head signs it; of what the state decided, the ministry.
    pub deciding_unit_id: Uuid,
    /// Who decided outside the sector: the standing body records it with the state's number and date.
    pub decided_by: Option<StateDecider>,
    #[validate(length(min = 1, max = 1000), nested)]
    #[schema(min_items = 1, max_items = 1000)]
    pub items: Vec<DecisionItem>,
}

/// Why a dossier joins or leaves a decision, or is not commended.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ItemReason {
    pub nomination_id: Uuid,
    pub reason: ReasonText,
}

/// The items are replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateDecision {
    #[validate(length(min = 1, max = 1000), nested)]
    #[schema(min_items = 1, max_items = 1000)]
    pub items: Vec<DecisionItem>,
    /// Of each dossier that joins or leaves, why.
    #[serde(default)]
    #[validate(nested)]
    #[schema(max_items = 2000)]
    pub reasons: Vec<ItemReason>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SignDecision {
    #[validate(nested)]
    pub document: DocumentInput,
    /// Dossiers that are not commended: each is refused with its reason. At least one item is left.
    #[serde(default)]
    #[validate(nested)]
    #[schema(max_items = 1000)]
    pub refused: Vec<ItemReason>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DecisionFilter {
    pub movement_id: Option<Uuid>,
    pub deciding_unit_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 2)]
    pub status: Vec<DecisionStatus>,
}
