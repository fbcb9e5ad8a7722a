//! Figures as they are held: ids as small numbers, rows in an order by which what belongs together lies together.
use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{Quantity, plan::PlanStatus, target::Comparator};
use uuid::Uuid;

/// A value, or of a ratio numerator and denominator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
}

impl Amounts {
    /// A row that says why there is no figure is no figure.
    pub const fn is_reported(&self) -> bool {
        self.value.is_some() || self.numerator.is_some()
    }

    /// A part of it, rounded down.
    #[must_use]
    pub fn share(self, share: Quantity) -> Self {
        let cut = |amount: Option<Quantity>| amount.map(|amount| portion(amount, share));
        Self { value: cut(self.value), numerator: cut(self.numerator), denominator: cut(self.denominator) }
    }

    /// What is left without a part of it.
    #[must_use]
    pub fn less(self, part: Self) -> Self {
        let less = |a: Option<Quantity>, b: Option<Quantity>| a.zip(b).map(|(a, b)| Quantity(a.0 - b.0));
        Self {
            value: less(self.value, part.value),
            numerator: less(self.numerator, part.numerator),
            denominator: less(self.denominator, part.denominator),
        }
    }
}

/// Rounded down.
fn portion(amount: Quantity, share: Quantity) -> Quantity {
    let portion = (i128::from(amount.0) * i128::from(share.0)).div_euclid(i128::from(Quantity::whole(1).0));
    // A share is at most the whole.
    Quantity(i64::try_from(portion).unwrap_or(amount.0))
}

/// Ids by their place.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    ids: Vec<Uuid>,
    places: HashMap<Uuid, u32>,
}

impl Ids {
    pub fn put(&mut self, id: Uuid) -> u32 {
        let next = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        *self.places.entry(id).or_insert_with(|| {
            self.ids.push(id);
            next
        })
    }

    pub fn id(&self, place: u32) -> Uuid {
        self.ids.get(place as usize).copied().unwrap_or_default()
    }

    pub fn place(&self, id: Uuid) -> Option<u32> {
        self.places.get(&id).copied()
    }

    pub const fn count(&self) -> usize {
        self.ids.len()
    }
}

/// What one unit reported for one period against one target, submitted or accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    pub unit: u32,
    pub period: u16,
    pub accepted: bool,
    /// The target in its first version.
    pub root: u32,
    pub data_to: NaiveDate,
    /// Numerator and denominator, or a value and nothing: no figure is both.
    amounts: [i64; 2],
}

impl Row {
    pub fn new((unit, period, root): (u32, u16, u32), accepted: bool, data_to: NaiveDate, amounts: Amounts) -> Self {
        let amounts = match (amounts.numerator, amounts.denominator) {
            (None, None) => [amounts.value, None],
            (numerator, denominator) => [numerator, denominator],
        };
        Self { unit, period, accepted, root, data_to, amounts: amounts.map(Quantity::packed) }
    }

    pub fn amounts(&self) -> Amounts {
        match self.amounts.map(Quantity::unpacked) {
            [value, None] => Amounts { value, ..Amounts::default() },
            [numerator, denominator] => Amounts { numerator, denominator, value: None },
        }
    }

    const fn of(&self) -> (u32, u16) {
        (self.unit, self.period)
    }
}

/// How far a unit is with what it owes for a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Filing {
    /// Nothing was submitted yet.
    Open,
    OnTime,
    Late,
    Waived,
}

/// That a unit owes a report for a period, or was relieved of it; what ended with its unit before the period is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owed {
    pub unit: u32,
    pub period: u16,
    pub data_to: NaiveDate,
    /// By which lateness is judged: more time that excuses nothing leaves it where it was.
    pub late_after: NaiveDate,
    pub closes_minute: Option<i16>,
    pub filing: Filing,
}

impl Owed {
    const fn of(&self) -> (u32, u16) {
        (self.unit, self.period)
    }
}

/// A target in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    pub id: Uuid,
    pub root_id: Uuid,
    pub unit_id: Uuid,
    /// The place of the unit.
    pub unit: u32,
    pub indicator_id: Uuid,
    pub comparator: Comparator,
    pub amounts: Amounts,
    /// The target that it answers a share of.
    pub share_of: Option<Uuid>,
    pub is_sent: bool,
    /// Where it should be by the end of periods.
    pub milestones: Vec<(Uuid, Amounts)>,
}

/// A version of a unit's plan that was not cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    pub id: Uuid,
    pub unit_id: Uuid,
    pub version_no: i32,
    pub status: PlanStatus,
    pub sent_at: Option<DateTime<Utc>>,
}

/// A version and, while it is in force, its targets on indicators.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub version: Version,
    pub promises: Vec<Promise>,
}

/// All figures of one movement.
#[derive(Clone, Debug, Default)]
pub struct Movement {
    pub(super) periods: Ids,
    /// By indicator, or without one; each in the order of units and periods.
    pub(super) columns: HashMap<Option<Uuid>, Vec<Row>>,
    pub(super) owed: Vec<Owed>,
    pub(super) plans: HashMap<Uuid, Plan>,
}

impl Movement {
    /// The periods that rows name, each at its place.
    pub fn periods(&self) -> &[Uuid] {
        &self.periods.ids
    }

    /// The period of a row.
    pub fn period(&self, row: &Row) -> Uuid {
        self.periods.id(row.period.into())
    }

    pub fn column(&self, indicator_id: Option<Uuid>) -> &[Row] {
        self.columns.get(&indicator_id).map(Vec::as_slice).unwrap_or_default()
    }

    /// What a unit reported, by indicator or without one.
    pub fn of_unit(&self, unit: u32) -> impl Iterator<Item = (Option<Uuid>, &Row)> {
        self.columns.iter().flat_map(move |(indicator, rows)| {
            let (start, end) = range(rows, unit, |row| row.unit);
            rows.get(start..end).unwrap_or_default().iter().map(move |row| (*indicator, row))
        })
    }

    /// What is owed, and what was waived.
    pub fn expected(&self) -> &[Owed] {
        &self.owed
    }

    pub fn owed(&self) -> impl Iterator<Item = &Owed> {
        self.owed.iter().filter(|one| one.filing != Filing::Waived)
    }

    pub fn promises(&self) -> impl Iterator<Item = &Promise> {
        self.plans.values().flat_map(|plan| &plan.promises)
    }

    /// How plans stand, in no order.
    pub fn versions(&self) -> impl Iterator<Item = Version> {
        self.plans.values().map(|plan| plan.version)
    }

    /// A movement has far fewer periods.
    pub(super) fn place_of(&mut self, id: Uuid) -> u16 {
        u16::try_from(self.periods.put(id)).unwrap_or(u16::MAX)
    }

    /// Once all has been read; little is added later, so no room is kept for it.
    pub(super) fn sort(&mut self) {
        for rows in self.columns.values_mut() {
            rows.sort_unstable();
            rows.shrink_to_fit();
        }
        for plan in self.plans.values_mut() {
            plan.promises.shrink_to_fit();
        }
        self.owed.sort_unstable();
        self.owed.shrink_to_fit();
    }

    /// Whatever was known of a unit's report for a period is replaced.
    pub(super) fn set(&mut self, its: (u32, u16), owed: Option<Owed>, rows: Vec<(Option<Uuid>, Row)>) {
        let (start, end) = range(&self.owed, its, Owed::of);
        self.owed.splice(start..end, owed);
        let mut by_indicator: HashMap<Option<Uuid>, Vec<Row>> = HashMap::new();
        for (indicator, row) in rows {
            self.columns.entry(indicator).or_default();
            by_indicator.entry(indicator).or_default().push(row);
        }
        for (indicator, column) in &mut self.columns {
            let mut now = by_indicator.remove(indicator).unwrap_or_default();
            now.sort_unstable();
            let (start, end) = range(column, its, Row::of);
            // Where as many come as go, as when a report is accepted, nothing behind them is moved.
            column.splice(start..end, now);
        }
    }
}

/// Where the rows of one report lie, or of one unit.
fn range<T, K: Ord>(rows: &[T], its: K, of: impl Fn(&T) -> K) -> (usize, usize) {
    let start = rows.partition_point(|row| of(row) < its);
    let end = rows.partition_point(|row| of(row) <= its);
    (start, end)
}
