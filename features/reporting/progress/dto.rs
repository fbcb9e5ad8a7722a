use base::kernel::text::Text;
use chrono::NaiveDate;
use entity::{Quantity, indicator::Aggregation, period::PeriodKind, target::Comparator, unit::UnitKind};
use planning::allocations::dto::AmountsView;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub use super::basis::Basis;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    #[default]
    Indicator,
    Unit,
    Kind,
    Province,
}

/// Which reports count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    #[default]
    Accepted,
    /// Submitted ones too.
    Submitted,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProgressQuery {
    pub movement_id: Uuid,
    /// This unit and everything below it; all that the caller reads when left out.
    pub within: Option<Uuid>,
    /// Codes of periods; all of the movement's when left out.
    #[serde(default)]
    #[param(max_items = 60, example = json!(["2024"]))]
    pub period: Vec<Text<20>>,
    /// Codes of indicators; all of the movement's when left out.
    #[serde(default)]
    #[param(max_items = 200)]
    pub indicator_code: Vec<Text<40>>,
    #[serde(default)]
    pub group_by: GroupBy,
    #[serde(default)]
    pub quality: Quality,
    /// Whose figures are once units are reorganised: who reported them, who stands there today, or who stood there on a day.
    #[serde(default)]
    pub basis: Basis,
}

/// Which series of figures is asked for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SeriesQuery {
    pub movement_id: Uuid,
    /// Code of the indicator.
    #[param(example = "TGPL-04")]
    pub indicator_code: Text<40>,
    /// This unit and everything below it; all that the caller reads when left out.
    pub within: Option<Uuid>,
    /// Only periods of this kind; those of all kinds, one run after the other, when left out.
    pub run: Option<PeriodKind>,
    #[serde(default)]
    pub quality: Quality,
    /// Whose figures are once units are reorganised: who reported them, who stands there today, or who stood there on a day.
    #[serde(default)]
    pub basis: Basis,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Progress {
    pub movement_id: Uuid,
    pub within: Option<Uuid>,
    #[schema(max_items = 60)]
    pub periods: Vec<String>,
    pub group_by: GroupBy,
    pub quality: Quality,
    pub basis: Basis,
    /// The movements below it whose reports, obligations and plans are counted too, each once.
    #[schema(max_items = 1000)]
    pub child_movements: Vec<Uuid>,
    /// The day whose organisation and targets are told.
    pub as_of: NaiveDate,
    /// The number of the last change of figures that is in it: an answer with a greater one is newer.
    #[schema(minimum = 0)]
    pub as_of_seq: i64,
    #[schema(max_items = 200)]
    pub items: Vec<ProgressRow>,
    /// Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1000, nullable = false)]
    pub next_cursor: Option<String>,
    /// How many items a page has at most.
    #[schema(minimum = 1, maximum = 200)]
    pub limit: u64,
    /// With `count=exact` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, nullable = false)]
    pub total: Option<u64>,
}

/// Figures of an indicator, period after period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProgressSeries {
    pub movement_id: Uuid,
    pub indicator_id: Uuid,
    #[schema(max_length = 40, example = "TGPL-04")]
    pub indicator_code: String,
    #[schema(max_length = 300)]
    pub indicator_name: String,
    #[schema(max_length = 60, example = "vụ việc")]
    pub unit_of_measure: String,
    pub aggregation: Aggregation,
    pub within: Option<Uuid>,
    pub quality: Quality,
    pub basis: Basis,
    pub as_of: NaiveDate,
    #[schema(minimum = 0)]
    pub as_of_seq: i64,
    /// By run, then in the order of time.
    #[schema(max_items = 1000)]
    pub items: Vec<SeriesPoint>,
}

/// The figure of one period, not of those before it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SeriesPoint {
    pub run: PeriodKind,
    #[schema(max_length = 20, example = "2024")]
    pub period_code: String,
    pub data_from: NaiveDate,
    pub data_to: NaiveDate,
    #[serde(flatten)]
    pub figures: Figures,
}

/// One indicator in one group.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProgressRow {
    pub indicator_id: Uuid,
    #[schema(max_length = 40, example = "TGPL-04")]
    pub indicator_code: String,
    #[schema(max_length = 300)]
    pub indicator_name: String,
    #[schema(max_length = 60, example = "vụ việc")]
    pub unit_of_measure: String,
    pub aggregation: Aggregation,
    /// The kind of the periods: figures of periods of different kinds are told apart, never added.
    pub run: PeriodKind,
    #[serde(flatten)]
    pub group: Group,
    #[serde(flatten)]
    pub figures: Figures,
}

/// What was reached, what it rests on, and what was promised.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ProgressFigures)]
pub struct Figures {
    /// Null for ratios, while nothing is reported, and where several were judged by levels.
    pub value: Option<Quantity>,
    /// Of a ratio: the sum over the reports.
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// The sum of numerators by the sum of denominators, to two decimals, half up; null when that is zero.
    pub percent: Option<Quantity>,
    /// The figures make more than a figure can be; then they are null.
    pub overflow: bool,
    /// The target in force of the unit asked about: the unit of the row, `within`, or the caller's own.
    pub target: Option<AmountsView>,
    /// The targets in force of the units counted, as far as the caller sees them, as the indicator adds up; each promise
    /// once: a share that is answered is in its whole where that is counted.
    pub committed: Option<AmountsView>,
    /// Where that target should be by the end of the last period asked for.
    pub milestone: Option<AmountsView>,
    /// That of the targets; where they differ, what the indicator's direction says.
    pub comparator: Option<Comparator>,
    /// How far the target or, without one, what is committed was met, in percent, to two decimals, half up.
    pub attainment_percent: Option<Quantity>,
    /// How many of the units counted have a target.
    #[schema(minimum = 0)]
    pub units_with_target: u64,
    /// How many reports hold a figure, of those that count.
    #[schema(minimum = 0)]
    pub reported: u64,
    /// How many reports with a figure were submitted, accepted ones too.
    #[schema(minimum = 0)]
    pub submitted: u64,
    /// How many reports are owed by units that the indicator applies to.
    #[schema(minimum = 0)]
    pub expected: u64,
    /// How many of the reported were made in movements below this one.
    #[schema(minimum = 0)]
    pub in_children: u64,
    /// Part of the figure comes from a unit that was split: divided by its shares, or of an average handed on as it was.
    pub estimated: bool,
}

/// What a row is about besides its indicator: members of its kind only. A province is that of the figures' time: by who
/// reported them, of the last day that they tell of; by another basis, of its day.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[schema(as = ProgressGroup)]
pub struct Group {
    /// By unit; so are the next three.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub unit_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, nullable = false, example = "H03.STP")]
    pub unit_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300, nullable = false)]
    pub unit_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parent_id: Option<Uuid>,
    /// By kind and by unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kind: Option<UnitKind>,
    /// By province, of the province in its time: its code may have been another's before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub province_id: Option<Uuid>,
    /// By province and by unit; absent for units of no province.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2, nullable = false)]
    pub province_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, nullable = false, example = "Tỉnh Yên Bái")]
    pub province_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub province_from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub province_to: Option<NaiveDate>,
}
