//! How many obligations stand where.
use base::{
    kernel::{calendar::Calendar, clock::day_of, percent::rate},
    store::figures::{Filing, Owed},
};
use chrono::{DateTime, NaiveDate, Utc};

use super::dto::Counts;

/// The moment at which is counted.
pub struct Moment<'a> {
    calendar: &'a Calendar,
    now: DateTime<Utc>,
    day: NaiveDate,
    /// Of what is not late yet the first last day, and the first hour at which it closes.
    next: Option<(NaiveDate, DateTime<Utc>)>,
}

impl<'a> Moment<'a> {
    pub fn new(calendar: &'a Calendar, now: DateTime<Utc>) -> Self {
        Self { calendar, now, day: day_of(now), next: None }
    }

    /// Whether what is owed is late. At what hour a day closes decides on that day only.
    fn is_late(&mut self, one: &Owed) -> bool {
        let closes = || self.calendar.closes(one.late_after, one.closes_minute);
        let late = one.late_after < self.day || (one.late_after == self.day && self.now >= closes());
        if !late && self.next.is_none_or(|(day, _)| one.late_after <= day) {
            let closes = closes();
            if self.next.is_none_or(|(_, next)| closes < next) {
                self.next = Some((one.late_after, closes));
            }
        }
        late
    }

    /// When the next of what was counted becomes late.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        self.next.map(|(_, at)| at)
    }
}

/// Each obligation is in one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub on_time: u64,
    pub late: u64,
    pub missing: u64,
    pub not_yet_due: u64,
    pub waived: u64,
    pub in_children: u64,
}

impl Tally {
    pub fn add(&mut self, one: &Owed, moment: &mut Moment<'_>, of_child: bool) {
        self.in_children += u64::from(of_child);
        let place = match one.filing {
            Filing::Waived => &mut self.waived,
            Filing::OnTime => &mut self.on_time,
            Filing::Late => &mut self.late,
            Filing::Open if moment.is_late(one) => &mut self.missing,
            Filing::Open => &mut self.not_yet_due,
        };
        *place += 1;
    }

    pub const fn join(&mut self, other: Self) {
        self.on_time += other.on_time;
        self.late += other.late;
        self.missing += other.missing;
        self.not_yet_due += other.not_yet_due;
        self.waived += other.waived;
        self.in_children += other.in_children;
    }

    /// What can be judged: whatever was submitted, and whatever was not by its last day.
    pub const fn judged(&self) -> u64 {
        self.on_time + self.late + self.missing
    }

    pub const fn submitted(&self) -> u64 {
        self.on_time + self.late
    }

    pub fn view(&self) -> Counts {
        Counts {
            owed: self.judged() + self.not_yet_due,
            on_time: self.on_time,
            late: self.late,
            missing: self.missing,
            not_yet_due: self.not_yet_due,
            waived: self.waived,
            in_children: self.in_children,
            on_time_rate: rate(self.on_time, self.judged()),
            submission_rate: rate(self.submitted(), self.judged()),
        }
    }
}
