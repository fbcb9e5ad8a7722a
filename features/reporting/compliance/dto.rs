use base::kernel::{province::ProvinceCode, text::Text};
use chrono::NaiveDate;
use entity::{Quantity, period_due::Tier, unit::UnitKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub use crate::progress::dto::Basis;

/// What rows are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ComplianceGroupBy {
    /// One row for all.
    Total,
    #[default]
    Unit,
    Kind,
    Tier,
    Province,
    Period,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ComplianceFilter {
    pub movement_id: Uuid,
    /// This unit and everything below it; all that the caller reads when left out.
    pub within: Option<Uuid>,
    /// Codes of periods; all of the movement's when left out.
    #[serde(default)]
    #[param(max_items = 60, example = json!(["2024"]))]
    pub period: Vec<Text<20>>,
    /// Only units of these kinds.
    #[serde(default)]
    #[param(max_items = 6)]
    pub unit_kind: Vec<UnitKind>,
    /// Only units of these levels.
    #[serde(default)]
    #[param(max_items = 3)]
    pub tier: Vec<Tier>,
    #[serde(default)]
    #[param(max_items = 63)]
    pub province_code: Vec<ProvinceCode>,
    /// Only members of this group, each with its rank in it; by unit only.
    pub peer_group_id: Option<Uuid>,
    #[serde(default)]
    #[param(inline)]
    pub group_by: ComplianceGroupBy,
    /// Whether what is owed in movements below counts too. What a unit owes for a period in several of them is one.
    #[serde(default)]
    pub include_children: bool,
    /// Whose obligations are once units are reorganised: who owed them, who stands there today, or who stood there on a day.
    #[serde(default)]
    pub basis: Basis,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ComplianceSeriesQuery {
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    /// Whether what is owed in movements below counts too. What a unit owes for a period in several of them is one.
    #[serde(default)]
    pub include_children: bool,
    /// Whose obligations are once units are reorganised: who owed them, who stands there today, or who stood there on a day.
    #[serde(default)]
    pub basis: Basis,
}

/// How many obligations stand where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ComplianceCounts)]
pub struct Counts {
    /// In time, late, missing and not yet due, all together.
    #[schema(minimum = 0)]
    pub owed: u64,
    /// First submitted by the last day that lateness is judged by.
    #[schema(minimum = 0)]
    pub on_time: u64,
    /// First submitted later than that.
    #[schema(minimum = 0)]
    pub late: u64,
    /// Never submitted, and that day is over.
    #[schema(minimum = 0)]
    pub missing: u64,
    /// Never submitted, and that day is not over.
    #[schema(minimum = 0)]
    pub not_yet_due: u64,
    /// Waived or exempted: not owed.
    #[schema(minimum = 0)]
    pub waived: u64,
    /// How many of all of these stand in movements below the one that is asked about.
    #[schema(minimum = 0)]
    pub in_children: u64,
    /// What was in time of all that is in time, late or missing, from 0 to 1, rounded down; null where there is nothing.
    #[schema(minimum = 0, maximum = 1, example = 0.9375)]
    pub on_time_rate: Option<Quantity>,
    /// What was submitted at all of the same.
    #[schema(minimum = 0, maximum = 1, example = 1)]
    pub submission_rate: Option<Quantity>,
}

/// One row of compliance. Of what it is not about, members are null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ComplianceRow {
    /// By unit.
    pub unit_id: Option<Uuid>,
    #[schema(max_length = 60, example = "H03.STP")]
    pub unit_code: Option<String>,
    #[schema(max_length = 300)]
    pub unit_name: Option<String>,
    /// By unit and by kind.
    pub unit_kind: Option<UnitKind>,
    /// By unit, kind and tier.
    pub tier: Option<Tier>,
    /// By unit and by province; null for units of no province.
    #[schema(max_length = 2)]
    pub province_code: Option<String>,
    #[schema(max_length = 60)]
    pub province_name: Option<String>,
    /// By period.
    pub period_id: Option<Uuid>,
    #[schema(max_length = 20, example = "2024")]
    pub period_code: Option<String>,
    pub data_from: Option<NaiveDate>,
    pub data_to: Option<NaiveDate>,
    #[serde(flatten)]
    pub counts: Counts,
    /// Its place in the group of peers that was asked for; equals share one. Null where nothing can be judged, and to callers
    /// who do not read all of the group.
    #[schema(minimum = 1)]
    pub rank: Option<u64>,
}

/// The history of one unit, period after period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ComplianceSeries {
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    pub basis: Basis,
    /// The day whose organisation is told.
    pub as_of: NaiveDate,
    /// The number of the last change of figures that is in it: an answer with a greater one is newer.
    #[schema(minimum = 0)]
    pub as_of_seq: i64,
    /// In the order of time.
    #[schema(max_items = 200)]
    pub items: Vec<ComplianceRow>,
}
