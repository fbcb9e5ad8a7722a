//! Who is told which figure, each once. Pure: no database, no time.
use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::allocations::amounts::Amounts;

/// What some units and everything below them have reported. A figure climbs one chain only, so that it never comes to
/// two units of which neither stands above the other.
#[derive(Debug, Default)]
pub struct Reported {
    sums: HashMap<Uuid, Amounts>,
    /// Who stands above each of them.
    chains: HashMap<Uuid, Vec<Uuid>>,
}

impl Reported {
    /// `above` is the unit that counts what another has. Units without any report are left out.
    pub fn climbed(
        by_unit: &HashMap<Uuid, Amounts>,
        wanted: &HashSet<Uuid>,
        above: impl Fn(Uuid) -> Option<Uuid>,
    ) -> Self {
        let mut sums: HashMap<Uuid, Amounts> = HashMap::new();
        for (unit, amounts) in by_unit {
            let chain = chain(*unit, &above);
            for holder in std::iter::once(unit).chain(&chain).filter(|holder| wanted.contains(holder)) {
                let sum = sums.entry(*holder).or_default();
                *sum = *sum + *amounts;
            }
        }
        let chains = wanted.iter().map(|unit| (*unit, chain(*unit, &above))).collect();
        Self { sums, chains }
    }

    pub fn of(&self, unit: Uuid) -> Option<Amounts> {
        self.sums.get(&unit).copied()
    }

    /// Of several units together: what one below another has is in what that has.
    pub fn together(&self, units: &HashSet<Uuid>) -> Option<Amounts> {
        let below_another =
            |unit: &&Uuid| self.chains.get(*unit).is_some_and(|chain| chain.iter().any(|above| units.contains(above)));
        units.iter().filter(|unit| !below_another(unit)).filter_map(|unit| self.of(*unit)).reduce(|a, b| a + b)
    }
}

/// Everybody above a unit, nearest first. It ends, should the data run in a circle.
fn chain(unit: Uuid, above: impl Fn(Uuid) -> Option<Uuid>) -> Vec<Uuid> {
    let (mut seen, mut chain, mut at) = (HashSet::from([unit]), vec![], unit);
    while let Some(next) = above(at).filter(|next| seen.insert(*next)) {
        chain.push(next);
        at = next;
    }
    chain
}

/// Whether the last stock of a unit is in that of one that took it over, and has told its own since. `last` is until
/// when each unit's last stock tells; `heirs` are those that took over what a unit had on a day, and from when on.
pub fn is_replaced(
    unit: Uuid,
    last: &HashMap<Uuid, NaiveDate>,
    heirs: impl Fn(Uuid, NaiveDate) -> Vec<(Uuid, NaiveDate)>,
) -> bool {
    let Some(told) = last.get(&unit) else { return false };
    let has_told = |(heir, since): &(Uuid, NaiveDate)| last.get(heir).is_some_and(|day| day > told && day >= since);
    heirs(unit, *told).iter().filter(|(heir, _)| *heir != unit).any(has_told)
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::{Reported, chain, is_replaced};
    use crate::allocations::amounts::Amounts;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn ids(all: &[u128]) -> HashSet<Uuid> {
        all.iter().map(|n| id(*n)).collect()
    }

    fn counted(value: i128) -> Amounts {
        Amounts { value, ..Amounts::default() }
    }

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_yo_opt(2024, n).unwrap()
    }

    /// 1 above 2 and 3; 21 and 22 below 2; 31 below 3.
    fn above(unit: Uuid) -> Option<Uuid> {
        let pairs = [(2, 1), (3, 1), (21, 2), (22, 2), (31, 3)];
        pairs.into_iter().find(|(below, _)| id(*below) == unit).map(|(_, above)| id(above))
    }

    #[test]
    fn a_figure_counts_for_everybody_on_its_chain() {
        let by_unit = [(2, 100), (21, 10), (22, 20), (31, 5)].map(|(unit, value)| (id(unit), counted(value)));
        let reported = Reported::climbed(&HashMap::from(by_unit), &ids(&[1, 2, 3, 21]), above);
        let of = |unit: u128| reported.of(id(unit)).map(|amounts| amounts.value);
        assert_eq!([1, 2, 3, 21].map(of), [Some(135), Some(130), Some(5), Some(10)]);
        assert_eq!([22, 31, 99].map(of), [None; 3], "nobody asked");
    }

    #[test]
    fn who_lies_below_another_is_in_what_that_has() {
        let by_unit = [(2, 100), (21, 10), (31, 5)].map(|(unit, value)| (id(unit), counted(value)));
        let reported = Reported::climbed(&HashMap::from(by_unit), &ids(&[1, 2, 3, 21, 22, 31]), above);
        let together = |units: &[u128]| reported.together(&ids(units)).map(|amounts| amounts.value);
        assert_eq!(together(&[2, 3]), Some(115));
        assert_eq!(together(&[2, 21, 3, 31]), Some(115), "10 are in the 110 of the one above");
        assert_eq!(together(&[21, 3]), Some(15), "nobody above is there");
        assert_eq!(together(&[1, 21]), Some(115), "nor need they follow one another");
        assert_eq!((together(&[22]), together(&[])), (None, None), "nothing reported is not zero");
    }

    #[test]
    fn a_circle_ends() {
        let round = |unit: Uuid| Some(if unit == id(1) { id(2) } else { id(1) });
        assert_eq!(chain(id(1), round), [id(2)]);
        let reported = Reported::climbed(&HashMap::from([(id(1), counted(3))]), &ids(&[1, 2]), round);
        assert_eq!((reported.of(id(1)), reported.of(id(2))), (Some(counted(3)), Some(counted(3))));
    }

    #[test]
    fn a_stock_counts_until_an_heir_has_told_its_own() {
        // 2 was split into 3 and 4 on day 100.
        let heirs = |unit: Uuid, told: NaiveDate| {
            if unit == id(2) && told < day(100) { vec![(id(3), day(100)), (id(4), day(100))] } else { vec![] }
        };
        let told = |all: &[(u128, u32)]| all.iter().map(|(unit, at)| (id(*unit), day(*at))).collect::<HashMap<_, _>>();
        assert!(!is_replaced(id(2), &told(&[(2, 50)]), heirs));
        assert!(!is_replaced(id(2), &told(&[(2, 50), (5, 200)]), heirs), "a stranger");
        assert!(!is_replaced(id(2), &told(&[(2, 50), (3, 50)]), heirs), "what the heir had before");
        assert!(!is_replaced(id(2), &told(&[(2, 50), (3, 99)]), heirs), "later, and still without it");
        assert!(is_replaced(id(2), &told(&[(2, 50), (4, 100)]), heirs));
        assert!(!is_replaced(id(2), &told(&[(2, 120), (3, 200)]), heirs), "told after the split, without what left");
        assert!(!is_replaced(id(3), &told(&[(2, 50), (3, 40)]), heirs), "nor does a predecessor replace its heir");
    }
}
