//! Connections, and the unit of work every write goes through.
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, NaiveDate, Utc};
use entity::snapshot_version::Topic;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ActiveModelTrait, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    EntityTrait, IntoActiveModel, IsolationLevel, QueryFilter, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    clock::{Clock, day_of},
    error::{Code, Error, Result},
    journal::{self, Change},
    organisation::Organisation,
    shared::{self, Shared, Snapshot},
};

const ATTEMPTS: u32 = 6;

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct Settings {
    pub url: String,
    /// Reads that may be a moment old go here.
    pub replica_url: Option<String>,
    pub max_connections: u32,
    pub acquire_timeout: Duration,
    pub statement_timeout: Duration,
    /// PostgreSQL only: where the tables are.
    pub schema: Option<String>,
    /// Whether a commit waits until it would outlive a power cut. Only the filling of an empty database may not.
    pub durable: bool,
}

impl Settings {
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            replica_url: None,
            max_connections: 10,
            acquire_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(10),
            schema: None,
            durable: true,
        }
    }

    fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }
}

/// Two pools of one database: one writes, the other cannot.
pub struct Db {
    primary: DatabaseConnection,
    reader: DatabaseConnection,
    has_replica: bool,
    pub shared: Shared,
    pub clock: Clock,
    commits: AtomicU64,
}

/// Who acts, for the journal.
#[derive(Clone, Debug)]
pub struct Actor {
    pub user_id: Option<Uuid>,
    pub request_id: String,
}

impl Actor {
    /// The service itself: jobs, imports, the command line.
    pub fn system(job: &str) -> Self {
        Self { user_id: None, request_id: job.to_owned() }
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

    /// An answer given again: its change was recorded when it was first given.
    pub(in crate::core) const fn replay(value: T) -> Self {
        Self(value)
    }

    pub fn get(&self) -> &T {
        &self.0
    }
}

/// A transaction, who acts in it and when. Dropped without a commit, it rolls back.
pub struct Uow {
    pub tx: DatabaseTransaction,
    pub actor: Actor,
    pub now: DateTime<Utc>,
    pub snapshot: Snapshot,
    touched: AtomicBool,
}

impl Uow {
    pub fn today(&self) -> NaiveDate {
        day_of(self.now)
    }

    pub fn organisation(&self) -> &Arc<Organisation> {
        &self.snapshot.organisation
    }

    pub async fn record<T>(&self, change: Change<'_>, value: T) -> Result<Recorded<T>> {
        journal::append(self, &change).await?;
        Ok(Recorded(value))
    }

    /// Changes a row only if it still is the version that was read: no other change is lost.
    pub async fn save<A>(&self, next: A, id: Uuid, seen: i64) -> Result<<A::Entity as EntityTrait>::Model>
    where
        A: ActiveModelTrait,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        let rows = A::Entity::update_many()
            .set(next)
            .filter(Expr::col("id").eq(id))
            .filter(Expr::col("version").eq(seen))
            .exec_with_returning(&self.tx)
            .await?;
        rows.into_iter().next().ok_or_else(|| Error::new(Code::VersionMismatch))
    }

    /// Tells every instance, once this commits, that its copy is old.
    pub async fn touch(&self, topic: Topic) -> Result<()> {
        self.touched.store(true, Ordering::SeqCst);
        Ok(shared::bump(&self.tx, topic).await?)
    }
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
        let primary = Database::connect(options(settings, &settings.url, Mode::ReadWrite)).await?;
        let reader_url = settings.replica_url.as_ref().unwrap_or(&settings.url);
        let reader = Database::connect(options(settings, reader_url, Mode::ReadOnly)).await?;
        Ok(Self {
            primary,
            reader,
            has_replica: settings.replica_url.is_some(),
            shared: Shared::default(),
            clock,
            commits: AtomicU64::new(0),
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

    /// What is kept in memory: at most half a second old.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        Ok(self.shared.snapshot(self.read_latest(), self.clock.now()).await?)
    }

    /// What is kept in memory, as the database has it now.
    pub async fn latest_snapshot(&self) -> Result<Snapshot> {
        Ok(self.shared.latest(self.read_latest(), self.clock.now()).await?)
    }

    /// Several queries that see one state of the database.
    pub async fn read_together<T>(&self, work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T>) -> Result<T> {
        let postgres = self.reader.get_database_backend() == DbBackend::Postgres;
        let options = TransactionOptions {
            isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
            access_mode: postgres.then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: None,
        };
        let tx = self.reader.begin_with_options(options).await?;
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
                Err(e) if attempt < ATTEMPTS && is_transient(&e) => {
                    tracing::debug!(attempt, error = ?e, "transaction retried");
                    tokio::time::sleep(backoff(attempt)).await;
                    attempt += 1;
                }
                Err(e) if is_transient(&e) => {
                    return Err(Error { code: Code::Unavailable, ..e });
                }
                done => return done,
            }
        }
    }

    async fn attempt<T>(&self, actor: &Actor, keep: Keep, work: impl AsyncFn(&Uow) -> Result<T>) -> Result<T> {
        let snapshot = self.snapshot().await?;
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

enum Mode {
    ReadWrite,
    ReadOnly,
}

fn options(settings: &Settings, url: &str, mode: Mode) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(settings.max_connections)
        .acquire_timeout(settings.acquire_timeout)
        .sqlx_logging(false)
        .test_before_acquire(false);
    let read_only = matches!(mode, Mode::ReadOnly);
    if settings.is_sqlite() {
        // SQLite has one writer at a time: a second connection would only wait inside the database.
        if !read_only {
            options.max_connections(1);
        }
        let synchronous = if settings.durable { SqliteSynchronous::Full } else { SqliteSynchronous::Off };
        options.map_sqlx_sqlite_opts(move |o| {
            let o = o
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(synchronous)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5));
            if read_only { o.pragma("query_only", "ON") } else { o }
        });
    } else {
        let timeout = settings.statement_timeout.as_millis().to_string();
        let durable = settings.durable;
        if let Some(schema) = &settings.schema {
            options.set_schema_search_path(schema.clone());
        }
        options.map_sqlx_postgres_opts(move |o| {
            let only = if read_only { "on" } else { "off" };
            let wait = if durable { "on" } else { "off" };
            o.options([
                ("default_transaction_read_only", only),
                ("statement_timeout", timeout.as_str()),
                ("synchronous_commit", wait),
            ])
        });
    }
    options
}

/// Serialization failures and deadlocks of PostgreSQL, a busy SQLite: the same work may succeed the next time.
fn is_transient(e: &Error) -> bool {
    let Some(DbErr::Exec(e) | DbErr::Query(e) | DbErr::Conn(e)) =
        e.source.as_ref().and_then(|source| source.downcast_ref::<DbErr>())
    else {
        return false;
    };
    let sea_orm::RuntimeErr::SqlxError(e) = e else { return false };
    let code = e.as_database_error().and_then(|e| e.code());
    // 5 and 517 are SQLITE_BUSY and SQLITE_BUSY_SNAPSHOT.
    matches!(code.as_deref(), Some("40001" | "40P01" | "5" | "517"))
}

fn backoff(attempt: u32) -> Duration {
    let jitter = u64::from(Uuid::new_v4().as_bytes()[0]) / 16;
    Duration::from_millis(2_u64.pow(attempt) * 2 + jitter)
}
