//! Connections, and the unit of work every write goes through.
pub mod bulk;
mod connect;
mod uow;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    Database, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use uuid::Uuid;

pub use connect::Settings;
use connect::{Mode, options};
pub use uow::{Actor, Recorded, Uow};

use crate::{
    kernel::{
        clock::Clock,
        error::{Code, Error, Result},
    },
    store::memory::{Shared, Snapshot},
};

const ATTEMPTS: u32 = 6;

/// Two pools of one database: one writes, the other cannot.
pub struct Db {
    primary: DatabaseConnection,
    reader: DatabaseConnection,
    has_replica: bool,
    pub shared: Shared,
    pub clock: Clock,
    commits: AtomicU64,
    statements: Arc<AtomicU64>,
}

/// Whether a piece of work is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    Commit,
    /// Everything is checked and answered, nothing is kept.
    Rollback,
}

impl Db {
    pub async fn connect(settings: &Settings, clock: Clock) -> Result<Self, DbErr> {
        let mut primary = Database::connect(options(settings, &settings.url, Mode::ReadWrite)).await?;
        let reader_url = settings.replica_url.as_ref().unwrap_or(&settings.url);
        let mut reader = Database::connect(options(settings, reader_url, Mode::ReadOnly)).await?;
        let statements = Arc::new(AtomicU64::new(0));
        for pool in [&mut primary, &mut reader] {
            let statements = statements.clone();
            pool.set_metric_callback(move |_| {
                statements.fetch_add(1, Ordering::Relaxed);
            });
        }
        Ok(Self {
            primary,
            reader,
            has_replica: settings.replica_url.is_some(),
            shared: Shared::default(),
            clock,
            commits: AtomicU64::new(0),
            statements,
        })
    }

    /// Ends all connections, so that another process may open the file.
    pub async fn close(self) -> Result<()> {
        self.reader.close().await?;
        Ok(self.primary.close().await?)
    }

    /// For single queries; the database refuses a write on this connection.
    pub fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For migrations and for what must not lag behind a replica.
    pub fn primary(&self) -> &DatabaseConnection {
        &self.primary
    }

    /// As read-only as `read`, but never behind the primary.
    pub fn read_latest(&self) -> &DatabaseConnection {
        if self.has_replica { &self.primary } else { &self.reader }
    }

    /// How often this process has committed: tells its own caches that something changed.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }

    /// How many statements this process has sent, those of transactions too, but for the beginning and the end of these.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// What is kept in memory: at most half a second old.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        Ok(self.shared.snapshot(self.read_latest(), self.clock.now()).await?)
    }

    /// What is kept in memory, as the database has it now.
    pub async fn latest_snapshot(&self) -> Result<Snapshot> {
        Ok(self.shared.latest(self.read_latest(), self.clock.now()).await?)
    }

    /// Several queries that see one state of the database: what these connections read is repeatable by default, which
    /// spares each of these a statement.
    pub async fn read_together<T>(&self, work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T>) -> Result<T> {
        let tx = self.reader.begin_with_options(TransactionOptions::default()).await?;
        let done = work(&tx).await?;
        tx.commit().await?;
        Ok(done)
    }

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
        self.transact(actor, keep, async |uow| Ok(work(uow).await?.into_inner())).await
    }

    /// Housekeeping that is no matter for the journal: sealing it, leases, refresh tokens, expiry.
    pub async fn maintain<T>(&self, job: &str, work: impl AsyncFn(&Uow) -> Result<T>) -> Result<T> {
        self.transact(&Actor::system(job), Keep::Commit, work).await
    }

    async fn transact<T>(&self, actor: &Actor, keep: Keep, work: impl AsyncFn(&Uow) -> Result<T>) -> Result<T> {
        let mut attempt = 1;
        loop {
            match self.attempt(actor, keep, &work).await {
                Err(e) if attempt < ATTEMPTS && may_succeed(&e) => {
                    tracing::debug!(attempt, error = ?e, "transaction retried");
                    tokio::time::sleep(backoff(attempt)).await;
                    attempt += 1;
                }
                Err(e) if may_succeed(&e) => {
                    return Err(Error { code: Code::Unavailable, ..e });
                }
                done => return done,
            }
        }
    }

    async fn attempt<T>(&self, actor: &Actor, keep: Keep, work: impl AsyncFn(&Uow) -> Result<T>) -> Result<T> {
        let snapshot = self.latest_snapshot().await?;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let tx = self.primary.begin_with_options(options).await?;
        let uow = Uow { tx, actor: actor.clone(), now: self.clock.now(), snapshot, touched: AtomicBool::new(false) };
        let done = work(&uow).await?;
        match keep {
            Keep::Rollback => uow.tx.rollback().await?,
            Keep::Commit => {
                uow.tx.commit().await?;
                self.commits.fetch_add(1, Ordering::SeqCst);
                if uow.touched.into_inner() {
                    self.shared.expire();
                }
            }
        }
        Ok(done)
    }
}

fn may_succeed(e: &Error) -> bool {
    e.source.as_ref().and_then(|source| source.downcast_ref()).is_some_and(is_transient)
}

/// Serialization failures and deadlocks of PostgreSQL, a busy SQLite: the same work may succeed the next time.
pub fn is_transient(e: &DbErr) -> bool {
    let (DbErr::Exec(e) | DbErr::Query(e) | DbErr::Conn(e)) = e else { return false };
    let sea_orm::RuntimeErr::SqlxError(e) = e else { return false };
    let code = e.as_database_error().and_then(|e| e.code());
    // 5 and 517 are SQLITE_BUSY and SQLITE_BUSY_SNAPSHOT.
    matches!(code.as_deref(), Some("40001" | "40P01" | "5" | "517"))
}

fn backoff(attempt: u32) -> Duration {
    let jitter = u64::from(Uuid::new_v4().as_bytes()[0]) / 16;
    Duration::from_millis(2_u64.pow(attempt) * 2 + jitter)
}
