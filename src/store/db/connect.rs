//! How the database is reached: one URL, two pools, the same promises on SQLite and PostgreSQL.
use std::time::Duration;

use sea_orm::{
    ConnectOptions,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};

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

#[derive(Clone, Copy)]
pub enum Mode {
    ReadWrite,
    ReadOnly,
}

pub fn options(settings: &Settings, url: &str, mode: Mode) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(settings.max_connections)
        .acquire_timeout(settings.acquire_timeout)
        .sqlx_logging(false)
        .test_before_acquire(false);
    let (read_only, durable) = (matches!(mode, Mode::ReadOnly), settings.durable);
    if settings.is_sqlite() {
        // SQLite has one writer at a time: a second connection would only wait inside the database.
        if !read_only {
            options.max_connections(1);
        }
        let synchronous = if durable { SqliteSynchronous::Full } else { SqliteSynchronous::Off };
        options.map_sqlx_sqlite_opts(move |o| {
            let o = o
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(synchronous)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5));
            // Filling writes every page many times: with room it writes each once.
            let o = if durable { o } else { o.pragma("cache_size", "-131072").pragma("wal_autocheckpoint", "50000") };
            if read_only { o.pragma("query_only", "ON") } else { o }
        });
    } else {
        let timeout = settings.statement_timeout.as_millis().to_string();
        if let Some(schema) = &settings.schema {
            options.set_schema_search_path(schema.clone());
        }
        options.map_sqlx_postgres_opts(move |o| {
            let only = if read_only { "on" } else { "off" };
            let wait = if durable { "on" } else { "off" };
            let isolation = if read_only { "repeatable read" } else { "read committed" };
            o.options([
                ("default_transaction_isolation", isolation),
                ("default_transaction_read_only", only),
                ("statement_timeout", timeout.as_str()),
                ("synchronous_commit", wait),
            ])
        });
    }
    options
}
