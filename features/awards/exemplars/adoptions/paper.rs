//! An adoption in its life cycle: the unit that adopts stands for it.
use base::{
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::exemplar_adoption::{self, AdoptionStatus};
use uuid::Uuid;

use super::{
    repo,
    rules::{AdoptionAction, AdoptionStep, STEPS},
};

impl Lifecycle for AdoptionAction {
    type Paper = exemplar_adoption::Model;
    type Status = AdoptionStatus;
    type Facts = ();
    type Db = Conn;
    const STEPS: &'static [AdoptionStep] = STEPS;

    async fn find(db: &Conn, _: &Scope, id: Uuid) -> Result<exemplar_adoption::Model> {
        repo::get(db, id).await
    }

    fn current(exemplar_adoption: &exemplar_adoption::Model, _: &Scope) -> Current<AdoptionStatus> {
        let parties = vec![(Party::Owner, Seat::Addressed(Addressee::unit(exemplar_adoption.unit_id)))];
        Current {
            status: exemplar_adoption.status,
            version: exemplar_adoption.version,
            parties,
            authors: exemplar_adoption.authors.clone(),
        }
    }

    async fn facts(_: &exemplar_adoption::Model, _: &Conn, _: &Scope) -> Result<()> {
        Ok(())
    }
}
