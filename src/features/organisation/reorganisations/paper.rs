//! A reorganisation in its life cycle: who may act on it, and what its guards look at.
use entity::reorganisation::{self, ReorganisationStatus};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    left, reach, repo,
    rules::{ReorganisationAction, ReorganisationFacts, ReorganisationStep, STEPS},
    view,
};
use crate::kernel::{
    error::Result,
    scope::Scope,
    transition::{Current, Paper, Party, Seat},
};

impl Paper for reorganisation::Model {
    type Action = ReorganisationAction;
    type Status = ReorganisationStatus;
    type Facts = ReorganisationFacts;
    const STEPS: &'static [ReorganisationStep] = STEPS;

    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self> {
        repo::get(db, scope, id).await
    }

    /// It belongs to no unit: whoever holds the permission somewhere may act, if its part of the tree holds every unit
    /// that the steps name.
    fn current(&self, scope: &Scope) -> Current<ReorganisationStatus> {
        let steps = view::steps(self);
        let within_reach = steps.is_ok_and(|steps| reach::check(scope, &scope.organisation, &steps).is_ok());
        let parties = if within_reach { vec![(Party::Administrator, Seat::Anywhere)] } else { vec![] };
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    async fn facts(&self, _: &impl ConnectionTrait, scope: &Scope) -> Result<ReorganisationFacts> {
        let overtaken = left::overtaken(&scope.organisation, &left::changes(self)?, self.operational_from);
        Ok(ReorganisationFacts { overtaken })
    }
}
