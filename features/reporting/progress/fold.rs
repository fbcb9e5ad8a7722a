//! How many figures become one. Pure: no database, no time.
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ops::Range,
    rc::Rc,
};

use base::kernel::percent::percent;
use chrono::NaiveDate;
use entity::{
    Quantity,
    indicator::{self, Aggregation, ValueType},
};
use uuid::Uuid;

use super::lineage::{Amounts, Leaf};

/// What one unit reported for one period, or the part of it that has gone one way; `at` orders the periods.
#[derive(Clone, Debug)]
pub struct Part {
    /// Which figure it is a part of.
    pub figure: u32,
    /// How many parts that has.
    pub of: usize,
    pub filer: Uuid,
    pub leaf: Rc<Leaf>,
    pub at: u32,
    pub data_to: NaiveDate,
    pub amounts: Amounts,
    /// Reported in a child movement.
    pub of_child: bool,
}

/// How figures of an indicator become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folding {
    Sum,
    Ratio,
    Latest,
    Avg,
    /// Judged by levels: several judgements make none.
    Judged,
}

impl Folding {
    pub const fn of(indicator: &indicator::Model) -> Self {
        match (indicator.value_type, indicator.aggregation) {
            (ValueType::Qualitative, _) => Self::Judged,
            (_, Aggregation::Sum) => Self::Sum,
            (_, Aggregation::Ratio) => Self::Ratio,
            (_, Aggregation::Latest) => Self::Latest,
            (_, Aggregation::Avg) => Self::Avg,
        }
    }

    /// Whether all figures are added, whenever they were reported.
    pub const fn is_sum(self) -> bool {
        matches!(self, Self::Sum | Self::Ratio)
    }

    /// Whether figures of one period are added, whoever reported them.
    pub const fn adds_up(self) -> bool {
        matches!(self, Self::Sum | Self::Ratio | Self::Latest)
    }

    /// What holds of a whole holds of its parts: it is copied when a unit is split, not divided.
    pub const fn is_intensive(self) -> bool {
        matches!(self, Self::Avg | Self::Judged)
    }
}

/// Many figures as one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Folded {
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub percent: Option<Quantity>,
    /// The figures make more than a figure can be.
    pub overflow: bool,
    pub reported: u64,
    /// How many of these in child movements.
    pub in_children: u64,
    pub estimated: bool,
}

/// Figures on their way to becoming one. Their order does not matter, but those of a filer come one after the other,
/// among these those of a report, and among these the parts of a figure.
pub struct Tally {
    folding: Folding,
    sums: [Option<i128>; 3],
    report: Option<(Uuid, u32)>,
    reported: u64,
    in_children: u64,
    /// Of the figure that the last part is of: how many parts are here, and how many there are.
    figure: (u32, usize, usize),
    estimated: bool,
    /// Of what only the last counts.
    parts: Vec<Part>,
}

impl Tally {
    pub const fn new(folding: Folding) -> Self {
        let (sums, figure) = ([None; 3], (0, 0, 0));
        Self { folding, sums, report: None, reported: 0, in_children: 0, figure, estimated: false, parts: vec![] }
    }

    pub fn add(&mut self, part: Part) {
        if !part.amounts.is_reported() {
            return;
        }
        self.count(part.filer, part.at, part.of_child);
        if self.folding.is_sum() {
            self.add_up(&part.amounts);
            self.keep(part.figure, part.of);
        } else {
            self.parts.push(part);
        }
    }

    /// A figure that is reported, of which all goes one way, where figures are summed.
    pub fn add_whole(&mut self, (filer, at): (Uuid, u32), figure: u32, amounts: &Amounts) {
        self.count(filer, at, false);
        self.add_up(amounts);
        self.keep(figure, 1);
    }

    fn count(&mut self, filer: Uuid, at: u32, of_child: bool) {
        if self.report != Some((filer, at)) {
            self.report = Some((filer, at));
            self.reported += 1;
            self.in_children += u64::from(of_child);
        }
    }

    fn add_up(&mut self, amounts: &Amounts) {
        let [value, numerator, denominator] = &mut self.sums;
        for (sum, amount) in
            [(value, amounts.value), (numerator, amounts.numerator), (denominator, amounts.denominator)]
        {
            if let Some(amount) = amount {
                *sum = Some(sum.unwrap_or_default() + i128::from(amount.0));
            }
        }
    }

    /// Whether only some parts of a figure count. One that is whole again rests on no share.
    fn keep(&mut self, figure: u32, of: usize) {
        if self.figure.1 > 0 && self.figure.0 == figure {
            self.figure.1 += 1;
            return;
        }
        self.estimated |= self.figure.1 < self.figure.2;
        self.figure = (figure, 1, of);
    }

    pub fn folded(self) -> Folded {
        let [value, numerator, denominator] = self.sums;
        let latest = || latest(&self.parts);
        let (folded, estimated) = match self.folding {
            Folding::Sum => (one(value), self.estimated || self.figure.1 < self.figure.2),
            Folding::Ratio => (quotient(numerator, denominator), self.estimated || self.figure.1 < self.figure.2),
            Folding::Latest => with_estimated(&latest(), |parts| one(sum(values(parts)))),
            Folding::Avg => with_estimated(&latest(), |parts| one(mean(parts))),
            Folding::Judged => with_estimated(&latest(), |parts| one(only(parts))),
        };
        Folded { reported: self.reported, in_children: self.in_children, estimated, ..folded }
    }
}

fn with_estimated(counted: &[&Part], folded: impl Fn(&[&Part]) -> Folded) -> (Folded, bool) {
    (folded(counted), is_estimated(counted))
}

/// Promises of an indicator as one: as figures are, and of averages the mean.
pub fn add_up(folding: Folding, amounts: impl Iterator<Item = Amounts> + Clone) -> Folded {
    let sum = |amount: fn(&Amounts) -> Option<Quantity>| sum(amounts.clone().filter_map(|amounts| amount(&amounts)));
    match folding {
        Folding::Sum | Folding::Latest => one(sum(|a| a.value)),
        Folding::Ratio => quotient(sum(|a| a.numerator), sum(|a| a.denominator)),
        Folding::Avg => {
            let count = amounts.clone().filter(|amounts| amounts.value.is_some()).count() as i128;
            one(sum(|a| a.value).map(|sum| (sum * 2 + count).div_euclid(count * 2)))
        }
        Folding::Judged => Folded::default(),
    }
}

/// Of a sum, or of a ratio of two.
pub fn added(folding: Folding, over: Option<i128>, under: Option<i128>) -> Folded {
    if folding == Folding::Ratio { quotient(over, under) } else { one(over) }
}

/// A value in ten-thousandths, where it fits into a figure.
fn one(sum: Option<i128>) -> Folded {
    let value = sum.and_then(Quantity::fitting);
    Folded { value, overflow: sum.is_some() && value.is_none(), ..Folded::default() }
}

/// Whether only some parts of a figure count. One that is whole again rests on no share.
fn is_estimated(counted: &[&Part]) -> bool {
    let mut kept: HashMap<u32, (usize, usize)> = HashMap::new();
    for part in counted.iter().filter(|p| p.of > 1) {
        kept.entry(part.figure).or_insert((0, part.of)).0 += 1;
    }
    kept.values().any(|(kept, of)| kept < of)
}

fn values(parts: &[&Part]) -> impl Iterator<Item = Quantity> {
    parts.iter().filter_map(|p| p.amounts.value)
}

fn sum(values: impl Iterator<Item = Quantity>) -> Option<i128> {
    values.map(|q| i128::from(q.0)).reduce(|a, b| a + b)
}

fn quotient(numerator: Option<i128>, denominator: Option<i128>) -> Folded {
    let fits = |sum: Option<i128>| sum.is_none_or(|sum| Quantity::fitting(sum).is_some());
    if !fits(numerator) || !fits(denominator) {
        return Folded { overflow: true, ..Folded::default() };
    }
    let percent = numerator.zip(denominator).and_then(|(n, d)| percent(n, d));
    let fitting = |sum: Option<i128>| sum.and_then(Quantity::fitting);
    Folded { numerator: fitting(numerator), denominator: fitting(denominator), percent, ..Folded::default() }
}

/// A judgement, while there is only one.
fn only(counted: &[&Part]) -> Option<i128> {
    let figures: HashSet<u32> = counted.iter().map(|p| p.figure).collect();
    let value = counted.first()?.amounts.value?;
    (figures.len() == 1).then(|| i128::from(value.0))
}

/// The last that is known of each part: later figures of its filer replace it, and those of whoever had taken it over
/// by then.
fn latest(parts: &[Part]) -> Vec<&Part> {
    let filers = by_filer(parts);
    let of = |range: &Range<usize>| parts.get(range.clone()).unwrap_or_default();
    let filed = |unit: &Uuid| filers.get(unit).map(of).unwrap_or_default().iter().filter(|p| p.amounts.value.is_some());
    let mut found = vec![];
    for range in filers.values() {
        let mut last: Vec<(Uuid, u32)> = vec![];
        for part in of(range).iter().filter(|p| p.amounts.value.is_some()) {
            match last.iter_mut().find(|(heir, _)| *heir == part.leaf.heir) {
                Some((_, at)) => *at = part.at.max(*at),
                None => last.push((part.leaf.heir, part.at)),
            }
        }
        let is_last = |p: &&Part| p.amounts.value.is_some() && last.contains(&(p.leaf.heir, p.at));
        let replaced = |p: &Part| {
            let covers = |(unit, from): &(Uuid, NaiveDate)| {
                filed(unit).any(|other| other.leaf.heir == p.leaf.heir && other.at >= p.at && other.data_to >= *from)
            };
            p.leaf.via.iter().filter(|(unit, _)| *unit != p.filer).any(covers)
        };
        found.extend(of(range).iter().filter(is_last).filter(|p| !replaced(p)));
    }
    found
}

/// Where the parts of each filer lie.
fn by_filer(parts: &[Part]) -> HashMap<Uuid, Range<usize>> {
    let mut filers: HashMap<Uuid, Range<usize>> = HashMap::new();
    let mut start = 0;
    for run in parts.chunk_by(|a, b| a.filer == b.filer) {
        if let Some(filer) = run.first().map(|part| part.filer) {
            filers.insert(filer, start..start + run.len());
        }
        start += run.len();
    }
    filers
}

/// Over the filers, each with the mean of what it reported last: of several targets, that of the targets. To four
/// decimals, rounded half up.
fn mean(counted: &[&Part]) -> Option<i128> {
    let mut by_filer: BTreeMap<Uuid, BTreeMap<u32, i128>> = BTreeMap::new();
    for part in counted {
        let value = part.amounts.value.map_or(0, |q| i128::from(q.0));
        by_filer.entry(part.filer).or_default().insert(part.figure, value);
    }
    let filers = i128::try_from(by_filer.len()).ok().filter(|filers| *filers > 0)?;
    let means = by_filer.values().map(|figures| (figures.values().sum::<i128>(), figures.len() as i128));
    let common = means.clone().fold(1, |common, (_, count)| least_common_multiple(common, count));
    let total: i128 = means.map(|(sum, count)| sum * (common / count)).sum();
    let of = common * filers;
    Some((total * 2 + of).div_euclid(of * 2))
}

const fn least_common_multiple(a: i128, b: i128) -> i128 {
    let (mut divisor, mut rest) = (a, b);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    a / divisor * b
}

#[cfg(test)]
mod tests;
