mod parts;

use base::{
    http::{
        answer::Resource,
        body::{given, present},
    },
    kernel::{
        day::Day,
        reason::ReasonText,
        text::{Line, Prose, Text},
        transition::Action,
    },
    store::document::{DocumentInput, DocumentNumber, DocumentView},
};
use chrono::NaiveDate;
use entity::movement::MovementStatus;
pub use parts::{
    AddMovementAwardForm, AddMovementIndicator, IndicatorAsked, LegalBasis, MilestoneInput, MilestoneView,
    MovementIndicatorView, PeriodDue, PeriodInput, PeriodView, PlanDeadlineInput, PlanDeadlineView, ReportingLine,
    ReportingLineView, SetReportingLine,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError};

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Movement)]
pub struct MovementView {
    pub id: Uuid,
    /// A short name that people know it by, unique among the movements of the unit that launches.
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
    /// Why it was cancelled.
    #[schema(max_length = 2000)]
    pub end_reason: Option<String>,
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

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = movement_in_order))]
#[schema(example = json!({"code": "TEST-2026", "title": "Thi đua cải cách thủ tục hành chính", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "launched_by_unit_id": "0198c0de-0000-7000-8000-000000000001", "indicator_codes": ["TGPL-04"], "reporting_lines": [{"unit_kind": "provincial_justice_department", "receiver": "standing_body"}]}))]
pub struct CreateMovement {
    /// A short name that people know it by, unique among the movements of the unit that launches.
    pub code: Text<60>,
    pub title: Line,
    pub title_en: Option<Line>,
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub aliases: Vec<Line>,
    pub starts_on: Day,
    pub ends_on: Day,
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
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub title: Option<Line>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Line>)]
    pub title_en: Option<Option<Line>>,
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub aliases: Option<Vec<Line>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub starts_on: Option<Day>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub ends_on: Option<Day>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Prose>)]
    pub scope_note: Option<Option<Prose>>,
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub legal_bases: Option<Vec<LegalBasis>>,
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub indicator_codes: Option<Vec<Text<40>>>,
    #[validate(length(max = 6), nested)]
    #[schema(max_items = 6)]
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub reporting_lines: Option<Vec<ReportingLine>>,
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
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
    pub reason: ReasonText,
    pub document_number: DocumentNumber,
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
