//! A database for each test: a copy of a template that holds the register and the movement of Decision 303.
use std::{fs, sync::OnceLock, time::Duration};

use base::store::db::Settings;
use sea_orm::{ConnectOptions, ConnectionTrait, Database as Connect, DatabaseConnection, Statement};
use tempfile::TempDir;
use uuid::Uuid;

use super::{app, cluster, place};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    /// SQLite always; PostgreSQL where there is one.
    pub fn available() -> Vec<Self> {
        let mut kinds = vec![Self::Sqlite];
        kinds.extend(cluster::url().map(|_| Self::Postgres));
        kinds
    }
}

pub struct Database {
    pub kind: Kind,
    pub url: String,
    /// Its name on a server.
    name: Option<String>,
    _folder: Option<TempDir>,
}

impl Database {
    /// A copy of the template.
    pub async fn fresh(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => Self::sqlite(Some(sqlite_template())),
            Kind::Postgres => Self::postgres(&format!("TEMPLATE {}", postgres_template())).await,
        }
    }

    /// Without tables.
    pub async fn empty(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => Self::sqlite(None),
            Kind::Postgres => Self::postgres("TEMPLATE template0").await,
        }
    }

    /// Filled, on another server, with which it ends.
    pub async fn on(server: &str) -> Self {
        let name = format!("{PREFIX}{}", Uuid::now_v7().simple());
        let connection = connect(server).await;
        connection.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.unwrap();
        connection.close().await.unwrap();
        let url = with_database(server, &name);
        let database = Self { kind: Kind::Postgres, url, name: None, _folder: None };
        fill(&database).await;
        database
    }

    /// Whether its server lets anybody in; whoever is in is thrown out when it does not.
    pub async fn open(&self, open: bool) {
        let name = self.name.as_deref().expect("on a server");
        on_server(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {open}")).await;
        if !open {
            on_server(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))
                .await;
        }
    }

    fn sqlite(content: Option<&[u8]>) -> Self {
        let folder = tempfile::tempdir_in(place::folder()).unwrap();
        let file = folder.path().join("test.db");
        if let Some(content) = content {
            fs::write(&file, content).unwrap();
        }
        let url = format!("sqlite://{}?mode=rwc", file.display());
        Self { kind: Kind::Sqlite, url, name: None, _folder: Some(folder) }
    }

    /// Copied by files, which PostgreSQL 15 and later do if asked: through the log it takes half as long again.
    async fn postgres(template: &str) -> Self {
        let name = format!("{PREFIX}{}", Uuid::now_v7().simple());
        on_server(&format!("CREATE DATABASE {name} {template} STRATEGY file_copy")).await;
        let url = with_database(server(), &name);
        Self { kind: Kind::Postgres, url, name: Some(name), _folder: None }
    }

    pub fn settings(&self) -> Settings {
        let acquire_timeout = Duration::from_secs(20);
        Settings { max_connections: 4, acquire_timeout, ..Settings::new(&self.url) }
    }

    /// The same database for another application, which leaves removing it to the first.
    pub fn again(&self) -> Self {
        Self { kind: self.kind, url: self.url.clone(), name: None, _folder: None }
    }

    /// A connection beside those of the application, for a look behind the scenes.
    pub async fn connect(&self) -> DatabaseConnection {
        connect(&self.url).await
    }

    /// Files go by themselves, a database on a server does not.
    pub async fn remove(&self) {
        if let Some(name) = &self.name {
            on_server(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

const PREFIX: &str = "thidua_test_";

fn server() -> &'static str {
    cluster::url().expect("only asked for where there is a PostgreSQL")
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Connect::connect(options).await.unwrap()
}

async fn on_server(sql: &str) {
    let server = connect(server()).await;
    server.execute_unprepared(sql).await.unwrap();
    server.close().await.unwrap();
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, String::new()), |(a, q)| (a, format!("?{q}")));
    let (scheme, rest) = address.split_once("://").expect("a URL");
    let authority = rest.split('/').next().unwrap_or_default();
    format!("{scheme}://{authority}/{name}{query}")
}

fn sqlite_template() -> &'static [u8] {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        apart(async || {
            let database = Database::empty(Kind::Sqlite).await;
            fill(&database).await;
            // The last connection has gone: the write-ahead log is empty, one file holds everything.
            let file = database.url.trim_start_matches("sqlite://").trim_end_matches("?mode=rwc");
            assert!(!fs::exists(format!("{file}-wal")).unwrap());
            fs::read(file).unwrap()
        })
    })
}

fn postgres_template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        apart(async || {
            remove_left_over().await;
            let database = Database::empty(Kind::Postgres).await;
            fill(&database).await;
            database.name.expect("a name")
        })
    })
}

async fn fill(database: &Database) {
    let booted = thidua::boot::boot(app::options(database, app::clock())).await.unwrap();
    let db = &booted.shared.state.db;
    thidua::import::run(db).await.unwrap();
    db.close().await.unwrap();
}

/// What runs of more than an hour ago left on a server that is not ours.
async fn remove_left_over() {
    let server = connect(server()).await;
    let sql = format!("SELECT datname::text AS name FROM pg_database WHERE datname LIKE '{PREFIX}%'");
    let rows = server.query_all_raw(Statement::from_string(server.get_database_backend(), sql)).await.unwrap();
    let hour_ago = Uuid::now_v7().get_timestamp().map_or(0, |t| t.to_unix().0) - 3600;
    for name in rows.iter().filter_map(|row| row.try_get::<String>("", "name").ok()) {
        let made = name.strip_prefix(PREFIX).and_then(|id| Uuid::parse_str(id).ok()?.get_timestamp());
        if made.is_some_and(|t| t.to_unix().0 < hour_ago) {
            server.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
        }
    }
    server.close().await.unwrap();
}

/// On a thread and a runtime of its own: what a test begins must not end with that test's runtime.
fn apart<T: Send>(work: impl AsyncFnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| actix_web::rt::System::new().block_on(work()));
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
