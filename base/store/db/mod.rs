//! Connections, and the unit of work every write goes through.
pub mod bulk;
mod conn;
mod connect;
mod connection;
mod pool;
mod reads;
mod replica;
mod session;
mod statements;
mod transaction;
mod uow;
mod write;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use entity::snapshot_version::Topic;
use sea_orm::{ActiveEnum, DatabaseConnection, DbErr, Statement, Value, sea_query::Expr};

pub use conn::Conn;
pub use connect::Settings;
use connect::{LOCKED, Mode, Way};
use pool::Bounds;
pub use pool::{Lease, Pool};
pub(super) use reads::has_seen;
pub use reads::{Reads, Seen};
use replica::Replica;
use statements::Statements;
pub use uow::{Actor, Recorded, Uow};
pub use write::Work;

use crate::{
    kernel::{
        calendar::{Calendar, Closing, Edition},
        clock::Clock,
        error::{Error, Result},
    },
    store::{
        figures::Held,
        memory::{self, Shared, Snapshot},
    },
};

const SQLITE_READERS: u32 = 4;

/// One database: connections that write, and others that cannot.
pub struct Db {
    primary: Arc<Pool>,
    reads: Arc<Reads>,
    /// What callers ask over.
    ways: Ways,
    pub shared: Shared,
    pub(super) figures: Held,
    pub clock: Clock,
    /// Which days are worked, and when they are over.
    pub calendar: Arc<Calendar>,
    commits: AtomicU64,
    statements: Arc<Statements>,
}

/// Whether a piece of work is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    Commit,
    /// Everything is checked and answered, nothing is kept.
    Rollback,
}

struct Ways {
    primary: Conn,
    reads: Conn,
    latest: Conn,
}

impl Db {
    /// Fails where the database cannot be reached, or is reached in a way that would not keep the promises.
    pub async fn connect(settings: &Settings, clock: Clock) -> Result<Self, DbErr> {
        let statements = Arc::<Statements>::default();
        let pool = |name, url: &str, mode, size| {
            let bounds = Bounds { acquire: settings.acquire_timeout, silence: settings.silence() };
            Ok::<_, DbErr>(Pool::new(name, Way::of(settings, url, mode)?, size, bounds, statements.clone()))
        };
        // SQLite has one writer at a time: a second connection would only wait inside the database. It reads on the
        // cores of this machine, and each connection keeps a thread, pages and statements of its own.
        let most = settings.max_connections;
        let (writers, readers) = if settings.is_sqlite() { (1, most.min(SQLITE_READERS)) } else { (most, most) };
        let primary = Arc::new(pool("primary", &settings.url, Mode::ReadWrite, writers)?);
        let reader = Arc::new(pool("reader", &settings.url, Mode::ReadOnly, readers)?);
        session::check(&primary, settings, Mode::ReadWrite).await?;
        session::check(&reader, settings, Mode::ReadOnly).await?;
        let replica = match &settings.replica_url {
            Some(url) => Some(Replica::new(pool("replica", url, Mode::ReadOnly, most)?, settings.replica_lag)),
            None => None,
        };
        let reads = Arc::new(Reads { primary: reader, replica });
        let ways = Ways {
            primary: Conn::Pool(primary.clone()),
            reads: Conn::Reads(reads.clone()),
            latest: Conn::Pool(reads.primary.clone()),
        };
        let calendar = Calendar::read(Edition::OURS, Closing::default());
        let calendar = calendar.map_err(|e| DbErr::Custom(format!("data/calendar: {e}")))?;
        Ok(Self {
            primary,
            reads,
            ways,
            shared: Shared::default(),
            figures: Held::default(),
            clock,
            calendar: Arc::new(calendar),
            commits: AtomicU64::new(0),
            statements,
        })
    }

    /// Ends all connections that are not in use, so that another process may open the file.
    pub async fn close(&self) -> Result<()> {
        self.reads.primary.close().await?;
        if let Some(replica) = &self.reads.replica {
            replica.pool.close().await?;
        }
        Ok(self.primary.close().await?)
    }

    /// Connections belong to the event loop they were made on. Once the threads that serve have ended, theirs are dead.
    pub fn forget_idle(&self) {
        self.primary.forget_idle();
        self.reads.primary.forget_idle();
    }

    /// For single queries; the database refuses a write on these connections.
    pub fn read(&self) -> &Conn {
        &self.ways.reads
    }

    /// A connection for changing the schema, which may take longer than any statement of a request. A file that somebody
    /// else holds says so before the connection is given up: only then is it known that another try is worth it.
    pub fn for_migration(settings: &Settings) -> Result<DatabaseConnection, DbErr> {
        let acquire_timeout = if settings.is_sqlite() { 2 * LOCKED } else { settings.acquire_timeout };
        let patient = Settings { statement_timeout: Duration::ZERO, acquire_timeout, ..settings.clone() };
        Ok(Way::of(&patient, &settings.url, Mode::ReadWrite)?.pooled(acquire_timeout))
    }

    /// For single statements that write and need no transaction.
    pub fn primary(&self) -> &Conn {
        &self.ways.primary
    }

    /// As read-only as `read`, but never behind the primary.
    pub fn read_latest(&self) -> &Conn {
        &self.ways.latest
    }

    /// How often this process has committed: tells its own caches that something changed.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }

    /// How many statements this process has sent, those of transactions too, but for the beginning and the end of these.
    pub fn statements(&self) -> u64 {
        self.statements.count()
    }

    /// Tells of each of these statements: for those who want to know how the database carries them out.
    pub fn on_statement(&self, listener: impl Fn(&Statement) + Send + Sync + 'static) {
        self.statements.listen(listener);
    }

    /// What is kept in memory: at most half a second old.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let found = self.shared.snapshot(self.read_latest(), self.clock.now()).await?;
        self.calendar.adopt(&found.entered);
        Ok(found)
    }

    /// The same, and not older than what this process has changed of figures.
    pub async fn snapshot_with_figures(&self) -> Result<Snapshot> {
        let found = self.shared.with_figures(self.read_latest(), self.clock.now()).await?;
        self.calendar.adopt(&found.entered);
        Ok(found)
    }

    /// What is kept in memory, as the database has it now.
    pub async fn latest_snapshot(&self) -> Result<Snapshot> {
        let found = self.shared.latest(self.read_latest(), self.clock.now()).await?;
        self.calendar.adopt(&found.entered);
        Ok(found)
    }

    /// Proves that the database takes a write, by the smallest one there is.
    pub async fn prove_writable(&self) -> Result<()> {
        Ok(memory::bump(self.primary(), Topic::Readiness).await?)
    }

    /// Whether there is a replica, which is looked at from time to time.
    pub fn has_replica(&self) -> bool {
        self.reads.replica.is_some()
    }

    /// Whether reads go to the replica.
    pub fn replica_is_fit(&self) -> bool {
        self.reads.replica.as_ref().is_some_and(Replica::is_fit)
    }

    /// Finds out how far the replica is behind, and whether it may be asked.
    pub async fn look_at_replica(&self) {
        if let Some(replica) = &self.reads.replica {
            replica.look(&self.reads.primary).await;
        }
    }

    /// Tells the metrics how the connections are used.
    pub fn report(&self) {
        self.primary.report();
        self.reads.primary.report();
        match &self.reads.replica {
            Some(replica) => replica.pool.report(),
            None => replica::report_none(),
        }
    }

    /// Several queries that see one state of the database: what these connections read is repeatable by default, which
    /// spares each of these a statement.
    pub async fn read_together<T>(&self, work: impl AsyncFn(&Conn) -> Result<T>) -> Result<T> {
        if let Some(replica) = self.reads.replica() {
            let done = read_in(&replica.pool, &work).await;
            let failed = done.as_ref().err().and_then(Error::of_database);
            match failed.filter(|e| reads::is_of_the_replica(e)) {
                Some(why) => replica.leave_out(why),
                None => return done,
            }
        }
        read_in(&self.reads.primary, &work).await
    }

    /// The same, never behind the primary.
    pub async fn read_latest_together<T>(&self, work: impl AsyncFn(&Conn) -> Result<T>) -> Result<T> {
        read_in(&self.reads.primary, &work).await
    }
}

/// A value that stands in the statement itself: one that says which rows a partial index is of. For one that is bound SQLite
/// makes its plan anew each time the statement is asked.
pub fn literal(value: impl ActiveEnum<Value: Into<Value>>) -> Expr {
    Expr::Constant(value.to_value().into())
}

async fn read_in<T>(pool: &Pool, work: &impl AsyncFn(&Conn) -> Result<T>) -> Result<T> {
    let mut lease = pool.take().await?;
    let (tx, _) = lease.begin("BEGIN", "").await?;
    let tx = Conn::Transaction(tx);
    let all = async {
        let done = Box::pin(work(&tx)).await;
        let ended = tx.commit(&[]).await;
        let done = done?;
        ended?;
        Ok(done)
    };
    lease.answers(all).await
}
