//! The life cycle of a consolidation as one table.
use base::kernel::{
    error::Code,
    policy::Permission::{ReportsReceive, ReportsSign},
    transition::{Guard, Named, Party, Step, Writers},
};
use entity::consolidation::ConsolidationStatus::{self, Draft, Issued};

use crate::reports::dto::SourceChange;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConsolidationAction {
    Refresh,
    Issue,
}

impl Named for ConsolidationAction {
    fn name(self) -> &'static str {
        match self {
            Self::Refresh => "refresh",
            Self::Issue => "issue",
        }
    }
}

/// What the guards look at.
#[derive(Debug, Default)]
pub struct ConsolidationFacts {
    /// What has become of its sources since it was made.
    pub changes: Vec<SourceChange>,
}

const FRESH: Guard<ConsolidationFacts> = Guard {
    name: "fresh",
    code: Code::StaleSources,
    against: |facts| (!facts.changes.is_empty()).then(|| facts.changes.len().to_string().into()),
};

pub type ConsolidationStep = Step<ConsolidationAction, ConsolidationStatus, ConsolidationFacts>;

/// The next version is drafted anew, and takes the place of this one once it is issued.
pub const STEPS: &[ConsolidationStep] = &[
    Step {
        action: ConsolidationAction::Refresh,
        from: &[Draft],
        to: Draft,
        party: Party::Owner,
        permission: ReportsReceive,
        writers: Writers::Included("it is their own text"),
        guards: &[],
    },
    Step {
        action: ConsolidationAction::Issue,
        from: &[Draft],
        to: Issued,
        party: Party::Owner,
        permission: ReportsSign,
        writers: Writers::Excluded,
        guards: &[FRESH],
    },
];
