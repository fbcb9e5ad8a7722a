//! Until when the reports of a period are due.
use chrono::{Datelike, Months, NaiveDate};
use serde_json::Value;

use crate::kernel::{
    calendar::{Calendar, Roll},
    error::{Code, Error, Result},
};

/// What a rule says of the last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueRule {
    /// A day of the last month of the period; of a shorter month its last.
    DayOfLastMonth(u32),
    /// The first such day after the period.
    Date { month: u32, day: u32 },
    /// So many working days after the last day of the period.
    WorkingDaysAfter(u32),
}

/// A due day, and the day that it was moved from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub on: NaiveDate,
    pub rolled_from: Option<NaiveDate>,
}

impl DueRule {
    /// As the data writes it. None of a rule that says something else than a day.
    pub fn parse(kind: &str, due: &Value) -> Option<Self> {
        let number = || due.as_u64().and_then(|number| u32::try_from(number).ok());
        match kind {
            "fixed_day" => number().map(Self::DayOfLastMonth),
            "working_days_after" => number().map(Self::WorkingDaysAfter),
            "fixed_date" => Self::date(due.as_str()?),
            _ => None,
        }
    }

    /// `12-17`, a day that every year has.
    pub fn date(text: &str) -> Option<Self> {
        let (month, day) = text.split_once('-').filter(|_| text.len() == 5)?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        NaiveDate::from_ymd_opt(2023, month, day).map(|_| Self::Date { month, day })
    }

    /// The due day of a period that ends on a day. Days are only moved where a roll is given.
    pub fn of(self, to: NaiveDate, roll: Option<Roll>, calendar: &Calendar) -> Result<Due> {
        let nowhere = || Error::with(Code::NoCalendar, to.to_string());
        let day = match self {
            Self::DayOfLastMonth(day) => day_of_month(to, day).ok_or_else(nowhere)?,
            Self::Date { month, day } => next_date(to, month, day).ok_or_else(nowhere)?,
            Self::WorkingDaysAfter(number) => calendar.add(to, number)?,
        };
        let on = match roll {
            Some(way) => calendar.roll(day, way)?,
            None => day,
        };
        Ok(Due { on, rolled_from: (on != day).then_some(day) })
    }
}

fn day_of_month(to: NaiveDate, day: u32) -> Option<NaiveDate> {
    let last = || to.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt();
    to.with_day(day).or_else(last)
}

fn next_date(to: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let in_year = |year: i32| NaiveDate::from_ymd_opt(year, month, day);
    in_year(to.year()).filter(|found| *found > to).or_else(|| in_year(to.year() + 1))
}
