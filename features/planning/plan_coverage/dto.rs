use base::http::table::Kind;
use chrono::{DateTime, NaiveDate, Utc};
use entity::{period_due::Tier, unit::UnitKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CoverageGrouping)]
pub enum Grouping {
    #[default]
    Level,
    Province,
    Kind,
    Unit,
}

/// How far a unit is with its plan. A version in force counts before a newer draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CoverageState)]
pub enum State {
    Missing,
    /// Drafted, or waiting for the signature.
    Drafted,
    /// Issued, and not sent.
    Issued,
    Sent,
    /// Received, in effect or closed.
    Received,
    SupplementAsked,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CoverageQuery {
    pub movement_id: Uuid,
    /// This unit and everything below it, as far as the caller reads; all that the caller reads when left out.
    pub within: Option<Uuid>,
    #[serde(default)]
    pub group_by: Grouping,
    /// Only units in one of these states.
    #[serde(default)]
    #[param(max_items = 6)]
    pub state: Vec<State>,
    /// Of CSV only: begin with a byte order mark, by which spreadsheet programs know UTF-8.
    #[serde(default)]
    pub bom: bool,
}

/// Who owes a plan in a movement, and how far they are.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanCoverage {
    pub movement_id: Uuid,
    /// The day whose organisation and deadlines count.
    pub as_of: NaiveDate,
    pub within: Option<Uuid>,
    pub group_by: Grouping,
    pub total: Counts,
    /// Absent where it is grouped by unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 1000)]
    pub groups: Option<Vec<CoverageGroup>>,
    /// Only where it is grouped by unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 100_000)]
    pub rows: Option<Vec<CoverageRow>>,
}

/// The six states add up to `owed`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CoverageCounts)]
pub struct Counts {
    /// Units that the movement obliges.
    #[schema(minimum = 0)]
    pub owed: u64,
    #[schema(minimum = 0)]
    pub missing: u64,
    #[schema(minimum = 0)]
    pub drafted: u64,
    #[schema(minimum = 0)]
    pub issued: u64,
    #[schema(minimum = 0)]
    pub sent: u64,
    #[schema(minimum = 0)]
    pub received: u64,
    #[schema(minimum = 0)]
    pub supplement_asked: u64,
    /// First sent after the last day, or not sent and the day has passed.
    #[schema(minimum = 0)]
    pub late: u64,
    /// With a supplement request that nobody has resolved by its last day.
    #[schema(minimum = 0)]
    pub supplement_overdue: u64,
    /// Told by a plan in a movement below this one.
    #[schema(minimum = 0)]
    pub in_children: u64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CoverageGroup {
    /// A level, a kind of unit or the GSO code of a province; null for units of no province.
    #[schema(max_length = 60, example = "06")]
    pub key: Option<String>,
    #[schema(max_length = 300, example = "Tỉnh Bắc Kạn")]
    pub name: String,
    pub counts: Counts,
}

/// One unit that owes a plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CoverageRow {
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    pub unit_kind: UnitKind,
    pub level: Tier,
    #[schema(max_length = 2)]
    pub province_code: Option<String>,
    pub state: State,
    /// The version that the state is told by; null where the caller does not see it.
    pub plan_id: Option<Uuid>,
    /// The movement that it plans in: this one, or one below it where the unit has no plan in this one.
    pub movement_id: Uuid,
    /// Null while no deadline is set for the unit.
    pub due_on: Option<NaiveDate>,
    /// When a version was first sent.
    pub sent_at: Option<DateTime<Utc>>,
    pub late: bool,
    pub supplement_overdue: bool,
}

/// What the tables of groups have for columns.
pub const GROUP_COLUMNS: &[(&str, Kind)] = &[
    ("key", Kind::Text),
    ("name", Kind::Text),
    ("owed", Kind::Number),
    ("missing", Kind::Number),
    ("drafted", Kind::Number),
    ("issued", Kind::Number),
    ("sent", Kind::Number),
    ("received", Kind::Number),
    ("supplement_asked", Kind::Number),
    ("late", Kind::Number),
    ("supplement_overdue", Kind::Number),
    ("in_children", Kind::Number),
];

/// What the table of units has for columns.
pub const UNIT_COLUMNS: &[(&str, Kind)] = &[
    ("unit_id", Kind::Text),
    ("unit_name", Kind::Text),
    ("unit_kind", Kind::Text),
    ("level", Kind::Text),
    ("province_code", Kind::Text),
    ("state", Kind::Text),
    ("plan_id", Kind::Text),
    ("movement_id", Kind::Text),
    ("due_on", Kind::Day),
    ("sent_at", Kind::Instant),
    ("late", Kind::Flag),
    ("supplement_overdue", Kind::Flag),
];
