use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Authors, Findings, Relation, Statements, function_assignment::Function};

/// Life cycle of a nomination.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NominationStatus {
    Draft,
    UnitReviewed,
    Submitted,
    Received,
    Returned,
    Appraised,
    Proposed,
    /// Something is being looked into: its clocks stand still.
    OnHold,
    Awarded,
    Withdrawn,
    /// Whoever had it did not find it worthy.
    Refused,
    /// The collective was dissolved, or discipline was imposed.
    Ineligible,
}

/// Which review of the movement an award belongs to (sơ kết, tổng kết).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Interim,
    Final,
}

/// What is being looked into while a dossier is held.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum HoldGround {
    Discipline,
    Investigation,
    /// An inspection that found signs of a violation.
    InspectionWithSigns,
    Complaint,
    Denunciation,
    /// Corruption that the press reported, while it is verified.
    PressCorruptionUnderVerification,
}

/// Who can be commended.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    Individual,
    Collective,
    Household,
}

/// A dossier that proposes somebody for an award (hồ sơ đề nghị khen thưởng).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "nomination")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub movement_id: Uuid,
    pub stage: Stage,
    pub nominating_unit_id: Uuid,
    pub nominating_unit_name: String,
    pub province_code: Option<String>,
    pub subject_type: SubjectType,
    pub full_name: String,
    pub search_text: String,
    pub position: Option<String>,
    pub subject_unit_id: Uuid,
    pub subject_unit_name: String,
    /// The personal number, encrypted.
    pub personal_id: Option<String>,
    /// The id of the key that encrypts it.
    pub personal_id_key: Option<String>,
    /// The id of the key of its digest in `subject_key`.
    pub personal_id_index_key: Option<String>,
    /// What makes a subject the same subject: the keyed digest of a personal number, or the name at a unit.
    pub subject_key: String,
    /// The name at the unit: people who share it are told apart by their numbers.
    pub subject_name_key: String,
    pub award_form_id: Uuid,
    pub achievement_summary: String,
    pub achievement_from: Date,
    pub achievement_to: Date,
    /// Facts of the subject that the unit states with documents.
    pub stated: Statements,
    pub status: NominationStatus,
    /// Grows each time a returned dossier is submitted again.
    pub version_no: i32,
    pub minutes_number: Option<String>,
    pub minutes_on: Option<Date>,
    /// How many took part in the review.
    pub review_present: Option<i32>,
    /// How many of them agreed.
    pub review_votes_for: Option<i32>,
    /// The law in force on the day of receipt.
    pub regime_code: Option<String>,
    pub holder_unit_id: Option<Uuid>,
    pub holder_function: Option<Function>,
    /// Visible upwards from then on.
    pub submitted_at: Option<DateTimeUtc>,
    pub received_at: Option<DateTimeUtc>,
    /// Visible to the ministry from then on.
    pub reached_ministry_at: Option<DateTimeUtc>,
    /// The last days of the clocks that run from the receipt, where a rule has them; they move while it is held.
    pub return_due_on: Option<Date>,
    pub appraise_due_on: Option<Date>,
    /// A step was taken after the last day for it.
    pub sla_breached: bool,
    /// Where it goes on when it is released.
    pub held_from: Option<NominationStatus>,
    pub held_on: Option<Date>,
    pub hold_ground: Option<HoldGround>,
    pub hold_document: Option<String>,
    pub hold_reason: Option<String>,
    /// The document that cleared it.
    pub cleared_by: Option<String>,
    pub return_reason: Option<String>,
    /// Why it was refused or withdrawn.
    pub end_reason: Option<String>,
    pub appraisal_opinion: Option<String>,
    /// What the appraisal found of rules that no fact decides.
    pub findings: Findings,
    pub appraised_by: Option<Uuid>,
    pub forwarding_document: Option<String>,
    pub authors: Authors,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
