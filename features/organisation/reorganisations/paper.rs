//! A reorganisation in its life cycle: who may act on it, and what its guards look at.
use base::{
    kernel::{
        error::Result,
        scope::Scope,
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::reorganisation::{self, ReorganisationStatus};
use uuid::Uuid;

use super::{
    left, reach, repo,
    rules::{ReorganisationAction, ReorganisationFacts, ReorganisationStep, STEPS},
    view,
};

impl Lifecycle for ReorganisationAction {
    type Paper = reorganisation::Model;
    type Status = ReorganisationStatus;
    type Facts = ReorganisationFacts;
    type Db = Conn;
    const STEPS: &'static [ReorganisationStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<reorganisation::Model> {
        repo::get(db, scope, id).await
    }

    /// It belongs to no unit: whoever holds the permission somewhere may act, if its part of the tree holds every unit
    /// that the steps name.
    fn current(reorganisation: &reorganisation::Model, scope: &Scope) -> Current<ReorganisationStatus> {
        let steps = view::steps(reorganisation);
        let within_reach = steps.is_ok_and(|steps| reach::check(scope, &scope.organisation, &steps).is_ok());
        let parties = if within_reach { vec![(Party::Administrator, Seat::Anywhere)] } else { vec![] };
        Current {
            status: reorganisation.status,
            version: reorganisation.version,
            parties,
            authors: reorganisation.authors.clone(),
        }
    }

    async fn facts(reorganisation: &reorganisation::Model, _: &Conn, scope: &Scope) -> Result<ReorganisationFacts> {
        let overtaken =
            left::overtaken(&scope.organisation, &left::changes(reorganisation)?, reorganisation.operational_from);
        Ok(ReorganisationFacts { overtaken })
    }
}
