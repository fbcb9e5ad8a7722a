//! The one source of time, and what days mean in law: days of Asia/Ho_Chi_Minh.
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, SubsecRound, TimeDelta, Utc};

/// UTC+7 all year: Viet Nam has had no daylight saving time since 1975.
const HO_CHI_MINH_SECONDS: i32 = 7 * 3600;

#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Stands still until it is set: microseconds since 1970.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    pub fn manual(start: DateTime<Utc>) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(start.timestamp_micros())))
    }

    /// Microseconds are what every database keeps.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Manual(at) => DateTime::from_timestamp_micros(at.load(Ordering::SeqCst)).unwrap_or_default(),
        }
    }

    pub fn today(&self) -> NaiveDate {
        day_of(self.now())
    }

    /// Has no effect on the system's clock.
    pub fn advance(&self, by: TimeDelta) {
        if let Self::Manual(at) = self {
            at.fetch_add(by.num_microseconds().unwrap_or_default(), Ordering::SeqCst);
        }
    }

    /// Has no effect on the system's clock.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Self::Manual(at) = self {
            at.store(to.timestamp_micros(), Ordering::SeqCst);
        }
    }
}

/// What the clock on the wall says in Asia/Ho_Chi_Minh.
pub fn local(at: DateTime<Utc>) -> NaiveDateTime {
    FixedOffset::east_opt(HO_CHI_MINH_SECONDS)
        .map_or_else(|| at.naive_utc(), |zone| at.with_timezone(&zone).naive_local())
}

/// The day in Asia/Ho_Chi_Minh.
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    local(at).date()
}

/// The first instant that is no longer `day` in Asia/Ho_Chi_Minh.
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    next.and_time(chrono::NaiveTime::MIN).and_utc() - TimeDelta::seconds(i64::from(HO_CHI_MINH_SECONDS))
}

/// A validity, both days included.
pub fn covers(from: NaiveDate, to: Option<NaiveDate>, day: NaiveDate) -> bool {
    from <= day && to.is_none_or(|to| day <= to)
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};

    use super::{day_of, end_of};

    #[test]
    fn a_day_ends_at_seventeen_hours_utc() {
        let day = NaiveDate::from_ymd_opt(2024, 12, 17).unwrap();
        assert_eq!(end_of(day).to_rfc3339(), "2024-12-17T17:00:00+00:00");
        assert_eq!(day_of(end_of(day) - TimeDelta::microseconds(1)), day);
        assert_eq!(day_of(end_of(day)), day.succ_opt().unwrap());
    }
}
