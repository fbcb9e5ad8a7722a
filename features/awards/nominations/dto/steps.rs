//! What the steps of a dossier's life ask for.
use base::{
    kernel::{day::Day, reason::ReasonText, text::Prose},
    store::document::DocumentNumber,
};
use entity::nomination::HoldGround;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::FindingInput;

/// The personal number of a person whose dossier was drafted without it.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"personal_id": "001099012345"}))]
pub struct Identify {
    /// Số định danh cá nhân: twelve digits. It is kept encrypted and never shown.
    #[schema(value_type = String, format = Password, min_length = 12, max_length = 12, pattern = "^[0-9]{12}$")]
    pub personal_id: SecretString,
}

/// The unit's review (bình xét) and its minutes.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"minutes_number": "05/BB-PTP", "minutes_on": "2024-10-21"}))]
pub struct Review {
    pub minutes_number: DocumentNumber,
    /// Not in the future.
    pub minutes_on: Day,
    /// How many took part.
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000)]
    pub present: Option<i32>,
    /// How many of them agreed.
    #[validate(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000)]
    pub votes_for: Option<i32>,
}

/// Something about the subject is being looked into.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"ground": "complaint", "document_number": "27/TB-STP", "reason": "Có đơn khiếu nại đang được xem xét"}))]
pub struct Hold {
    pub ground: HoldGround,
    /// The document that says so.
    pub document_number: DocumentNumber,
    pub reason: ReasonText,
}

/// The authority has concluded without wrongdoing.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"document_number": "31/KL-STP"}))]
pub struct Release {
    /// The conclusion.
    pub document_number: DocumentNumber,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Appraise {
    /// Ý kiến thẩm định. It answers every rule that no fact decides and that `findings` does not name.
    pub opinion: Prose,
    /// What is found of rules that no fact decides, one by one.
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    pub findings: Vec<FindingInput>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"document_number": "133/TTr-STP"}))]
pub struct Forward {
    /// The submission (tờ trình).
    pub document_number: DocumentNumber,
}
