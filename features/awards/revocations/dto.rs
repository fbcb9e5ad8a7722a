use base::{
    http::answer::Resource,
    kernel::{
        day::Day,
        reason::ReasonText,
        text::{Line, Text},
        transition::Action,
    },
    store::document::{DocumentInput, DocumentNumber, DocumentView},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::revocation::RevocationStatus;
use planning::law::dto::LegalRule;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// What was concluded of an award, by whoever looked into it.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ConclusionInput {
    pub document_number: DocumentNumber,
    /// Not in the future, and not before the decision.
    pub issued_on: Day,
    /// Whoever concluded it.
    pub issuer: Line,
}

/// To revoke one award of a decision.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"award_id": "0198c0de-0000-7000-8000-000000000004", "unit_id": "0198c0de-0000-7000-8000-000000000002", "ground": "a", "conclusion": {"document_number": "18/KL-TTr", "issued_on": "2025-03-10", "issuer": "Thanh tra Bộ Tư pháp"}, "reason": "Số liệu trong báo cáo thành tích không có thật"}))]
pub struct ProposeRevocation {
    /// The award.
    pub award_id: Uuid,
    /// In whose name: the unit that nominated, one above it, whoever granted the award, or the standing body.
    pub unit_id: Uuid,
    /// A ground of the law of today, as its rule calls it.
    #[schema(max_length = 10, example = "a")]
    pub ground: Text<10>,
    /// What was concluded of the award, by whoever looked into it.
    #[validate(nested)]
    pub conclusion: ConclusionInput,
    /// What was found, for whoever decides.
    pub reason: ReasonText,
}

/// The document by which an award is revoked.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RevokeAward {
    #[validate(nested)]
    pub document: DocumentInput,
}

/// What came back.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"recovered_on": "2025-05-20", "artefact": true, "money_vnd": 3_510_000}))]
pub struct RecoverAward {
    /// Not in the future, and not before the revocation.
    pub recovered_on: Day,
    /// Whether the certificate and what else was handed over came back.
    pub artefact: bool,
    /// How much of the money came back; not more than is due.
    #[validate(range(min = 0))]
    #[schema(minimum = 0, example = 3_510_000)]
    pub money_vnd: i64,
}

/// What was concluded of an award.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Conclusion)]
pub struct ConclusionView {
    #[schema(max_length = 60)]
    pub document_number: String,
    pub issued_on: NaiveDate,
    /// Whoever concluded it.
    #[schema(max_length = 300, example = "Thanh tra Bộ Tư pháp")]
    pub issuer: String,
}

/// What has to come back of a revoked award, and what did.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Recovery)]
pub struct RecoveryView {
    /// Whether the artefact has to come back; null where no rule of that day was read.
    pub artefact_due: Option<bool>,
    /// How much money has to; null where no rule of that day or no prize was read.
    #[schema(minimum = 0)]
    pub money_due_vnd: Option<i64>,
    /// When that was done; null before.
    pub recovered_on: Option<NaiveDate>,
    /// Whether the artefact came back.
    pub artefact: Option<bool>,
    /// How much money came back.
    #[schema(minimum = 0)]
    pub money_vnd: Option<i64>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RevocationSummary {
    pub id: Uuid,
    /// The award.
    pub award_id: Uuid,
    /// The unit that proposes it.
    pub unit_id: Uuid,
    /// Whoever granted the award.
    pub deciding_unit_id: Uuid,
    pub status: RevocationStatus,
    /// As the rule calls it.
    #[schema(max_length = 10, example = "a")]
    pub ground: String,
    /// By which the award was revoked; null before.
    pub document: Option<DocumentView>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// The revocation of one award.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Revocation)]
pub struct RevocationView {
    #[serde(flatten)]
    pub summary: RevocationSummary,
    /// The ground, with where it stands; null only where the rule is gone.
    pub rule: Option<LegalRule>,
    /// What was concluded of the award.
    pub conclusion: ConclusionView,
    /// What was found.
    #[schema(max_length = 2000)]
    pub reason: String,
    /// What has to come back; null before the award was revoked.
    pub recovery: Option<RecoveryView>,
    /// Why it was dismissed.
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
    /// Dossiers that the caller sees and of which an eligibility that was kept counts the award. They are not changed.
    #[schema(max_items = 1000)]
    pub counted_in: Vec<Uuid>,
    #[schema(max_items = 10)]
    pub actions: Vec<Action>,
}

impl Resource for RevocationView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/revocations/{}", self.summary.id)
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RevocationFilter {
    /// Of this award.
    pub award_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 4)]
    pub status: Vec<RevocationStatus>,
}
