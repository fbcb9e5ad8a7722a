//! The life cycle of a posting as one table, and what its guards ask.
use base::kernel::{
    error::Code,
    policy::Permission::{self, NominationsForward, NominationsReceive},
    transition::{Against, Guard, Named, Party, Step, Writers},
};
use chrono::NaiveDate;
use entity::posting::PostingStatus::{self, Draft, Ended, Published, Withdrawn};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PostingAction {
    Update,
    Publish,
    End,
    Withdraw,
}

use PostingAction as A;

impl Named for PostingAction {
    fn name(self) -> &'static str {
        match self {
            A::Update => "update",
            A::Publish => "publish",
            A::End => "end",
            A::Withdraw => "withdraw",
        }
    }
}

/// What the guards look at.
#[derive(Clone, Debug)]
pub struct PostingFacts {
    pub today: NaiveDate,
    pub publish_by: Option<NaiveDate>,
    pub end_from: Option<NaiveDate>,
    /// The number of a dossier that is no longer with the unit in the version of the list.
    pub stale: Option<i32>,
    /// Objections that were not decided.
    pub open: u64,
}

const IN_TIME: Guard<PostingFacts> = Guard {
    name: "in_time",
    code: Code::PostingTooLate,
    against: |facts| facts.publish_by.filter(|last| *last < facts.today).map(|last| last.to_string().into()),
};

const IS_CURRENT: Guard<PostingFacts> = Guard {
    name: "is_current",
    code: Code::PostingStale,
    against: |facts| facts.stale.map(|ordinal| ordinal.to_string().into()),
};

const DAYS_OVER: Guard<PostingFacts> = Guard {
    name: "days_over",
    code: Code::PostingNotFinished,
    against: |facts| facts.end_from.filter(|first| facts.today < *first).map(|first| first.to_string().into()),
};

const ALL_DECIDED: Guard<PostingFacts> =
    Guard { name: "all_decided", code: Code::ObjectionOpen, against: |facts| (facts.open > 0).then(Against::default) };

pub type PostingStep = Step<PostingAction, PostingStatus, PostingFacts>;

const fn own(
    action: A,
    from: &'static [PostingStatus],
    to: PostingStatus,
    permission: Permission,
    writers: Writers,
) -> PostingStep {
    Step { action, from, to, party: Party::Owner, permission, writers, guards: &[] }
}

/// An officer prepares the list and takes it down, the head publishes it and takes it back.
pub const STEPS: &[PostingStep] = &[
    own(A::Update, &[Draft], Draft, NominationsReceive, Writers::Included("it is their own text")),
    Step {
        guards: &[IS_CURRENT, IN_TIME],
        ..own(A::Publish, &[Draft], Published, NominationsForward, Writers::Excluded)
    },
    Step {
        guards: &[DAYS_OVER, ALL_DECIDED],
        ..own(
            A::End,
            &[Published],
            Ended,
            NominationsReceive,
            Writers::Included("its days and the decided objections end it"),
        )
    },
    own(
        A::Withdraw,
        &[Draft, Published],
        Withdrawn,
        NominationsForward,
        Writers::Included("what is taken back is posted nowhere"),
    ),
];

/// Anybody reads it, and may object.
pub fn is_public(status: PostingStatus, last_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    status == Published && last_on.is_some_and(|last| today <= last)
}
