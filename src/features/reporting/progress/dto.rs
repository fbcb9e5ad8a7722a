use chrono::NaiveDate;
use entity::{Quantity, indicator::Aggregation, period::PeriodKind, unit::UnitKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub use super::basis::Basis;
use crate::kernel::text::Text;

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

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Progress {
    pub movement_id: Uuid,
    pub within: Option<Uuid>,
    #[schema(max_items = 60)]
    pub periods: Vec<String>,
    pub group_by: GroupBy,
    pub quality: Quality,
    pub basis: Basis,
    #[schema(max_items = 100_000)]
    pub rows: Vec<ProgressRow>,
    /// The movements below it whose reports and obligations are counted too, each once.
    #[schema(max_items = 1000)]
    pub child_movements: Vec<Uuid>,
}

/// One indicator in one group.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProgressRow {
    pub indicator_id: Uuid,
    #[schema(max_length = 40, example = "TGPL-04")]
    pub indicator_code: String,
    #[schema(max_length = 60, example = "vụ việc")]
    pub unit_of_measure: String,
    pub aggregation: Aggregation,
    /// The kind of the periods: figures of periods of different kinds are told apart, never added.
    pub run: PeriodKind,
    pub group: Group,
    /// Null for ratios, and while nothing is reported.
    pub value: Option<Quantity>,
    /// Of a ratio: the sum over the reports.
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// The sum of numerators by the sum of denominators, to two decimals, half up; null when that is zero.
    pub percent: Option<Quantity>,
    /// The figures make more than a figure can be; then they are null.
    pub overflow: bool,
    /// How many reports hold a figure.
    #[schema(minimum = 0)]
    pub reported: u64,
    /// How many of these were made in movements below this one.
    #[schema(minimum = 0)]
    pub in_children: u64,
    /// How many reports are owed by units that the indicator applies to.
    #[schema(minimum = 0)]
    pub expected: u64,
    /// Part of the figure comes from a unit that was split: divided by its shares, or of an average handed on as it was.
    pub estimated: bool,
}

/// What a row is about besides its indicator; all null when grouped by indicator. A province is that of the figures' time:
/// by who reported them, of the last day that they tell of; by another basis, of its day.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
pub struct Group {
    pub unit_id: Option<Uuid>,
    #[schema(max_length = 300)]
    pub unit_name: Option<String>,
    pub kind: Option<UnitKind>,
    /// Of the province in its time; its code may have been another's before.
    pub province_id: Option<Uuid>,
    #[schema(max_length = 2)]
    pub province_code: Option<String>,
    #[schema(max_length = 60, example = "Tỉnh Yên Bái")]
    pub province_name: Option<String>,
    pub province_from: Option<NaiveDate>,
    pub province_to: Option<NaiveDate>,
}
