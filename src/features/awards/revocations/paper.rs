//! A revocation in its life cycle: who stands for its parties.
use entity::revocation::{self, RevocationStatus};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    repo,
    rules::{RevocationAction, RevocationStep, STEPS},
};
use crate::kernel::{
    error::Result,
    scope::{Addressee, Scope},
    transition::{Current, Paper, Party, Seat},
};

impl Paper for revocation::Model {
    type Action = RevocationAction;
    type Status = RevocationStatus;
    type Facts = ();
    const STEPS: &'static [RevocationStep] = STEPS;

    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self> {
        repo::get(db, scope, id).await
    }

    fn current(&self, _: &Scope) -> Current<RevocationStatus> {
        let decider = Addressee { unit_id: self.deciding_unit_id, function: self.deciding_function };
        let preparer = Addressee { unit_id: self.preparing_unit_id, function: self.preparing_function };
        let parties = vec![(Party::Decider, Seat::Addressed(decider)), (Party::Preparer, Seat::Addressed(preparer))];
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    async fn facts(&self, _: &impl ConnectionTrait, _: &Scope) -> Result<()> {
        Ok(())
    }
}
