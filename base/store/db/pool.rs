//! Connections to one database, each in a place of its own.
//!
//! The driver's pool waits without end for a connection whose other side has fallen silent, and its place is lost. So
//! each place holds a pool of one connection: what does not answer within its bound is dropped, place and all, and the
//! next user of the place opens a new one.
mod asking;

use std::{
    collections::VecDeque,
    future::Future,
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::{
    ConnAcquireErr, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr,
    TransactionOptions, TransactionTrait,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use super::{
    kept::{Kept, is_one_of_a_kind},
    statements::Statements,
};
use crate::kernel::{
    error::{Fate, Result, fate},
    trace,
};

/// How long is waited.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// For a place.
    pub acquire: Duration,
    /// For the answer to one statement.
    pub silence: Duration,
}

pub struct Pool {
    /// As metrics call it.
    pub name: &'static str,
    backend: DbBackend,
    options: ConnectOptions,
    places: Semaphore,
    size: u32,
    /// Those of which no connection is kept, then the others; of each, the one that was used last stands last.
    idle: Mutex<VecDeque<Slot>>,
    bounds: Bounds,
    statements: Arc<Statements>,
}

struct Slot {
    connection: DatabaseConnection,
    /// What of it was kept when it was last used.
    kept: Option<Kept>,
    heard: Arc<Heard>,
}

/// What was heard from a connection.
#[derive(Default)]
struct Heard {
    /// How many statements it has answered.
    answers: AtomicU64,
    /// It holds what nobody will ask for again. Not said of SQLite, whose file is free only some time after a connection was
    /// ended.
    laden: AtomicBool,
}

impl Slot {
    /// Whatever still holds the connection closes it instead of giving it back: that much is done by asking, and
    /// there is nobody to wait for the rest.
    fn end(self) {
        if let Some(kept) = self.kept {
            kept.abandon();
        }
        match self.connection.get_database_backend() {
            DbBackend::Postgres => drop(self.connection.get_postgres_connection_pool().close()),
            _ => drop(self.connection.get_sqlite_connection_pool().close()),
        }
    }
}

impl Pool {
    pub fn new(
        name: &'static str,
        options: ConnectOptions,
        size: u32,
        bounds: Bounds,
        statements: Arc<Statements>,
    ) -> Self {
        let sqlite = options.get_url().starts_with("sqlite:");
        let backend = if sqlite { DbBackend::Sqlite } else { DbBackend::Postgres };
        let (places, idle) = (Semaphore::new(size as usize), Mutex::default());
        Self { name, backend, options, places, size, idle, bounds, statements }
    }

    /// A connection, for as long as the lease is held: for a transaction, for which none is kept.
    pub async fn take(&self) -> Result<Lease<'_>, DbErr> {
        self.take_from(VecDeque::pop_front).await
    }

    async fn take_from(&self, end: fn(&mut VecDeque<Slot>) -> Option<Slot>) -> Result<Lease<'_>, DbErr> {
        let place = match self.places.try_acquire() {
            Ok(place) => place,
            Err(_) => self.wait().await?,
        };
        let free = end(&mut self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        let slot = match free {
            Some(slot) => slot,
            None => self.open().await?,
        };
        Ok(Lease { pool: self, slot: Some(slot), unfit: AtomicBool::new(false), _place: place })
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

    /// The connection itself is made when it is first used.
    async fn open(&self) -> Result<Slot, DbErr> {
        let mut connection = Database::connect(self.options.clone()).await?;
        let (statements, heard) = (self.statements.clone(), Arc::new(Heard::default()));
        let (hears, postgres) = (heard.clone(), self.backend == DbBackend::Postgres);
        connection.set_metric_callback(move |answer| {
            statements.answered(answer.statement);
            trace::statement(&answer.statement.sql, answer.elapsed, answer.failed);
            hears.answers.fetch_add(1, Ordering::Relaxed);
            hears.laden.fetch_or(postgres && is_one_of_a_kind(answer.statement), Ordering::Relaxed);
        });
        Ok(Slot { connection, kept: None, heard })
    }

    /// Ends the connections that nobody uses.
    pub async fn close(&self) -> Result<(), DbErr> {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for slot in idle {
            if let Some(kept) = slot.kept {
                kept.close().await?;
            }
            slot.connection.close().await?;
        }
        Ok(())
    }

    /// Drops the connections that nobody uses: what they were made on is gone, or what they lead to.
    pub fn forget_idle(&self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        idle.into_iter().for_each(Slot::end);
    }

    /// Tells the metrics how much of it is in use.
    pub fn report(&self) {
        let free = u32::try_from(self.places.available_permits()).unwrap_or(self.size);
        let in_use = self.size.saturating_sub(free);
        metrics::gauge!("database_connections_in_use", "pool" => self.name).set(f64::from(in_use));
        metrics::gauge!("database_connections_max", "pool" => self.name).set(f64::from(self.size));
        // Told before it has happened, so that the first time is an increase.
        metrics::counter!("database_wait_timeouts_total", "pool" => self.name).increment(0);
    }
}

/// A place in a pool and the connection in it. Given back when dropped.
pub struct Lease<'a> {
    pool: &'a Pool,
    slot: Option<Slot>,
    /// Not to be used again.
    unfit: AtomicBool,
    _place: SemaphorePermit<'a>,
}

impl Lease<'_> {
    pub async fn begin(&mut self, options: TransactionOptions) -> Result<DatabaseTransaction, DbErr> {
        let kept = self.kept().await;
        let connection = self.driver(kept)?;
        self.answer(connection.begin_with_options(options)).await
    }

    /// The connection that is kept, if it still lives.
    async fn kept(&mut self) -> Option<Kept> {
        self.slot.as_mut()?.kept.take()?.alive().await
    }

    /// The driver's pool of one, to which the connection has been given back.
    fn driver(&self, kept: Option<Kept>) -> Result<DatabaseConnection, DbErr> {
        drop(kept);
        let slot = self.slot.as_ref().ok_or(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?;
        Ok(slot.connection.clone())
    }

    /// The connection that is kept or, where there is none, the driver's.
    async fn hold(&mut self) -> Result<Kept, DbErr> {
        match self.kept().await {
            Some(kept) if !kept.is_due_back() => Ok(kept),
            kept => {
                let connection = self.driver(kept)?;
                self.answer(Kept::of(&connection)).await
            }
        }
    }

    /// Waits for the answer to one statement, as long as there may be one.
    pub async fn answer<T>(&self, statement: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
        let done = timeout(self.pool.bounds.silence, statement).await.unwrap_or_else(|_| Err(self.silent()));
        if let Err(e) = &done {
            self.judge(fate(e));
        }
        done
    }

    /// Waits for work of many statements, as long as answers keep coming.
    pub async fn answers<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let mut work = pin!(work);
        loop {
            let before = self.heard();
            match timeout(self.pool.bounds.silence, &mut work).await {
                Ok(done) => return done,
                Err(_) if self.heard() == before => {
                    self.judge(Fate::Broken);
                    return Err(self.silent().into());
                }
                Err(_) => {}
            }
        }
    }

    fn heard(&self) -> u64 {
        self.slot.as_ref().map_or(0, |slot| slot.heard.answers.load(Ordering::Relaxed))
    }

    fn silent(&self) -> DbErr {
        let text = format!("no answer within {:?}", self.pool.bounds.silence);
        DbErr::Conn(RuntimeErr::Internal(text))
    }

    /// A connection that has failed is looked at by the driver before its next use. One that cannot even be had is
    /// stuck there, and one that fell silent will not speak again.
    fn judge(&self, fate: Fate) {
        if matches!(fate, Fate::Broken | Fate::Passing) {
            self.unfit.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let Some(slot) = self.slot.take() else { return };
        if self.unfit.load(Ordering::Relaxed) || slot.heard.laden.load(Ordering::Relaxed) {
            return slot.end();
        }
        let mut idle = self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let place = if slot.kept.is_some() { idle.len() } else { idle.partition_point(|slot| slot.kept.is_none()) };
        idle.insert(place, slot);
    }
}

/// What is kept is given back to an event loop, and there may be none any more.
impl Drop for Pool {
    fn drop(&mut self) {
        self.forget_idle();
    }
}
