//! Bringing the schema up to date: once, whoever asks and however many at once.
use std::{
    process::{Command, Stdio},
    time::Duration,
};

use base::{
    kernel::clock::Clock,
    store::db::{Db, Settings},
};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use crate::support::{Database, Kind, off_the_loop};

const AT_ONCE: usize = 3;
const IMPATIENT: Duration = Duration::from_millis(50);

async fn migrated(database: &Database) -> i64 {
    let db = database.connect().await;
    let sql = "SELECT count(*) AS n FROM seaql_migrations";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

#[actix_web::test]
async fn several_at_once_wait_for_each_other_and_succeed() {
    for kind in Kind::available() {
        let database = Database::empty(kind).await;
        let url = database.url.clone();
        let outputs = off_the_loop(move || {
            let start = |_| {
                let mut command = Command::new(env!("CARGO_BIN_EXE_thidua"));
                command.args(["migrate", "--database-url", &url]).stdout(Stdio::piped()).stderr(Stdio::piped());
                command.spawn().unwrap()
            };
            let running: Vec<_> = (0..AT_ONCE).map(start).collect();
            running.into_iter().map(|child| child.wait_with_output().unwrap()).collect::<Vec<_>>()
        })
        .await;
        for output in outputs {
            assert!(output.status.success(), "on {kind:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        assert!(migrated(&database).await > 0);
        database.remove().await;
    }
}

/// Longer than a request would wait for a connection: then it is told that the file is held, not that it cannot be had.
#[actix_web::test]
async fn a_file_that_somebody_holds_is_waited_for() {
    let held = Held::by("BEGIN EXCLUSIVE; CREATE TABLE unfinished (id INTEGER)").await;
    let settings = Settings { acquire_timeout: IMPATIENT, ..held.settings() };
    let (done, ()) = tokio::join!(thidua::boot::migrate(&settings), held.let_go());
    done.unwrap();
    assert!(migrated(&held.database).await > 0);
    held.database.remove().await;
}

/// SQLite itself does not wait there: the first connection makes the file one that readers and a writer share.
#[actix_web::test]
async fn a_new_file_that_somebody_writes_is_waited_for() {
    let held = Held::by("PRAGMA journal_mode = DELETE; BEGIN IMMEDIATE; CREATE TABLE unfinished (id INTEGER)").await;
    let settings = held.settings();
    let opened = Db::connect(&settings, Clock::System);
    let (opened, done, ()) = tokio::join!(opened, thidua::boot::migrate(&settings), held.let_go());
    opened.unwrap().close().await.unwrap();
    done.unwrap();
    held.database.remove().await;
}

/// A file of SQLite in which a transaction is open.
struct Held {
    database: Database,
    holder: DatabaseConnection,
}

impl Held {
    async fn by(sql: &str) -> Self {
        let database = Database::empty(Kind::Sqlite).await;
        let holder = database.connect().await;
        holder.execute_unprepared(sql).await.unwrap();
        Self { database, holder }
    }

    fn settings(&self) -> Settings {
        Settings::new(&self.database.url)
    }

    async fn let_go(&self) {
        tokio::time::sleep(4 * IMPATIENT).await;
        self.holder.execute_unprepared("ROLLBACK").await.unwrap();
    }
}

/// So a role that may read and write rows, and change no table, can serve.
#[actix_web::test]
async fn what_is_up_to_date_is_not_written_to() {
    for kind in Kind::available() {
        let database = Database::fresh(kind).await;
        let db = database.connect().await;
        let read_only = match kind {
            Kind::Sqlite => "PRAGMA query_only = ON",
            Kind::Postgres => "SET default_transaction_read_only = on",
        };
        db.execute_unprepared(read_only).await.unwrap();
        thidua::boot::bring_up_to_date(&db).await.unwrap();
        db.close().await.unwrap();
        database.remove().await;
    }
}
