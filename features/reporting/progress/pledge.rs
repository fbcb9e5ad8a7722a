//! What was promised of a figure, and how far the promise was met. Pure.
use std::collections::HashSet;

use base::{
    kernel::percent::{Fraction, attainment},
    store::figures::Promise,
};
use entity::{
    indicator::{self, Direction},
    target::Comparator,
};
use uuid::Uuid;

use super::{
    fold::{Folded, Folding, add_up},
    lineage::Amounts,
    lines::{Packed, counted},
};

/// What a line says of promises.
#[derive(Clone, Debug, Default)]
pub struct Pledge {
    /// The target of the unit asked about.
    pub target: Option<Packed>,
    /// Of all units counted.
    pub committed: Option<Packed>,
    pub milestone: Option<Amounts>,
    pub comparator: Option<Comparator>,
    pub attainment: Option<entity::Quantity>,
    pub units_with_target: u32,
}

/// `all` are those of the units counted, `own` is the unit asked about, if it is one.
pub fn pledge(
    indicator: &indicator::Model,
    all: &[&Promise],
    own: Option<Uuid>,
    milestone: impl Fn(&Promise) -> Option<Amounts>,
    reached: &Folded,
) -> Pledge {
    let folding = Folding::of(indicator);
    let its: Vec<&Promise> = all.iter().filter(|promise| Some(promise.unit_id) == own).copied().collect();
    let sum = |of: &[&Promise]| (!of.is_empty()).then(|| add_up(folding, of.iter().map(|promise| promise.amounts)));
    let (target, committed) = (sum(&its), sum(&once(all)));
    let comparator = comparator(if its.is_empty() { all } else { &its }, indicator.direction);
    let aimed = target.as_ref().or(committed.as_ref()).and_then(fraction);
    let met = |comparator| attainment(comparator, aimed?, fraction(reached)?);
    Pledge {
        milestone: its.first().filter(|_| its.len() == 1).and_then(|promise| milestone(promise)),
        attainment: comparator.and_then(met),
        units_with_target: counted(all.iter().map(|promise| promise.unit_id).collect::<HashSet<_>>().len() as u64),
        target: target.map(Packed::from),
        committed: committed.map(Packed::from),
        comparator,
    }
}

/// Each promise once: what answers a share of another promise that counts is in that one.
fn once<'a>(promises: &[&'a Promise]) -> Vec<&'a Promise> {
    if promises.iter().all(|promise| promise.share_of.is_none()) {
        return promises.to_vec();
    }
    let wholes: HashSet<Uuid> = promises.iter().map(|promise| promise.root_id).collect();
    let in_another = |promise: &&&Promise| promise.share_of.is_some_and(|whole| wholes.contains(&whole));
    promises.iter().filter(|promise| !in_another(promise)).copied().collect()
}

fn fraction(folded: &Folded) -> Option<Fraction> {
    Fraction::of(folded.value, folded.numerator, folded.denominator)
}

/// The one that all have; of several, what the indicator's direction says.
fn comparator(promises: &[&Promise], direction: Direction) -> Option<Comparator> {
    let first = promises.first()?.comparator;
    Some(match direction {
        _ if promises.iter().all(|promise| promise.comparator == first) => first,
        Direction::Increase => Comparator::Gte,
        Direction::Decrease => Comparator::Lte,
        Direction::Reach => Comparator::Reach,
    })
}

#[cfg(test)]
mod tests {
    use entity::{Quantity, target::Comparator};
    use uuid::Uuid;

    use super::{Amounts, Promise, once};

    fn promise(root: u128, whole: Option<u128>) -> Promise {
        Promise {
            id: Uuid::from_u128(root),
            root_id: Uuid::from_u128(root),
            unit_id: Uuid::from_u128(root),
            indicator_id: Uuid::nil(),
            comparator: Comparator::Gte,
            amounts: Amounts { value: Some(Quantity::whole(1)), ..Amounts::default() },
            share_of: whole.map(Uuid::from_u128),
            unit: 0,
            is_sent: false,
            milestones: vec![],
        }
    }

    #[test]
    fn a_share_and_its_whole_are_one_promise() {
        let (top, middle, bottom) = (promise(1, None), promise(2, Some(1)), promise(3, Some(2)));
        let roots = |all: &[&Promise]| once(all).iter().map(|promise| promise.root_id.as_u128()).collect::<Vec<_>>();
        assert_eq!(roots(&[&top, &middle, &bottom]), [1]);
        assert_eq!(roots(&[&middle, &bottom]), [2], "the whole is not among those counted");
        assert_eq!(roots(&[&bottom]), [3]);
    }
}
