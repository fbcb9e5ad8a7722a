use std::{collections::BTreeMap, rc::Rc};

use base::kernel::organisation::Succession;
use chrono::NaiveDate;
use entity::{Quantity, unit_succession::SuccessionKind};
use proptest::prelude::*;
use uuid::Uuid;

use super::{Folded, Folding, Part, Tally};
use crate::progress::lineage::{Amounts, Days, Lineage};

const ALL: [Folding; 5] = [Folding::Sum, Folding::Latest, Folding::Avg, Folding::Ratio, Folding::Judged];
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
    fn parts(&self, folding: Folding, base: Option<u32>, figures: &[(u8, u32, u32, i64)]) -> Vec<Part> {
        let days = Days { base: base.map(day), today: day(TODAY) };
        let mut parts = vec![];
        for (figure, (filer, at, last, v)) in (0..).zip(figures) {
            let (filer, data_to) = (unit(*filer), day(*last));
            let lineage = Lineage::trace(filer, data_to, days, |id, since, until| self.taken_over(id, since, until));
            let q = Some(Quantity(*v));
            let whole = Amounts { value: q, numerator: q, denominator: Some(Quantity(v + 7)) };
            let amounts = if folding.is_intensive() { lineage.copied(whole) } else { lineage.divide(whole) };
            for (leaf, amounts) in lineage.leaves.iter().zip(amounts) {
                let (of, leaf) = (lineage.leaves.len(), Rc::clone(leaf));
                parts.push(Part { figure, of, filer, leaf, at: *at, data_to, amounts, of_child: false });
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

fn fold(folding: Folding, parts: &[Part]) -> Folded {
    let mut tally = Tally::new(folding);
    parts.iter().cloned().for_each(|part| tally.add(part));
    tally.folded()
}

fn value(folding: Folding, parts: &[Part]) -> Option<i64> {
    fold(folding, parts).value.map(|q| q.0)
}

#[test]
fn a_merged_unit_has_what_its_parts_had() {
    let history = History::default().then(100, 1, 3, None).then(100, 2, 3, None);
    let (first, second) = ([(1, 0, 99, 10), (2, 0, 99, 11)], [(3, 1, 200, 5)]);
    let sums = |base, figures: &[(u8, u32, u32, i64)]| -> Vec<(Uuid, Option<i64>)> {
        let groups = by_base(history.parts(Folding::Sum, base, figures));
        groups.into_iter().map(|(unit, parts)| (unit, value(Folding::Sum, &parts))).collect()
    };
    assert_eq!(sums(Some(TODAY), &first), [(unit(3), Some(21))]);
    assert_eq!(sums(Some(TODAY), &second), [(unit(3), Some(5))]);
    assert_eq!(sums(None, &first), [(unit(1), Some(10)), (unit(2), Some(11))]);
    let both = history.parts(Folding::Latest, Some(TODAY), &[first[0], first[1], second[0]]);
    assert_eq!(value(Folding::Latest, &both), Some(5));
}

#[test]
fn who_took_over_later_replaces_nothing_it_reported_before() {
    let history = History::default().then(100, 1, 2, None);
    let before = history.parts(Folding::Latest, Some(TODAY), &[(1, 0, 50, 5), (2, 0, 50, 10)]);
    assert_eq!(value(Folding::Latest, &before), Some(15));
    let across = history.parts(Folding::Latest, Some(TODAY), &[(1, 0, 99, 5), (2, 0, 200, 16)]);
    assert_eq!(value(Folding::Latest, &across), Some(16));
}

#[test]
fn a_part_alone_is_estimated() {
    let parts = History::default().then(100, 1, 2, Some(4_000)).parts(Folding::Sum, Some(TODAY), &[(1, 0, 50, 10)]);
    assert!(!fold(Folding::Sum, &parts).estimated);
    for (_, part) in by_base(parts) {
        assert!(fold(Folding::Sum, &part).estimated);
    }
}

#[test]
fn ratios_are_weighted_and_nothing_of_nothing_is_null() {
    let ratio = |pairs: &[(i32, i32)]| {
        let mut parts = History::default().parts(Folding::Ratio, None, &vec![(1, 0, 9, 0); pairs.len()]);
        for (part, (n, d)) in parts.iter_mut().zip(pairs) {
            let (numerator, denominator) = (Some(Quantity::whole(*n)), Some(Quantity::whole(*d)));
            part.amounts = Amounts { value: None, numerator, denominator };
        }
        fold(Folding::Ratio, &parts).percent
    };
    assert_eq!(ratio(&[(6075, 7500), (90, 100)]), Some(Quantity(811_200)));
    assert_eq!((ratio(&[(0, 0)]), ratio(&[(0, 0), (9, 10)])), (None, Some(Quantity::whole(90))));
    assert_eq!(fold(Folding::Sum, &[]), Folded::default());
}

#[test]
fn averages_of_targets_and_of_parts_are_averages() {
    let average = |parts: &[Part]| value(Folding::Avg, parts);
    // Two targets of one unit, and another unit.
    let targets = History::default().parts(Folding::Avg, None, &[(1, 0, 9, 20), (1, 0, 9, 40), (2, 0, 9, 60)]);
    assert_eq!(average(&targets), Some(45));
    // A split hands the average on as it was.
    let history = History::default().then(100, 1, 2, Some(4_000));
    let parts = history.parts(Folding::Avg, Some(TODAY), &[(1, 0, 50, 30)]);
    assert_eq!(average(&parts), Some(30));
    for (_, part) in by_base(parts) {
        assert_eq!(average(&part), Some(30));
    }
    let judged = |figures: &[(u8, u32, u32, i64)]| {
        value(Folding::Judged, &History::default().parts(Folding::Judged, None, figures))
    };
    assert_eq!((judged(&[(1, 0, 9, 4)]), judged(&[(1, 0, 9, 4), (2, 0, 9, 5)])), (Some(4), None));
}

#[test]
fn what_does_not_fit_is_said_and_not_cut() {
    let most = 9_000_000_000_000_000_000;
    let folded =
        |folding| fold(folding, &History::default().parts(folding, None, &[(1, 0, 9, most), (2, 0, 9, most - 8)]));
    for folding in [Folding::Sum, Folding::Latest, Folding::Ratio] {
        let folded = folded(folding);
        assert_eq!((folded.value, folded.numerator, folded.overflow), (None, None, true), "{folding:?}");
    }
    let mean = folded(Folding::Avg);
    assert_eq!((mean.value, mean.overflow), (Some(Quantity(most - 4)), false));
}

#[test]
fn stocks_add_last_values_and_averages_mean_them() {
    let parts = History::default().parts(Folding::Latest, None, &[(1, 2, 90, 7), (1, 1, 60, 100), (2, 1, 60, 4)]);
    let values = [Folding::Latest, Folding::Avg, Folding::Sum].map(|a| value(a, &parts));
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
        let bases = [None, Some(TODAY), Some(base)];
        for folding in ALL {
            let [reported, current, mut then] = bases.map(|base| history.parts(folding, base, &figures));
            let whole = fold(folding, &reported);
            prop_assert_eq!(fold(folding, &current), whole);
            then.reverse();
            prop_assert_eq!(fold(folding, &then), whole);
            if folding == Folding::Avg {
                let values = || figures.iter().map(|(.., v)| *v);
                for mean in by_base(current).values().filter_map(|parts| value(folding, parts)).chain(whole.value.map(|q| q.0)) {
                    prop_assert!(values().min().is_some_and(|least| least <= mean), "a mean is among what it is of");
                    prop_assert!(values().max().is_some_and(|most| mean <= most), "a mean is among what it is of");
                }
            }
        }
        let [reported, current] = [None, Some(TODAY)].map(|base| history.parts(Folding::Sum, base, &figures));
        let whole = value(Folding::Sum, &reported).unwrap_or_default();
        let groups = by_base(current).into_values().filter_map(|parts| value(Folding::Sum, &parts));
        prop_assert_eq!(groups.sum::<i64>(), whole);
    }
}
