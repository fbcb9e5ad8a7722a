mod content;
mod statements;
mod steps;

use base::{
    http::{
        answer::Resource,
        body::{given, present},
    },
    kernel::{
        day::Day,
        province::ProvinceCode,
        scope::Via,
        text::{Line, Prose, Text},
        transition::Action,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
pub use content::{AchievementView, Evidence, SubmittedNomination};
use entity::{
    Finding, Statement,
    nomination::{HoldGround, NominationStatus, Stage, SubjectType},
};
use planning::law::dto::CitedRule;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
pub use statements::{FindingInput, StatementInput};
pub use steps::{Appraise, Forward, Hold, Identify, Release, Review};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Who is proposed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Subject)]
pub struct SubjectView {
    pub r#type: SubjectType,
    #[schema(max_length = 300)]
    pub full_name: String,
    #[schema(max_length = 300)]
    pub position: Option<String>,
    pub unit_id: Uuid,
    #[schema(max_length = 300)]
    pub unit_name: String,
    /// Whether the personal number is on file. It is kept encrypted and no digit of it is shown.
    pub has_personal_id: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NominationSummary {
    pub id: Uuid,
    pub movement_id: Uuid,
    pub stage: Stage,
    pub nominating_unit_id: Uuid,
    #[schema(max_length = 300)]
    pub nominating_unit_name: String,
    pub subject: SubjectView,
    #[schema(max_length = 20, example = "BK_BT")]
    pub award_form_code: String,
    pub status: NominationStatus,
    /// Grows each time a returned dossier is submitted again.
    #[schema(minimum = 1)]
    pub version_no: i32,
    /// Which unit has the dossier now.
    pub holder_unit_id: Option<Uuid>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub received_at: Option<DateTime<Utc>>,
    /// The last day to return it, in working days from its receipt; null where no rule has one.
    pub return_due_on: Option<NaiveDate>,
    /// The last day to appraise it.
    pub appraise_due_on: Option<NaiveDate>,
    /// Whether a step was taken, or is still to be taken, after its last day.
    pub sla_breached: bool,
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
    /// Why the caller sees it.
    pub via: Via,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Nomination)]
pub struct NominationView {
    #[serde(flatten)]
    pub summary: NominationSummary,
    pub achievement: AchievementView,
    /// What the unit states of the subject, with documents.
    #[schema(max_items = 50)]
    pub statements: Vec<Statement>,
    /// Minutes of the unit's review (biên bản bình xét).
    #[schema(max_length = 60)]
    pub minutes_number: Option<String>,
    pub minutes_on: Option<NaiveDate>,
    /// How many took part in the review.
    pub review_present: Option<i32>,
    /// How many of them agreed.
    pub review_votes_for: Option<i32>,
    /// What is being looked into, while it is held.
    pub hold_ground: Option<HoldGround>,
    /// Since when it is held.
    pub held_on: Option<NaiveDate>,
    /// The document by which it is held.
    #[schema(max_length = 60)]
    pub hold_document: Option<String>,
    /// Why it is held.
    #[schema(max_length = 2000)]
    pub hold_reason: Option<String>,
    /// The document that cleared it.
    #[schema(max_length = 60)]
    pub cleared_by: Option<String>,
    /// The law in force on the day of receipt.
    #[schema(max_length = 20, example = "R2022a")]
    pub regime_code: Option<String>,
    /// The rules that it goes by: of that law or, before receipt, of today's.
    #[schema(max_items = 20)]
    pub legal_bases: Vec<CitedRule>,
    #[schema(max_length = 2000)]
    pub return_reason: Option<String>,
    /// Why it was refused or withdrawn.
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
    #[schema(max_length = 8000)]
    pub appraisal_opinion: Option<String>,
    /// What the appraisal found of rules that no fact decides.
    #[schema(max_items = 100)]
    pub findings: Vec<Finding>,
    /// The submission (tờ trình) that forwarded it.
    #[schema(max_length = 60)]
    pub forwarding_document: Option<String>,
    #[schema(max_items = 20)]
    pub actions: Vec<Action>,
}

impl Resource for NominationView {
    fn version(&self) -> i64 {
        self.summary.version
    }

    fn location(&self) -> String {
        format!("/api/v1/nominations/{}", self.summary.id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SubjectInput {
    pub r#type: SubjectType,
    pub full_name: Line,
    pub position: Option<Line>,
    /// Where the subject belongs: the nominating unit when left out, or a unit below it.
    pub unit_id: Option<Uuid>,
    /// Số định danh cá nhân: twelve digits, of individuals only. It is kept encrypted and never shown.
    #[schema(value_type = Option<String>, format = Password, min_length = 12, max_length = 12, pattern = "^[0-9]{12}$")]
    pub personal_id: Option<SecretString>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AchievementInput {
    pub summary: Prose,
    pub from: Day,
    /// Not in the future.
    pub to: Day,
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub evidence: Vec<Evidence>,
}

/// Whether the dossier holds a state secret (mật, tối mật, tuyệt mật): such dossiers are refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Secrecy {
    #[default]
    None,
    Mat,
    ToiMat,
    TuyetMat,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "stage": "interim", "nominating_unit_id": "0198c0de-0000-7000-8000-000000000002", "subject": {"type": "individual", "full_name": "Nguyễn Trọng Tùng", "position": "Chuyên viên"}, "award_form_code": "BK_BT", "achievement": {"summary": "Hoàn thành vượt chỉ tiêu trợ giúp pháp lý lưu động", "from": "2023-01-01", "to": "2024-06-30"}}))]
pub struct CreateNomination {
    pub movement_id: Uuid,
    pub stage: Stage,
    pub nominating_unit_id: Uuid,
    #[validate(nested)]
    pub subject: SubjectInput,
    pub award_form_code: Text<20>,
    #[validate(nested)]
    pub achievement: AchievementInput,
    /// Facts of the subject with the documents that show them.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub statements: Vec<StatementInput>,
    #[serde(default)]
    pub secrecy: Secrecy,
}

/// While it is a draft or has been returned.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateNomination {
    /// Null empties it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Line>)]
    pub position: Option<Option<Line>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    #[validate(nested)]
    pub achievement: Option<AchievementInput>,
    /// Replaced whole.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, max_items = 50)]
    #[validate(length(max = 50), nested)]
    pub statements: Option<Vec<StatementInput>>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct NominationFilter {
    pub movement_id: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 2)]
    pub stage: Vec<Stage>,
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    /// Of this unit and everything below it.
    pub within: Option<Uuid>,
    #[serde(default)]
    #[param(max_items = 63)]
    pub province_code: Vec<ProvinceCode>,
    #[serde(default)]
    #[param(max_items = 12)]
    pub status: Vec<NominationStatus>,
    /// Which unit has the dossier now.
    pub holder_unit_id: Option<Uuid>,
    /// Part of the subject's name; accents and case do not matter.
    #[param(min_length = 1, max_length = 300)]
    pub q: Option<Line>,
}
