//! The life cycle of an exemplar as one table, and what its guards ask.
use base::kernel::{
    error::Code,
    policy::Permission::{ExemplarsRecognise, ExemplarsWrite},
    transition::{Against, Guard, Named, Party, Step, Writers},
};
use entity::exemplar::ExemplarStatus::{
    self, Concluded, Discovered, Dropped, Fostering, Publicised, Recognised, Replicating, Withdrawn,
};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExemplarAction {
    Update,
    Foster,
    Recognise,
    RecogniseAbove,
    Publicise,
    Adopt,
    Conclude,
    Withdraw,
    Drop,
}

use ExemplarAction as A;

impl Named for ExemplarAction {
    fn name(self) -> &'static str {
        match self {
            A::Update => "update",
            A::Foster => "foster",
            A::Recognise => "recognise",
            A::RecogniseAbove => "recognise_above",
            A::Publicise => "publicise",
            A::Adopt => "adopt",
            A::Conclude => "conclude",
            A::Withdraw => "withdraw",
            A::Drop => "drop",
        }
    }
}

/// What the guards look at.
#[derive(Debug, Default)]
pub struct ExemplarFacts {
    /// A person is named who has not agreed to be.
    pub unasked: bool,
    /// The units for which the caller may adopt it: never its own, and none that has adopted it.
    pub adopting: Vec<Uuid>,
    /// The unit above for which the caller would recognise it, if that has not yet.
    pub recognising: Option<Uuid>,
}

const PERSON_AGREES: Guard<ExemplarFacts> =
    Guard { name: "person_agrees", code: Code::ConsentMissing, against: |facts| facts.unasked.then(Against::default) };

const NOT_ADOPTED: Guard<ExemplarFacts> = Guard {
    name: "not_adopted",
    code: Code::AlreadyAdopted,
    against: |facts| facts.adopting.is_empty().then(Against::default),
};

const NOT_RECOGNISED: Guard<ExemplarFacts> = Guard {
    name: "not_recognised",
    code: Code::AlreadyRecognised,
    against: |facts| facts.recognising.is_none().then(Against::default),
};

pub type ExemplarStep = Step<ExemplarAction, ExemplarStatus, ExemplarFacts>;

const OWN_TEXT: Writers = Writers::Included("it is their own text");

/// What officers of its unit do.
const fn write(action: A, from: &'static [ExemplarStatus], to: ExemplarStatus) -> ExemplarStep {
    let (party, permission) = (Party::Owner, ExemplarsWrite);
    Step { action, from, to, party, permission, writers: OWN_TEXT, guards: &[] }
}

const fn decide(action: A, party: Party, from: &'static [ExemplarStatus], to: ExemplarStatus) -> ExemplarStep {
    Step { action, from, to, party, permission: ExemplarsRecognise, writers: Writers::Excluded, guards: &[] }
}

const fn above(from: &'static [ExemplarStatus], to: ExemplarStatus) -> ExemplarStep {
    Step { guards: &[NOT_RECOGNISED], ..decide(A::RecogniseAbove, Party::Addressee, from, to) }
}

/// A unit elsewhere does the same: it judges nothing, and changes nothing of what was written.
const fn adopt(from: &'static [ExemplarStatus]) -> ExemplarStep {
    Step {
        party: Party::Adopter,
        writers: Writers::Included("it follows the example and judges nothing"),
        guards: &[NOT_ADOPTED],
        ..write(A::Adopt, from, Replicating)
    }
}

const GIVES_UP: Writers = Writers::Included("what is given up is recognised by nobody");

/// Recognised, and neither concluded nor withdrawn.
pub const LIVING: &[ExemplarStatus] = &[Recognised, Publicised, Replicating];

pub const STEPS: &[ExemplarStep] = &[
    write(A::Update, &[Discovered], Discovered),
    write(A::Update, &[Fostering], Fostering),
    write(A::Foster, &[Discovered, Fostering], Fostering),
    decide(A::Recognise, Party::Owner, &[Discovered, Fostering], Recognised),
    above(&[Recognised], Recognised),
    above(&[Publicised], Publicised),
    above(&[Replicating], Replicating),
    Step { guards: &[PERSON_AGREES], ..decide(A::Publicise, Party::Preparer, &[Recognised], Publicised) },
    adopt(&[Publicised, Replicating]),
    decide(A::Conclude, Party::Owner, &[Publicised, Replicating], Concluded),
    decide(A::Withdraw, Party::Owner, LIVING, Withdrawn),
    decide(A::Withdraw, Party::Addressee, LIVING, Withdrawn),
    Step { writers: GIVES_UP, ..decide(A::Drop, Party::Owner, &[Discovered, Fostering], Dropped) },
];
