//! What the days of a year have to be: pure.
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::dto::YearDay;
use crate::kernel::{
    calendar::DayKind,
    error::{Fault, FieldError},
};

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Everything that is wrong with them; pointers begin with `/days`.
pub fn faults(year: i32, days: &[YearDay]) -> Vec<FieldError> {
    let kinds: BTreeMap<NaiveDate, DayKind> = days.iter().map(|one| (*one.day, one.kind)).collect();
    let (mut faults, mut before) = (vec![], std::collections::BTreeSet::new());
    for (at, one) in days.iter().enumerate() {
        let mut add =
            |member: &str, fault: Fault| faults.push(FieldError { pointer: format!("/days/{at}/{member}"), fault });
        let day = *one.day;
        if day.year() != year {
            add("day", Fault::OutOfRange);
        }
        if !before.insert(day) {
            add("day", Fault::Duplicate);
        }
        if let Some((member, fault)) = stands(one, &kinds) {
            add(member, fault);
        }
    }
    faults
}

/// A day in lieu is a weekday after a holiday on a weekend; a swap gives a weekday off for a day of a weekend, and each of the
/// two names the other.
fn stands(one: &YearDay, kinds: &BTreeMap<NaiveDate, DayKind>) -> Option<(&'static str, Fault)> {
    let (day, other) = (*one.day, one.instead_of.map(NaiveDate::from));
    let is = |other: NaiveDate, kind: DayKind| kinds.get(&other) == Some(&kind);
    match (one.kind, other) {
        (DayKind::Working | DayKind::Weekend, _) => Some(("kind", Fault::NotAllowed)),
        (DayKind::Holiday, None) => None,
        (DayKind::Holiday, Some(_)) => Some(("instead_of", Fault::NotAllowed)),
        (_, None) => Some(("instead_of", Fault::Required)),
        (DayKind::DayInLieu | DayKind::SwappedOff, Some(_)) if is_weekend(day) => Some(("day", Fault::NotOfKind)),
        (DayKind::Worked, Some(_)) if !is_weekend(day) => Some(("day", Fault::NotOfKind)),
        (DayKind::DayInLieu, Some(other)) => {
            let holiday = is(other, DayKind::Holiday) && is_weekend(other) && other < day;
            (!holiday).then_some(("instead_of", Fault::NotFound))
        }
        (DayKind::SwappedOff, Some(other)) => (!is(other, DayKind::Worked)).then_some(("instead_of", Fault::NotFound)),
        (DayKind::Worked, Some(other)) => (!is(other, DayKind::SwappedOff)).then_some(("instead_of", Fault::NotFound)),
    }
}
