//! An adoption in its life cycle: the unit that adopts stands for it.
use entity::exemplar_adoption::{self, AdoptionStatus};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    repo,
    rules::{AdoptionAction, AdoptionStep, STEPS},
};
use crate::kernel::{
    error::Result,
    scope::{Addressee, Scope},
    transition::{Current, Paper, Party, Seat},
};

impl Paper for exemplar_adoption::Model {
    type Action = AdoptionAction;
    type Status = AdoptionStatus;
    type Facts = ();
    const STEPS: &'static [AdoptionStep] = STEPS;

    async fn find(db: &impl ConnectionTrait, _: &Scope, id: Uuid) -> Result<Self> {
        repo::get(db, id).await
    }

    fn current(&self, _: &Scope) -> Current<AdoptionStatus> {
        let parties = vec![(Party::Owner, Seat::Addressed(Addressee::unit(self.unit_id)))];
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    async fn facts(&self, _: &impl ConnectionTrait, _: &Scope) -> Result<()> {
        Ok(())
    }
}
