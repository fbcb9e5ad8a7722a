//! The first or the last day of a period as a rule writes it: `prev_year-12-15`, `month-14`, `last_month-14`.
use chrono::NaiveDate;
use entity::period::PeriodKind;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A day of the year that the period is named by, or of one before.
    OfYear { years_before: i32, month: u32, day: u32 },
    /// A day of the last month of the period, or of one before.
    OfMonth { months_before: i32, day: u32 },
}

impl Bound {
    pub fn parse(text: &str) -> Option<Self> {
        let (anchor, rest) = text.split_once('-')?;
        let in_year = |years_before: i32| {
            let (month, day) = rest.split_once('-')?;
            Some(Self::OfYear { years_before, month: month.parse().ok()?, day: day.parse().ok()? })
        };
        let in_month = |months_before: i32| Some(Self::OfMonth { months_before, day: rest.parse().ok()? });
        match anchor {
            "year" => in_year(0),
            "prev_year" => in_year(1),
            "month" | "last_month" => in_month(0),
            "prev_month" => in_month(1),
            "month_before_quarter" => in_month(3),
            _ => None,
        }
    }

    pub fn day(self, kind: PeriodKind, year: i32, number: u32) -> Option<NaiveDate> {
        match self {
            Self::OfYear { years_before, month, day } => NaiveDate::from_ymd_opt(year - years_before, month, day),
            Self::OfMonth { months_before, day } => {
                let months = if kind == PeriodKind::Quarter { 3 } else { 1 };
                let last = i32::try_from(number * months).ok()? - 1 - months_before;
                let month = u32::try_from(last.rem_euclid(12)).ok()? + 1;
                NaiveDate::from_ymd_opt(year + last.div_euclid(12), month, day)
            }
        }
    }
}
