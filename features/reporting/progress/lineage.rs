//! What becomes of a figure when units are reorganised: which part of it went where. Pure: no database.
use std::rc::Rc;

use base::kernel::organisation::Succession;
pub use base::store::figures::Amounts;
use chrono::NaiveDate;
use entity::Quantity;
use uuid::Uuid;

/// More than any unit has gone through: a circle in the records ends here.
const MOST_STEPS: usize = 1_000;

/// Where one part of what a unit had has gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Whose it is on the day of the basis.
    pub base: Uuid,
    /// Whose it is today.
    pub heir: Uuid,
    /// Who has taken it over until today, and from which day on.
    pub via: Vec<(Uuid, NaiveDate)>,
}

impl Leaf {
    fn taken_over(mut self, link: &Succession, days: Days) -> Self {
        if days.base.is_some_and(|base| link.effective_on <= base) {
            self.base = link.unit_id;
        }
        if link.effective_on <= days.today {
            self.heir = link.unit_id;
            self.via.push((link.unit_id, link.effective_on));
        }
        self
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Days {
    /// The day of the basis; none leaves a figure with who reported it.
    pub base: Option<NaiveDate>,
    pub today: NaiveDate,
}

impl Days {
    fn last(self) -> NaiveDate {
        self.base.map_or(self.today, |base| base.max(self.today))
    }
}

#[derive(Clone, Debug)]
struct Split {
    at: usize,
    /// The shares of all parts but the first, which keeps the rest.
    others: Vec<Quantity>,
}

/// All parts of what a unit had on a day. The parts are the same on every basis up to today: only whose they are differs.
#[derive(Clone, Debug)]
pub struct Lineage {
    pub leaves: Vec<Rc<Leaf>>,
    splits: Vec<Split>,
}

impl Lineage {
    /// `next` is `Organisation::taken_over`.
    pub fn trace<'a>(
        unit: Uuid,
        since: NaiveDate,
        days: Days,
        next: impl Fn(Uuid, NaiveDate, NaiveDate) -> Vec<&'a Succession>,
    ) -> Self {
        let mut leaves = vec![Leaf { base: unit, heir: unit, via: vec![] }];
        let mut splits = vec![];
        let mut open = vec![(0, unit, since)];
        for _ in 0..MOST_STEPS {
            let Some((at, unit, since)) = open.pop() else { break };
            let links = next(unit, since, days.last());
            let Some((first, others)) = divided(&links) else { continue };
            let Some(leaf) = leaves.get_mut(at) else { continue };
            let before = leaf.clone();
            *leaf = before.clone().taken_over(first, days);
            open.push((at, first.unit_id, first.effective_on));
            for (link, _) in &others {
                open.push((leaves.len(), link.unit_id, link.effective_on));
                leaves.push(before.clone().taken_over(link, days));
            }
            if !others.is_empty() {
                splits.push(Split { at, others: others.into_iter().map(|(_, share)| share).collect() });
            }
        }
        Self { leaves: leaves.into_iter().map(Rc::new).collect(), splits }
    }

    /// An average or a judgement is not divided: every part has it as it was.
    pub fn copied(&self, whole: Amounts) -> Vec<Amounts> {
        self.leaves.iter().map(|_| whole).collect()
    }

    /// Whether all of it went one way.
    pub const fn is_whole(&self) -> bool {
        self.splits.is_empty()
    }

    /// Amounts by leaf, in the order of the leaves. Together they are exactly the whole.
    pub fn divide(&self, whole: Amounts) -> Vec<Amounts> {
        let mut parts = vec![whole];
        for split in &self.splits {
            let Some(before) = parts.get(split.at).copied() else { continue };
            let others: Vec<Amounts> = split.others.iter().map(|share| before.share(*share)).collect();
            if let Some(first) = parts.get_mut(split.at) {
                *first = others.iter().fold(before, |rest, part| rest.less(*part));
            }
            parts.extend(others);
        }
        parts
    }
}

/// Who takes over the first part, and who the others. Without shares the first takes over all.
fn divided<'a>(links: &[&'a Succession]) -> Option<(&'a Succession, Vec<(&'a Succession, Quantity)>)> {
    let (first, others) = links.split_first()?;
    let shares: Option<Vec<_>> = others.iter().map(|link| Some((*link, link.share?))).collect();
    Some((first, shares.filter(|_| first.share.is_some()).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use entity::{Quantity, unit_succession::SuccessionKind};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Amounts, Days, Lineage, Succession};

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_yo_opt(2024, n).unwrap()
    }

    fn unit(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn links(shares: &[i64]) -> Vec<Succession> {
        let to = |(n, share): (u128, &i64)| Succession {
            unit_id: unit(n),
            kind: SuccessionKind::Split,
            effective_on: day(100),
            share: Some(Quantity(*share)),
        };
        (0_u128..).zip(shares).map(to).collect()
    }

    fn split(shares: &[i64], base: Option<u32>, value: i64) -> Vec<(Uuid, i64)> {
        let links = links(shares);
        let next = |id: Uuid, since: NaiveDate, until: NaiveDate| {
            let due = id == unit(0) && since < day(100) && day(100) <= until;
            if due { links.iter().collect() } else { vec![] }
        };
        let days = Days { base: base.map(day), today: day(200) };
        let lineage = Lineage::trace(unit(0), day(50), days, next);
        let parts = lineage.divide(Amounts { value: Some(Quantity(value)), ..Default::default() });
        let amounts = parts.into_iter().map(|part| part.value.unwrap().0);
        lineage.leaves.iter().map(|leaf| leaf.base).zip(amounts).collect()
    }

    #[test]
    fn the_first_part_keeps_the_rest() {
        assert_eq!(split(&[3_333, 3_333, 3_334], Some(200), 10), [(unit(0), 4), (unit(1), 3), (unit(2), 3)]);
    }

    #[test]
    fn before_the_day_all_is_still_the_units() {
        for base in [None, Some(99)] {
            let bases: Vec<Uuid> = split(&[4_000, 6_000], base, 10).into_iter().map(|(base, _)| base).collect();
            assert_eq!(bases, [unit(0), unit(0)]);
        }
    }

    proptest! {
        #[test]
        fn shares_divide_without_residue(value: i64, cuts in prop::collection::btree_set(1_i64..10_000, 1..6)) {
            let ends = cuts.iter().copied().chain([10_000]);
            let starts = [0].into_iter().chain(cuts.iter().copied());
            let shares: Vec<i64> = ends.zip(starts).map(|(end, start)| end - start).collect();
            let parts = split(&shares, Some(200), value);
            prop_assert_eq!(parts.len(), shares.len());
            prop_assert_eq!(parts.iter().map(|(_, part)| i128::from(*part)).sum::<i128>(), i128::from(value));
        }
    }
}
