//! The life cycle of an obligation as one table, and what one document may do with many.
use base::kernel::{
    policy::Permission::ObligationsWaive,
    transition::{Named, Party, Step, Writers},
};
use entity::obligation::ObligationStatus;

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

pub type ObligationStep = Step<ObligationAction, ObligationStatus, ()>;

const fn relief(action: ObligationAction, from: &'static [ObligationStatus], to: ObligationStatus) -> ObligationStep {
    let (party, writers) = (Party::Addressee, Writers::Included("nobody writes an obligation: the calendar makes it"));
    Step { action, from, to, party, permission: ObligationsWaive, writers, guards: &[] }
}

/// Whatever is not with the superior, also what was begun: nobody else could end what its unit leaves lying.
const WAIVE: ObligationStep = relief(ObligationAction::Waive, &HANDED_ON, ObligationStatus::Waived);

pub const OBLIGATION_STEPS: &[ObligationStep] = &[
    WAIVE,
    // The same by whoever prepares the movement: for the ministry's its standing body.
    Step { party: Party::Preparer, ..WAIVE },
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
