//! Refused looks come from the requests of this instance, which write nothing while they read.
use tokio::sync::mpsc;

use crate::{
    features::organisation::journal::events::AccessEvent,
    kernel::error::{Denied, Result},
    store::{
        db::{Db, Uow},
        journal::Change,
    },
};

/// Written at once; the others wait in the queue, whose end is where records are lost.
const MOST: usize = 2_000;

pub struct Denials {
    queue: mpsc::Receiver<Denied>,
    /// Taken from the queue and not yet committed.
    taken: Vec<Denied>,
}

impl Denials {
    pub const fn new(queue: mpsc::Receiver<Denied>) -> Self {
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
            db.maintain("denials", async |uow| record(uow, &self.taken).await).await?;
            self.taken.clear();
        }
    }
}

async fn record(uow: &Uow, denied: &[Denied]) -> Result<()> {
    let change = |one: &Denied| {
        let machine = uow.snapshot.access.client(one.user_id).map(|_| one.user_id);
        let person = Some(one.user_id).filter(|_| machine.is_none());
        let event = AccessEvent::Denied { user_id: person, client_id: machine };
        let change = Change::new(&event, one.subject_id).about(one.subject_type);
        match one.unit_id {
            Some(unit_id) => change.unit(unit_id),
            None => change,
        }
    };
    uow.record_all(denied.iter().map(change).collect()).await
}
