//! How a unit of work is carried out: begun, given rights and tree of its own moment, kept, and tried again.
use std::{
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use entity::snapshot_version::Topic;
use sea_orm::{ActiveEnum, ConnectionTrait, DbBackend, QueryResult};
use uuid::Uuid;

use super::{
    Conn, Db, Keep, reads,
    uow::{Actor, Recorded, Uow},
};
use crate::{
    kernel::{
        error::{Error, Fate, Result, fate},
        trace,
    },
    store::{figures, memory::Versions},
};

const ATTEMPTS: u32 = 6;

/// What is done in a unit of work, behind a pointer: the way there is compiled once for what it answers, not for each of
/// a hundred use cases. Its future lies on the heap, for what a use case holds across its statements is large.
pub trait Work<T> {
    fn run<'a>(&'a self, uow: &'a Uow) -> Pin<Box<dyn Future<Output = Result<T>> + 'a>>;
}

impl<T, F: AsyncFn(&Uow) -> Result<T>> Work<T> for F {
    fn run<'a>(&'a self, uow: &'a Uow) -> Pin<Box<dyn Future<Output = Result<T>> + 'a>> {
        Box::pin(self(uow))
    }
}

/// How an attempt at a write ended.
enum Attempt<T> {
    Done(T),
    /// It has to be alone, which one learns in the middle of it.
    Alone,
}

impl Db {
    /// Runs `work` in one transaction: all of it happens, or none. It may run again when the database
    /// was busy, so it must do nothing outside the unit of work.
    pub async fn write<T>(&self, actor: &Actor, work: impl AsyncFn(&Uow) -> Result<Recorded<T>>) -> Result<T> {
        self.write_or_try(actor, Keep::Commit, work).await
    }

    pub async fn write_or_try<T>(
        &self,
        actor: &Actor,
        keep: Keep,
        work: impl AsyncFn(&Uow) -> Result<Recorded<T>>,
    ) -> Result<T> {
        self.transact(actor, keep, &async |uow: &Uow| Ok(work(uow).await?.into_inner())).await
    }

    /// Housekeeping that is no matter for the journal: sealing it, leases, refresh tokens, expiry.
    pub async fn maintain<T>(&self, job: &str, work: impl AsyncFn(&Uow) -> Result<T>) -> Result<T> {
        self.transact(&Actor::system(job), Keep::Commit, &work).await
    }

    async fn transact<T>(&self, actor: &Actor, keep: Keep, work: &dyn Work<T>) -> Result<T> {
        let (mut attempt, mut alone) = (1, self.primary.get_database_backend() == DbBackend::Sqlite);
        let span = trace::part("write");
        loop {
            let begin = match keep {
                // A rehearsal keeps nothing: until it writes it need not stand in the way of those who do. Where one of
                // them was quicker, it is tried again as they are.
                Keep::Rollback if attempt == 1 => "BEGIN",
                _ => "BEGIN IMMEDIATE",
            };
            match self.attempt(actor, keep, (begin, alone), work).await {
                Ok(Attempt::Done(done)) => return Ok(done),
                Ok(Attempt::Alone) => alone = true,
                Err(e) if attempt < ATTEMPTS && may_be_tried_again(&e) => {
                    tracing::debug!(attempt, error = ?e, "transaction retried");
                    tokio::time::sleep(backoff(attempt)).await;
                    attempt += 1;
                    span.count("thidua.attempts", attempt);
                }
                Err(e) => return Err(e),
            }
        }
    }

    async fn attempt<T>(
        &self,
        actor: &Actor,
        keep: Keep,
        (begin, alone): (&str, bool),
        work: &dyn Work<T>,
    ) -> Result<Attempt<T>> {
        let mut lease = self.primary.take().await?;
        let began = self.shared.begin();
        // What is looked at first comes with the beginning, in one message.
        let (tx, seen) =
            lease.begin(begin, &look(self.primary.get_database_backend(), alone, self.has_replica())).await?;
        let tx = Conn::Transaction(tx);
        let all = async {
            let (versions, position) = counted(&seen)?;
            // Rights and tree as they are until the transaction ends.
            let snapshot = match self.shared.within(&tx, began, versions, self.clock.now()).await {
                Ok(snapshot) => snapshot,
                Err(e) => return Err(taken_back(tx, e.into()).await),
            };
            let (scope, stands_in, touched, figures, wants_alone) = Default::default();
            let calendar = Arc::new(self.calendar.over(&snapshot.entered));
            let (actor, now) = (actor.clone(), self.clock.now());
            let uow =
                Uow { tx, actor, now, snapshot, calendar, scope, stands_in, touched, figures, alone, wants_alone };
            let done = work.run(&uow).await;
            if uow.wants_alone.load(Ordering::SeqCst) {
                uow.tx.rollback().await?;
                return Ok(Attempt::Alone);
            }
            match done {
                Ok(done) => self.end(uow, keep, position).await.map(|()| Attempt::Done(done)),
                Err(e) => Err(taken_back(uow.tx, e).await),
            }
        };
        // In a box: whatever waits for a write would be as large as all that a write holds.
        lease.answers(Box::pin(all)).await
    }

    async fn end(&self, uow: Uow, keep: Keep, position: Option<u64>) -> Result<()> {
        if keep == Keep::Rollback {
            return Ok(uow.tx.rollback().await?);
        }
        let (counters, figures) = (uow.counted_up(), figures::written_down(&uow));
        let (touched, counted) = (!counters.is_empty(), !figures.is_empty());
        uow.tx.commit(&[counters, figures].concat()).await.map_err(Error::uncertain)?;
        self.commits.fetch_add(1, Ordering::SeqCst);
        if let Some(position) = position {
            reads::committed(position);
        }
        if touched {
            self.shared.expire();
        }
        if counted {
            self.shared.expire_figures();
        }
        Ok(())
    }
}

/// What is asked first: how far the counters go and, where readers ask for it, the number of the transaction. On PostgreSQL
/// that also waits for whoever has to be alone (`snapshot_version_look` in the migration).
fn look(backend: DbBackend, alone: bool, mark: bool) -> String {
    match backend {
        DbBackend::Sqlite => "SELECT topic, value FROM snapshot_version".to_owned(),
        _ => format!("SELECT topic, value FROM snapshot_version_look({alone}, {mark})"),
    }
}

fn counted(rows: &[QueryResult]) -> Result<(Versions, Option<u64>)> {
    let (mut versions, mut position) = (Versions::default(), None);
    for row in rows {
        let (topic, value): (String, i64) = (row.try_get("", "topic")?, row.try_get("", "value")?);
        match <Topic as ActiveEnum>::try_from_value(&topic) {
            Ok(topic) => versions.set(topic, value),
            Err(_) => position = Some(value.unsigned_abs()),
        }
    }
    Ok((versions, position))
}

/// Whatever was done is taken back, for this reason. A connection that cannot do that is dropped, to the same effect.
async fn taken_back(tx: Conn, why: Error) -> Error {
    tx.rollback().await.ok();
    why
}

/// Nothing was kept, and the same work may succeed the next time: two writes were in each other's way, or the
/// connection was gone. Not where the commit itself was not answered: it may have been kept.
fn may_be_tried_again(e: &Error) -> bool {
    !e.uncertain && e.of_database().is_some_and(|e| matches!(fate(e), Fate::Again | Fate::Broken))
}

fn backoff(attempt: u32) -> Duration {
    let jitter = u64::from(Uuid::new_v4().as_bytes()[0]) / 16;
    Duration::from_millis(2_u64.pow(attempt) * 2 + jitter)
}
