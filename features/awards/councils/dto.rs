use base::{
    http::{answer::Resource, body::given},
    kernel::{day::Day, reason::ReasonText, text::Line, transition::Action},
    store::document::{DocumentInput, DocumentNumber, DocumentView},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{council::CouncilStatus, council_member::CouncilRole};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A council, without who is in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CouncilSummary {
    pub id: Uuid,
    /// The unit that it advises.
    pub unit_id: Uuid,
    #[schema(max_length = 300)]
    pub unit_name: String,
    #[schema(max_length = 300, example = "Hội đồng thi đua, khen thưởng Sở Tư pháp tỉnh Bắc Kạn")]
    pub name: String,
    pub status: CouncilStatus,
    /// The decision that founds it; null before.
    pub document: Option<DocumentView>,
    /// The document that last changed who is in it.
    #[schema(max_length = 60)]
    pub changed_by: Option<String>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// A council (Hội đồng thi đua, khen thưởng) and its members.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Council)]
pub struct CouncilView {
    #[serde(flatten)]
    pub summary: CouncilSummary,
    /// Who is in it, the chair first.
    #[schema(max_items = 50)]
    pub members: Vec<CouncilMemberView>,
    /// Why it was dissolved.
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
    /// The document that dissolved it.
    #[schema(max_length = 60)]
    pub end_document: Option<String>,
    #[schema(max_items = 20)]
    pub actions: Vec<Action>,
}

impl Resource for CouncilView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/councils/{}", self.summary.id)
    }
}

/// Somebody in a council.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CouncilMember)]
pub struct CouncilMemberView {
    pub user_id: Uuid,
    #[schema(max_length = 300)]
    pub full_name: String,
    /// What somebody is in the council.
    pub role: CouncilRole,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
}

/// Somebody with the role of a council member or secretary at the unit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CouncilMemberInput)]
pub struct MemberInput {
    pub user_id: Uuid,
    /// What somebody is in the council.
    pub role: CouncilRole,
    pub valid_from: Day,
    /// The last day, included; left out while it lasts.
    pub valid_to: Option<Day>,
}

/// Only its unit sees it until its head founds it.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"unit_id": "0198c0de-0000-7000-8000-000000000001", "name": "Hội đồng thi đua, khen thưởng Sở Tư pháp tỉnh Bắc Kạn", "members": []}))]
pub struct CreateCouncil {
    /// The unit that it advises.
    pub unit_id: Uuid,
    pub name: Line,
    /// Who is in it, each once.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub members: Vec<MemberInput>,
}

/// Until it is founded. The list of members is replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateCouncil {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub name: Option<Line>,
    /// Who is in it, each once.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50, nullable = false)]
    pub members: Option<Vec<MemberInput>>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct FoundCouncil {
    #[validate(nested)]
    pub document: DocumentInput,
}

/// Who is in it from now on, whole. Sessions that have been opened keep the members that they had.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"document_number": "15/QĐ-STP", "members": []}))]
pub struct ChangeMembers {
    pub document_number: DocumentNumber,
    /// Who is in it, each once: one chair, one secretary and others.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub members: Vec<MemberInput>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Sở được hợp nhất với Sở khác", "document_number": "15/QĐ-STP"}))]
pub struct DissolveCouncil {
    pub reason: ReasonText,
    pub document_number: DocumentNumber,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CouncilFilter {
    /// Whose councils.
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    #[serde(default)]
    #[param(max_items = 3)]
    pub status: Vec<CouncilStatus>,
}
