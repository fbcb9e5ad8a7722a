//! Amounts as a reader of the answers keeps them, and what a fair division of one is.
use serde_json::{Value, json};

use super::super::{figure, ten_thousandths};

/// Value and nothing, or numerator and denominator; in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    pub ratio: bool,
    pub parts: [i128; 2],
}

impl Amount {
    pub fn counted(value: i64) -> Self {
        Self { ratio: false, parts: [i128::from(value) * 10_000, 0] }
    }

    pub fn ratio(numerator: i64, denominator: i64) -> Self {
        Self { ratio: true, parts: [numerator, denominator].map(|part| i128::from(part) * 10_000) }
    }

    pub fn none(self) -> Self {
        Self { parts: [0, 0], ..self }
    }

    /// So many ten-thousandths of it.
    pub fn part(self, of_it: i128) -> Self {
        // People and cases are whole.
        Self { parts: self.parts.map(|part| part * of_it / 10_000 / 10_000 * 10_000), ..self }
    }

    pub fn plus(self, other: Self) -> Self {
        Self { parts: [self.parts[0] + other.parts[0], self.parts[1] + other.parts[1]], ..self }
    }

    pub fn beyond(self, other: Self) -> Self {
        let beyond = [self.parts[0] - other.parts[0], self.parts[1] - other.parts[1]];
        Self { parts: beyond.map(|part| part.max(0)), ..self }
    }

    pub fn fits(self, whole: Self) -> bool {
        self.parts[0] <= whole.parts[0] && self.parts[1] <= whole.parts[1]
    }

    pub fn body(self) -> Value {
        let [first, second] = self.parts.map(figure);
        if self.ratio { json!({"numerator": first, "denominator": second}) } else { json!({"value": first}) }
    }

    /// From a share or a figure of the books.
    pub fn read(shown: &Value) -> Self {
        let of = |member: &str| ten_thousandths(&shown[member]);
        match (of("value"), of("numerator"), of("denominator")) {
            (Some(value), None, None) => Self { ratio: false, parts: [value, 0] },
            (None, Some(numerator), Some(denominator)) => Self { ratio: true, parts: [numerator, denominator] },
            _ => panic!("no amount: {shown}"),
        }
    }
}

/// Percentages that make a hundred, in ten-thousandths; or the same for all.
pub fn weights(count: usize, weighted: bool) -> Vec<i128> {
    let count = i128::try_from(count).expect("a few");
    if !weighted {
        return (0..count).map(|_| 1).collect();
    }
    let all = count * (count + 1) / 2;
    let mut weights: Vec<i128> = (1..=count).map(|n| 1_000_000 * n / all).collect();
    weights[0] += 1_000_000 - weights.iter().sum::<i128>();
    weights
}

/// Each but the last is its part, rounded down to whole steps; the last has the rest.
pub fn is_shared_out(whole: Amount, weights: &[i128], shares: &[Amount], step: i128, told: &str) {
    let sum = shares.iter().fold(whole.none(), |sum, share| sum.plus(*share));
    assert_eq!(sum, whole, "{told}: the shares do not make the whole");
    let of: i128 = weights.iter().sum();
    for (at, (share, weight)) in shares.iter().zip(weights).enumerate() {
        let exact = whole.parts.map(|part| part * weight / of / step * step);
        assert!(!whole.ratio || share.parts[0] <= share.parts[1], "{told}: {share:?}");
        if at + 1 == shares.len() {
            continue;
        }
        assert_eq!(share.parts[1], exact[1], "{told}: share {at}");
        // Of a ratio a numerator may be given back what rounding took, a step at most.
        let back = share.parts[0] - exact[0];
        assert!(back == 0 || whole.ratio && (0..=step).contains(&back), "{told}: share {at} is {share:?}");
    }
}
