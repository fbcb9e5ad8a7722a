//! What the figures of a target have to look like.
use base::kernel::error::Fault;
use entity::{
    Quantity,
    indicator::{self, Aggregation},
    target::Comparator,
};

use super::dto::TargetInput;
use crate::indicators::counted;

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

/// How fine and how large amounts may be.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub decimals: i16,
    /// Of a value, or of a ratio in percent.
    pub upper: Option<Quantity>,
}

impl Bounds {
    /// What is negative is wrong already.
    fn is_too_fine(self, amount: Quantity) -> bool {
        !amount.is_negative() && !amount.has_at_most(self.decimals)
    }

    /// As the indicator says; a ratio of one's own is a share of a whole.
    fn of(indicator: Option<&indicator::Model>, input: &TargetInput) -> Self {
        match indicator {
            // A level is one of its scale, which says all.
            _ if input.levels.is_some() => Self { decimals: 4, upper: None },
            Some(m) => Self { decimals: m.decimals, upper: m.upper_bound },
            None => Self {
                decimals: counted::decimals(input.unit_of_measure.as_deref()),
                upper: input.denominator.map(|_| Quantity::whole(100)),
            },
        }
    }
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
    fn faults(
        self,
        amounts: [(&'static str, Option<Quantity>); 3],
        needed: bool,
        bounds: Bounds,
    ) -> Vec<(&'static str, Fault)> {
        let [(value, v), (numerator, n), (denominator, d)] = amounts;
        let mut faults: Vec<_> = amounts
            .iter()
            .filter(|(_, amount)| amount.is_some_and(Quantity::is_negative))
            .map(|(name, _)| (*name, Fault::Negative))
            .collect();
        let fine = amounts.iter().filter(|(_, amount)| amount.is_some_and(|q| bounds.is_too_fine(q)));
        faults.extend(fine.map(|(name, _)| (*name, Fault::TooPrecise)));
        if bounds.upper.is_some_and(|upper| upper.is_exceeded(v, n, d)) {
            faults.push((if self == Self::Ratio { numerator } else { value }, Fault::RatioOutOfRange));
        }
        if self == Self::Ratio {
            match (n, d) {
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

/// What is wrong with the figures of a target.
pub fn faults(input: &TargetInput, indicator: Option<&indicator::Model>) -> Vec<(String, Fault)> {
    let aggregation = indicator.map(|m| m.aggregation);
    let shape = Shape::of(input, aggregation);
    let bounds = Bounds::of(indicator, input);
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
    if input.baseline.is_some_and(|baseline| bounds.is_too_fine(baseline)) {
        add("baseline", Fault::TooPrecise);
    }
    // Of a ratio it is a percentage.
    if bounds.upper.is_some_and(|upper| upper.is_exceeded(input.baseline, None, None)) {
        add("baseline", Fault::RatioOutOfRange);
    }
    if contradicts || input.aggregation.is_some() && input.indicator_code.is_some() {
        add("aggregation", Fault::NotAllowed);
    }
    if matches!(shape, Shape::Judged(_)) && aggregation.is_some_and(|of| of != Aggregation::Latest) {
        add("levels", Fault::NotAllowed);
    }
    for (member, fault) in shape.faults(amounts, input.comparator != Comparator::Reach, bounds) {
        add(member, fault);
    }
    let named =
        |value, numerator, denominator| [("value", value), ("numerator", numerator), ("denominator", denominator)];
    for (at, one) in input.milestones.iter().flatten().enumerate() {
        for (member, fault) in shape.faults(named(one.value, one.numerator, one.denominator), true, bounds) {
            add(&format!("milestones/{at}/{member}"), fault);
        }
    }
    for (at, one) in input.bands.iter().flatten().enumerate() {
        for (member, fault) in shape.faults(named(one.value, one.numerator, one.denominator), true, bounds) {
            add(&format!("bands/{at}/{member}"), fault);
        }
    }
    faults
}
