//! A reminder in its life cycle: who stands for its parties.
use entity::reminder::{self, ReminderMeans, ReminderStatus};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    repo,
    rules::{ReminderAction, ReminderStep, STEPS},
};
use crate::kernel::{
    error::Result,
    scope::{Addressee, Scope},
    transition::{Current, Paper, Party, Seat},
};

impl Paper for reminder::Model {
    type Action = ReminderAction;
    type Status = ReminderStatus;
    type Facts = ();
    const STEPS: &'static [ReminderStep] = STEPS;

    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self> {
        repo::get(db, scope, id).await
    }

    /// Letters are addressed to the head of the unit, who decides what becomes of them.
    fn current(&self, _: &Scope) -> Current<ReminderStatus> {
        let to = Seat::Addressed(Addressee::unit(self.unit_id));
        let addressee = if self.means == ReminderMeans::Letter { Party::Decider } else { Party::Addressee };
        let parties = vec![(Party::Owner, Seat::Addressed(issuer(self))), (addressee, to)];
        Current { status: self.status, version: self.version, parties, authors: self.authors.clone() }
    }

    async fn facts(&self, _: &impl ConnectionTrait, _: &Scope) -> Result<()> {
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
