//! What the figures of a target have to look like.
use entity::{Quantity, indicator::Aggregation, target::Comparator};

use super::dto::TargetInput;
use crate::kernel::error::Fault;

/// What the amounts of a target, and of its milestones and bands, have to look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One value.
    Counted,
    /// Numerator and denominator.
    Ratio,
    /// A level between 1 and this one.
    Judged(u8),
}

impl Shape {
    /// `aggregation` is its indicator's, if it has one.
    pub fn of(input: &TargetInput, aggregation: Option<Aggregation>) -> Self {
        let own = input.aggregation == Some(Aggregation::Ratio) && aggregation.is_none();
        let ratio = input.numerator.is_some() || input.denominator.is_some() || own;
        match &input.levels {
            Some(levels) => Self::Judged(u8::try_from(levels.len()).unwrap_or(u8::MAX)),
            None if ratio || aggregation == Some(Aggregation::Ratio) => Self::Ratio,
            None => Self::Counted,
        }
    }

    /// How values become one where neither an indicator nor the unit says it.
    pub const fn aggregation(self) -> Aggregation {
        match self {
            Self::Counted => Aggregation::Sum,
            Self::Ratio => Aggregation::Ratio,
            Self::Judged(_) => Aggregation::Latest,
        }
    }

    /// What is wrong with a value, a numerator and a denominator; `needed`: one of them has to be there.
    fn faults(self, amounts: [(&'static str, Option<Quantity>); 3], needed: bool) -> Vec<(&'static str, Fault)> {
        let [(value, v), (numerator, n), (denominator, d)] = amounts;
        let mut faults: Vec<_> = amounts
            .iter()
            .filter(|(_, amount)| amount.is_some_and(Quantity::is_negative))
            .map(|(name, _)| (*name, Fault::Negative))
            .collect();
        if self == Self::Ratio {
            match (n, d) {
                (Some(n), Some(d)) if n > d => faults.push((numerator, Fault::RatioOutOfRange)),
                (None, Some(_)) => faults.push((numerator, Fault::Required)),
                (Some(_), None) => faults.push((denominator, Fault::Required)),
                (None, None) if needed => faults.push((numerator, Fault::Required)),
                _ => {}
            }
            faults.extend(v.map(|_| (value, Fault::NotAllowed)));
            return faults;
        }
        faults.extend(n.map(|_| (numerator, Fault::NotAllowed)));
        faults.extend(d.map(|_| (denominator, Fault::NotAllowed)));
        if v.is_none() && needed {
            faults.push((value, Fault::Required));
        }
        if let (Self::Judged(levels), Some(level)) = (self, v)
            && !(1..=levels).any(|known| Quantity::whole(known.into()) == level)
        {
            faults.push((value, Fault::OutOfRange));
        }
        faults
    }
}

/// What is wrong with the figures of a target. `aggregation` is its indicator's, if it has one.
pub fn faults(input: &TargetInput, aggregation: Option<Aggregation>) -> Vec<(String, Fault)> {
    let shape = Shape::of(input, aggregation);
    let amounts =
        [("target_value", input.target_value), ("numerator", input.numerator), ("denominator", input.denominator)];
    let mut faults: Vec<(String, Fault)> = vec![];
    let mut add = |member: &str, fault: Fault| faults.push((member.to_owned(), fault));
    if input.baseline.is_some_and(Quantity::is_negative) {
        add("baseline", Fault::Negative);
    }
    let contradicts = input.aggregation.is_some_and(|of| match shape {
        Shape::Counted => of == Aggregation::Ratio,
        Shape::Ratio => of != Aggregation::Ratio,
        Shape::Judged(_) => of != Aggregation::Latest,
    });
    if contradicts || input.aggregation.is_some() && input.indicator_code.is_some() {
        add("aggregation", Fault::NotAllowed);
    }
    if matches!(shape, Shape::Judged(_)) && aggregation.is_some_and(|of| of != Aggregation::Latest) {
        add("levels", Fault::NotAllowed);
    }
    for (member, fault) in shape.faults(amounts, input.comparator != Comparator::Reach) {
        add(member, fault);
    }
    let named =
        |value, numerator, denominator| [("value", value), ("numerator", numerator), ("denominator", denominator)];
    for (at, one) in input.milestones.iter().flatten().enumerate() {
        for (member, fault) in shape.faults(named(one.value, one.numerator, one.denominator), true) {
            add(&format!("milestones/{at}/{member}"), fault);
        }
    }
    for (at, one) in input.bands.iter().flatten().enumerate() {
        for (member, fault) in shape.faults(named(one.value, one.numerator, one.denominator), true) {
            add(&format!("bands/{at}/{member}"), fault);
        }
    }
    faults
}
