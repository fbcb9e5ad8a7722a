//! The unit of work: a transaction, who acts in it and when.
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use chrono::{DateTime, NaiveDate, Utc};
use entity::snapshot_version::Topic;
use sea_orm::{
    ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryTrait, Statement,
    sea_query::{Alias, Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use super::{Conn, bulk};
use crate::{
    kernel::{
        access::Delegated,
        calendar::Calendar,
        clock::day_of,
        error::{Code, Error, Result},
        organisation::Organisation,
        scope::Scope,
    },
    store::{
        figures,
        journal::{self, Change},
        memory::{self, Snapshot},
    },
};

/// Who acts, for the journal.
#[derive(Clone, Debug)]
pub struct Actor {
    pub user_id: Option<Uuid>,
    /// The machine client, where one acts.
    pub client_id: Option<Uuid>,
    pub request_id: String,
}

impl Actor {
    /// The service itself: jobs, imports, the command line.
    pub fn system(job: &str) -> Self {
        Self { user_id: None, client_id: None, request_id: job.to_owned() }
    }

    pub const fn person(user_id: Uuid, request_id: String) -> Self {
        Self { user_id: Some(user_id), client_id: None, request_id }
    }

    pub const fn machine(client_id: Uuid, request_id: String) -> Self {
        Self { user_id: None, client_id: Some(client_id), request_id }
    }
}

/// What a recorded change answers. Only `Uow::record` makes one, so no write goes unrecorded.
#[derive(Debug)]
pub struct Recorded<T>(T);

impl<T> Recorded<T> {
    pub fn into_inner(self) -> T {
        self.0
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Recorded<U> {
        Recorded(f(self.0))
    }

    pub fn try_map<U>(self, f: impl FnOnce(T) -> Result<U>) -> Result<Recorded<U>> {
        f(self.0).map(Recorded)
    }

    /// For what can only be read inside the transaction, such as the view of what was changed.
    pub async fn then<U>(self, f: impl AsyncFnOnce(T) -> Result<U>) -> Result<Recorded<U>> {
        f(self.0).await.map(Recorded)
    }

    /// Several changes, each of which was recorded.
    pub fn together(all: Vec<Self>) -> Recorded<Vec<T>> {
        Recorded(all.into_iter().map(Self::into_inner).collect())
    }

    /// Nothing was changed, so there is nothing to record.
    pub const fn unchanged(value: T) -> Self {
        Self(value)
    }

    /// An answer given again: its change was recorded when it was first given.
    pub const fn replay(value: T) -> Self {
        Self(value)
    }

    pub fn get(&self) -> &T {
        &self.0
    }
}

const REHEARSAL: &str = "rehearsal";

/// A transaction, who acts in it and when. Dropped without a commit, it rolls back.
pub struct Uow {
    pub tx: Conn,
    pub actor: Actor,
    pub now: DateTime<Utc>,
    pub snapshot: Snapshot,
    /// Which days are worked, and when they are over.
    pub calendar: Arc<Calendar>,
    /// As whom the actor acts, where any of its rights is another's.
    pub(super) scope: OnceLock<Box<Scope>>,
    /// By whose right the step is taken that was begun last; unknown where none was.
    pub(super) stands_in: Mutex<Option<Option<Arc<Delegated>>>>,
    /// Of what the copies that instances hold are old once it commits.
    pub(super) touched: Mutex<BTreeSet<Topic>>,
    /// What it has changed of what figures are made of.
    pub(in crate::store) figures: Mutex<Vec<figures::Change>>,
    /// Nobody else writes until this ends.
    pub(super) alone: bool,
    /// It has to be alone, and was not: it is begun again.
    pub(super) wants_alone: AtomicBool,
}

impl Uow {
    pub fn today(&self) -> NaiveDate {
        day_of(self.now)
    }

    /// Says as whom the actor acts, for the journal.
    pub fn acts_as(&self, scope: &Scope) {
        if scope.has_delegated() {
            // It is said again by each thing that is done of one file, with the same rights.
            let _ = self.scope.set(Box::new(scope.clone()));
            *self.stands_in.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    /// Says by whose right the step is taken that begins.
    pub(in crate::store) fn stands_in(&self, by: Option<Arc<Delegated>>) {
        *self.stands_in.lock().unwrap_or_else(PoisonError::into_inner) = Some(by);
    }

    /// By whose right, where that was delegated: as the step says or, of what is no step, as the unit does whose matter it is.
    pub fn delegated_by(&self, unit: Option<Uuid>) -> Option<Arc<Delegated>> {
        let scope = self.scope.get()?;
        let step = self.stands_in.lock().unwrap_or_else(PoisonError::into_inner).clone();
        step.unwrap_or_else(|| scope.delegated_by(unit))
    }

    pub fn organisation(&self) -> &Arc<Organisation> {
        &self.snapshot.organisation
    }

    pub async fn record<T>(&self, change: Change, value: T) -> Result<Recorded<T>> {
        journal::append(self, change).await?;
        Ok(Recorded(value))
    }

    /// What a change of many things did to each.
    pub async fn record_all(&self, changes: Vec<Change>) -> Result<()> {
        journal::append_all(self, changes).await
    }

    /// Changes many rows alike: a new version of each, whatever the last one was.
    pub async fn change_all<E: EntityTrait>(&self, ids: &[Uuid], columns: &[(E::Column, SimpleExpr)]) -> Result<()> {
        for ids in bulk::lists(ids) {
            let mut update = E::update_many();
            for (column, value) in columns {
                update = update.col_expr(*column, value.clone());
            }
            update
                .col_expr(Alias::new("version"), Expr::col("version").add(1))
                .col_expr(Alias::new("updated_at"), Expr::value(self.now))
                .filter(Expr::col("id").is_in(ids))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Whoever names the same digest (SHA-256 in hexadecimal) takes turns until the transaction ends. (SQLite has one
    /// writer at a time anyhow.) Held in order, so that two never wait for each other.
    pub async fn take_turns(&self, digests: &[String]) -> Result<()> {
        if self.tx.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        let key = |sha256: &String| i64::from_str_radix(sha256.get(..15)?, 16).ok();
        let mut keys: Vec<i64> = digests.iter().filter_map(key).collect();
        keys.sort_unstable();
        if keys.is_empty() {
            return Ok(());
        }
        // One statement for however many; rows of `unnest` come in the order of the list.
        let list = keys.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let sql = "SELECT pg_advisory_xact_lock(key) FROM unnest(string_to_array($1, ',')::bigint[]) AS key";
        self.tx.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [list.into()])).await?;
        Ok(())
    }

    /// A point in the transaction that can be gone back to.
    pub async fn savepoint(&self, name: &str) -> Result<()> {
        self.tx.execute_unprepared(&format!("SAVEPOINT {name}")).await?;
        Ok(())
    }

    /// Takes back whatever was done since; the point stays. What was told of figures stays told: they are read once more.
    pub async fn back_to(&self, savepoint: &str) -> Result<()> {
        self.tx.execute_unprepared(&format!("ROLLBACK TO SAVEPOINT {savepoint}")).await?;
        Ok(())
    }

    /// What was done since stays part of the transaction.
    pub async fn release(&self, savepoint: &str) -> Result<()> {
        self.tx.execute_unprepared(&format!("RELEASE SAVEPOINT {savepoint}")).await?;
        Ok(())
    }

    /// Really does something, looks at it, and leaves no trace: a savepoint that is always rolled back.
    pub async fn rehearse<T>(&self, work: impl AsyncFnOnce(&Conn) -> Result<T>) -> Result<T> {
        self.savepoint(REHEARSAL).await?;
        let seen = Box::pin(work(&self.tx)).await;
        self.back_to(REHEARSAL).await?;
        self.release(REHEARSAL).await?;
        seen
    }

    /// Tells every instance, once this commits, that its copy is old. A write that changes by what others decide waits
    /// until these have ended, and holds up those that come: so nobody decides by what is no longer true. However often a
    /// transaction says so, a counter goes up once, at its end.
    pub fn touch(&self, topic: Topic) -> Result<()> {
        if matches!(topic, Topic::Organisation | Topic::Access) && !self.alone {
            self.wants_alone.store(true, Ordering::SeqCst);
            return Err(Error::new(Code::Unavailable));
        }
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).insert(topic);
        Ok(())
    }

    /// The counters of what it has changed that instances hold go up: with its end.
    pub(super) fn counted_up(&self) -> Vec<Statement> {
        let touched = std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner));
        let backend = self.tx.get_database_backend();
        touched.into_iter().map(|topic| memory::counted_up(topic).build(backend)).collect()
    }
}
