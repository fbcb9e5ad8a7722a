//! The life cycle of a consolidation as one table, and what has become of its sources.
use std::collections::BTreeSet;

use entity::consolidation::ConsolidationStatus::{self, Draft, Issued};
use uuid::Uuid;

use super::dto::{Source, SourceChange};
use crate::kernel::{
    error::Code,
    policy::Permission::{ReportsReceive, ReportsSign},
    transition::{Guard, Named, Party, Step, Writers},
};

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

/// By unit: another version, another state, come or gone.
pub fn changes(then: &[Source], now: &[Source]) -> Vec<SourceChange> {
    let units: BTreeSet<Uuid> = then.iter().chain(now).map(|source| source.unit_id).collect();
    let of = |sources: &[Source], unit: Uuid| sources.iter().find(|source| source.unit_id == unit).cloned();
    let change = |unit_id: Uuid| {
        let (before, after) = (of(then, unit_id), of(now, unit_id));
        let told =
            |source: &Option<Source>| source.as_ref().map(|source| (source.state, source.content_digest.clone()));
        (told(&before) != told(&after)).then(|| SourceChange {
            unit_id,
            before: before.as_ref().map(|source| source.state),
            before_version_no: before.and_then(|source| source.version_no),
            after: after.as_ref().map(|source| source.state),
            after_version_no: after.and_then(|source| source.version_no),
        })
    };
    units.into_iter().filter_map(change).collect()
}
