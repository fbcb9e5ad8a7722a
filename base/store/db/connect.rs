//! How the database is reached: one URL, the same promises on SQLite and PostgreSQL.
use std::time::Duration;

use sea_orm::{
    DatabaseConnection, DbErr, RuntimeErr, SqlxError, SqlxPostgresConnector, SqlxSqliteConnector,
    sqlx::{
        ConnectOptions,
        postgres::{PgConnectOptions, PgPoolOptions},
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
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
/// A connection has this long to say that it still lives.
const PING: Duration = Duration::from_secs(2);
/// A transaction that says nothing for this long is ended by PostgreSQL: its client is gone, its locks are not.
const FORSAKEN: &str = "60000";
/// Statements that a connection remembers while an empty database is filled.
const KINDS: usize = 2_000;

/// How the driver reaches one database.
#[derive(Clone)]
pub enum Way {
    Postgres(Box<PgConnectOptions>),
    Sqlite(Box<SqliteConnectOptions>),
}

impl Way {
    pub fn of(settings: &Settings, url: &str, mode: Mode) -> Result<Self, DbErr> {
        if settings.is_sqlite() {
            let options: SqliteConnectOptions = url.parse().map_err(failed)?;
            let options = sqlite(options.disable_statement_logging(), mode, settings.durable);
            return Ok(Self::Sqlite(Box::new(options)));
        }
        let options: PgConnectOptions = url.parse().map_err(failed)?;
        let mut options = options.disable_statement_logging().options(session(settings, mode));
        if let Some(schema) = &settings.schema {
            options = options.options([("search_path", format!("\"{schema}\""))]);
        }
        Ok(Self::Postgres(Box::new(options)))
    }

    /// One connection as the driver's own pool, which migrations are carried out over.
    pub fn pooled(self, acquire: Duration) -> DatabaseConnection {
        match self {
            Self::Postgres(options) => {
                let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(acquire);
                SqlxPostgresConnector::from_sqlx_postgres_pool(pool.connect_lazy_with(*options))
            }
            Self::Sqlite(options) => {
                let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(acquire);
                SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.connect_lazy_with(*options))
            }
        }
    }
}

fn sqlite(options: SqliteConnectOptions, mode: Mode, durable: bool) -> SqliteConnectOptions {
    let synchronous = if durable { SqliteSynchronous::Full } else { SqliteSynchronous::Off };
    let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(synchronous).foreign_keys(true);
    let options = options.busy_timeout(LOCKED);
    match (mode, durable) {
        // What readers hold is thrown away at every commit.
        (Mode::ReadOnly, _) => options.pragma("query_only", "ON").pragma("cache_size", "-1024"),
        // Pages that each write touches stay in memory, and are put in their places once for many writes.
        (_, true) => options.pragma("cache_size", "-8192").pragma("wal_autocheckpoint", "4000"),
        // Filling writes every page many times: with room it writes each once, and it has more kinds of statements than
        // are remembered else.
        (_, false) => {
            let options = options.statement_cache_capacity(KINDS).pragma("cache_size", "-65536");
            options.pragma("wal_autocheckpoint", "50000")
        }
    }
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

pub async fn bounded<T>(answer: impl Future<Output = Result<T, SqlxError>>) -> Result<T, SqlxError> {
    let late = |_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into());
    tokio::time::timeout(PING, answer).await.unwrap_or_else(late)
}

pub fn failed(e: SqlxError) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(e.into()))
}
