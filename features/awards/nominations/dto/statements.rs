//! What the unit states of the subject, and what the appraisal finds.
use base::{
    kernel::{
        day::Day,
        text::{Line, Text},
    },
    store::document::DocumentNumber,
};
use entity::{Finding, Statement, StatementKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A fact of the subject, with the document that shows it. Each kind has members of its own: a title its form and year,
/// how work was judged a level and a year, an initiative or research how far it reaches, titles in the unit form, year
/// and number, and discipline its last day.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "evaluation", "what": "HTXSNV", "year": 2023, "document_number": "95/QĐ-STP", "document_on": "2023-12-15", "issuer": "Sở Tư pháp tỉnh Bắc Kạn"}))]
pub struct StatementInput {
    pub kind: StatementKind,
    /// A title by the code of its form; how the work was judged (`HTNV`, `HTTNV`, `HTXSNV`); how far an initiative
    /// or research reaches (`grassroots`, `ministry`, `national`).
    pub what: Option<Text<20>>,
    /// The year that it speaks of, not in the future.
    #[validate(range(min = 1945, max = 2100))]
    #[schema(minimum = 1945, maximum = 2100)]
    pub year: Option<i32>,
    /// How many.
    #[validate(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000)]
    pub number: Option<i32>,
    /// The last day of a disciplinary measure.
    pub ended_on: Option<Day>,
    /// The document that shows it.
    pub document_number: DocumentNumber,
    /// The day of the document, not in the future.
    pub document_on: Day,
    /// Who issued the document.
    pub issuer: Line,
}

impl From<&StatementInput> for Statement {
    fn from(input: &StatementInput) -> Self {
        Self {
            kind: input.kind,
            what: input.what.as_deref().map(str::to_owned),
            year: input.year,
            number: input.number,
            ended_on: input.ended_on.map(|day| *day),
            document_number: input.document_number.as_str().to_owned(),
            document_on: *input.document_on,
            issuer: input.issuer.to_string(),
        }
    }
}

/// What the appraisal finds of a rule that no fact decides.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct FindingInput {
    /// The rule of the law, as `/nominations/{id}/eligibility` names it.
    pub rule_id: Uuid,
    /// Whether it is met; null where that cannot be said yet.
    pub met: Option<bool>,
    /// Why.
    pub note: Option<Text<2000>>,
}

impl From<&FindingInput> for Finding {
    fn from(input: &FindingInput) -> Self {
        Self { rule_id: input.rule_id, met: input.met, note: input.note.as_deref().map(str::to_owned) }
    }
}
