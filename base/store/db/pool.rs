//! Connections to one database, as many as there are places for.
//!
//! The driver's own pool waits without end for a connection whose other side has fallen silent, and its place is lost. Here
//! what does not answer within its bound is dropped, and the next user of the place opens a new one.
use std::{
    collections::VecDeque,
    future::Future,
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, SqlxError, Statement,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{sleep, timeout},
};

use super::{
    connect::{Way, failed},
    connection::{Connection, here},
    statements::Statements,
    transaction::{Home, Transaction},
};
use crate::kernel::{error::Result, trace};

/// A server that is being started is asked again after this.
const PAUSE: Duration = Duration::from_millis(50);

/// How long is waited.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// For a place, and for a connection.
    pub acquire: Duration,
    /// For the answer to one statement.
    pub silence: Duration,
}

pub struct Pool {
    /// As metrics call it.
    pub name: &'static str,
    backend: DbBackend,
    way: Way,
    places: Semaphore,
    size: u32,
    /// The one that was used last stands last.
    idle: Mutex<VecDeque<Connection>>,
    bounds: Bounds,
    statements: Arc<Statements>,
}

impl Pool {
    pub fn new(name: &'static str, way: Way, size: u32, bounds: Bounds, statements: Arc<Statements>) -> Self {
        let backend = if matches!(way, Way::Sqlite(_)) { DbBackend::Sqlite } else { DbBackend::Postgres };
        let (places, idle) = (Semaphore::new(size as usize), Mutex::default());
        Self { name, backend, way, places, size, idle, bounds, statements }
    }

    /// A connection, for as long as the lease is held.
    pub async fn take(&self) -> Result<Lease<'_>, DbErr> {
        let place = match self.places.try_acquire() {
            Ok(place) => place,
            Err(_) => self.wait().await?,
        };
        let free = match self.free() {
            Some(connection) => connection.alive().await,
            None => None,
        };
        let connection = match free {
            Some(connection) => connection,
            None => self.open().await?,
        };
        Ok(Lease { pool: self, connection: Some(connection), home: None, _place: place })
    }

    /// Of those that nobody uses one that is heard here, the one that was used last.
    fn free(&self) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let here = here();
        match idle.iter().rposition(|connection| connection.is_heard_by(here)) {
            Some(at) => idle.remove(at),
            // Another's, unless there is room for one more.
            None if idle.len() + self.in_use() > self.size as usize => idle.pop_back(),
            None => None,
        }
    }

    fn in_use(&self) -> usize {
        (self.size as usize).saturating_sub(self.places.available_permits())
    }

    async fn wait(&self) -> Result<SemaphorePermit<'_>, DbErr> {
        let began = Instant::now();
        let place = timeout(self.bounds.acquire, self.places.acquire()).await;
        metrics::histogram!("database_wait_seconds", "pool" => self.name).record(began.elapsed().as_secs_f64());
        match place {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)),
            Err(_) => {
                metrics::counter!("database_wait_timeouts_total", "pool" => self.name).increment(1);
                Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
            }
        }
    }

    /// One that is refused since the server is being started is asked for again, as long as somebody waits for it.
    async fn open(&self) -> Result<Connection, DbErr> {
        let opened = async {
            loop {
                match Connection::open(&self.way).await {
                    Err(e) if is_being_started(&e) => sleep(PAUSE).await,
                    done => return done.map_err(failed),
                }
            }
        };
        let late = |_| Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout));
        timeout(self.bounds.acquire, opened).await.unwrap_or_else(late)
    }

    /// Ends the connections that nobody uses.
    pub async fn close(&self) -> Result<(), DbErr> {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for connection in idle {
            connection.close().await?;
        }
        Ok(())
    }

    /// Drops the connections that nobody uses: what they were made on is gone, or what they lead to.
    pub fn forget_idle(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Where one is gone the others may be, too. Those that nobody needs are ended one by one.
    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if connection.is_broken() {
            return idle.iter_mut().for_each(Connection::doubt);
        }
        if idle.front().is_some_and(Connection::is_needless) {
            idle.pop_front();
        }
        if !connection.is_needless() {
            idle.push_back(connection);
        }
    }

    /// Tells the metrics how much of it is in use.
    pub fn report(&self) {
        let in_use = u32::try_from(self.in_use()).unwrap_or(self.size);
        metrics::gauge!("database_connections_in_use", "pool" => self.name).set(f64::from(in_use));
        metrics::gauge!("database_connections_max", "pool" => self.name).set(f64::from(self.size));
        // Told before it has happened, so that the first time is an increase.
        metrics::counter!("database_wait_timeouts_total", "pool" => self.name).increment(0);
    }
}

fn is_being_started(e: &SqlxError) -> bool {
    match e {
        SqlxError::Io(e) => e.kind() == std::io::ErrorKind::ConnectionRefused,
        // cannot_connect_now
        SqlxError::Database(e) => e.code().is_some_and(|code| code == "57P03"),
        _ => false,
    }
}

/// A place in a pool and the connection in it. Given back when dropped.
pub struct Lease<'a> {
    pool: &'a Pool,
    connection: Option<Connection>,
    /// Where a transaction puts the connection.
    home: Option<Arc<Home>>,
    _place: SemaphorePermit<'a>,
}

impl Lease<'_> {
    /// A transaction, and what is looked at first in it. `begin` is said to SQLite; there it may take the place of the one
    /// who writes.
    pub async fn begin(&mut self, begin: &str, look: &str) -> Result<(Transaction, Vec<QueryResult>), DbErr> {
        let begin = if self.pool.backend == DbBackend::Sqlite { begin } else { "BEGIN" };
        let connection = self.connection.take().ok_or_else(in_use)?;
        let (backend, statements) = (self.pool.backend, self.pool.statements.clone());
        let home = Arc::new(Home { backend, statements, back: Mutex::default(), answers: AtomicU64::new(0) });
        self.home = Some(home.clone());
        bounded(self.pool, Transaction::begin(connection, home, (begin, look))).await
    }

    /// Waits for work of many statements, as long as answers keep coming.
    pub async fn answers<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let mut work = pin!(work);
        loop {
            let before = self.heard();
            match timeout(self.pool.bounds.silence, &mut work).await {
                Ok(done) => return done,
                Err(_) if self.heard() == before => return Err(silent(self.pool).into()),
                Err(_) => {}
            }
        }
    }

    fn heard(&self) -> u64 {
        self.home.as_ref().map_or(0, |home| home.answers.load(Ordering::Relaxed))
    }

    /// One statement by itself.
    async fn ask<T>(
        &mut self,
        statement: &Statement,
        ask: impl AsyncFnOnce(&mut Connection) -> Result<T, DbErr>,
    ) -> Result<T, DbErr> {
        let began = Instant::now();
        let connection = self.connection.as_mut().ok_or_else(in_use)?;
        let answer = timeout(self.pool.bounds.silence, ask(connection)).await;
        let answer = answer.unwrap_or_else(|_| {
            connection.give_up();
            Err(silent(self.pool))
        });
        self.pool.statements.answered(statement);
        trace::statement(&statement.sql, began.elapsed(), answer.is_err());
        answer
    }
}

async fn bounded<T>(pool: &Pool, answer: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
    timeout(pool.bounds.silence, answer).await.unwrap_or_else(|_| Err(silent(pool)))
}

fn silent(pool: &Pool) -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(format!("no answer within {:?}", pool.bounds.silence)))
}

fn in_use() -> DbErr {
    DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let back = self.connection.take().or_else(|| self.home.take()?.taken());
        if let Some(connection) = back {
            self.pool.give_back(connection);
        }
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Pool {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut lease = self.take().await?;
        lease.ask(&statement, async |connection| connection.execute(&statement).await).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut lease = self.take().await?;
        let statement = Statement::from_string(self.backend, sql);
        lease.ask(&statement, async |connection| connection.unprepared(sql).await).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let mut lease = self.take().await?;
        lease.ask(&statement, async |connection| connection.one(&statement).await).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut lease = self.take().await?;
        lease.ask(&statement, async |connection| connection.all(&statement).await).await
    }
}
