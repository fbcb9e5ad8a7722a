//! The life cycle of a recommendation as one table.
use base::kernel::{
    policy::Permission,
    transition::{Named, Party, Step, Writers},
};
use entity::inspection_recommendation::RecommendationStatus::{self, Answered, Done, Dropped, Open};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecommendationAction {
    Answer,
    Return,
    CheckOff,
    Drop,
}

use RecommendationAction as A;

impl Named for RecommendationAction {
    fn name(self) -> &'static str {
        match self {
            A::Answer => "answer",
            A::Return => "return",
            A::CheckOff => "check_off",
            A::Drop => "drop",
        }
    }
}

pub type RecommendationStep = Step<RecommendationAction, RecommendationStatus>;

/// What the inspecting unit does; nobody judges an answer of its own.
const fn judge(
    action: A,
    permission: Permission,
    from: &'static [RecommendationStatus],
    to: RecommendationStatus,
) -> RecommendationStep {
    Step { action, from, to, party: Party::Inspector, permission, writers: Writers::Excluded, guards: &[] }
}

/// `draft → open` is the conclusion's.
pub const STEPS: &[RecommendationStep] = &[
    Step {
        action: A::Answer,
        from: &[Open],
        to: Answered,
        party: Party::Owner,
        permission: Permission::InspectionsRespond,
        writers: Writers::Included("it is their own answer"),
        guards: &[],
    },
    judge(A::Return, Permission::InspectionsWrite, &[Answered], Open),
    judge(A::CheckOff, Permission::InspectionsWrite, &[Answered], Done),
    judge(A::Drop, Permission::InspectionsSign, &[Open, Answered], Dropped),
];
