//! A consolidation in its life cycle: its unit, and what has become of its sources.
use entity::consolidation::{self, ConsolidationStatus};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    repo,
    rules::{ConsolidationAction, ConsolidationFacts, ConsolidationStep, STEPS},
};
use crate::{
    features::reporting::reports::sources,
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Current, Paper, Party, Seat},
    },
};

impl Paper for consolidation::Model {
    type Action = ConsolidationAction;
    type Status = ConsolidationStatus;
    type Facts = ConsolidationFacts;
    const STEPS: &'static [ConsolidationStep] = STEPS;

    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self> {
        repo::get(db, scope, id).await
    }

    fn current(&self, _: &Scope) -> Current<ConsolidationStatus> {
        let parties = vec![(Party::Owner, Seat::Unit(self.unit_id))];
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    async fn facts(&self, db: &impl ConnectionTrait, scope: &Scope) -> Result<ConsolidationFacts> {
        Ok(ConsolidationFacts { changes: sources::since(db, scope, self).await? })
    }
}
