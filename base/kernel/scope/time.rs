//! The day on which rights hold, and when it is over.
use chrono::{DateTime, NaiveDate, Utc};

use super::Scope;
use crate::kernel::calendar::Today;

impl Scope {
    /// What its rights of the day were made of.
    pub const fn time(&self) -> Today {
        Today { day: self.today, closed: self.closed, closing: self.closing }
    }

    /// Whether what was due on a day is late, by the hour at which days close.
    pub fn is_over(&self, due_on: NaiveDate) -> bool {
        due_on <= self.closed
    }

    /// The first instant that is too late for what is due on a day.
    pub fn closes_at(&self, due_on: NaiveDate) -> DateTime<Utc> {
        self.closing.of(due_on)
    }
}
