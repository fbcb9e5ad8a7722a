//! The life cycle of a decision as one table.
use entity::decision::DecisionStatus::{self, Draft, Signed};

use crate::kernel::{
    policy::Permission::{DecisionsSign, DecisionsWrite},
    transition::{Named, Side, Step},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecisionAction {
    Update,
    Sign,
}

impl Named for DecisionAction {
    fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Sign => "sign",
        }
    }
}

pub type DecisionStep = Step<DecisionAction, DecisionStatus>;

/// The deciding unit owns a decision; the unit that prepares it is the other side.
pub const STEPS: &[DecisionStep] = &[
    Step {
        action: DecisionAction::Update,
        from: &[Draft],
        to: Draft,
        side: Side::Addressee,
        permission: DecisionsWrite,
        by_another: false,
    },
    Step {
        action: DecisionAction::Sign,
        from: &[Draft],
        to: Signed,
        side: Side::Owner,
        permission: DecisionsSign,
        by_another: true,
    },
];
