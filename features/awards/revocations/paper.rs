//! A revocation in its life cycle: who stands for its parties.
use base::{
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::revocation::{self, RevocationStatus};
use uuid::Uuid;

use super::{
    repo,
    rules::{RevocationAction, RevocationStep, STEPS},
};

impl Lifecycle for RevocationAction {
    type Paper = revocation::Model;
    type Status = RevocationStatus;
    type Facts = ();
    type Db = Conn;
    const STEPS: &'static [RevocationStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<revocation::Model> {
        repo::get(db, scope, id).await
    }

    fn current(revocation: &revocation::Model, _: &Scope) -> Current<RevocationStatus> {
        let decider = Addressee { unit_id: revocation.deciding_unit_id, function: revocation.deciding_function };
        let preparer = Addressee { unit_id: revocation.preparing_unit_id, function: revocation.preparing_function };
        let parties = vec![(Party::Decider, Seat::Addressed(decider)), (Party::Preparer, Seat::Addressed(preparer))];
        Current { status: revocation.status, version: revocation.version, parties, authors: revocation.authors.clone() }
    }

    async fn facts(_: &revocation::Model, _: &Conn, _: &Scope) -> Result<()> {
        Ok(())
    }
}
