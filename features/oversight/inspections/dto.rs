use base::{
    http::{answer::Resource, body::given},
    kernel::{
        day::Day,
        text::{Line, Prose},
        transition::Action,
    },
    store::document::{DocumentInput, DocumentView},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{inspection::InspectionStatus, inspection_member::TeamRole};
use planning::files::dto::FileSummary;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::recommendations::dto::RecommendationInput;

/// An inspection, without what was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InspectionSummary {
    pub id: Uuid,
    pub movement_id: Uuid,
    /// The unit that inspects.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Sở Tư pháp tỉnh Bắc Kạn")]
    pub unit_name: String,
    #[schema(max_length = 300, example = "Kiểm tra việc thực hiện phong trào năm 2024")]
    pub title: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub status: InspectionStatus,
    /// The decision by which it was announced; null before.
    pub document: Option<DocumentView>,
    /// Why it was cancelled.
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

/// An inspection of units below.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Inspection)]
pub struct InspectionView {
    #[serde(flatten)]
    pub summary: InspectionSummary,
    /// What is looked at.
    #[schema(max_length = 8000)]
    pub content: String,
    /// The units that are inspected: to one of them only itself and those that it took over from.
    #[schema(max_items = 200)]
    pub unit_ids: Vec<Uuid>,
    /// What was found; before it is signed only the unit that inspects reads it.
    pub conclusion: Option<ConclusionView>,
    #[schema(max_items = 20)]
    pub actions: Vec<Action>,
    /// What is left out of what this caller sees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub hidden_fields: Vec<&'static str>,
}

impl Resource for InspectionView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/inspections/{}", self.summary.id)
    }
}

/// The conclusion of an inspection (kết luận).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectionConclusion)]
pub struct ConclusionView {
    #[schema(max_length = 8000)]
    pub text: String,
    pub document: Option<DocumentView>,
    /// When it was signed; null before.
    pub concluded_at: Option<DateTime<Utc>>,
}

/// Somebody in the team of an inspection.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectionMember)]
pub struct MemberView {
    pub user_id: Uuid,
    #[schema(max_length = 300)]
    pub full_name: String,
    /// What somebody is in the team.
    pub role: TeamRole,
    pub valid_from: NaiveDate,
    /// The last day, included.
    pub valid_to: NaiveDate,
    /// Whether the member reads today what the inspection covers.
    pub reads_today: bool,
}

/// Only the inspecting unit sees it until its head announces it.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "unit_id": "0198c0de-0000-7000-8000-000000000002", "title": "Kiểm tra việc thực hiện phong trào năm 2024", "content": "Việc lập kế hoạch và báo cáo.", "starts_on": "2024-06-10", "ends_on": "2024-06-14", "unit_ids": ["0198c0de-0000-7000-8000-000000000003"]}))]
pub struct CreateInspection {
    pub movement_id: Uuid,
    /// The unit that inspects.
    pub unit_id: Uuid,
    pub title: Line,
    /// What is looked at.
    pub content: Prose,
    pub starts_on: Day,
    pub ends_on: Day,
    /// Units below that are inspected.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200)]
    pub unit_ids: Vec<Uuid>,
}

/// While it is planned. The list of units is replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateInspection {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub title: Option<Line>,
    /// What is looked at.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub content: Option<Prose>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub starts_on: Option<Day>,
    /// Not before the first day of somebody in the team.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub ends_on: Option<Day>,
    /// Units below that are inspected.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200, nullable = false)]
    pub unit_ids: Option<Vec<Uuid>>,
}

/// The team, whole: whoever is not named is in it no longer.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"members": [{"user_id": "0198c0de-0000-7000-8000-000000000004", "role": "leader", "valid_from": "2024-06-10", "valid_to": "2024-07-31"}]}))]
pub struct SetTeam {
    /// Who is in it, each once.
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub members: Vec<MemberInput>,
}

/// Somebody with a role at the inspecting unit or below it, or an inspector, but nobody of an inspected unit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberInput {
    pub user_id: Uuid,
    /// What somebody is in the team.
    pub role: TeamRole,
    /// Not after the last day of the inspection.
    pub valid_from: Day,
    /// The last day, included. It may lie after the inspection's, for the conclusion and what follows it; reading ends with the
    /// inspection all the same.
    pub valid_to: Day,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SignInspection {
    #[validate(nested)]
    pub document: DocumentInput,
}

/// What was found and what is recommended, whole, until the head signs it.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Kế hoạch còn thiếu chỉ tiêu trợ giúp pháp lý lưu động.", "recommendations": [{"text": "Bổ sung chỉ tiêu.", "owner_unit_id": "0198c0de-0000-7000-8000-000000000003", "due_on": "2024-07-31"}]}))]
pub struct DraftConclusion {
    /// What was found.
    pub text: Prose,
    /// What the inspected units have to do.
    #[serde(default)]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub recommendations: Vec<RecommendationInput>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct InspectionFilter {
    pub movement_id: Option<Uuid>,
    /// Who inspects.
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Who is inspected.
    pub inspected_unit_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 7)]
    pub status: Vec<InspectionStatus>,
    /// Only those that begin on or after this day.
    pub starts_on_from: Option<Day>,
    /// Only those that begin on or before this day.
    pub starts_on_to: Option<Day>,
    /// Part of its title; accents and case do not matter.
    #[param(min_length = 1, max_length = 300)]
    pub q: Option<Line>,
}

/// What an inspected unit says for itself (giải trình).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectionExplanation)]
pub struct ExplanationView {
    pub id: Uuid,
    /// The inspection in which it is said.
    pub inspection_id: Uuid,
    pub movement_id: Uuid,
    /// The unit that inspects.
    pub inspecting_unit_id: Uuid,
    /// The inspected unit that explains itself.
    pub unit_id: Uuid,
    #[schema(max_length = 8000, example = "Đơn vị chưa được bố trí kinh phí.")]
    pub text: String,
    /// Whether the conclusion had been signed.
    pub after_conclusion: bool,
    pub created_at: DateTime<Utc>,
}

/// An explanation and the files that it rests on.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InspectionExplanationWithFiles)]
pub struct ExplanationWithFiles {
    #[serde(flatten)]
    pub explanation: ExplanationView,
    /// The files that it rests on.
    #[schema(max_items = 100)]
    pub evidence: Vec<FileSummary>,
}

impl Resource for ExplanationWithFiles {
    /// It is never changed.
    fn version(&self) -> i64 {
        1
    }

    fn location(&self) -> String {
        format!("/api/v1/inspection-explanations/{}", self.explanation.id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Đơn vị chưa được bố trí kinh phí."}))]
pub struct Explain {
    /// The inspected unit. May be left out by who acts for one of them only.
    pub unit_id: Option<Uuid>,
    /// What the unit says for itself.
    pub text: Prose,
    /// Files of the unit that it rests on.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub file_ids: Vec<Uuid>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExplanationFilter {
    /// In this inspection.
    pub inspection_id: Option<Uuid>,
    pub movement_id: Option<Uuid>,
    /// Who explains itself.
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
}
