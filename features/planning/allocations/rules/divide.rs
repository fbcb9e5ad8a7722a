//! How a whole is shared out by weights. Pure, and exact: the shares make the whole, to the last ten-thousandth.
use crate::allocations::amounts::Amounts;

/// Parts of `whole` in proportion to `weights`, each rounded down to a multiple of `step`; what that leaves over is
/// added to the part at `remainder`. No numerator is more than its denominator, if that of the whole is not.
pub fn divide(whole: Amounts, weights: &[i128], remainder: usize, step: i128) -> Vec<Amounts> {
    let split = |amount: i128| split(amount, weights, remainder, step);
    let denominators = split(whole.denominator);
    let numerators = bounded(split(whole.numerator), &denominators, remainder, step);
    let parts = split(whole.value).into_iter().zip(numerators).zip(denominators);
    parts.map(|((value, numerator), denominator)| Amounts { value, numerator, denominator }).collect()
}

fn split(amount: i128, weights: &[i128], remainder: usize, step: i128) -> Vec<i128> {
    let of = weights.iter().sum::<i128>().max(1);
    let rounded = |weight: &i128| {
        let exact = part(amount, *weight, of);
        exact - exact % step
    };
    let mut parts: Vec<i128> = weights.iter().map(rounded).collect();
    let rest = amount - parts.iter().sum::<i128>();
    if let Some(part) = parts.get_mut(remainder) {
        *part += rest;
    }
    parts
}

/// `amount × weight ÷ of`, rounded down. In two halves: the product of two sums of reports may not fit into one number.
const fn part(amount: i128, weight: i128, of: i128) -> i128 {
    const HALF: i128 = 1 << 32;
    let (high, low) = (amount / HALF * weight, amount % HALF * weight);
    high / of * HALF + (high % of * HALF + low) / of
}

/// Rounding may leave over more of the numerators than of the denominators. The surplus goes, a step at most to each,
/// to parts that have room for one. There are enough: a part whose numerator lost more by rounding than its denominator
/// has room, and only such parts make a surplus.
fn bounded(mut numerators: Vec<i128>, denominators: &[i128], remainder: usize, step: i128) -> Vec<i128> {
    let at = |list: &[i128]| list.get(remainder).copied().unwrap_or(0);
    let surplus = (at(&numerators) - at(denominators)).max(0);
    let mut left = surplus;
    for (place, (numerator, denominator)) in numerators.iter_mut().zip(denominators).enumerate() {
        if left > 0 && place != remainder && *numerator + step <= *denominator {
            let moved = left.min(step);
            *numerator += moved;
            left -= moved;
        }
    }
    if let Some(numerator) = numerators.get_mut(remainder) {
        *numerator -= surplus - left;
    }
    numerators
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{divide, part};
    use crate::allocations::amounts::Amounts;

    const ONE: i128 = 10_000;

    fn counted(value: i128) -> Amounts {
        Amounts { value, ..Amounts::default() }
    }

    fn values(whole: i128, weights: &[i128], remainder: usize, step: i128) -> Vec<i128> {
        divide(counted(whole), weights, remainder, step).into_iter().map(|part| part.value).collect()
    }

    #[test]
    fn the_remainder_goes_to_the_named_unit() {
        assert_eq!(values(100 * ONE, &[1, 1, 1], 1, ONE), [33 * ONE, 34 * ONE, 33 * ONE]);
        assert_eq!(values(100 * ONE, &[1, 1, 1], 2, ONE / 100), [333_300, 333_300, 333_400]);
        assert_eq!(values(5 * ONE, &[1; 8], 0, ONE), [5 * ONE, 0, 0, 0, 0, 0, 0, 0]);
        // A whole that is finer than the shares: what is finer is in the remainder.
        assert_eq!(values(105_000, &[1, 1], 0, ONE), [55_000, 50_000]);
        assert_eq!(values(10 * ONE, &[625_000, 375_000], 0, ONE), [7 * ONE, 3 * ONE]);
        assert_eq!(values(10 * ONE, &[0, 0], 1, ONE), [0, 10 * ONE]);
    }

    #[test]
    fn a_numerator_never_exceeds_its_denominator() {
        // Rounded down alone, the first would have 7 of 1.
        let whole = Amounts { value: 0, numerator: 7 * ONE, denominator: 8 * ONE };
        let parts = divide(whole, &[1; 8], 0, ONE);
        assert_eq!(parts.iter().copied().sum::<Amounts>(), whole);
        assert!(parts.iter().all(|part| part.denominator == ONE && part.numerator <= ONE));
    }

    #[test]
    fn the_largest_figures_are_exact() {
        let (most, weight) = (9_000_000_000_000_000_000, 9_000_000_000_000_000_000 * 2_000);
        assert_eq!(part(most, weight, weight * 2_000), most / 2_000);
        assert_eq!(part(most, weight, weight), most);
    }

    /// Weights, at least one above zero, and the place of the one that takes the remainder.
    fn weights() -> impl Strategy<Value = (Vec<i128>, usize)> {
        let some = prop::collection::vec(prop_oneof![Just(0_i128), 1..1_000_000_i128], 1..80);
        let some = some.prop_filter("nobody has any weight", |weights| weights.iter().any(|weight| *weight > 0));
        (some, any::<prop::sample::Index>()).prop_map(|(weights, index)| {
            let at = index.index(weights.len());
            (weights, at)
        })
    }

    proptest! {
        #[test]
        fn shares_make_the_whole_and_are_within_a_step_of_exact(
            (weights, remainder) in weights(),
            value in 0_i128..1_000_000_000_000_000_000,
            denominator in prop_oneof![0_i128..2_000_000, 0..1_000_000_000_000_000_000_i128],
            of_it in 0_i128..=10_000,
            decimals in 0_u32..=4,
        ) {
            let step = 10_i128.pow(4 - decimals);
            let whole = Amounts { value, numerator: denominator * of_it / 10_000, denominator };
            let parts = divide(whole, &weights, remainder, step);
            prop_assert_eq!(parts.iter().copied().sum::<Amounts>(), whole);
            let of: i128 = weights.iter().sum();
            for (place, (part, weight)) in parts.iter().zip(&weights).enumerate() {
                prop_assert!(part.value >= 0 && part.numerator >= 0 && part.denominator >= 0);
                prop_assert!(part.numerator <= part.denominator, "{:?}", part);
                let members = [
                    (part.value, whole.value),
                    (part.numerator, whole.numerator),
                    (part.denominator, whole.denominator),
                ];
                for (share, all) in members {
                    let off = (share * of - all * weight).abs();
                    prop_assert!(place == remainder || off <= step * of, "{} of {} by {}/{}", share, all, weight, of);
                }
            }
        }
    }
}
