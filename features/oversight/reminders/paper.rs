//! A reminder in its life cycle: who stands for its parties.
use base::{
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
        transition::{Current, Lifecycle, Party, Seat},
    },
    store::db::Conn,
};
use entity::reminder::{self, ReminderMeans, ReminderStatus};
use uuid::Uuid;

use super::{
    repo,
    rules::{ReminderAction, ReminderStep, STEPS},
};

impl Lifecycle for ReminderAction {
    type Paper = reminder::Model;
    type Status = ReminderStatus;
    type Facts = ();
    type Db = Conn;
    const STEPS: &'static [ReminderStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<reminder::Model> {
        repo::get(db, scope, id).await
    }

    /// Letters are addressed to the head of the unit, who decides what becomes of them.
    fn current(reminder: &reminder::Model, _: &Scope) -> Current<ReminderStatus> {
        let to = Seat::Addressed(Addressee::unit(reminder.unit_id));
        let addressee = if reminder.means == ReminderMeans::Letter { Party::Decider } else { Party::Addressee };
        let parties = vec![(Party::Owner, Seat::Addressed(issuer(reminder))), (addressee, to)];
        Current { status: reminder.status, version: reminder.version, parties, authors: reminder.authors.clone() }
    }

    async fn facts(_: &reminder::Model, _: &Conn, _: &Scope) -> Result<()> {
        Ok(())
    }
}

/// A letter that the service drew up on its day, and nobody has written yet.
pub fn is_unwritten(m: &reminder::Model) -> bool {
    m.status == ReminderStatus::Created && m.authors.people().is_empty()
}

/// Who urges: the unit to which the paper goes.
pub const fn issuer(m: &reminder::Model) -> Addressee {
    Addressee { unit_id: m.from_unit_id, function: m.from_function }
}
