//! A database of this run's own, filled by the service itself.
use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult, Statement, Value,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use uuid::Uuid;

const FILE: &str = "bench.db";

pub struct Fresh {
    pub url: String,
    place: Place,
}

enum Place {
    Folder(PathBuf),
    Server { url: String, name: String },
}

impl Fresh {
    /// An SQLite file in a folder of its own or, with the URL of a PostgreSQL server, a database beside that one.
    pub async fn make(server: Option<&str>) -> Result<Self> {
        match server {
            Some(server) => Self::on(server, None).await,
            None => Ok(Self::file()?.0),
        }
    }

    fn file() -> Result<(Self, PathBuf)> {
        let folder = std::env::temp_dir().join(name());
        std::fs::create_dir_all(&folder)?;
        let url = format!("sqlite://{}?mode=rwc", folder.join(FILE).display());
        Ok((Self { url, place: Place::Folder(folder.clone()) }, folder))
    }

    /// A database beside that of a PostgreSQL server, empty or like another.
    async fn on(server: &str, like: Option<&str>) -> Result<Self> {
        ensure!(server.starts_with("postgres"), "--database-url: a PostgreSQL server; SQLite needs no URL");
        let name = name();
        let template = like.map(|like| format!(" TEMPLATE {like}")).unwrap_or_default();
        let db = Database::connect(server).await.context("--database-url")?;
        db.execute_unprepared(&format!("CREATE DATABASE {name}{template}")).await?;
        db.close().await?;
        let (path, query) = server.split_once('?').unwrap_or((server, ""));
        let (host, _) = path.rsplit_once('/').context("--database-url: no database")?;
        let url = format!("{host}/{name}?{query}");
        Ok(Self { url, place: Place::Server { url: server.to_owned(), name } })
    }

    /// The same once more, while nobody is connected to it.
    pub async fn copy(&self) -> Result<Self> {
        match &self.place {
            Place::Folder(from) => {
                let db = connect(&self.url, 1).await?;
                db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
                db.close().await?;
                let (copy, folder) = Self::file()?;
                std::fs::copy(from.join(FILE), folder.join(FILE))?;
                Ok(copy)
            }
            Place::Server { url, name } => Self::on(url, Some(name)).await,
        }
    }

    pub async fn remove(self) -> Result<()> {
        match self.place {
            Place::Folder(folder) => Ok(std::fs::remove_dir_all(folder)?),
            Place::Server { url, name } => {
                let db = Database::connect(url).await?;
                db.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
                Ok(db.close().await?)
            }
        }
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self.place, Place::Folder(_))
    }

    /// Tells what was made.
    pub fn fill(&self, binary: &Path, password: &str) -> Result<String> {
        let output = Command::new(binary)
            .args(["demo", "--history", "--fill-only", "--password", password, "--database-url", &self.url])
            .output()?;
        if !output.status.success() {
            bail!("the database was not filled: {}", String::from_utf8_lossy(&output.stderr));
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(text.lines().filter(|line| !line.starts_with("password")).collect::<Vec<_>>().join("; "))
    }

    /// The reform of 2023 to 2026 over what was filled. Returns the seconds of all previews and of all applications.
    pub fn reform(&self, binary: &Path) -> Result<(f64, f64)> {
        let output =
            Command::new(binary).args(["reorganise", "--through", "2026", "--database-url", &self.url]).output()?;
        if !output.status.success() {
            bail!("the units were not reorganised: {}", String::from_utf8_lossy(&output.stderr));
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let total = text.lines().last().unwrap_or_default();
        let seconds: Vec<f64> = total.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        match seconds.as_slice() {
            [preview, apply] => Ok((*preview, *apply)),
            _ => bail!("not understood: {total}"),
        }
    }

    /// What autovacuum would do within minutes.
    pub async fn settle(&self) -> Result<()> {
        if self.is_sqlite() {
            return Ok(());
        }
        let db = connect(&self.url, 1).await?;
        db.execute_unprepared("VACUUM ANALYZE").await?;
        Ok(db.close().await?)
    }
}

fn name() -> String {
    format!("thidua_bench_{}", Uuid::now_v7().simple())
}

/// A pool with the service's settings.
pub async fn connect(url: &str, connections: u32) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).sqlx_logging(false).test_before_acquire(false);
    options.map_sqlx_sqlite_opts(|o| {
        o.journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
    });
    Ok(Database::connect(options).await?)
}

/// SQL with `?` for each value, as the database spells it.
pub fn spelled(backend: DbBackend, sql: &str) -> String {
    if backend == DbBackend::Sqlite {
        return sql.to_owned();
    }
    let mut parts = sql.split('?');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.zip(1..).fold(first, |text, (part, n)| format!("{text}${n}{part}"))
}

/// `?, ?, …`
pub fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

pub async fn all(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>> {
    let backend = db.get_database_backend();
    Ok(db.query_all_raw(Statement::from_sql_and_values(backend, spelled(backend, sql), values)).await?)
}

pub async fn one(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<QueryResult> {
    all(db, sql, values).await?.into_iter().next().context("no row")
}
