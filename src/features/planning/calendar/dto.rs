use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    features::planning::law::dto::Citation,
    kernel::{
        calendar::{DayKind, Roll},
        day::Day,
    },
};

/// A day of the working calendar.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CalendarDay {
    /// The day.
    pub day: NaiveDate,
    /// What it is to the civil service.
    pub kind: DayKind,
    /// Whether it is worked, and counts where working days are counted.
    pub working: bool,
    /// What the day off or the swap is called; null of an ordinary day.
    #[schema(max_length = 200, example = "Tết Nguyên đán")]
    pub name: Option<String>,
    /// The same in English.
    #[schema(max_length = 200, example = "Lunar New Year")]
    pub name_en: Option<String>,
    /// The holiday that a day in lieu is for, or the other day of a swap.
    pub instead_of: Option<NaiveDate>,
    /// Whether that was read in a public text; of an ordinary day, whether the notice of its year was.
    pub verified: bool,
    /// Where it stands; null of an ordinary day.
    pub citation: Option<Citation>,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WorkingDaysFilter {
    /// The first day; without it 1 January of this year.
    pub from: Option<Day>,
    /// The last day, included; without it 31 December of the year of the first.
    pub to: Option<Day>,
    /// Only days of these kinds.
    #[serde(default)]
    #[param(max_items = 6)]
    pub kind: Vec<DayKind>,
    /// Only days that are, or are not, worked. With `count=exact` the total is how many there are.
    pub working: Option<bool>,
}

/// The day on which a clock of working days runs out.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DueDay {
    /// The day that was asked from.
    pub from: NaiveDate,
    /// The working day that was found.
    pub due_on: NaiveDate,
    /// The first instant that is too late for what is due on that day.
    pub closes_at: DateTime<Utc>,
    /// Whether the notices of all years in between were read.
    pub verified: bool,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DueDayQuery {
    /// The day of the event, which itself does not count; or the day to be moved.
    pub from: Day,
    /// So many working days after it. Give one of `add`, `subtract` and `roll`.
    #[param(minimum = 1, maximum = 1000)]
    pub add: Option<u32>,
    /// So many working days before it.
    #[param(minimum = 1, maximum = 1000)]
    pub subtract: Option<u32>,
    /// The day itself if it is worked, else the next or the previous one that is.
    pub roll: Option<Roll>,
}
