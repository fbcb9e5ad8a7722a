//! How many figures become one. Pure: no database, no time.
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use chrono::NaiveDate;
use entity::{Quantity, indicator::Aggregation};
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
    pub leaf: Arc<Leaf>,
    pub at: u32,
    pub data_to: NaiveDate,
    pub amounts: Amounts,
}

/// Many figures as one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Folded {
    pub value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub percent: Option<f64>,
    pub reported: u64,
    pub estimated: bool,
}

/// Folds figures as their indicator says. Their order does not matter.
pub fn fold(aggregation: Aggregation, parts: &[Part]) -> Folded {
    let reported: Vec<&Part> = parts.iter().filter(|p| p.amounts.is_reported()).collect();
    let reports: HashSet<(Uuid, u32)> = reported.iter().map(|p| (p.filer, p.at)).collect();
    let counted = match aggregation {
        Aggregation::Sum | Aggregation::Ratio => reported,
        Aggregation::Latest | Aggregation::Avg => latest(&reported),
    };
    let folded = match aggregation {
        Aggregation::Sum | Aggregation::Latest => Folded { value: sum(values(&counted)), ..Default::default() },
        Aggregation::Ratio => ratio(&counted),
        Aggregation::Avg => Folded { value: mean(&counted), ..Default::default() },
    };
    Folded { reported: reports.len() as u64, estimated: is_estimated(&counted), ..folded }
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

fn sum(values: impl Iterator<Item = Quantity>) -> Option<Quantity> {
    values.map(|q| i128::from(q.0)).reduce(|a, b| a + b).map(narrow)
}

/// Beyond what can be written in a figure stands the largest that can.
fn narrow(sum: i128) -> Quantity {
    Quantity(i64::try_from(sum).unwrap_or(i64::MAX))
}

fn ratio(counted: &[&Part]) -> Folded {
    let numerator = sum(counted.iter().filter_map(|p| p.amounts.numerator));
    let denominator = sum(counted.iter().filter_map(|p| p.amounts.denominator));
    let percent = numerator.zip(denominator).filter(|(_, d)| *d > Quantity::ZERO).map(|(n, d)| percent(n, d));
    Folded { numerator, denominator, percent, ..Default::default() }
}

/// To two decimals, rounded half up, by whole numbers: 6165 of 7600 is 81.12.
fn percent(numerator: Quantity, denominator: Quantity) -> f64 {
    let (n, d) = (i128::from(numerator.0), i128::from(denominator.0));
    let hundredths = (n * 20_000 + d) / (d * 2);
    hundredths.to_string().parse::<f64>().unwrap_or_default() / 100.0
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

/// Over the filers; to four decimals, rounded half up.
fn mean(counted: &[&Part]) -> Option<Quantity> {
    let mut by_filer: BTreeMap<Uuid, i128> = BTreeMap::new();
    for part in counted {
        *by_filer.entry(part.filer).or_default() += part.amounts.value.map_or(0, |q| i128::from(q.0));
    }
    let count = i128::try_from(by_filer.len()).ok().filter(|count| *count > 0)?;
    let total: i128 = by_filer.values().sum();
    Some(narrow((total * 2 + count).div_euclid(count * 2)))
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use chrono::NaiveDate;
    use entity::{Quantity, indicator::Aggregation, unit_succession::SuccessionKind};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Folded, Part, fold};
    use crate::{
        features::reporting::progress::lineage::{Amounts, Days, Lineage},
        kernel::organisation::Succession,
    };

    const ALL: [Aggregation; 4] = [Aggregation::Sum, Aggregation::Latest, Aggregation::Avg, Aggregation::Ratio];
    const TODAY: u32 = 300;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_yo_opt(2024, n).unwrap()
    }

    fn unit(n: u8) -> Uuid {
        Uuid::from_u128(n.into())
    }

    /// Successions by unit, and the last days of those that have ended.
    #[derive(Debug, Default)]
    struct History {
        links: BTreeMap<Uuid, Vec<Succession>>,
        ended: BTreeMap<Uuid, NaiveDate>,
    }

    impl History {
        /// The whole goes to `to` on day `on`, or a share of it while the rest stays.
        fn then(mut self, on: u32, from: u8, to: u8, share: Option<i64>) -> Self {
            let (from, to) = (unit(from), unit(to));
            if from == to || self.ended.contains_key(&from) || self.ended.contains_key(&to) {
                return self;
            }
            let kind = if share.is_some() { SuccessionKind::Split } else { SuccessionKind::Merge };
            let link = |unit_id, share: Option<i64>| Succession {
                unit_id,
                kind,
                effective_on: day(on),
                share: share.map(Quantity),
            };
            let links = self.links.entry(from).or_default();
            match share {
                Some(share) => links.extend([link(from, Some(10_000 - share)), link(to, Some(share))]),
                None => {
                    links.push(link(to, None));
                    self.ended.insert(from, day(on - 1));
                }
            }
            self
        }

        fn taken_over(&self, id: Uuid, since: NaiveDate, until: NaiveDate) -> Vec<&Succession> {
            let since = self.ended.get(&id).map_or(since, |last| since.min(*last));
            let all = self.links.get(&id).map(Vec::as_slice).unwrap_or_default();
            let later = all.iter().filter(|s| s.effective_on > since && s.effective_on <= until);
            let first = later.clone().map(|s| s.effective_on).min();
            later.filter(|s| Some(s.effective_on) == first).collect()
        }

        /// Figures as (unit, period, last day, value).
        fn parts(&self, base: Option<u32>, figures: &[(u8, u32, u32, i64)]) -> Vec<Part> {
            let days = Days { base: base.map(day), today: day(TODAY) };
            let mut parts = vec![];
            for (figure, (filer, at, last, v)) in (0..).zip(figures) {
                let (filer, data_to) = (unit(*filer), day(*last));
                let lineage =
                    Lineage::trace(filer, data_to, days, |id, since, until| self.taken_over(id, since, until));
                let q = Some(Quantity(*v));
                let amounts = lineage.divide(Amounts { value: q, numerator: q, denominator: Some(Quantity(v + 7)) });
                for (leaf, amounts) in lineage.leaves.iter().zip(amounts) {
                    let (of, leaf) = (lineage.leaves.len(), Arc::clone(leaf));
                    parts.push(Part { figure, of, filer, leaf, at: *at, data_to, amounts });
                }
            }
            parts
        }
    }

    fn by_base(parts: Vec<Part>) -> BTreeMap<Uuid, Vec<Part>> {
        let mut groups: BTreeMap<Uuid, Vec<Part>> = BTreeMap::new();
        for part in parts {
            groups.entry(part.leaf.base).or_default().push(part);
        }
        groups
    }

    fn value(aggregation: Aggregation, parts: &[Part]) -> Option<i64> {
        fold(aggregation, parts).value.map(|q| q.0)
    }

    #[test]
    fn a_merged_unit_has_what_its_parts_had() {
        let history = History::default().then(100, 1, 3, None).then(100, 2, 3, None);
        let (first, second) = ([(1, 0, 99, 10), (2, 0, 99, 11)], [(3, 1, 200, 5)]);
        let sums = |base, figures: &[(u8, u32, u32, i64)]| -> Vec<(Uuid, Option<i64>)> {
            let groups = by_base(history.parts(base, figures));
            groups.into_iter().map(|(unit, parts)| (unit, value(Aggregation::Sum, &parts))).collect()
        };
        assert_eq!(sums(Some(TODAY), &first), [(unit(3), Some(21))]);
        assert_eq!(sums(Some(TODAY), &second), [(unit(3), Some(5))]);
        assert_eq!(sums(None, &first), [(unit(1), Some(10)), (unit(2), Some(11))]);
        let both = history.parts(Some(TODAY), &[first[0], first[1], second[0]]);
        assert_eq!(value(Aggregation::Latest, &both), Some(5));
    }

    #[test]
    fn who_took_over_later_replaces_nothing_it_reported_before() {
        let history = History::default().then(100, 1, 2, None);
        let before = history.parts(Some(TODAY), &[(1, 0, 50, 5), (2, 0, 50, 10)]);
        assert_eq!(value(Aggregation::Latest, &before), Some(15));
        let across = history.parts(Some(TODAY), &[(1, 0, 99, 5), (2, 0, 200, 16)]);
        assert_eq!(value(Aggregation::Latest, &across), Some(16));
    }

    #[test]
    fn a_part_alone_is_estimated() {
        let parts = History::default().then(100, 1, 2, Some(4_000)).parts(Some(TODAY), &[(1, 0, 50, 10)]);
        assert!(!fold(Aggregation::Sum, &parts).estimated);
        for (_, part) in by_base(parts) {
            assert!(fold(Aggregation::Sum, &part).estimated);
        }
    }

    #[test]
    fn ratios_are_weighted_and_nothing_of_nothing_is_null() {
        let ratio = |pairs: &[(i32, i32)]| {
            let mut parts = History::default().parts(None, &vec![(1, 0, 9, 0); pairs.len()]);
            for (part, (n, d)) in parts.iter_mut().zip(pairs) {
                let (numerator, denominator) = (Some(Quantity::whole(*n)), Some(Quantity::whole(*d)));
                part.amounts = Amounts { value: None, numerator, denominator };
            }
            fold(Aggregation::Ratio, &parts).percent
        };
        assert_eq!(ratio(&[(6075, 7500), (90, 100)]), Some(81.12));
        assert_eq!((ratio(&[(0, 0)]), ratio(&[(0, 0), (9, 10)])), (None, Some(90.0)));
        assert_eq!(fold(Aggregation::Sum, &[]), Folded::default());
    }

    #[test]
    fn stocks_add_last_values_and_averages_mean_them() {
        let parts = History::default().parts(None, &[(1, 2, 90, 7), (1, 1, 60, 100), (2, 1, 60, 4)]);
        let values = [Aggregation::Latest, Aggregation::Avg, Aggregation::Sum].map(|a| value(a, &parts));
        assert_eq!(values, [Some(11), Some(6), Some(111)]);
    }

    proptest! {
        #[test]
        fn the_whole_is_the_same_on_every_basis(
            events in prop::collection::vec((0_u8..6, 0_u8..6, prop::option::of(1_i64..10_000)), 0..10),
            figures in prop::collection::btree_map((0_u8..6, 0_u32..6), 0_i64..1_000_000, 0..25),
            base in 1..=TODAY,
        ) {
            let on = (20..).step_by(25);
            let history = on.zip(events).fold(History::default(), |h, (on, (from, to, share))| h.then(on, from, to, share));
            let figures: Vec<_> = figures.into_iter().map(|((unit, at), v)| (unit, at, at * 45 + 44, v)).collect();
            let [reported, current, then] = [None, Some(TODAY), Some(base)].map(|base| history.parts(base, &figures));
            for aggregation in ALL {
                let whole = fold(aggregation, &reported);
                prop_assert_eq!(fold(aggregation, &current), whole);
                let mut then = then.clone();
                then.reverse();
                prop_assert_eq!(fold(aggregation, &then), whole);
            }
            let whole = value(Aggregation::Sum, &reported).unwrap_or_default();
            let groups = by_base(current).into_values().filter_map(|parts| value(Aggregation::Sum, &parts));
            prop_assert_eq!(groups.sum::<i64>(), whole);
        }
    }
}
