use base::kernel::text::Text;
use chrono::NaiveDate;
use entity::{award_authority::Decider, nomination::SubjectType, period_due::Tier};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StatisticsTable)]
pub enum Counted {
    /// Awards that were decided in the year and are not revoked.
    Awards,
    /// Decisions that were signed in the year.
    Decisions,
    /// Movements that were launched in the year and not cancelled.
    Movements,
    /// Dossiers that were submitted in the year, as far as the caller sees them; not those that lie with their unit again.
    Nominations,
}

/// Of whom: the unit that is asked about, or those below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StatisticsSide)]
pub enum Side {
    /// The unit itself, and those that it took over from.
    Own,
    Below,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StatisticsFilter {
    /// The year of the statistics; its days are those of the rule.
    #[param(minimum = 1900, maximum = 2100, example = 2024)]
    pub year: i32,
    /// This unit and those below it; all that the caller reads when left out.
    pub unit_id: Option<Uuid>,
    /// Only of these.
    #[serde(default)]
    #[param(max_items = 4)]
    pub table: Vec<Counted>,
}

/// Names a cell: whatever is left out may be anything. What the rows of a table do not have finds none.
#[derive(Clone, Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RowsFilter {
    /// The year of the statistics; its days are those of the rule.
    #[param(minimum = 1900, maximum = 2100, example = 2024)]
    pub year: i32,
    /// This unit and those below it; all that the caller reads when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<Uuid>,
    /// What is counted.
    #[param(inline)]
    pub table: Counted,
    /// Of the unit itself, or of those below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub side: Option<Side>,
    /// Level of the unit that launched a movement or signed a decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// How long movements last, as the cell names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(example = "3_to_5")]
    pub duration: Option<Text<20>>,
    /// Form of award, by its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(example = "GK")]
    pub award_form_code: Option<Text<20>>,
    /// Whether a person, a collective or a household is commended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_type: Option<SubjectType>,
    /// Who decided an award, by the rule under which it was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decider: Option<Decider>,
}

/// A cell of the statistics. Of what it is not about, members are null; the cell of a table that is about nothing counts all of it. A cell
/// that would count nothing is left out.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StatisticsCell {
    /// What is counted.
    pub table: Counted,
    /// Whether it is of the unit itself or of those below it: of awards and dossiers the unit that is commended, of decisions the
    /// one that signed, of movements the one that launched.
    pub side: Option<Side>,
    /// Level of the unit that launched the movements or signed the decisions.
    pub tier: Option<Tier>,
    /// How long the movements last.
    #[schema(max_length = 20, example = "3_to_5")]
    pub duration: Option<String>,
    /// Form of award, by its code.
    #[schema(max_length = 20, example = "GK")]
    pub award_form_code: Option<String>,
    /// Its name.
    #[schema(max_length = 300, example = "Giấy khen")]
    pub award_form_name: Option<String>,
    /// Whether persons, collectives or households.
    pub subject_type: Option<SubjectType>,
    /// Who decided the awards, by the rule under which they were granted.
    pub decider: Option<Decider>,
    /// How many rows it counts.
    #[schema(minimum = 0)]
    pub rows: u64,
    /// Where those rows are listed.
    #[schema(max_length = 500, example = "/api/v1/emulation-statistics/rows?year=2024&table=awards")]
    pub href: String,
    /// The days that are counted, both included.
    pub data_from: NaiveDate,
    pub data_to: NaiveDate,
    /// The day of receipt that the rule names.
    pub due_on: Option<NaiveDate>,
    /// The document that asks for the statistics.
    #[schema(max_length = 60, example = "02/2023/TT-BNV")]
    pub document_number: String,
    /// Null where the article was not read.
    #[schema(max_length = 200)]
    pub article: Option<String>,
    /// Whether the rule was read in a public text.
    pub verified: bool,
}

/// Something that a cell counts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StatisticsRow {
    /// What is counted.
    pub table: Counted,
    /// The award, decision, movement or dossier.
    pub id: Uuid,
    /// Where it is read.
    #[schema(max_length = 200, example = "/api/v1/awards/0198c0de-0000-7000-8000-000000000001")]
    pub href: String,
    /// The day by which it is of the year: of the decision, of the document that launched the movement (else its first day),
    /// of the submission.
    pub on: NaiveDate,
    /// The unit that is commended, that signed or that launched.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    /// Number of the decision, or code of the movement; null of dossiers.
    #[schema(max_length = 60, example = "1742/QĐ-BTP")]
    pub number: Option<String>,
    /// Who is commended, or the title of the movement; null of decisions.
    #[schema(max_length = 500)]
    pub title: Option<String>,
}
