//! A share in its life cycle: who stands for its parties, and what its guards look at.
use base::{
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::allocation::{self, AllocationStatus};
use uuid::Uuid;

use super::{
    repo,
    rules::{AllocationAction, AllocationFacts, AllocationStep, STEPS},
};

impl Lifecycle for AllocationAction {
    type Paper = allocation::Model;
    type Status = AllocationStatus;
    type Facts = AllocationFacts;
    type Db = Conn;
    const STEPS: &'static [AllocationStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<allocation::Model> {
        repo::get(db, scope, id).await
    }

    fn current(allocation: &allocation::Model, _: &Scope) -> Current<AllocationStatus> {
        let receiver = Addressee::unit(allocation.unit_id);
        let parties =
            vec![(Party::Owner, Seat::Unit(allocation.from_unit_id)), (Party::Addressee, Seat::Addressed(receiver))];
        Current { status: allocation.status, version: allocation.version, parties, authors: allocation.authors.clone() }
    }

    async fn facts(allocation: &allocation::Model, db: &Conn, scope: &Scope) -> Result<AllocationFacts> {
        Ok(repo::stated_of(db, allocation).await?.facts(scope, allocation))
    }
}
