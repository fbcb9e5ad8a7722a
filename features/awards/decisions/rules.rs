//! The life cycle of a decision as one table.
use base::kernel::{
    error::{About, Code},
    policy::Permission::{DecisionsSign, DecisionsWrite},
    transition::{Against, Guard, Named, Party, Step, Writers},
};
use entity::decision::DecisionStatus::{self, Cancelled, Draft, Signed};
use uuid::Uuid;

use crate::postings::facts::Standing;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecisionAction {
    Update,
    Sign,
    Record,
    Cancel,
    Notify,
    Confer,
}

impl Named for DecisionAction {
    fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Sign => "sign",
            Self::Record => "record",
            Self::Cancel => "cancel",
            Self::Notify => "notify",
            Self::Confer => "confer",
        }
    }
}

/// What the guards look at.
#[derive(Debug, Default)]
pub struct DecisionFacts {
    /// Dossiers that are no longer proposed: returned, refused or withdrawn since the decision was drafted.
    pub not_proposed: Vec<Uuid>,
    /// Codes of forms that the deciding unit, or the state, does not decide today.
    pub beyond_authority: Vec<String>,
    /// Somebody outside the sector decides; its decision is recorded.
    pub of_the_state: bool,
    pub notified: bool,
    /// Whether the dossiers were posted, and what was objected to.
    pub postings: Standing,
}

const ALL_PROPOSED: Guard<DecisionFacts> = Guard {
    name: "all_proposed",
    code: Code::InvalidTransition,
    against: |facts| {
        let first = *facts.not_proposed.first()?;
        Some(Against { about: Some(About::Nomination(first)), ..format!("nomination {first}").into() })
    },
};

const WITHIN_AUTHORITY: Guard<DecisionFacts> =
    Guard { name: "within_authority", code: Code::NoAuthority, against: |facts| named(&facts.beyond_authority) };

const POSTED: Guard<DecisionFacts> =
    Guard { name: "posted", code: Code::PostingNotFinished, against: |facts| facts.postings.unfinished() };

const NOT_OBJECTED_TO: Guard<DecisionFacts> =
    Guard { name: "not_objected_to", code: Code::ObjectionOpen, against: |facts| facts.postings.objected() };

const NOT_UPHELD: Guard<DecisionFacts> =
    Guard { name: "not_upheld", code: Code::ObjectionUpheld, against: |facts| facts.postings.upheld() };

const OUR_OWN: Guard<DecisionFacts> = Guard {
    name: "our_own",
    code: Code::InvalidTransition,
    against: |facts| facts.of_the_state.then(|| "record".into()),
};

const OF_THE_STATE: Guard<DecisionFacts> = Guard {
    name: "of_the_state",
    code: Code::InvalidTransition,
    against: |facts| (!facts.of_the_state).then(|| "sign".into()),
};

const NOT_NOTIFIED: Guard<DecisionFacts> = Guard {
    name: "not_notified",
    code: Code::InvalidTransition,
    against: |facts| facts.notified.then(|| "confer".into()),
};

fn named(codes: &[String]) -> Option<Against> {
    (!codes.is_empty()).then(|| codes.join(", ").into())
}

pub type DecisionStep = Step<DecisionAction, DecisionStatus, DecisionFacts>;

const fn prepare(action: DecisionAction, to: DecisionStatus, why: &'static str) -> DecisionStep {
    Step {
        action,
        from: &[Draft],
        to,
        party: Party::Preparer,
        permission: DecisionsWrite,
        writers: Writers::Included(why),
        guards: &[],
    }
}

const SIGN: DecisionStep = Step {
    action: DecisionAction::Sign,
    from: &[Draft],
    to: Signed,
    party: Party::Decider,
    permission: DecisionsSign,
    writers: Writers::Excluded,
    guards: &[OUR_OWN, ALL_PROPOSED, WITHIN_AUTHORITY, NOT_UPHELD, NOT_OBJECTED_TO, POSTED],
};

/// Whoever wrote on a decision or on a dossier of it does not sign it.
pub const STEPS: &[DecisionStep] = &[
    prepare(DecisionAction::Update, Draft, "it is their own text"),
    prepare(DecisionAction::Cancel, Cancelled, "giving one's own draft up decides nothing"),
    SIGN,
    // What the state has decided is put down by the head of the standing body.
    Step {
        action: DecisionAction::Record,
        party: Party::Preparer,
        guards: &[OF_THE_STATE, ALL_PROPOSED, WITHIN_AUTHORITY, NOT_UPHELD, NOT_OBJECTED_TO, POSTED],
        ..SIGN
    },
    Step {
        from: &[Signed],
        guards: &[NOT_NOTIFIED],
        ..prepare(DecisionAction::Notify, Signed, "what is signed is told, not judged")
    },
    Step { from: &[Signed], ..prepare(DecisionAction::Confer, Signed, "what is signed is handed over, not judged") },
];
