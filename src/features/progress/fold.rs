//! How many figures become one. Pure: no database, no time.
use std::collections::{BTreeMap, HashMap};

use entity::{Quantity, indicator::Aggregation};
use uuid::Uuid;

/// A figure that one unit reported for one period; `at` orders the periods.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    pub unit_id: Uuid,
    pub at: u32,
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
}

impl Figure {
    /// A row that says why there is no figure is no figure.
    pub const fn is_reported(&self) -> bool {
        self.value.is_some() || self.numerator.is_some()
    }
}

/// Many figures as one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Folded {
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub percent: Option<f64>,
    pub reported: u64,
}

/// Folds figures as their indicator says. The order of the figures does not matter.
pub fn fold(aggregation: Aggregation, figures: &[Figure]) -> Folded {
    let reported: Vec<&Figure> = figures.iter().filter(|f| f.is_reported()).collect();
    let count = reported.len() as u64;
    let folded = match aggregation {
        Aggregation::Sum => Folded { value: sum(reported.iter().filter_map(|f| f.value)), ..Default::default() },
        Aggregation::Ratio => ratio(&reported),
        Aggregation::Latest => Folded { value: sum(latest(&reported).into_values()), ..Default::default() },
        Aggregation::Avg => Folded { value: mean(&latest(&reported)), ..Default::default() },
    };
    Folded { reported: count, ..folded }
}

fn sum(values: impl Iterator<Item = Quantity>) -> Option<Quantity> {
    values.map(|q| i128::from(q.0)).reduce(|a, b| a + b).map(narrow)
}

/// Beyond what can be written in a figure stands the largest that can.
fn narrow(sum: i128) -> Quantity {
    Quantity(i64::try_from(sum).unwrap_or(i64::MAX))
}

fn ratio(reported: &[&Figure]) -> Folded {
    let numerator = sum(reported.iter().filter_map(|f| f.numerator));
    let denominator = sum(reported.iter().filter_map(|f| f.denominator));
    let percent = numerator.zip(denominator).filter(|(_, d)| *d > Quantity::ZERO).map(|(n, d)| percent(n, d));
    Folded { numerator, denominator, percent, ..Default::default() }
}

/// To two decimals, rounded half up, by whole numbers: 6165 of 7600 is 81.12.
fn percent(numerator: Quantity, denominator: Quantity) -> f64 {
    let (n, d) = (i128::from(numerator.0), i128::from(denominator.0));
    let hundredths = (n * 20_000 + d) / (d * 2);
    hundredths.to_string().parse::<f64>().unwrap_or_default() / 100.0
}

/// Each unit's value of its last period.
fn latest(reported: &[&Figure]) -> BTreeMap<Uuid, Quantity> {
    let mut last: HashMap<Uuid, (u32, Quantity)> = HashMap::new();
    for figure in reported {
        let Some(value) = figure.value else { continue };
        let entry = last.entry(figure.unit_id).or_insert((figure.at, value));
        if figure.at >= entry.0 {
            *entry = (figure.at, value);
        }
    }
    last.into_iter().map(|(unit, (_, value))| (unit, value)).collect()
}

/// To four decimals, rounded half up.
fn mean(values: &BTreeMap<Uuid, Quantity>) -> Option<Quantity> {
    let count = i128::try_from(values.len()).ok().filter(|count| *count > 0)?;
    let total: i128 = values.values().map(|q| i128::from(q.0)).sum();
    Some(narrow((total * 2 + count).div_euclid(count * 2)))
}

#[cfg(test)]
mod tests {
    use entity::{Quantity, indicator::Aggregation};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Figure, fold};

    fn ratio(n: i32, d: i32) -> Figure {
        Figure {
            unit_id: Uuid::now_v7(),
            at: 0,
            value: None,
            numerator: Some(Quantity::whole(n)),
            denominator: Some(Quantity::whole(d)),
        }
    }

    fn value(unit_id: Uuid, at: u32, v: i32) -> Figure {
        Figure { unit_id, at, value: Some(Quantity::whole(v)), numerator: None, denominator: None }
    }

    #[test]
    fn ratios_are_weighted() {
        let folded = fold(Aggregation::Ratio, &[ratio(6075, 7500), ratio(90, 100)]);
        assert_eq!((folded.numerator, folded.denominator), (Some(Quantity::whole(6165)), Some(Quantity::whole(7600))));
        assert_eq!((folded.percent, folded.reported), (Some(81.12), 2));
    }

    #[test]
    fn nothing_of_nothing_is_null_and_lowers_nothing() {
        assert_eq!(fold(Aggregation::Ratio, &[ratio(0, 0)]).percent, None);
        assert_eq!(fold(Aggregation::Ratio, &[ratio(0, 0), ratio(9, 10)]).percent, Some(90.0));
        assert_eq!(fold(Aggregation::Sum, &[]).value, None);
    }

    #[test]
    fn stocks_add_last_values_and_averages_mean_them() {
        let (a, b) = (Uuid::now_v7(), Uuid::now_v7());
        let figures = [value(a, 2, 7), value(a, 1, 100), value(b, 1, 4)];
        assert_eq!(fold(Aggregation::Latest, &figures).value, Some(Quantity::whole(11)));
        assert_eq!(fold(Aggregation::Avg, &figures).value, Some(Quantity(55_000)));
        assert_eq!(fold(Aggregation::Sum, &figures).value, Some(Quantity::whole(111)));
    }

    proptest! {
        #[test]
        fn a_whole_is_the_sum_of_its_parts(parts in prop::collection::vec(prop::collection::vec((0_i64..1_000_000, 1_i64..1_000_000), 0..20), 1..6)) {
            let figures = |part: &Vec<(i64, i64)>| -> Vec<Figure> {
                let one = |(n, d): &(i64, i64)| Figure { unit_id: Uuid::now_v7(), at: 0, value: Some(Quantity(*n)), numerator: Some(Quantity(*n)), denominator: Some(Quantity(n + d)) };
                part.iter().map(one).collect()
            };
            let all: Vec<Vec<Figure>> = parts.iter().map(figures).collect();
            let whole = fold(Aggregation::Sum, &all.concat());
            let parts_sum: i64 = all.iter().filter_map(|p| fold(Aggregation::Sum, p).value).map(|q| q.0).sum();
            prop_assert_eq!(whole.value.map_or(0, |q| q.0), parts_sum);
            let ratio = fold(Aggregation::Ratio, &all.concat());
            let numerators: i64 = all.iter().filter_map(|p| fold(Aggregation::Ratio, p).numerator).map(|q| q.0).sum();
            prop_assert_eq!(ratio.numerator.map_or(0, |q| q.0), numerators);
            prop_assert!(ratio.percent.is_none_or(|p| (0.0..=100.0).contains(&p)));
        }

        #[test]
        fn order_does_not_matter(mut values in prop::collection::vec((0_u32..5, 0_i32..1000), 1..30)) {
            let units: Vec<Uuid> = (0..4).map(|_| Uuid::now_v7()).collect();
            values.sort_unstable();
            values.dedup_by_key(|(at, _)| *at);
            let mut figures: Vec<Figure> = values.iter().enumerate().map(|(i, (at, v))| value(units[i % 4], *at, *v)).collect();
            for aggregation in [Aggregation::Sum, Aggregation::Latest, Aggregation::Avg] {
                let forward = fold(aggregation, &figures);
                figures.reverse();
                prop_assert_eq!(fold(aggregation, &figures), forward);
            }
        }
    }
}
