//! Amounts of targets and shares, compared and added up exactly.
use std::{iter::Sum, ops::Add};

use entity::{Quantity, allocation, target};

use super::dto::AmountsView;

/// Of a counted target a value, of a ratio a numerator and a denominator; what it has not is zero. In ten-thousandths,
/// and wide enough for every sum of what units can write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    pub value: i128,
    pub numerator: i128,
    pub denominator: i128,
}

impl Amounts {
    pub fn of(value: Option<Quantity>, numerator: Option<Quantity>, denominator: Option<Quantity>) -> Self {
        let exact = |quantity: Option<Quantity>| quantity.map_or(0, |q| i128::from(q.0));
        Self { value: exact(value), numerator: exact(numerator), denominator: exact(denominator) }
    }

    /// What a target aims at.
    pub fn aimed(target: &target::Model) -> Self {
        Self::of(target.target_value, target.numerator, target.denominator)
    }

    pub fn shared(share: &allocation::Model) -> Self {
        Self::of(share.value, share.numerator, share.denominator)
    }

    /// What remains without `other`: nothing is less than nothing.
    pub fn less(self, other: Self) -> Self {
        Self {
            value: (self.value - other.value).max(0),
            numerator: (self.numerator - other.numerator).max(0),
            denominator: (self.denominator - other.denominator).max(0),
        }
    }

    pub fn fits(self, whole: Self) -> bool {
        self.less(whole) == Self::default()
    }

    /// As it is stored and shown: of a ratio numerator and denominator, else the value.
    pub fn shown(self, ratio: bool) -> AmountsView {
        let of = |wanted: bool, amount: i128| if wanted { Quantity::fitting(amount) } else { None };
        let all = [(!ratio, self.value), (ratio, self.numerator), (ratio, self.denominator)];
        AmountsView {
            value: of(!ratio, self.value),
            numerator: of(ratio, self.numerator),
            denominator: of(ratio, self.denominator),
            overflow: all.into_iter().any(|(wanted, amount)| wanted && Quantity::fitting(amount).is_none()),
        }
    }

    /// In words, for the particulars of a problem.
    pub fn told(self, ratio: bool) -> String {
        if ratio {
            return format!("{}/{}", told(self.numerator), told(self.denominator));
        }
        told(self.value)
    }
}

fn told(amount: i128) -> String {
    Quantity::fitting(amount).map_or_else(|| "–".to_owned(), |quantity| quantity.to_string())
}

impl Add for Amounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            numerator: self.numerator + other.numerator,
            denominator: self.denominator + other.denominator,
        }
    }
}

impl Sum for Amounts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}
