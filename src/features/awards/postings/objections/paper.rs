//! An objection in its life cycle: the unit that posted decides it.
use entity::posting_objection::{self, ObjectionStatus};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    repo,
    rules::{ObjectionAction, ObjectionStep, STEPS},
};
use crate::kernel::{
    error::Result,
    scope::{Addressee, Scope},
    transition::{Current, Paper, Party, Seat},
};

impl Paper for posting_objection::Model {
    type Action = ObjectionAction;
    type Status = ObjectionStatus;
    type Facts = ();
    const STEPS: &'static [ObjectionStep] = STEPS;

    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self> {
        repo::get(db, scope, id).await
    }

    fn current(&self, _: &Scope) -> Current<ObjectionStatus> {
        let unit = Addressee { unit_id: self.unit_id, function: self.unit_function };
        let parties = vec![(Party::Owner, Seat::Addressed(unit))];
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    async fn facts(&self, _: &impl ConnectionTrait, _: &Scope) -> Result<()> {
        Ok(())
    }
}
