//! The life cycle of an obligation as one table, and what one document may do with many.
use entity::obligation::ObligationStatus;

use crate::kernel::{
    error::Code,
    policy::Permission::ObligationsWaive,
    transition::{Guard, Named, Party, Step, Writers},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObligationAction {
    Waive,
    Extend,
}

impl Named for ObligationAction {
    fn name(self) -> &'static str {
        match self {
            Self::Waive => "waive",
            Self::Extend => "extend",
        }
    }
}

/// What the guards look at.
#[derive(Debug, Default)]
pub struct ObligationFacts {
    /// The unit that owes it has ended.
    pub unit_ended: bool,
}

/// What a unit in being has begun it finishes; what one that has ended had begun may be given up.
const UNIT_ENDED: Guard<ObligationFacts> = Guard {
    name: "unit_ended",
    code: Code::InvalidTransition,
    against: |facts| (!facts.unit_ended).then(|| ObligationAction::Extend.name().into()),
};

pub type ObligationStep = Step<ObligationAction, ObligationStatus, ObligationFacts>;

const fn relief(action: ObligationAction, from: &'static [ObligationStatus], to: ObligationStatus) -> ObligationStep {
    let (party, writers) = (Party::Addressee, Writers::Included("nobody writes an obligation: the calendar makes it"));
    Step { action, from, to, party, permission: ObligationsWaive, writers, guards: &[] }
}

const fn waive(from: &'static [ObligationStatus], guards: &'static [Guard<ObligationFacts>]) -> ObligationStep {
    Step { guards, ..relief(ObligationAction::Waive, from, ObligationStatus::Waived) }
}

/// The same by whoever prepares the movement: for the ministry's its standing body.
const fn waive_above(from: &'static [ObligationStatus], guards: &'static [Guard<ObligationFacts>]) -> ObligationStep {
    Step { party: Party::Preparer, ..waive(from, guards) }
}

/// Begun, and not with the superior.
const BEGUN: &[ObligationStatus] = &[ObligationStatus::Draft, ObligationStatus::Issued, ObligationStatus::Returned];

pub const OBLIGATION_STEPS: &[ObligationStep] = &[
    waive(&[ObligationStatus::Expected], &[]),
    waive(BEGUN, &[UNIT_ENDED]),
    waive_above(&[ObligationStatus::Expected], &[]),
    waive_above(BEGUN, &[UNIT_ENDED]),
    relief(ObligationAction::Extend, &[ObligationStatus::Expected], ObligationStatus::Expected),
    relief(ObligationAction::Extend, &[ObligationStatus::Draft], ObligationStatus::Draft),
    relief(ObligationAction::Extend, &[ObligationStatus::Issued], ObligationStatus::Issued),
    relief(ObligationAction::Extend, &[ObligationStatus::Returned], ObligationStatus::Returned),
    // To excuse that it was late.
    relief(ObligationAction::Extend, &[ObligationStatus::Submitted], ObligationStatus::Submitted),
    relief(ObligationAction::Extend, &[ObligationStatus::Accepted], ObligationStatus::Accepted),
];

/// Nothing is left to send: more time can only excuse that it was late.
pub const fn is_sent(status: ObligationStatus) -> bool {
    matches!(status, ObligationStatus::Submitted | ObligationStatus::Accepted)
}

/// What may be handed over by a list: whatever is not with the superior.
pub const HANDED_ON: [ObligationStatus; 4] =
    [ObligationStatus::Expected, ObligationStatus::Draft, ObligationStatus::Issued, ObligationStatus::Returned];
