//! What a dossier says when it is submitted.
use chrono::NaiveDate;
use entity::{
    Statement,
    nomination::{Stage, SubjectType},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// What a version of a dossier said when it was submitted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SubmittedNomination {
    /// The movement in which the award is proposed.
    pub movement_id: Uuid,
    /// The review of the movement it belongs to.
    pub stage: Stage,
    /// Counts the times that the dossier was submitted.
    #[schema(minimum = 1)]
    pub version_no: i32,
    /// The unit that proposes.
    pub nominating_unit_id: Uuid,
    /// Its name when the dossier was drafted.
    #[schema(max_length = 300)]
    pub nominating_unit_name: String,
    /// What is proposed for commendation: a person, a collective or a household.
    pub subject_type: SubjectType,
    /// Name of the subject.
    #[schema(max_length = 300)]
    pub full_name: String,
    /// Position of a person.
    #[schema(max_length = 300)]
    pub position: Option<String>,
    /// Where the subject belongs.
    pub subject_unit_id: Uuid,
    /// Name of that unit.
    #[schema(max_length = 300)]
    pub subject_unit_name: String,
    /// The form of award that is proposed.
    #[schema(max_length = 20, example = "BK_BT")]
    pub award_form_code: String,
    /// What the subject achieved.
    pub achievement: AchievementView,
    /// What the unit states of the subject, with documents.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub statements: Vec<Statement>,
    /// Minutes of the unit's review (biên bản bình xét).
    #[schema(max_length = 60)]
    pub minutes_number: Option<String>,
    /// Day of the minutes.
    pub minutes_on: Option<NaiveDate>,
}

/// What the subject achieved, between two days.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AchievementView {
    #[schema(max_length = 8000)]
    pub summary: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    #[schema(max_items = 50)]
    pub evidence: Vec<Evidence>,
}

/// A target, a report or a recognised exemplar that shows the achievement: one of them.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    pub target_id: Option<Uuid>,
    pub report_id: Option<Uuid>,
    pub exemplar_id: Option<Uuid>,
}

impl From<&entity::nomination_evidence::Model> for Evidence {
    fn from(m: &entity::nomination_evidence::Model) -> Self {
        Self { target_id: m.target_id, report_id: m.report_id, exemplar_id: m.exemplar_id }
    }
}
