use entity::Quantity;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::plans::dto::{GapWaiver, IndicatorRef};

/// Of a counted target `value`; of a ratio `numerator` and `denominator`. Empty where there is nothing to tell, such as
/// before the first accepted report: that is not zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Amounts)]
pub struct AmountsView {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub value: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub numerator: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub denominator: Option<Quantity>,
    /// They add up to more than a figure can be, so they are left out. Absent otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(nullable = false, required = false)]
    pub overflow: bool,
}

/// How what a target aims at, its shares, what was committed to and what was reported meet, down every level, as far as
/// the caller sees the shares and plans.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Reconciliation {
    pub target_id: Uuid,
    /// The same target in the version of the plan that first had it.
    pub root_id: Uuid,
    pub plan_id: Uuid,
    /// Whose target it is.
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Sở Tư pháp tỉnh Bắc Kạn")]
    pub unit_name: String,
    #[schema(max_length = 2000)]
    pub title: String,
    pub indicator: Option<IndicatorRef>,
    #[schema(max_length = 60)]
    pub unit_of_measure: Option<String>,
    pub total: Total,
    /// Why it may be issued though not all of it was allocated.
    pub gap_waiver: Option<GapWaiver>,
    /// From the units that the target was shared out to downwards.
    #[schema(max_items = 12)]
    pub levels: Vec<Level>,
    /// By level, and in it in the order in which shares were first given.
    #[schema(max_items = 20_000)]
    pub rows: Vec<Row>,
}

/// The target against the shares of the first level.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReconciliationTotal)]
pub struct Total {
    /// What this version of the target aims at.
    pub aimed: AmountsView,
    /// All shares that are not withdrawn.
    pub allocated: AmountsView,
    pub accepted: AmountsView,
    pub disputed: AmountsView,
    /// What the targets aim at that answer those shares, in plans in force.
    pub committed: AmountsView,
    /// Accepted of the target's unit and everything below it, as far as the caller sees it. What a unit had that was
    /// split counts for the first of those that took over.
    pub reported: AmountsView,
    /// Aimed at and with nobody.
    pub unallocated: AmountsView,
    /// Allocated beyond what is aimed at.
    pub over_allocated: AmountsView,
    /// Aimed at and not committed to by the units below.
    pub gap: AmountsView,
}

/// All holders of one level together: every figure but `reported` is the sum of theirs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReconciliationLevel)]
pub struct Level {
    /// 1 for those that the target was shared out to.
    #[schema(minimum = 1, maximum = 12)]
    pub level: usize,
    /// How many units hold shares here.
    #[schema(minimum = 1)]
    pub holders: usize,
    pub allocated: AmountsView,
    pub accepted: AmountsView,
    pub disputed: AmountsView,
    pub committed: AmountsView,
    /// Of each holder once: of one below another it is in what that has.
    pub reported: AmountsView,
    pub over_allocated: AmountsView,
    pub gap: AmountsView,
}

/// One holder of shares under one superior: the unit that stands today for those that the shares were given to.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReconciliationRow)]
pub struct Row {
    #[schema(minimum = 1, maximum = 12)]
    pub level: usize,
    pub unit_id: Uuid,
    /// Today's.
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    /// The holder one level up; at the first level, whose target it is.
    pub from_unit_id: Uuid,
    #[schema(max_items = 2000)]
    pub allocation_ids: Vec<Uuid>,
    /// The units that the shares were given to, where another now stands for them.
    #[schema(max_items = 2000)]
    pub units: Vec<Uuid>,
    /// All its shares that are not withdrawn.
    pub allocated: AmountsView,
    pub accepted: AmountsView,
    pub disputed: AmountsView,
    /// What the targets aim at that answer these shares: in plans in force, or in issued ones that ended with their
    /// unit while nothing has taken their place.
    pub committed: AmountsView,
    /// What those targets allocate further.
    pub passed_on: AmountsView,
    /// Accepted of the holder and everything below it, as far as the caller sees it.
    pub reported: AmountsView,
    /// Passed on beyond what was committed to.
    pub over_allocated: AmountsView,
    /// Allocated and not committed to.
    pub gap: AmountsView,
}
