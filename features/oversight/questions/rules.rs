//! The life cycle of a question as one table.
use base::kernel::{
    policy::Permission,
    transition::{Named, Party, Step, Writers},
};
use entity::guidance_question::QuestionStatus::{self, Answered, Open};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuestionAction {
    Answer,
}

impl Named for QuestionAction {
    fn name(self) -> &'static str {
        "answer"
    }
}

pub type QuestionStep = Step<QuestionAction, QuestionStatus>;

/// The unit that gave the guidance answers what an addressee asks.
pub const STEPS: &[QuestionStep] = &[Step {
    action: QuestionAction::Answer,
    from: &[Open],
    to: Answered,
    party: Party::Addressee,
    permission: Permission::GuidanceWrite,
    writers: Writers::Excluded,
    guards: &[],
}];
