use sea_orm::{FromJsonQueryResult, prelude::*};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a unit can state of the subject of its dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatementKind {
    /// A title that was granted for a year, and that the register does not know.
    Title,
    /// How the work of a year was judged.
    Evaluation,
    /// A recognised initiative (sáng kiến).
    Initiative,
    /// Accepted research.
    Research,
    /// How many people of the unit have a title for a year.
    TitlesInUnit,
    /// Disciplined until a day.
    Discipline,
    /// Not disciplined.
    NoDiscipline,
    /// An authority looks into something that the subject may have done.
    PendingCase,
    /// Nothing is looked into, or it ended without wrongdoing.
    NoPendingCase,
    /// What the unit says of whom the subject left.
    RemarksOfOldUnit,
}

/// A fact that the nominating unit states, with the document that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Statement {
    pub kind: StatementKind,
    /// A title by the code of its form; how the work was judged (`HTNV`, `HTTNV`, `HTXSNV`); how far an initiative
    /// or research reaches (`grassroots`, `ministry`, `national`).
    #[schema(max_length = 20, example = "HTXSNV")]
    pub what: Option<String>,
    /// The year that it speaks of.
    #[schema(minimum = 1945, maximum = 2100)]
    pub year: Option<i32>,
    /// How many.
    #[schema(minimum = 0, maximum = 100_000)]
    pub number: Option<i32>,
    /// The last day of a disciplinary measure.
    pub ended_on: Option<Date>,
    /// The document that shows it.
    #[schema(max_length = 60, example = "95/QĐ-STP")]
    pub document_number: String,
    /// The day of the document.
    pub document_on: Date,
    /// Who issued the document.
    #[schema(max_length = 300, example = "Sở Tư pháp tỉnh Bắc Kạn")]
    pub issuer: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Statements(pub Vec<Statement>);

/// What whoever appraises finds of one rule that no fact decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AppraisalFinding)]
pub struct Finding {
    /// The rule of the law, as `/nominations/{id}/eligibility` names it.
    pub rule_id: Uuid,
    /// Whether it is met; null where that cannot be said yet.
    pub met: Option<bool>,
    /// Why.
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Findings(pub Vec<Finding>);
