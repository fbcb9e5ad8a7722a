//! Percentages: made from whole numbers, to two decimals, rounded half up. There is no other place that makes one.
use entity::{Quantity, target::Comparator};

/// A hundredth of a percent, in the fixed point of `Quantity`.
const HUNDREDTH: i128 = 100;
/// One of something that is counted.
const ONE: i128 = Quantity::whole(1).0 as i128;

/// An amount as a fraction: a counted one is of one, a ratio is its numerator of its denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    pub numerator: i128,
    pub denominator: i128,
}

impl Fraction {
    /// None where there is nothing: no value, or a ratio of nothing.
    pub fn of(value: Option<Quantity>, numerator: Option<Quantity>, denominator: Option<Quantity>) -> Option<Self> {
        let wide = |quantity: Quantity| i128::from(quantity.0);
        match numerator.zip(denominator) {
            Some((n, d)) => (d > Quantity::ZERO).then(|| Self { numerator: wide(n), denominator: wide(d) }),
            None => value.map(|value| Self { numerator: wide(value), denominator: ONE }),
        }
    }

    const fn is_zero(self) -> bool {
        self.numerator == 0
    }
}

/// 6165 of 7600 is 81.12. None where the whole is nothing, a part is negative, or the result has more digits than a
/// figure may have.
pub fn percent(part: i128, whole: i128) -> Option<Quantity> {
    let (part, whole) = (u128::try_from(part).ok()?, u128::try_from(whole).ok().filter(|whole| *whole > 0)?);
    // Half a hundredth of a percent is one in twenty thousand.
    let halves = times(part, 20_000, whole)?;
    let hundredths = i128::try_from(halves.div_ceil(2)).ok()?;
    Quantity::fitting(hundredths.checked_mul(HUNDREDTH)?)
}

/// Which part of a whole it is, from 0 to 1, to four decimals, rounded down: only all of it is 1. None where the whole is
/// nothing, and where the part is no part of it.
pub fn rate(part: u64, whole: u64) -> Option<Quantity> {
    let (part, whole) = (i128::from(part), i128::from(whole));
    if whole == 0 || part > whole {
        return None;
    }
    Quantity::fitting(part * ONE / whole)
}

/// How far a target was met, in percent. At least and reach: what was reached of what was aimed at. At most: the other
/// way round; nothing reached counts as one, and always meets it. Equal: the smaller of the larger, so that only the
/// very amount is 100. Where nothing was aimed at, it is met (100) or not (0).
pub fn attainment(comparator: Comparator, aimed: Fraction, reached: Fraction) -> Option<Quantity> {
    let met = Some(Quantity::whole(100));
    match comparator {
        Comparator::Gte | Comparator::Reach if aimed.is_zero() => met,
        Comparator::Gte | Comparator::Reach => quotient(reached, aimed),
        Comparator::Lte if reached.is_zero() => {
            let one = Fraction { numerator: ONE, denominator: ONE };
            quotient(aimed, one).max(met)
        }
        Comparator::Lte => quotient(aimed, reached),
        Comparator::Eq if aimed.is_zero() && reached.is_zero() => met,
        Comparator::Eq => {
            let under =
                reached.numerator.checked_mul(aimed.denominator) <= aimed.numerator.checked_mul(reached.denominator);
            if under { quotient(reached, aimed) } else { quotient(aimed, reached) }
        }
    }
}

/// Each side of a fraction is below 2^63, so the products are below 2^126.
fn quotient(over: Fraction, under: Fraction) -> Option<Quantity> {
    percent(over.numerator.checked_mul(under.denominator)?, over.denominator.checked_mul(under.numerator)?)
}

/// `part × factor ÷ whole`, rounded down, though the product may not fit: bit by bit of the factor, what remains stays
/// below the whole. None where the result does not fit.
fn times(part: u128, factor: u32, whole: u128) -> Option<u128> {
    let (each, rest) = (part / whole, part % whole);
    let (mut result, mut remains) = (0_u128, 0_u128);
    for bit in (0..u32::BITS).rev() {
        result = result.checked_mul(2)?;
        remains = remains.checked_mul(2)?;
        if factor >> bit & 1 == 1 {
            result = result.checked_add(each)?;
            remains = remains.checked_add(rest)?;
        }
        result = result.checked_add(remains / whole)?;
        remains %= whole;
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use entity::{Quantity, target::Comparator};
    use proptest::prelude::*;

    use super::{Fraction, attainment, percent, rate};

    #[test]
    fn a_rate_is_one_only_where_the_part_is_the_whole() {
        let told = |part, whole| rate(part, whole).map(|rate| rate.to_string());
        assert_eq!(told(99_999, 100_000).as_deref(), Some("0.9999"));
        assert_eq!(
            (told(0, 3).as_deref(), told(3, 3).as_deref(), told(2, 3).as_deref()),
            (Some("0"), Some("1"), Some("0.6666"))
        );
        assert_eq!((told(0, 0), told(4, 3), told(u64::MAX, u64::MAX).as_deref()), (None, None, Some("1")));
    }

    proptest! {
        #[test]
        fn every_rate_lies_between_nothing_and_one(part: u64, rest: u64) {
            let whole = part.saturating_add(rest);
            let found = rate(part, whole);
            prop_assert_eq!(found.is_none(), whole == 0);
            prop_assert!(found.is_none_or(|rate| (Quantity::ZERO..=Quantity::whole(1)).contains(&rate)));
        }
    }

    fn text(found: Option<Quantity>) -> String {
        found.map_or_else(|| "–".to_owned(), |percent| percent.to_string())
    }

    #[test]
    fn halves_are_rounded_up_and_nothing_of_nothing_is_nothing() {
        for (part, whole, expected) in [
            (6165, 7600, "81.12"),
            (1, 8, "12.5"),
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (1, 20_000, "0.01"),
            (1, 20_001, "0"),
            (0, 5, "0"),
            (5, 0, "–"),
            (-1, 5, "–"),
            (i128::from(i64::MAX), 1, "–"),
        ] {
            assert_eq!(text(percent(part, whole)), expected, "{part} of {whole}");
        }
    }

    #[test]
    fn each_comparator_says_when_a_target_is_met() {
        let counted = |n: i32| Fraction::of(Some(Quantity::whole(n)), None, None).unwrap();
        for (comparator, aimed, reached, expected) in [
            (Comparator::Gte, 200, 150, "75"),
            (Comparator::Gte, 0, 0, "100"),
            (Comparator::Reach, 100, 110, "110"),
            (Comparator::Lte, 3, 6, "50"),
            (Comparator::Lte, 10, 0, "1000"),
            (Comparator::Lte, 0, 0, "100"),
            (Comparator::Lte, 0, 1, "0"),
            (Comparator::Eq, 10, 12, "83.33"),
            (Comparator::Eq, 10, 8, "80"),
            (Comparator::Eq, 10, 10, "100"),
            (Comparator::Eq, 0, 0, "100"),
            (Comparator::Eq, 0, 1, "0"),
            (Comparator::Eq, 1, 0, "0"),
        ] {
            let found = text(attainment(comparator, counted(aimed), counted(reached)));
            assert_eq!(found, expected, "{comparator:?} {aimed}: {reached}");
        }
        // 85 of 150 is 56.67 %, where 80 % was the aim.
        let ratio = |n: i32, d: i32| Fraction::of(None, Some(Quantity::whole(n)), Some(Quantity::whole(d))).unwrap();
        assert_eq!(text(attainment(Comparator::Gte, ratio(80, 100), ratio(85, 150))), "70.83");
        assert_eq!(Fraction::of(None, Some(Quantity::ZERO), Some(Quantity::ZERO)), None);
    }

    proptest! {
        #[test]
        fn the_widest_products_are_exact(part in 0_i128..1 << 126, whole in 1_i128..1 << 126) {
            if let Some(found) = percent(part, whole) {
                // To within half a hundredth of a percent: |found − exact| × 2 ≤ 1 in units of one hundredth.
                let hundredths = i128::from(found.0) / 100;
                let (quotient, rest) = (part / whole, part % whole);
                let beyond = hundredths - quotient * 10_000;
                prop_assert!((0..=10_000).contains(&beyond));
                let scaled = rest as f64 / whole as f64 * 10_000.0;
                prop_assert!((beyond as f64 - scaled).abs() <= 0.5 + 1e-6);
            }
        }
    }
}
