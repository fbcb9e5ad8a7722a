//! The days of a posting. “At least ten working days before the council meets”: neither the day of the council counts nor one
//! on which nobody works, and the day on which it is published does. So a list that is published on a Monday has ten
//! working days behind it on the Monday two weeks later.
use base::kernel::{calendar::Calendar, error::Result};
use chrono::{Days, NaiveDate};
use entity::posting::Counting;

/// From when to when a list is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    pub first_on: NaiveDate,
    /// The last day that is asked for: the council meets after it.
    pub last_on: NaiveDate,
    /// The next day that counts: from then on it may be ended.
    pub end_from: NaiveDate,
}

/// The last day on which a list can be published to be posted long enough before the day of a council.
pub fn publish_by(calendar: &Calendar, council_on: NaiveDate, days: u32, counting: Counting) -> Result<NaiveDate> {
    match counting {
        Counting::Working => calendar.subtract(council_on, days),
        Counting::Calendar => Ok(council_on.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN)),
    }
}

/// What is published on a day is posted for so many days or, where a council meets later, until the day before that.
pub fn posted(
    calendar: &Calendar,
    published_on: NaiveDate,
    (days, counting): (u32, Counting),
    council_on: Option<NaiveDate>,
) -> Result<Posted> {
    let asked = match counting {
        Counting::Working => calendar.add(calendar.next_or_same(published_on)?, days.saturating_sub(1))?,
        Counting::Calendar => later(published_on, u64::from(days).saturating_sub(1)),
    };
    let before_council = council_on.and_then(|day| day.pred_opt());
    let last_on = before_council.map_or(asked, |before| asked.max(before));
    let end_from = match counting {
        Counting::Working => calendar.next_or_same(later(last_on, 1))?,
        Counting::Calendar => later(last_on, 1),
    };
    Ok(Posted { first_on: published_on, last_on, end_from })
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests;
