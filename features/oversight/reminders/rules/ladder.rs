//! Pure: on which day which rung of a ladder is reached. By working days; a day of a year that nobody knows reaches none.
use std::collections::BTreeMap;

use base::kernel::{
    calendar::Calendar,
    error::{Code, Error, Fault, FieldError, Result},
};
use chrono::{Days, NaiveDate};
use entity::reminder_rung::{self, RungMeans, RungTiming};

/// The furthest that a rung lies from the last day.
pub const FURTHEST: i16 = 60;
/// So many working days later a rung is still climbed: the service may have been down, or the ladder new.
pub const GRACE: u32 = 5;
/// Days around today that hold every last day within `FURTHEST` working days and the grace: a long Tết included.
const AROUND: u64 = 140;

/// One step of a ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    pub level: i16,
    pub timing: RungTiming,
    pub working_days: i16,
    pub means: RungMeans,
}

impl From<&reminder_rung::Model> for Rung {
    fn from(m: &reminder_rung::Model) -> Self {
        Self { level: m.level, timing: m.timing, working_days: m.working_days, means: m.means }
    }
}

impl Rung {
    /// Working days from the last day: below zero before it.
    const fn offset(self) -> i16 {
        match self.timing {
            RungTiming::Before => -self.working_days,
            RungTiming::On => 0,
            RungTiming::After => self.working_days,
        }
    }

    /// The day from which it may be climbed.
    pub fn day(self, due_on: NaiveDate, calendar: &Calendar) -> Result<NaiveDate> {
        let number = u32::from(self.working_days.unsigned_abs());
        match self.timing {
            RungTiming::Before => calendar.subtract(due_on, number),
            RungTiming::On => Ok(due_on),
            RungTiming::After => calendar.add(due_on, number),
        }
    }
}

/// Levels from 1 on, each later than the one before.
pub fn check(rungs: &[Rung]) -> Result<()> {
    let mut faults = vec![];
    let mut refuse = |at: usize, member: &str, fault| {
        faults.push(FieldError { pointer: format!("/rungs/{at}/{member}"), fault });
    };
    let mut before: Option<Rung> = None;
    for (at, rung) in rungs.iter().enumerate() {
        if i16::try_from(at + 1) != Ok(rung.level) {
            refuse(at, "level", Fault::WrongOrder);
        }
        if (rung.timing == RungTiming::On) != (rung.working_days == 0) {
            refuse(at, "working_days", Fault::OutOfRange);
        } else if before.is_some_and(|before| before.offset() >= rung.offset()) {
            refuse(at, "working_days", Fault::WrongOrder);
        }
        before = Some(*rung);
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// The highest rung whose day has come, unless that was longer ago than the grace.
fn reached(
    rungs: &[Rung],
    due_on: NaiveDate,
    today: NaiveDate,
    calendar: &Calendar,
    grace: u32,
) -> Result<Option<Rung>> {
    let mut highest = None;
    for rung in rungs {
        let day = rung.day(due_on, calendar)?;
        if day > today {
            break;
        }
        highest = Some((*rung, day));
    }
    let Some((rung, day)) = highest else { return Ok(None) };
    // What is reached on the very day needs no calendar.
    Ok((today == day || today <= calendar.add(day, grace)?).then_some(rung))
}

/// The last days whose rung is reached today, each with the rung. Nothing is urged on what lies in a year that nobody knows.
pub fn due_days(rungs: &[Rung], today: NaiveDate, calendar: &Calendar, grace: u32) -> BTreeMap<NaiveDate, Rung> {
    let (first, last) = (today - Days::new(AROUND), today + Days::new(AROUND));
    let known = |due_on: NaiveDate| reached(rungs, due_on, today, calendar, grace).ok().flatten();
    first.iter_days().take_while(|day| *day <= last).filter_map(|day| Some((day, known(day)?))).collect()
}

#[cfg(test)]
mod tests {
    use base::kernel::calendar::{Calendar, Closing, Edition};
    use chrono::NaiveDate;
    use entity::reminder_rung::{
        RungMeans::{Automatic, Letter},
        RungTiming::{self, After, Before, On},
    };

    use super::{GRACE, Rung, check, due_days};

    fn rung(level: i16, timing: RungTiming, working_days: i16) -> Rung {
        Rung { level, timing, working_days, means: if level == 3 { Letter } else { Automatic } }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn rungs_are_climbed_in_order() {
        let faults = |rungs: &[Rung]| {
            let refused = check(rungs).err().map(|e| e.fields).unwrap_or_default();
            refused.into_iter().map(|field| field.pointer).collect::<Vec<_>>()
        };
        assert!(faults(&[rung(1, Before, 5), rung(2, On, 0), rung(3, After, 1)]).is_empty());
        for (rungs, pointer) in [
            (vec![rung(2, Before, 5)], "/rungs/0/level"),
            (vec![rung(1, Before, 5), rung(1, After, 5)], "/rungs/1/level"),
            (vec![rung(1, On, 1)], "/rungs/0/working_days"),
            (vec![rung(1, After, 0)], "/rungs/0/working_days"),
            (vec![rung(1, Before, 2), rung(2, Before, 5)], "/rungs/1/working_days"),
            (vec![rung(1, After, 2), rung(2, After, 2)], "/rungs/1/working_days"),
            (vec![rung(1, After, 2), rung(2, Before, 2)], "/rungs/1/working_days"),
        ] {
            assert_eq!(faults(&rungs), [pointer], "{rungs:?}");
        }
    }

    /// 17 December 2024 is a Tuesday.
    #[test]
    fn a_rung_is_reached_on_its_working_day_and_lasts_until_the_next_or_the_grace() {
        let calendar = Calendar::read(Edition::OURS, Closing::default()).unwrap();
        let rungs = [rung(1, Before, 5), rung(2, After, 1), rung(3, After, 5)];
        for (today, level) in [
            ("2024-12-09", None),
            ("2024-12-10", Some(1)),
            ("2024-12-14", Some(1)),
            ("2024-12-17", Some(1)),
            ("2024-12-18", Some(2)),
            ("2024-12-23", Some(2)),
            ("2024-12-24", Some(3)),
            ("2024-12-31", Some(3)),
            ("2025-01-02", None),
        ] {
            let days = due_days(&rungs, day(today), &calendar, GRACE);
            assert_eq!(days.get(&day("2024-12-17")).map(|rung| rung.level), level, "{today}");
        }
        // On the day itself only, where nothing is made up for.
        let on = |today| due_days(&rungs, day(today), &calendar, 0).contains_key(&day("2024-12-17"));
        assert_eq!((on("2024-12-10"), on("2024-12-11"), on("2024-12-18")), (true, false, true));
    }

    #[test]
    fn a_year_that_nobody_knows_reaches_no_rung() {
        let calendar = Calendar::read(Edition::OURS, Closing::default()).unwrap();
        assert!(due_days(&[rung(1, Before, 5)], day("2040-06-03"), &calendar, GRACE).is_empty());
        let on_the_day = due_days(&[rung(1, On, 0)], day("2040-06-03"), &calendar, GRACE);
        assert_eq!(on_the_day.into_keys().collect::<Vec<_>>(), [day("2040-06-03")]);
        let at_the_end = due_days(&[rung(1, Before, 5)], day("2027-01-08"), &calendar, GRACE);
        assert!(at_the_end.keys().all(|due_on| *due_on <= day("2027-01-15")), "{at_the_end:?}");
    }
}
