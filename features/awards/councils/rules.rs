//! The life cycle of a council as one table, and what its guards ask.
use base::kernel::{
    error::Code,
    policy::Permission::{CouncilsFound, CouncilsWrite},
    transition::{Against, Guard, Named, Party, Step, Writers},
};
use entity::{
    council::CouncilStatus::{self, Dissolved, Draft, Founded},
    council_member::CouncilRole,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CouncilAction {
    Update,
    Found,
    ChangeMembers,
    Dissolve,
}

use CouncilAction as A;

impl Named for CouncilAction {
    fn name(self) -> &'static str {
        match self {
            A::Update => "update",
            A::Found => "found",
            A::ChangeMembers => "change_members",
            A::Dissolve => "dissolve",
        }
    }
}

/// What the guards look at.
#[derive(Debug, Default)]
pub struct CouncilFacts {
    /// What its members are.
    pub roles: Vec<CouncilRole>,
    /// Sessions that have neither minutes nor been cancelled.
    pub unfinished: u64,
}

const COMPOSED: Guard<CouncilFacts> = Guard {
    name: "composed",
    code: Code::CouncilIncomplete,
    against: |facts| (!is_composed(&facts.roles)).then(Against::default),
};

const ALL_MET: Guard<CouncilFacts> = Guard {
    name: "all_met",
    code: Code::SessionsOpen,
    against: |facts| (facts.unfinished > 0).then(|| facts.unfinished.to_string().into()),
};

/// One chair, one secretary, and somebody who is neither.
pub fn is_composed(roles: &[CouncilRole]) -> bool {
    let count = |role| roles.iter().filter(|other| **other == role).count();
    count(CouncilRole::Chair) == 1 && count(CouncilRole::Secretary) == 1 && roles.len() >= 3
}

pub type CouncilStep = Step<CouncilAction, CouncilStatus, CouncilFacts>;

const fn decide(action: A, from: &'static [CouncilStatus], to: CouncilStatus) -> CouncilStep {
    let writers = Writers::Excluded;
    Step { action, from, to, party: Party::Decider, permission: CouncilsFound, writers, guards: &[] }
}

pub const STEPS: &[CouncilStep] = &[
    Step {
        action: A::Update,
        from: &[Draft],
        to: Draft,
        party: Party::Preparer,
        permission: CouncilsWrite,
        writers: Writers::Included("it is prepared, not decided"),
        guards: &[],
    },
    Step { guards: &[COMPOSED], ..decide(A::Found, &[Draft], Founded) },
    decide(A::ChangeMembers, &[Founded], Founded),
    Step {
        writers: Writers::Included("what is given up decides nothing"),
        guards: &[ALL_MET],
        ..decide(A::Dissolve, &[Draft, Founded], Dissolved)
    },
];
