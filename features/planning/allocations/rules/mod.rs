//! The life cycle of a share as one table, and what its amounts must look like.
mod divide;

use base::kernel::{
    error::{Code, Error, Fault, FieldError, Result},
    policy::Permission::{AllocationsAnswer, AllocationsWrite},
    transition::{Against, Guard, Named, Party, Step, Writers},
};
pub use divide::divide;
use entity::{
    Quantity,
    allocation::AllocationStatus::{self, Accepted, Adjusted, Disputed, Proposed, Withdrawn},
    indicator::{self, Aggregation},
    target,
};
use uuid::Uuid;

use super::amounts::Amounts;
use crate::movements::rules::closed;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AllocationAction {
    Accept,
    Dispute,
    Adjust,
    Withdraw,
}

use AllocationAction::{Accept, Adjust, Dispute, Withdraw};

impl Named for AllocationAction {
    fn name(self) -> &'static str {
        match self {
            Accept => "accept",
            Dispute => "dispute",
            Adjust => "adjust",
            Withdraw => "withdraw",
        }
    }
}

/// What the guards look at.
#[derive(Clone, Debug)]
pub struct AllocationFacts {
    /// A plan that has the target has not ended.
    pub open: bool,
    /// The movement and its code, if it is not open.
    pub closed_movement: Option<(Uuid, String)>,
    /// Today, if the unit that has the share is not in being any more.
    pub ended_unit: Option<String>,
}

/// While no plan that has the target is open, a share can only be withdrawn.
const TARGET_OPEN: Guard<AllocationFacts> = Guard {
    name: "target_open",
    code: Code::InvalidTransition,
    against: |facts| (!facts.open).then(|| Withdraw.name().into()),
};

const MOVEMENT_OPEN: Guard<AllocationFacts> = Guard {
    name: "movement_open",
    code: Code::WindowClosed,
    against: |facts| facts.closed_movement.as_ref().map(|(id, code)| closed(*id, code)),
};

const UNIT_IN_BEING: Guard<AllocationFacts> = Guard {
    name: "unit_in_being",
    code: Code::UnitClosed,
    against: |facts| facts.ended_unit.clone().map(Against::from),
};

pub type AllocationStep = Step<AllocationAction, AllocationStatus, AllocationFacts>;

/// By the unit that allocates, as long as the share stands.
const fn own(action: AllocationAction, to: AllocationStatus) -> AllocationStep {
    let writers = Writers::Included("it is their own proposal");
    Step { action, from: &LIVE, to, party: Party::Owner, permission: AllocationsWrite, writers, guards: &[] }
}

/// By the unit that the share is given to, as long as it waits for an answer.
const fn answer(action: AllocationAction, to: AllocationStatus) -> AllocationStep {
    let (from, guards, writers) = (&[Proposed, Adjusted], &[TARGET_OPEN], Writers::Excluded);
    Step { action, from, to, party: Party::Addressee, permission: AllocationsAnswer, writers, guards }
}

pub const STEPS: &[AllocationStep] = &[
    answer(Accept, Accepted),
    answer(Dispute, Disputed),
    Step { guards: &[TARGET_OPEN, MOVEMENT_OPEN, UNIT_IN_BEING], ..own(Adjust, Adjusted) },
    own(Withdraw, Withdrawn),
];

/// Not withdrawn: what counts.
pub const LIVE: [AllocationStatus; 4] = [Proposed, Accepted, Disputed, Adjusted];

/// Deeper than any line of superiors; what keeps wrong data from being followed for ever.
pub const MOST_LEVELS: usize = 12;

/// How values against a target become one.
pub fn aggregation(target: &target::Model, indicator: Option<&indicator::Model>) -> Aggregation {
    let usual = if target.denominator.is_some() { Aggregation::Ratio } else { Aggregation::Sum };
    indicator.map_or_else(|| target.aggregation.unwrap_or(usual), |indicator| indicator.aggregation)
}

/// Whether a target has numerator and denominator.
pub fn is_ratio(target: &target::Model, aggregation: Aggregation) -> bool {
    target.numerator.is_some() || target.denominator.is_some() || aggregation == Aggregation::Ratio
}

/// Whether there is something to share out. Of an average no part can be named.
pub fn has_amount(target: &target::Model, aggregation: Aggregation) -> bool {
    let ratio = target.numerator.is_some() && target.denominator.is_some();
    let amount = if is_ratio(target, aggregation) { ratio } else { target.target_value.is_some() };
    amount && aggregation != Aggregation::Avg
}

/// The amounts of a share as they are given: value, numerator, denominator.
#[derive(Clone, Copy, Debug)]
pub struct Given(pub Option<Quantity>, pub Option<Quantity>, pub Option<Quantity>);

impl Given {
    /// Of a share of a ratio numerator and denominator, the one not more than the other; of a counted target the value.
    pub fn read(self, ratio: bool, decimals: i16) -> Result<Amounts> {
        let Self(value, numerator, denominator) = self;
        let named = [("/value", value, !ratio), ("/numerator", numerator, ratio), ("/denominator", denominator, ratio)];
        let faults = named.into_iter().filter_map(|(pointer, given, asked)| {
            let fault = match (given, asked) {
                (None, true) => Fault::Required,
                (Some(_), false) => Fault::NotAllowed,
                (Some(amount), true) if amount.is_negative() => Fault::Negative,
                (Some(amount), true) if !amount.has_at_most(decimals) => Fault::TooPrecise,
                _ => return None,
            };
            Some(FieldError { pointer: pointer.to_owned(), fault })
        });
        let faults: Vec<_> = faults.collect();
        if !faults.is_empty() {
            return Err(Error::fields(Code::ValidationFailed, faults));
        }
        if numerator > denominator {
            let fault = FieldError { pointer: "/numerator".to_owned(), fault: Fault::RatioOutOfRange };
            return Err(Error::fields(Code::RatioOutOfRange, vec![fault]));
        }
        Ok(Amounts::of(value, numerator, denominator))
    }
}

#[cfg(test)]
mod tests {
    use base::kernel::error::Fault;
    use entity::Quantity;

    use super::Given;

    fn faults(ratio: bool, given: [Option<i32>; 3]) -> Vec<(String, Fault)> {
        let [value, numerator, denominator] = given.map(|amount| amount.map(Quantity::whole));
        let read = Given(value, numerator, denominator).read(ratio, 0);
        read.err().into_iter().flat_map(|e| e.fields).map(|f| (f.pointer, f.fault)).collect()
    }

    #[test]
    fn amounts_are_those_that_the_target_has() {
        assert_eq!(faults(false, [Some(0), None, None]), []);
        assert_eq!(faults(true, [None, Some(80), Some(80)]), []);
        let told = |pointer: &str, fault| vec![(pointer.to_owned(), fault)];
        assert_eq!(faults(false, [None; 3]), told("/value", Fault::Required));
        assert_eq!(faults(false, [Some(-1), None, None]), told("/value", Fault::Negative));
        assert_eq!(faults(false, [Some(1), Some(1), None]), told("/numerator", Fault::NotAllowed));
        assert_eq!(faults(true, [None, Some(80), None]), told("/denominator", Fault::Required));
        let fine = Given(Some(Quantity(5_000)), None, None).read(false, 0).err();
        assert_eq!(fine.map(|e| e.fields.iter().map(|f| f.fault).collect()), Some(vec![Fault::TooPrecise]));
        assert!(Given(Some(Quantity(5_000)), None, None).read(false, 1).is_ok());
        assert_eq!(faults(true, [None, Some(81), Some(80)]), told("/numerator", Fault::RatioOutOfRange));
    }
}
