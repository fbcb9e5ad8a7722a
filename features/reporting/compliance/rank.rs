//! Ranks among peers: by what was in time, then by what was submitted at all. Equals share a rank, and the next is left out.
use std::cmp::Ordering;

use super::counts::Tally;

/// The better first. Of rates as they are, not as they are rounded.
fn compare(a: &Tally, b: &Tally) -> Ordering {
    let product = |part: u64, whole: u64| u128::from(part) * u128::from(whole);
    let by = |part: fn(&Tally) -> u64| product(part(b), a.judged()).cmp(&product(part(a), b.judged()));
    by(|tally| tally.on_time).then_with(|| by(Tally::submitted))
}

/// The rank of each; none where nothing can be judged.
pub fn ranks(tallies: &[Tally]) -> Vec<Option<u64>> {
    let judged = |tally: &Tally| tally.judged() > 0;
    let better = |than: &Tally| tallies.iter().filter(|other| judged(other) && compare(other, than).is_lt()).count();
    tallies.iter().map(|tally| judged(tally).then(|| better(tally) as u64 + 1)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Tally, ranks};

    fn tally((on_time, late, missing): (u64, u64, u64)) -> Tally {
        Tally { on_time, late, missing, ..Tally::default() }
    }

    #[test]
    fn equals_share_a_rank_and_nothing_has_none() {
        let told = [(3, 0, 0), (1, 0, 1), (2, 1, 1), (2, 0, 2), (0, 0, 0), (4, 0, 0), (0, 0, 5)].map(tally);
        assert_eq!(ranks(&told), [Some(1), Some(4), Some(3), Some(4), None, Some(1), Some(6)]);
    }

    proptest! {
        /// By the definition: one more than how many are better.
        #[test]
        fn a_rank_is_one_more_than_the_better(told in prop::collection::vec((0_u64..5, 0_u64..5, 0_u64..5), 0..12)) {
            let tallies: Vec<Tally> = told.iter().copied().map(tally).collect();
            let worth = |t: &Tally| {
                let whole = t.judged() as f64;
                (t.on_time as f64 / whole, t.submitted() as f64 / whole)
            };
            for (t, rank) in tallies.iter().zip(ranks(&tallies)) {
                let better = tallies.iter().filter(|other| other.judged() > 0 && worth(other) > worth(t)).count();
                prop_assert_eq!(rank, (t.judged() > 0).then_some(better as u64 + 1));
            }
        }
    }
}
