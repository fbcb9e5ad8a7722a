//! How the database is reached: one URL, the same promises on SQLite and PostgreSQL.
use std::time::Duration;

use sea_orm::{
    ConnectOptions, SqlxError,
    sqlx::{
        Connection,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct Settings {
    pub url: String,
    /// Reads that may be a moment old go here (PostgreSQL).
    pub replica_url: Option<String>,
    /// A replica that lags behind by more than this is left out.
    pub replica_lag: Duration,
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
            replica_lag: Duration::from_secs(5),
            max_connections: 10,
            acquire_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(10),
            schema: None,
            durable: true,
        }
    }

    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    /// The database ends a statement that takes too long, and says so. Later than this it will say nothing more.
    pub fn silence(&self) -> Duration {
        self.statement_timeout + Duration::from_secs(2)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    ReadWrite,
    ReadOnly,
}

/// SQLite waits this long for somebody else's lock.
pub const LOCKED: Duration = Duration::from_secs(5);
/// A connection that nobody used for this long is asked whether it still lives …
pub const IDLE: Duration = Duration::from_secs(1);
/// … and has this long to answer.
const PING: Duration = Duration::from_secs(2);
/// A transaction that says nothing for this long is ended by PostgreSQL: its client is gone, its locks are not.
const FORSAKEN: &str = "60000";
/// Statements that a connection remembers while an empty database is filled.
const KINDS: usize = 2_000;

/// Of one connection: `Pool` holds as many as it may.
pub fn options(settings: &Settings, url: &str, mode: Mode) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .acquire_timeout(settings.acquire_timeout)
        .connect_lazy(true)
        .sqlx_logging(false)
        .test_before_acquire(false);
    if settings.is_sqlite() {
        sqlite(&mut options, mode, settings.durable)
    } else {
        postgres(&mut options, mode, settings)
    }
    options
}

fn sqlite(options: &mut ConnectOptions, mode: Mode, durable: bool) {
    let synchronous = if durable { SqliteSynchronous::Full } else { SqliteSynchronous::Off };
    options.map_sqlx_sqlite_opts(move |o| {
        let o = o.journal_mode(SqliteJournalMode::Wal).synchronous(synchronous).foreign_keys(true).busy_timeout(LOCKED);
        match (mode, durable) {
            // What readers hold is thrown away at every commit.
            (Mode::ReadOnly, _) => o.pragma("query_only", "ON").pragma("cache_size", "-1024"),
            (_, true) => o,
            // Filling writes every page many times: with room it writes each once, and it has more kinds of statements than
            // are remembered else.
            (_, false) => {
                o.statement_cache_capacity(KINDS).pragma("cache_size", "-65536").pragma("wal_autocheckpoint", "50000")
            }
        }
    });
}

/// What every session is asked to keep to. A pooler that shares sessions between clients drops these without a word,
/// so `Db::connect` reads them back.
pub fn session(settings: &Settings, mode: Mode) -> Vec<(&'static str, String)> {
    let (only, isolation) = match mode {
        Mode::ReadOnly => ("on", "repeatable read"),
        Mode::ReadWrite => ("off", "read committed"),
    };
    vec![
        ("default_transaction_isolation", isolation.to_owned()),
        ("default_transaction_read_only", only.to_owned()),
        ("statement_timeout", settings.statement_timeout.as_millis().to_string()),
        ("idle_in_transaction_session_timeout", FORSAKEN.to_owned()),
        ("synchronous_commit", if settings.durable { "on" } else { "off" }.to_owned()),
    ]
}

fn postgres(options: &mut ConnectOptions, mode: Mode, settings: &Settings) {
    if let Some(schema) = &settings.schema {
        options.set_schema_search_path(schema.clone());
    }
    let kept = session(settings, mode);
    options.map_sqlx_postgres_opts(move |o| o.options(kept.clone()));
    options.map_sqlx_postgres_before_acquire(|connection, meta| {
        Box::pin(async move {
            if meta.idle_for >= IDLE {
                bounded(connection.ping()).await?;
            }
            Ok(true)
        })
    });
    // A request that was given up leaves its statement unanswered; the driver would wait for the answer without end.
    options.map_sqlx_postgres_pool_opts(|o| {
        o.after_release(|connection, _| {
            Box::pin(async move {
                bounded(connection.flush()).await?;
                Ok(true)
            })
        })
    });
}

pub async fn bounded<T>(answer: impl Future<Output = Result<T, SqlxError>>) -> Result<T, SqlxError> {
    let late = |_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into());
    tokio::time::timeout(PING, answer).await.unwrap_or_else(late)
}
