//! The life cycle of an objection as one table. What whoever objected does with its secret is no step of an account: it writes
//! and takes back as long as the objection is open.
use base::kernel::{
    policy::Permission::{self, NominationsForward, NominationsReceive},
    transition::{Named, Party, Step, Writers},
};
use entity::posting_objection::ObjectionStatus::{self, Dismissed, Open, Upheld};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObjectionAction {
    Answer,
    Uphold,
    Dismiss,
}

use ObjectionAction as A;

impl Named for ObjectionAction {
    fn name(self) -> &'static str {
        match self {
            A::Answer => "answer",
            A::Uphold => "uphold",
            A::Dismiss => "dismiss",
        }
    }
}

pub type ObjectionStep = Step<ObjectionAction, ObjectionStatus>;

const fn own(action: A, to: ObjectionStatus, permission: Permission, writers: Writers) -> ObjectionStep {
    Step { action, from: &[Open], to, party: Party::Owner, permission, writers, guards: &[] }
}

pub const STEPS: &[ObjectionStep] = &[
    own(A::Answer, Open, NominationsReceive, Writers::Included("an answer may be followed by another")),
    own(A::Uphold, Upheld, NominationsForward, Writers::Excluded),
    own(A::Dismiss, Dismissed, NominationsForward, Writers::Excluded),
];

/// How many objections to one list may be open at a time, and how many messages a thread has at most: nobody fills the
/// service without an account.
pub const MOST_OPEN: u32 = 200;
pub const MOST_MESSAGES: u64 = 100;
