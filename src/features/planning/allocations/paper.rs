//! A share in its life cycle: who stands for its parties, and what its guards look at.
use entity::allocation::{self, AllocationStatus};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    repo,
    rules::{AllocationAction, AllocationFacts, AllocationStep, STEPS},
};
use crate::kernel::{
    error::Result,
    scope::{Addressee, Scope},
    transition::{Current, Paper, Party, Seat},
};

impl Paper for allocation::Model {
    type Action = AllocationAction;
    type Status = AllocationStatus;
    type Facts = AllocationFacts;
    const STEPS: &'static [AllocationStep] = STEPS;

    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self> {
        repo::get(db, scope, id).await
    }

    fn current(&self, _: &Scope) -> Current<AllocationStatus> {
        let receiver = Addressee::unit(self.unit_id);
        let parties =
            vec![(Party::Owner, Seat::Unit(self.from_unit_id)), (Party::Addressee, Seat::Addressed(receiver))];
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    async fn facts(&self, db: &impl ConnectionTrait, scope: &Scope) -> Result<AllocationFacts> {
        Ok(repo::stated_of(db, self).await?.facts(scope, self))
    }
}
