//! What the days of a year have to be: pure.
use std::collections::BTreeMap;

use base::kernel::{
    calendar::DayKind,
    error::{Fault, FieldError},
};
use chrono::{Datelike, NaiveDate, Weekday};

use super::dto::YearDay;

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The holidays that lie on the same day of every year: Article 112(1) of the Labour Code, by month and day. Tết, the Hùng
/// Kings' day and the second day of Quốc khánh go by the notice.
const FIXED: [(u32, u32); 4] = [(1, 1), (4, 30), (5, 1), (9, 2)];

/// Everything that is wrong with them; pointers begin with `/days`.
pub fn faults(year: i32, days: &[YearDay]) -> Vec<FieldError> {
    let known = known(days);
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
        if let Some((member, fault)) = stands(one, &known).or_else(|| again(one, days.get(..at).unwrap_or_default())) {
            add(member, fault);
        }
    }
    faults.extend(fixed(year, days));
    faults
}

/// What a day is, and for which other one.
type Known = BTreeMap<NaiveDate, (DayKind, Option<NaiveDate>)>;

fn known(days: &[YearDay]) -> Known {
    days.iter().map(|one| (*one.day, (one.kind, one.instead_of.map(NaiveDate::from)))).collect()
}

/// Without these a year would be known as one of nearly nothing but ordinary days. One that is left out is named by its day.
fn fixed(year: i32, days: &[YearDay]) -> Vec<FieldError> {
    let dates = FIXED.iter().filter_map(|(month, day)| NaiveDate::from_ymd_opt(year, *month, *day));
    let fault = |date: NaiveDate| {
        let (pointer, fault) = match days.iter().position(|one| *one.day == date) {
            None => (format!("/days/{date}"), Fault::Required),
            Some(at) if days.get(at).is_some_and(|one| one.kind == DayKind::Holiday) => return None,
            Some(at) => (format!("/days/{at}/kind"), Fault::NotAllowed),
        };
        Some(FieldError { pointer, fault })
    };
    dates.filter_map(fault).collect()
}

/// A holiday on a weekend is made up for by one day.
fn again(one: &YearDay, before: &[YearDay]) -> Option<(&'static str, Fault)> {
    let same = |other: &YearDay| other.kind == DayKind::DayInLieu && other.instead_of == one.instead_of;
    (one.kind == DayKind::DayInLieu && before.iter().any(same)).then_some(("instead_of", Fault::Duplicate))
}

/// A day in lieu is a weekday after a holiday on a weekend; a swap gives a weekday off for a day of a weekend, and each of the
/// two names the other.
fn stands(one: &YearDay, known: &Known) -> Option<(&'static str, Fault)> {
    let (day, other) = (*one.day, one.instead_of.map(NaiveDate::from));
    let is = |other: NaiveDate, kind: DayKind| known.get(&other).is_some_and(|(its, _)| *its == kind);
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
        (DayKind::SwappedOff, Some(other)) => swapped(day, known.get(&other), DayKind::Worked),
        (DayKind::Worked, Some(other)) => swapped(day, known.get(&other), DayKind::SwappedOff),
    }
}

/// The other day of a swap is of the other kind, and names this one.
fn swapped(
    day: NaiveDate,
    other: Option<&(DayKind, Option<NaiveDate>)>,
    kind: DayKind,
) -> Option<(&'static str, Fault)> {
    match other {
        Some((its, named)) if *its == kind => (*named != Some(day)).then_some(("instead_of", Fault::NotAllowed)),
        _ => Some(("instead_of", Fault::NotFound)),
    }
}

#[cfg(test)]
mod tests {
    use base::kernel::{
        calendar::{Calendar, Closing, Edition},
        text::Text,
    };
    use chrono::{Datelike, NaiveDate};

    use super::{YearDay, faults};

    fn shipped(calendar: &Calendar, year: i32) -> Vec<YearDay> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let days = first.iter_days().take_while(|day| day.year() == year);
        let marked = days.filter_map(|day| Some((day, calendar.marked(day)?)));
        let entered = marked.map(|(day, marked)| YearDay {
            day: day.into(),
            kind: marked.kind,
            name: Text::stored(marked.name.clone()),
            name_en: Text::stored(marked.name_en.clone()),
            instead_of: marked.instead_of.map(Into::into),
        });
        entered.collect()
    }

    #[test]
    fn whole_years_of_the_program_are_what_is_asked_of_one_that_is_entered() {
        let calendar = Calendar::read(Edition::OURS, Closing::default()).unwrap();
        for year in 2023..=2026 {
            let days = shipped(&calendar, year);
            assert!(days.len() > 10, "{year}: {}", days.len());
            let found = faults(year, &days);
            assert!(found.is_empty(), "{year}: {found:?}");
        }
    }
}
