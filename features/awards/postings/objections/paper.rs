//! An objection in its life cycle: the unit that posted decides it.
use base::{
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::posting_objection::{self, ObjectionStatus};
use uuid::Uuid;

use super::{
    repo,
    rules::{ObjectionAction, ObjectionStep, STEPS},
};

impl Lifecycle for ObjectionAction {
    type Paper = posting_objection::Model;
    type Status = ObjectionStatus;
    type Facts = ();
    type Db = Conn;
    const STEPS: &'static [ObjectionStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<posting_objection::Model> {
        repo::get(db, scope, id).await
    }

    fn current(posting_objection: &posting_objection::Model, _: &Scope) -> Current<ObjectionStatus> {
        let unit = Addressee { unit_id: posting_objection.unit_id, function: posting_objection.unit_function };
        let parties = vec![(Party::Owner, Seat::Addressed(unit))];
        Current {
            status: posting_objection.status,
            version: posting_objection.version,
            parties,
            authors: posting_objection.authors.clone(),
        }
    }

    async fn facts(_: &posting_objection::Model, _: &Conn, _: &Scope) -> Result<()> {
        Ok(())
    }
}
