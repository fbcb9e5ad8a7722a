//! A consolidation in its life cycle: its unit, and what has become of its sources.
use base::{
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::consolidation::{self, ConsolidationStatus};
use uuid::Uuid;

use super::{
    repo,
    rules::{ConsolidationAction, ConsolidationFacts, ConsolidationStep, STEPS},
};
use crate::reports::sources;

impl Lifecycle for ConsolidationAction {
    type Paper = consolidation::Model;
    type Status = ConsolidationStatus;
    type Facts = ConsolidationFacts;
    type Db = Conn;
    const STEPS: &'static [ConsolidationStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<consolidation::Model> {
        repo::get(db, scope, id).await
    }

    fn current(consolidation: &consolidation::Model, _: &Scope) -> Current<ConsolidationStatus> {
        let parties = vec![(Party::Owner, Seat::Unit(consolidation.unit_id))];
        Current {
            status: consolidation.status,
            version: consolidation.version,
            parties,
            authors: consolidation.authors.clone(),
        }
    }

    async fn facts(consolidation: &consolidation::Model, db: &Conn, scope: &Scope) -> Result<ConsolidationFacts> {
        Ok(ConsolidationFacts { changes: sources::since(db, scope, consolidation).await? })
    }
}
