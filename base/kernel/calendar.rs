//! The working calendar of the civil service, and clocks that run on working days. The calendar of a year is known or it is
//! not: nobody is told that Monday to Friday are worked in a year whose holidays are on no file.
//!
//! It is part of the program, like the provinces: what a year's notice says then reaches every database with the upgrade that
//! brings it. A year that the ministry has entered by a document stands in its place (`entered`). What was computed before is
//! kept where it was computed.
mod closing;
mod edition;
mod entered;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    clock::day_of,
    error::{Code, Error, Result},
};

pub use closing::{Closing, Today};
pub use edition::{Document, Edition};
pub use entered::{Entered, EnteredDay};

/// What a day is to the civil service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// An ordinary weekday.
    Working,
    /// An ordinary Saturday or Sunday.
    Weekend,
    /// Off by law, also where it falls on a weekend.
    Holiday,
    /// A weekday off for a holiday that fell on a weekend.
    DayInLieu,
    /// A weekday off for a day of a weekend that is worked.
    SwappedOff,
    /// A day of a weekend that is worked.
    Worked,
}

impl DayKind {
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Working | Self::Worked)
    }
}

/// A day that is more than its weekday says, and where that stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Marked {
    pub kind: DayKind,
    pub name: String,
    pub name_en: String,
    /// The holiday that a day in lieu is for, or the other day of a swap.
    pub instead_of: Option<NaiveDate>,
    pub document: Arc<Document>,
    pub article: Option<String>,
    pub verified: bool,
    pub source: String,
    pub note: Option<String>,
}

/// The years that are known, without a gap, and their days.
#[derive(Debug)]
pub struct Calendar {
    ours: Arc<Known>,
    entered: RwLock<Arc<Entered>>,
    closing: Closing,
}

/// The years of the program.
#[derive(Debug)]
struct Known {
    first: NaiveDate,
    last: NaiveDate,
    /// The first day of the first year whose notice was not read.
    unread_from: NaiveDate,
    days: BTreeMap<NaiveDate, Arc<Marked>>,
}

/// Where a day that is not worked moves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// To the next day that is worked.
    Next,
    /// To the last day before it that is worked.
    Previous,
}

impl Calendar {
    fn new(ours: Known, closing: Closing) -> Self {
        Self { ours: Arc::new(ours), entered: RwLock::default(), closing }
    }

    /// The same with these years: for one transaction, whatever is entered meanwhile.
    pub fn over(&self, entered: &Arc<Entered>) -> Self {
        Self { ours: self.ours.clone(), entered: RwLock::new(entered.clone()), closing: self.closing }
    }

    /// Takes what was entered since.
    pub fn adopt(&self, entered: &Arc<Entered>) {
        if !Arc::ptr_eq(&self.entered(), entered) {
            *self.entered.write().unwrap_or_else(PoisonError::into_inner) = entered.clone();
        }
    }

    fn entered(&self) -> Arc<Entered> {
        self.entered.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The last day that is known.
    pub fn last(&self) -> NaiveDate {
        self.entered().last(self.ours.last)
    }

    pub fn kind(&self, day: NaiveDate) -> Result<DayKind> {
        self.known(day)?;
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let by_weekday = if weekend { DayKind::Weekend } else { DayKind::Working };
        Ok(self.marked(day).map_or(by_weekday, |marked| marked.kind))
    }

    /// Why a day is not what its weekday says.
    pub fn marked(&self, day: NaiveDate) -> Option<Arc<Marked>> {
        match self.entered().of(day) {
            Some(days) => days.get(&day).cloned(),
            None => self.ours.days.get(&day).cloned(),
        }
    }

    /// Whether the notice of the year was read.
    pub fn is_read(&self, day: NaiveDate) -> bool {
        day < self.ours.unread_from || self.entered().of(day).is_some()
    }

    pub fn is_working(&self, day: NaiveDate) -> Result<bool> {
        self.kind(day).map(DayKind::is_working)
    }

    /// The day on which `number` working days have passed since the event; the day of the event does not count.
    pub fn add(&self, event: NaiveDate, number: u32) -> Result<NaiveDate> {
        self.walk(event, number, Roll::Next)
    }

    /// The working day that lies `number` working days before the event; the day of the event does not count.
    pub fn subtract(&self, event: NaiveDate, number: u32) -> Result<NaiveDate> {
        self.walk(event, number, Roll::Previous)
    }

    /// The working days of a span, both ends included.
    pub fn count(&self, from: NaiveDate, to: NaiveDate) -> Result<u32> {
        let mut found = 0;
        for day in self.span(from, to)? {
            found += u32::from(self.is_working(day)?);
        }
        Ok(found)
    }

    pub fn next_or_same(&self, day: NaiveDate) -> Result<NaiveDate> {
        self.roll(day, Roll::Next)
    }

    pub fn previous_or_same(&self, day: NaiveDate) -> Result<NaiveDate> {
        self.roll(day, Roll::Previous)
    }

    /// The day itself if it is worked.
    pub fn roll(&self, mut day: NaiveDate, way: Roll) -> Result<NaiveDate> {
        while !self.is_working(day)? {
            day = beside(day, way)?;
        }
        Ok(day)
    }

    /// The first instant that is too late for what is due on a day.
    pub fn closes_at(&self, day: NaiveDate) -> DateTime<Utc> {
        self.closing.of(day)
    }

    /// The day that it is, and how far what was due is late.
    pub fn today(&self, now: DateTime<Utc>) -> Today {
        let day = day_of(now);
        let closed = if now < self.closes_at(day) { day.pred_opt().unwrap_or(day) } else { day };
        Today { day, closed, closing: self.closing }
    }

    /// The same where a rule has an hour of its own: a minute of the day in Asia/Ho_Chi_Minh.
    pub fn closes(&self, day: NaiveDate, minute: Option<i16>) -> DateTime<Utc> {
        minute.and_then(Closing::at_minute).unwrap_or(self.closing).of(day)
    }

    /// The days of a span, both ends included; none where it ends before it begins.
    pub fn span(&self, from: NaiveDate, to: NaiveDate) -> Result<impl Iterator<Item = NaiveDate>> {
        self.known(from)?;
        self.known(to)?;
        Ok(from.iter_days().take_while(move |day| *day <= to))
    }

    fn walk(&self, event: NaiveDate, number: u32, way: Roll) -> Result<NaiveDate> {
        self.known(event)?;
        let (mut day, mut left) = (event, number);
        while left > 0 {
            day = beside(day, way)?;
            left -= u32::from(self.is_working(day)?);
        }
        Ok(day)
    }

    fn known(&self, day: NaiveDate) -> Result<()> {
        let known = self.ours.first..=self.ours.last;
        if known.contains(&day) || (self.ours.first..=self.last()).contains(&day) {
            return Ok(());
        }
        Err(Error::with(Code::NoCalendar, format!("{day} ({} – {})", self.ours.first, self.last())))
    }
}

fn beside(day: NaiveDate, way: Roll) -> Result<NaiveDate> {
    let found = match way {
        Roll::Next => day.succ_opt(),
        Roll::Previous => day.pred_opt(),
    };
    found.ok_or_else(|| Error::with(Code::NoCalendar, day.to_string()))
}
