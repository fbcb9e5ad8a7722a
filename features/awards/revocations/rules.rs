//! The life cycle of a revocation as one table.
use base::kernel::{
    policy::Permission::{DecisionsSign, DecisionsWrite},
    transition::{Named, Party, Step, Writers},
};
use entity::revocation::RevocationStatus::{self, Dismissed, Proposed, Recovered, Revoked};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RevocationAction {
    Revoke,
    Dismiss,
    Recover,
}

use RevocationAction as A;

impl Named for RevocationAction {
    fn name(self) -> &'static str {
        match self {
            A::Revoke => "revoke",
            A::Dismiss => "dismiss",
            A::Recover => "recover",
        }
    }
}

pub type RevocationStep = Step<RevocationAction, RevocationStatus>;

/// Whoever granted the award decides, and never who proposed to revoke it.
const fn decide(action: A, to: RevocationStatus) -> RevocationStep {
    let writers = Writers::Excluded;
    Step { action, from: &[Proposed], to, party: Party::Decider, permission: DecisionsSign, writers, guards: &[] }
}

pub const STEPS: &[RevocationStep] = &[
    decide(A::Revoke, Revoked),
    decide(A::Dismiss, Dismissed),
    Step {
        action: A::Recover,
        from: &[Revoked],
        to: Recovered,
        party: Party::Preparer,
        permission: DecisionsWrite,
        writers: Writers::Included("what was decided is carried out, not judged"),
        guards: &[],
    },
];
