use chrono::NaiveDate;
use entity::{
    indicator::{Aggregation, Direction, ValueType},
    milestone::MilestoneKind,
    movement::MovementStatus,
    period::PeriodKind,
    period_due::Tier,
    reporting_line::Receiver,
    unit::UnitKind,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::core::{
    document::{DocumentInput, DocumentNumber, DocumentView},
    http::{answer::Resource, body::present},
    text::{Line, Prose, Text},
    transition::Action,
};

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Movement)]
pub struct MovementView {
    pub id: Uuid,
    #[schema(max_length = 60, example = "303")]
    pub code: String,
    #[schema(max_length = 300, example = "Ngành Tư pháp chung tay vì người nghèo – Không ai bị bỏ lại phía sau")]
    pub title: String,
    #[schema(max_length = 300)]
    pub title_en: Option<String>,
    /// Other spellings, found by search too.
    #[schema(max_items = 20)]
    pub aliases: Vec<String>,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub status: MovementStatus,
    pub launched_by_unit_id: Uuid,
    pub parent_movement_id: Option<Uuid>,
    #[schema(max_length = 8000)]
    pub scope_note: Option<String>,
    /// The decision that launched it.
    pub document: Option<DocumentView>,
    #[schema(max_items = 50)]
    pub legal_bases: Vec<LegalBasis>,
    #[schema(max_items = 20)]
    pub actions: Vec<Action>,
    #[schema(minimum = 1)]
    pub version: i64,
}

impl Resource for MovementView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/movements/{}", self.id)
    }
}

/// A document that a movement rests on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    #[schema(example = "666/QĐ-TTg")]
    pub number: Text<60>,
    pub issued_on: Option<NaiveDate>,
    pub title: Line,
    /// Whether its text has been read by a person; unread ones are marked so.
    #[serde(default)]
    pub verified: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReportingLine {
    pub unit_kind: UnitKind,
    pub receiver: Receiver,
}

/// The last day of a tier of units for a period.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PeriodDue {
    pub tier: Tier,
    pub due_on: NaiveDate,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = period_in_order))]
#[schema(example = json!({"code": "2024", "kind": "year", "data_from": "2023-12-15", "data_to": "2024-12-14", "due": [{"tier": "district", "due_on": "2024-12-17"}, {"tier": "provincial", "due_on": "2024-12-20"}, {"tier": "central", "due_on": "2024-12-20"}]}))]
pub struct PeriodInput {
    pub code: Text<20>,
    pub kind: PeriodKind,
    /// First day whose data belong to the period.
    pub data_from: NaiveDate,
    /// Last day whose data belong to the period.
    pub data_to: NaiveDate,
    #[validate(length(min = 1, max = 3), nested)]
    #[schema(min_items = 1, max_items = 3)]
    pub due: Vec<PeriodDue>,
}

fn period_in_order(period: &PeriodInput) -> Result<(), ValidationError> {
    if period.data_to < period.data_from || period.due.iter().any(|due| due.due_on < period.data_from) {
        return Err(ValidationError::new("wrong_order"));
    }
    let tiers: std::collections::BTreeSet<_> = period.due.iter().map(|due| due.tier).collect();
    if tiers.len() < period.due.len() { Err(ValidationError::new("duplicate")) } else { Ok(()) }
}

/// A reporting period; both days of its data window are included.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Period)]
pub struct PeriodView {
    pub id: Uuid,
    #[schema(max_length = 20, example = "2024")]
    pub code: String,
    pub kind: PeriodKind,
    pub data_from: NaiveDate,
    pub data_to: NaiveDate,
    #[schema(max_items = 3)]
    pub due: Vec<PeriodDue>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = movement_in_order))]
#[schema(example = json!({"code": "TEST-2026", "title": "Thi đua cải cách thủ tục hành chính", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "launched_by_unit_id": "0198c0de-0000-7000-8000-000000000001", "indicator_codes": ["TGPL-04"], "reporting_lines": [{"unit_kind": "provincial_justice_department", "receiver": "standing_body"}]}))]
pub struct CreateMovement {
    pub code: Text<60>,
    pub title: Line,
    pub title_en: Option<Line>,
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub aliases: Vec<Line>,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub launched_by_unit_id: Uuid,
    pub parent_movement_id: Option<Uuid>,
    pub scope_note: Option<Prose>,
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub legal_bases: Vec<LegalBasis>,
    /// Codes of the catalogue, in the order of display.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub indicator_codes: Vec<Text<40>>,
    #[serde(default)]
    #[validate(length(max = 6), nested)]
    #[schema(max_items = 6)]
    pub reporting_lines: Vec<ReportingLine>,
    #[serde(default)]
    #[validate(length(max = 60), nested)]
    #[schema(max_items = 60)]
    pub periods: Vec<PeriodInput>,
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub award_form_codes: Vec<Text<20>>,
}

fn movement_in_order(movement: &CreateMovement) -> Result<(), ValidationError> {
    if movement.ends_on < movement.starts_on { Err(ValidationError::new("wrong_order")) } else { Ok(()) }
}

/// While it is a draft. Lists are replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateMovement {
    pub title: Option<Line>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Line>)]
    pub title_en: Option<Option<Line>>,
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub aliases: Option<Vec<Line>>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Prose>)]
    pub scope_note: Option<Option<Prose>>,
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub legal_bases: Option<Vec<LegalBasis>>,
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub indicator_codes: Option<Vec<Text<40>>>,
    #[validate(length(max = 6), nested)]
    #[schema(max_items = 6)]
    pub reporting_lines: Option<Vec<ReportingLine>>,
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub award_form_codes: Option<Vec<Text<20>>>,
}

/// The decision that launches a movement.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Launch {
    #[validate(nested)]
    pub document: DocumentInput,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CancelMovement {
    /// At least ten characters.
    pub reason: Option<Text<2000>>,
    pub document_number: DocumentNumber,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "interim_review", "held_on": "2024-06-28", "document_number": "120/BC-BTP"}))]
pub struct MilestoneInput {
    pub kind: MilestoneKind,
    /// Not in the future.
    pub held_on: NaiveDate,
    pub document_number: Option<DocumentNumber>,
    pub note: Option<Prose>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Milestone)]
pub struct MilestoneView {
    pub id: Uuid,
    pub kind: MilestoneKind,
    pub held_on: NaiveDate,
    #[schema(max_length = 60)]
    pub document_number: Option<String>,
    #[schema(max_length = 8000)]
    pub note: Option<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Indicator)]
pub struct IndicatorView {
    pub id: Uuid,
    #[schema(max_length = 40, example = "TGPL-04")]
    pub code: String,
    #[schema(max_length = 300, example = "Số vụ việc trợ giúp pháp lý cho người nghèo")]
    pub name: String,
    #[schema(max_length = 300)]
    pub name_en: Option<String>,
    #[schema(max_length = 60, example = "vụ việc")]
    pub unit_of_measure: String,
    pub direction: Direction,
    pub aggregation: Aggregation,
    pub value_type: ValueType,
    pub numerator_id: Option<Uuid>,
    pub denominator_id: Option<Uuid>,
    #[schema(max_items = 6)]
    pub applies_to: Vec<UnitKind>,
}

/// A form of commendation that a movement gives.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AwardForm)]
pub struct AwardFormView {
    pub id: Uuid,
    #[schema(max_length = 20, example = "BK_BT")]
    pub code: String,
    #[schema(max_length = 300, example = "Bằng khen của Bộ trưởng Bộ Tư pháp")]
    pub name: String,
    #[schema(max_length = 300)]
    pub name_en: String,
    pub for_individual: bool,
    pub for_collective: bool,
    pub for_household: bool,
    pub vote_required: bool,
    /// Whether a person has confirmed it against the law's text.
    pub verified: bool,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MovementFilter {
    #[serde(default)]
    #[param(max_items = 6)]
    pub status: Vec<MovementStatus>,
    pub launched_by_unit_id: Option<Uuid>,
    pub parent_movement_id: Option<Uuid>,
    /// Part of the title or of another spelling; accents and case do not matter.
    #[param(min_length = 1, max_length = 300, example = "nguoi ngheo")]
    pub q: Option<Line>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct IndicatorFilter {
    /// Applies to units of this kind.
    #[serde(default)]
    #[param(max_items = 6)]
    pub applies_to: Vec<UnitKind>,
    #[param(min_length = 1, max_length = 300)]
    pub q: Option<Line>,
}

impl From<entity::award_form::Model> for AwardFormView {
    fn from(m: entity::award_form::Model) -> Self {
        Self {
            id: m.id,
            code: m.code,
            name: m.name,
            name_en: m.name_en,
            for_individual: m.for_individual,
            for_collective: m.for_collective,
            for_household: m.for_household,
            vote_required: m.vote_required,
            verified: m.verified,
        }
    }
}

impl From<entity::milestone::Model> for MilestoneView {
    fn from(m: entity::milestone::Model) -> Self {
        Self { id: m.id, kind: m.kind, held_on: m.held_on, document_number: m.document_number, note: m.note }
    }
}
