//! What belongs to a movement: periods, lines, indicators, forms, milestones.
use base::{
    kernel::{
        day::Day,
        reason::ReasonText,
        scope::Scope,
        text::{Line, Prose, Text},
    },
    store::document::DocumentNumber,
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    ReportTemplate, milestone::MilestoneKind, period::PeriodKind, period_due::Tier, reporting_line::Receiver,
    unit::UnitKind,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::indicators::dto::IndicatorView;

/// A document that a movement rests on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    #[schema(example = "666/QĐ-TTg")]
    pub number: Text<60>,
    pub issued_on: Option<Day<1945>>,
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
    /// After the period's last day.
    pub due_on: Day,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = period_in_order))]
#[schema(example = json!({"code": "2024", "kind": "year", "data_from": "2023-12-15", "data_to": "2024-12-14", "due": [{"tier": "district", "due_on": "2024-12-17"}, {"tier": "provincial", "due_on": "2024-12-20"}, {"tier": "central", "due_on": "2024-12-20"}]}))]
pub struct PeriodInput {
    /// Unlike that of any other period of the movement, also where it is written in capitals.
    pub code: Text<20>,
    /// Periods of one kind do not overlap, and are as long as it says, but where the movement begins or ends.
    pub kind: PeriodKind,
    /// First day whose data belong to the period, which has at least one day in common with the movement.
    pub data_from: Day,
    /// Last day whose data belong to the period.
    pub data_to: Day,
    /// What its reports must state in words. The last period of a movement asks for a final review whatever is said here.
    #[serde(default)]
    pub template: ReportTemplate,
    /// Each tier once.
    #[validate(length(min = 1, max = 3), nested)]
    #[schema(min_items = 1, max_items = 3)]
    pub due: Vec<PeriodDue>,
}

fn period_in_order(period: &PeriodInput) -> Result<(), ValidationError> {
    if period.data_to < period.data_from { Err(ValidationError::new("wrong_order")) } else { Ok(()) }
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
    /// What its reports must state in words.
    pub template: ReportTemplate,
    /// The schedule that made it: then who owes what is fixed on its first day.
    pub schedule_id: Option<Uuid>,
    #[schema(max_items = 3)]
    pub due: Vec<PeriodDue>,
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "interim_review", "held_on": "2024-06-28", "document_number": "120/BC-BTP"}))]
pub struct MilestoneInput {
    pub kind: MilestoneKind,
    /// Not in the future.
    pub held_on: Day,
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

/// Until when plans are due: those of one unit, of a kind of unit or, with neither, of all.
///
/// Several combine so: the closest holds (of the unit, else of its kind, else of all), of equally close ones the newest. A
/// newer one that speaks more broadly moves `due_on` and `locks_on` where it gives more time, each for itself: it neither
/// shortens nor unlocks what a closer one says. A lock never comes before the last day that holds.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"unit_kind": "district_justice_office", "due_on": "2024-06-15", "locks_on": "2024-06-30", "document_number": "1203/BTP-TĐKT"}))]
pub struct PlanDeadlineInput {
    pub unit_kind: Option<UnitKind>,
    /// Not together with `unit_kind`.
    pub unit_id: Option<Uuid>,
    /// Within the movement. What is sent later is late.
    pub due_on: Day,
    /// Within the movement and not before `due_on`. From the next day on no first plan is drafted, issued or sent;
    /// left out, late ones are taken without end.
    pub locks_on: Option<Day>,
    /// The document that sets or extends it.
    pub document_number: DocumentNumber,
    /// At least ten characters where one was set for the same already.
    pub reason: Option<ReasonText>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PlanDeadline)]
pub struct PlanDeadlineView {
    pub id: Uuid,
    pub unit_kind: Option<UnitKind>,
    pub unit_id: Option<Uuid>,
    pub due_on: NaiveDate,
    /// The first instant that is too late for that day.
    pub closes_at: DateTime<Utc>,
    pub locks_on: Option<NaiveDate>,
    #[schema(max_length = 60)]
    pub document_number: String,
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// An indicator in a movement, and who reports on it there.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MovementIndicator)]
pub struct MovementIndicatorView {
    #[serde(flatten)]
    pub indicator: IndicatorView,
    /// The kinds of unit that report on it in this movement.
    #[schema(max_items = 6)]
    pub asked_of: Vec<IndicatorAsked>,
}

/// A kind of unit that reports on an indicator in a movement.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IndicatorAsked {
    pub unit_kind: UnitKind,
    /// It reports on it for periods that begin on this day or later; null where it did from the launch on.
    pub applies_from: Option<NaiveDate>,
    /// The document that asked for it since the launch.
    #[schema(max_length = 60)]
    pub document_number: Option<String>,
}

/// What a movement measures beside what it was drafted with.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"indicator_code": "TGPL-07", "unit_kinds": ["provincial_justice_department"], "document_number": "86/QĐ-BTP"}))]
pub struct AddMovementIndicator {
    /// Of the catalogue. One that the movement has already is asked of further kinds of unit.
    #[schema(example = "TGPL-07")]
    pub indicator_code: Text<40>,
    /// Who reports on it; null leaves that to the catalogue.
    #[validate(length(min = 1, max = 6))]
    #[schema(min_items = 1, max_items = 6)]
    pub unit_kinds: Option<Vec<UnitKind>>,
    /// The document that asks for it; needed once the movement was launched.
    pub document_number: Option<DocumentNumber>,
}

/// To whom a kind of unit sends its papers, as it stands or will stand.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MovementReportingLine)]
pub struct ReportingLineView {
    pub unit_kind: UnitKind,
    pub receiver: Receiver,
    /// It holds from this day on, and for reports of periods that begin then or later; null where it did from the launch on.
    pub applies_from: Option<NaiveDate>,
    /// The document that set it since the launch.
    #[schema(max_length = 60)]
    pub document_number: Option<String>,
}

/// Another line for a kind of unit, from the next period on.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"unit_kind": "district_justice_office", "receiver": "standing_body", "document_number": "87/QĐ-BTP"}))]
pub struct SetReportingLine {
    pub unit_kind: UnitKind,
    pub receiver: Receiver,
    /// The document that sets it.
    pub document_number: DocumentNumber,
}

/// A form of award that the movement gives from now on.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"award_form_code": "GK", "document_number": "88/QĐ-BTP"}))]
pub struct AddMovementAwardForm {
    #[schema(example = "GK")]
    pub award_form_code: Text<20>,
    /// The document that adds it; needed once the movement was launched.
    pub document_number: Option<DocumentNumber>,
}

impl PlanDeadlineView {
    pub fn of(scope: &Scope, m: entity::plan_deadline::Model) -> Self {
        Self {
            id: m.id,
            unit_kind: m.unit_kind,
            unit_id: m.unit_id,
            due_on: m.due_on,
            closes_at: scope.closes_at(m.due_on),
            locks_on: m.locks_on,
            document_number: m.document_number,
            reason: m.reason,
            created_at: m.created_at,
        }
    }
}

impl From<entity::milestone::Model> for MilestoneView {
    fn from(m: entity::milestone::Model) -> Self {
        Self { id: m.id, kind: m.kind, held_on: m.held_on, document_number: m.document_number, note: m.note }
    }
}
