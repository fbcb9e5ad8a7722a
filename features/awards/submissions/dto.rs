use base::{
    http::answer::Resource,
    kernel::scope::Via,
    store::document::{DocumentInput, DocumentView},
};
use chrono::{DateTime, Utc};
use entity::nomination::Stage;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Dossiers that go up together, the first ranked first.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "stage": "interim", "unit_id": "0198c0de-0000-7000-8000-000000000002", "document": {"number": "133/TTr-STP", "issued_on": "2024-10-28", "signer_name": "Nguyễn Thị Mẫu", "signer_title": "Giám đốc"}, "nomination_ids": ["0198c0de-0000-7000-8000-000000000003"]}))]
pub struct CreateSubmission {
    pub movement_id: Uuid,
    pub stage: Stage,
    /// Whose head sends it.
    pub unit_id: Uuid,
    #[validate(nested)]
    pub document: DocumentInput,
    /// Reviewed dossiers of the unit, and those that it has appraised: all to one addressee.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200)]
    pub nomination_ids: Vec<Uuid>,
}

/// One dossier of a submission.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SubmissionItem {
    /// Its place in the order of the unit.
    #[schema(minimum = 1)]
    pub rank: i32,
    /// The dossier, for those who see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub nomination_id: Option<Uuid>,
    /// The version that was sent.
    #[schema(minimum = 1)]
    pub version_no: i32,
    /// What is left out of what this caller sees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub hidden_fields: Vec<&'static str>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Submission)]
pub struct SubmissionView {
    pub id: Uuid,
    pub movement_id: Uuid,
    pub stage: Stage,
    pub unit_id: Uuid,
    #[schema(max_length = 300)]
    pub unit_name: String,
    pub document: DocumentView,
    /// To which unit it was sent.
    pub to_unit_id: Uuid,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// The first ranked first.
    #[schema(max_items = 200)]
    pub items: Vec<SubmissionItem>,
    #[schema(minimum = 1)]
    pub version: i64,
    /// Why the caller sees it.
    pub via: Via,
}

impl Resource for SubmissionView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/submissions/{}", self.id)
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SubmissionFilter {
    pub movement_id: Option<Uuid>,
    pub unit_id: Option<Uuid>,
}
