use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    award::AwardStatus,
    decision::DecisionStatus,
    nomination::{Stage, SubjectType},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::{
    features::planning::law::dto::AwardAuthority,
    http::answer::Resource,
    kernel::{day::Day, province::ProvinceCode, text::Line, transition::Action},
    store::document::{DocumentInput, DocumentView},
};

/// A nomination and its number in the golden book (số sổ vàng).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct DecisionItem {
    pub nomination_id: Uuid,
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000, example = 27)]
    pub order_no: i32,
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
    /// Whose head signs it.
    pub deciding_unit_id: Uuid,
    #[validate(length(min = 1, max = 1000), nested)]
    #[schema(min_items = 1, max_items = 1000)]
    pub items: Vec<DecisionItem>,
}

/// The items are replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateDecision {
    #[validate(length(min = 1, max = 1000), nested)]
    #[schema(min_items = 1, max_items = 1000)]
    pub items: Vec<DecisionItem>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SignDecision {
    #[validate(nested)]
    pub document: DocumentInput,
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

/// An award as the register shows it: no birth date, no personal number.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Award)]
pub struct AwardView {
    pub id: Uuid,
    /// The dossier, for those who see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub nomination_id: Option<Uuid>,
    pub movement_id: Uuid,
    pub stage: Stage,
    pub decision: AwardDecision,
    /// Its number in the golden book (số sổ vàng).
    #[schema(minimum = 1)]
    pub order_no: i32,
    pub subject: AwardSubject,
    pub award_form: AwardFormRef,
    /// The rule by which it was granted; null only where that is gone.
    pub authority: Option<AwardAuthority>,
    pub status: AwardStatus,
    /// What a certificate is verified by.
    #[schema(max_length = 40)]
    pub verification_code: String,
    /// What is left out of what this caller sees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub hidden_fields: Vec<&'static str>,
    #[schema(minimum = 1)]
    pub version: i64,
}

impl Resource for AwardView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/awards/{}", self.id)
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AwardDecision {
    pub id: Uuid,
    #[schema(max_length = 60, example = "1742/QĐ-BTP")]
    pub number: String,
    pub decided_on: NaiveDate,
    #[schema(max_length = 300)]
    pub signer_name: String,
    #[schema(max_length = 300, example = "Bộ Tư pháp")]
    pub issuing_unit_name: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AwardSubject {
    pub r#type: SubjectType,
    #[schema(max_length = 300)]
    pub full_name: String,
    pub unit_id: Uuid,
    /// As it was on the day of the decision.
    #[schema(max_length = 300)]
    pub unit_name: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AwardFormRef {
    #[schema(max_length = 20, example = "BK_BT")]
    pub code: String,
    #[schema(max_length = 300, example = "Bằng khen của Bộ trưởng Bộ Tư pháp")]
    pub name: String,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AwardFilter {
    pub movement_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 2)]
    pub stage: Vec<Stage>,
    pub award_form_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Of this unit and everything below it.
    pub within: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 63)]
    pub province_code: Vec<ProvinceCode>,
    #[serde(default)]
    #[param(max_items = 3)]
    pub status: Vec<AwardStatus>,
    pub decided_on_from: Option<Day>,
    pub decided_on_to: Option<Day>,
    /// Part of the subject's name; accents and case do not matter.
    #[param(min_length = 1, max_length = 300)]
    pub q: Option<Line>,
}
