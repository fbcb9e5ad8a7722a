use base::{
    http::answer::Resource,
    kernel::{
        calendar::{DayKind, Roll},
        day::Day,
        text::Line,
    },
    store::document::DocumentInput,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::law::dto::Citation;

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

/// A day of a year that is more than its weekday says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"day": "2028-01-03", "kind": "day_in_lieu", "name": "Nghỉ bù Tết Dương lịch", "name_en": "Day in lieu of New Year", "instead_of": "2028-01-01"}))]
pub struct YearDay {
    /// A day of the year.
    pub day: Day,
    /// `holiday`, `day_in_lieu`, `swapped_off` or `worked`.
    pub kind: DayKind,
    pub name: Line,
    pub name_en: Line,
    /// The holiday that a day in lieu is for, of which no other one is; or the other day of a swap, which names this one. Of no
    /// holiday.
    pub instead_of: Option<Day>,
}

/// A year that was entered.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CalendarYear)]
pub struct CalendarYearView {
    pub id: Uuid,
    /// The year whose days these are.
    #[schema(minimum = 1990, maximum = 2100, example = 2028)]
    pub year: i32,
    /// In the order of time.
    #[schema(max_items = 100)]
    pub days: Vec<YearDay>,
    /// What the document is called.
    #[schema(max_length = 300, example = "Thông báo nghỉ lễ, tết năm 2028")]
    pub document_title: String,
    #[schema(max_length = 60)]
    pub document_number: String,
    pub document_issued_on: NaiveDate,
    #[schema(minimum = 1)]
    pub version: i64,
}

impl Resource for CalendarYearView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/calendar/years/{}", self.id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"year": 2028, "title": "Thông báo nghỉ lễ, tết năm 2028", "days": [{"day": "2028-01-01", "kind": "holiday", "name": "Tết Dương lịch", "name_en": "New Year's Day"}, {"day": "2028-04-30", "kind": "holiday", "name": "Ngày Chiến thắng", "name_en": "Victory Day"}, {"day": "2028-05-01", "kind": "holiday", "name": "Ngày Quốc tế lao động", "name_en": "International Labour Day"}, {"day": "2028-09-02", "kind": "holiday", "name": "Quốc khánh", "name_en": "National Day"}], "document": {"number": "3000/QĐ-BTP", "issued_on": "2027-11-20", "signer_name": "Ngô Duy Sơn", "signer_title": "Bộ trưởng"}}))]
pub struct EnterCalendarYear {
    /// A year that is known, or the one after the last that is.
    #[validate(range(min = 1990, max = 2100))]
    #[schema(minimum = 1990, maximum = 2100)]
    pub year: i32,
    /// What the document is called.
    pub title: Line,
    /// All days of the year that are more than their weekdays say; among them, as holidays, 1 January, 30 April, 1 May and
    /// 2 September.
    #[validate(length(min = 1, max = 100), nested)]
    #[schema(min_items = 1, max_items = 100)]
    pub days: Vec<YearDay>,
    #[validate(nested)]
    pub document: DocumentInput,
}

/// All days of the year that are more than their weekdays say.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Thông báo nghỉ lễ, tết năm 2028", "days": [{"day": "2028-01-01", "kind": "holiday", "name": "Tết Dương lịch", "name_en": "New Year's Day"}, {"day": "2028-04-30", "kind": "holiday", "name": "Ngày Chiến thắng", "name_en": "Victory Day"}, {"day": "2028-05-01", "kind": "holiday", "name": "Ngày Quốc tế lao động", "name_en": "International Labour Day"}, {"day": "2028-09-02", "kind": "holiday", "name": "Quốc khánh", "name_en": "National Day"}], "document": {"number": "3001/QĐ-BTP", "issued_on": "2027-12-20", "signer_name": "Ngô Duy Sơn", "signer_title": "Bộ trưởng"}}))]
pub struct ReplaceCalendarYear {
    /// What the document is called.
    pub title: Line,
    /// All days of the year that are more than their weekdays say; others are what their weekdays say. Among them, as holidays,
    /// are 1 January, 30 April, 1 May and 2 September.
    #[validate(length(min = 1, max = 100), nested)]
    #[schema(min_items = 1, max_items = 100)]
    pub days: Vec<YearDay>,
    #[validate(nested)]
    pub document: DocumentInput,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CalendarYearFilter {
    /// Only this year.
    #[param(minimum = 1990, maximum = 2100)]
    pub year: Option<i32>,
}
