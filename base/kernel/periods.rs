//! Reporting periods and due days as the rules say them (`data/regimes/reporting_rules.csv`): which days the n-th period of a
//! year has, and until when its reports are due. Pure: the rules are rows of the law, the working calendar is given.
mod bound;
mod due;
#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

use chrono::{Days, Months, NaiveDate};
use entity::period::PeriodKind;
use serde_json::Value;

use super::clock::covers;
use bound::Bound;
pub use due::{Due, DueRule};

/// The days of a period, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// What one row of the rules says.
#[derive(Clone, Debug)]
pub struct Rule {
    pub code: String,
    /// By whom and to whom: rules on due days are told apart by it.
    pub level: Option<String>,
    /// Whose periods these are, such as `general`.
    pub regime: String,
    days: Option<Called>,
    pub due: Option<DueRule>,
    /// So many working days lie at least between the last day of the figures and the due day, the latter included.
    min_gap: Option<u32>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

/// Which periods of a year a rule knows, and their first and last days.
#[derive(Clone, Debug)]
struct Called {
    kind: PeriodKind,
    numbers: RangeInclusive<u32>,
    from: Bound,
    to: Bound,
}

/// What a rule calls its periods, and which of a year they are.
fn periods_called(name: &str) -> Option<(PeriodKind, RangeInclusive<u32>)> {
    Some(match name {
        "month" => (PeriodKind::Month, 1..=12),
        "quarter" => (PeriodKind::Quarter, 1..=4),
        "quarter_1" => (PeriodKind::Quarter, 1..=1),
        "quarter_2" => (PeriodKind::Quarter, 2..=2),
        "quarter_3" => (PeriodKind::Quarter, 3..=3),
        "quarter_4" => (PeriodKind::Quarter, 4..=4),
        "half_1" | "calendar_half" => (PeriodKind::Half, 1..=1),
        "half_2" => (PeriodKind::Half, 2..=2),
        "nine_months" => (PeriodKind::NineMonth, 1..=1),
        "year" | "calendar_year" => (PeriodKind::Year, 1..=1),
        "thads_year" => (PeriodKind::ThadsYear, 1..=12),
        _ => return None,
    })
}

impl Rule {
    /// `params` are the cells of its row by name. None of a row that says nothing of days.
    pub fn read(params: &Value, valid_from: Option<NaiveDate>, valid_to: Option<NaiveDate>) -> Option<Self> {
        let text = |name: &str| params.get(name).and_then(Value::as_str);
        let days = || {
            let (kind, numbers) = periods_called(text("period_kind")?)?;
            let (from, to) = (Bound::parse(text("data_from")?)?, Bound::parse(text("data_to")?)?);
            Some(Called { kind, numbers, from, to })
        };
        let due = text("due_kind").and_then(|kind| DueRule::parse(kind, params.get("due")?));
        let min_gap = || params.get("due")?.as_u64().and_then(|number| u32::try_from(number).ok());
        let min_gap = text("due_kind").filter(|kind| *kind == "min_working_days_after_cutoff").and_then(|_| min_gap());
        let (days, level) = (days(), text("level").map(str::to_owned));
        if days.is_none() && due.is_none() && min_gap.is_none() {
            return None;
        }
        let (code, regime) = (text("code")?.to_owned(), text("regime").unwrap_or_default().to_owned());
        Some(Self { code, level, regime, days, due, min_gap, valid_from, valid_to })
    }

    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| covers(from, self.valid_to, day))
    }

    /// What it is asked for by: its code and, where that is not enough, its level.
    pub fn is_called(&self, name: &str) -> bool {
        match name.split_once(':') {
            Some((code, level)) => self.code == code && self.level.as_deref() == Some(level),
            None => self.code == name,
        }
    }

    pub const fn kind(&self) -> Option<PeriodKind> {
        match &self.days {
            Some(days) => Some(days.kind),
            None => None,
        }
    }

    /// The days of the n-th period of a year. The year of enforcement runs from October, and its n-th period covers its
    /// first n months.
    pub fn window(&self, year: i32, number: u32) -> Option<Window> {
        let days = self.days.as_ref().filter(|days| days.numbers.contains(&number))?;
        let from = days.from.day(days.kind, year, number)?;
        let to = match days.kind {
            PeriodKind::ThadsYear => from.checked_add_months(Months::new(number))?.checked_sub_days(Days::new(1))?,
            kind => days.to.day(kind, year, number)?,
        };
        Some(Window { from, to })
    }
}

/// The rules that there are.
#[derive(Clone, Debug, Default)]
pub struct Rules<T>(Vec<(Rule, T)>);

/// `T` is where each stands.
impl<T> Rules<T> {
    pub const fn new(rules: Vec<(Rule, T)>) -> Self {
        Self(rules)
    }

    /// The n-th period of a kind in a year, by the rule of a regime that holds on its last day.
    pub fn period(&self, regime: &str, kind: PeriodKind, year: i32, number: u32) -> Option<(Window, &T)> {
        let of_kind = self.0.iter().filter(|(rule, _)| rule.regime == regime && rule.kind() == Some(kind));
        let mut found = of_kind.filter_map(|(rule, stands)| {
            let window = rule.window(year, number)?;
            rule.holds_on(window.to).then_some((window, stands))
        });
        found.next()
    }

    /// How many periods of a kind a year has under a regime.
    pub fn last_number(&self, regime: &str, kind: PeriodKind) -> Option<u32> {
        let of_kind = self.0.iter().filter(|(rule, _)| rule.regime == regime && rule.kind() == Some(kind));
        of_kind.filter_map(|(rule, _)| rule.days.as_ref().map(|days| *days.numbers.end())).max()
    }

    /// How many working days after the last day of the figures a report is due at the earliest, by the rule of that day.
    pub fn min_gap(&self, to: NaiveDate) -> Option<(u32, &T)> {
        let mut found = self.0.iter().filter(|(rule, _)| rule.holds_on(to));
        found.find_map(|(rule, stands)| rule.min_gap.map(|number| (number, stands)))
    }

    /// The due rule of a name that holds on a day.
    pub fn due(&self, name: &str, on: NaiveDate) -> Option<(DueRule, &T)> {
        let mut found = self.0.iter().filter(|(rule, _)| rule.is_called(name) && rule.holds_on(on));
        found.find_map(|(rule, stands)| rule.due.map(|due| (due, stands)))
    }
}
