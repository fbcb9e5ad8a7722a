//! What looks leave to tell comes from the requests of this instance, which write nothing while they read.
use base::{
    kernel::error::{Denied, Explained, Look, Result},
    store::{
        db::{Db, Uow},
        journal::Change,
    },
};
use organisation::journal::events::AccessEvent;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Written at once; the others wait in the queue, whose end is where records are lost.
const MOST: usize = 2_000;

pub struct Looks {
    queue: mpsc::Receiver<Look>,
    /// Taken from the queue and not yet committed.
    taken: Vec<Look>,
}

impl Looks {
    pub const fn new(queue: mpsc::Receiver<Look>) -> Self {
        Self { queue, taken: vec![] }
    }

    /// They are forgotten when they are committed: a write that fails is made again with the same.
    pub async fn write(&mut self, db: &Db) -> Result<()> {
        loop {
            while self.taken.len() < MOST
                && let Ok(one) = self.queue.try_recv()
            {
                self.taken.push(one);
            }
            if self.taken.is_empty() {
                return Ok(());
            }
            db.maintain("looks", async |uow| record(uow, &self.taken).await).await?;
            self.taken.clear();
        }
    }
}

async fn record(uow: &Uow, looks: &[Look]) -> Result<()> {
    let change = |look: &Look| match look {
        Look::Refused(one) => refused(uow, one),
        Look::Explained(one) => explained(one),
    };
    uow.record_all(looks.iter().map(change).collect()).await
}

fn refused(uow: &Uow, one: &Denied) -> Change {
    let machine = uow.snapshot.access.client(one.user_id).map(|_| one.user_id);
    let person = Some(one.user_id).filter(|_| machine.is_none());
    let event = AccessEvent::Denied { user_id: person, client_id: machine };
    let change = Change::new(&event, one.subject_id).about(one.subject_type);
    of_unit(change, one.unit_id)
}

fn explained(one: &Explained) -> Change {
    let event = AccessEvent::Explained { user_id: one.user_id, person_id: one.person_id };
    let change = Change::new(&event, one.subject_id).about(one.subject_type);
    of_unit(change, one.unit_id)
}

fn of_unit(change: Change, unit_id: Option<Uuid>) -> Change {
    match unit_id {
        Some(unit_id) => change.unit(unit_id),
        None => change,
    }
}
