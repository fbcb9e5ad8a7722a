//! How many figures become one. Pure: no database, no time.
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use chrono::NaiveDate;
use entity::{
    Quantity,
    indicator::{self, Aggregation, ValueType},
};
use uuid::Uuid;

use super::lineage::{Amounts, Leaf};
use crate::kernel::percent::percent;

/// What one unit reported for one period, or the part of it that has gone one way; `at` orders the periods.
#[derive(Clone, Debug)]
pub struct Part {
    /// Which figure it is a part of.
    pub figure: u32,
    /// How many parts that has.
    pub of: usize,
    pub filer: Uuid,
    pub leaf: Arc<Leaf>,
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

/// Folds figures as their indicator says. Their order does not matter.
pub fn fold(folding: Folding, parts: &[Part]) -> Folded {
    let reported: Vec<&Part> = parts.iter().filter(|p| p.amounts.is_reported()).collect();
    let reports: HashSet<(Uuid, u32, bool)> = reported.iter().map(|p| (p.filer, p.at, p.of_child)).collect();
    let counted = match folding {
        Folding::Sum | Folding::Ratio => reported,
        Folding::Latest | Folding::Avg | Folding::Judged => latest(&reported),
    };
    let folded = match folding {
        Folding::Sum | Folding::Latest => one(sum(values(&counted))),
        Folding::Ratio => ratio(&counted),
        Folding::Avg => one(mean(&counted)),
        Folding::Judged => one(only(&counted)),
    };
    Folded {
        reported: reports.len() as u64,
        in_children: reports.iter().filter(|(.., of_child)| *of_child).count() as u64,
        estimated: is_estimated(&counted),
        ..folded
    }
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

fn ratio(counted: &[&Part]) -> Folded {
    let numerator = sum(counted.iter().filter_map(|p| p.amounts.numerator));
    quotient(numerator, sum(counted.iter().filter_map(|p| p.amounts.denominator)))
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
fn latest<'a>(reported: &[&'a Part]) -> Vec<&'a Part> {
    let mut filed: HashMap<(Uuid, Uuid), Vec<(u32, NaiveDate)>> = HashMap::new();
    for part in reported.iter().filter(|p| p.amounts.value.is_some()) {
        filed.entry((part.filer, part.leaf.heir)).or_default().push((part.at, part.data_to));
    }
    let by = |unit: Uuid, heir: Uuid| filed.get(&(unit, heir)).map(Vec::as_slice).unwrap_or_default();
    let replaced = |p: &Part| {
        let covers = |(unit, from): &(Uuid, NaiveDate)| {
            by(*unit, p.leaf.heir).iter().any(|(at, data_to)| *at >= p.at && data_to >= from)
        };
        by(p.filer, p.leaf.heir).iter().any(|(at, _)| *at > p.at)
            || p.leaf.via.iter().filter(|(unit, _)| *unit != p.filer).any(covers)
    };
    reported.iter().copied().filter(|p| p.amounts.value.is_some() && !replaced(p)).collect()
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
