//! Whether the sessions of a database are what they were asked to be.
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::{
    connect::{LOCKED, Mode, Settings, session},
    pool::Pool,
};
use crate::kernel::error::{Fate, fate};

const PAUSE: Duration = Duration::from_millis(20);

/// What stands between us and PostgreSQL, if it shares sessions between clients, takes neither the options of a
/// session nor the statements prepared in it.
const POOLER: &str = "a pooler such as PgBouncer stands between, and drops what a session is asked to keep to. \
    Connect to PostgreSQL itself; the service pools its connections (--max-connections)";

/// Reads back what the session was asked to keep to.
pub async fn check(pool: &Pool, settings: &Settings, mode: Mode) -> Result<(), DbErr> {
    if pool.get_database_backend() == DbBackend::Sqlite {
        return open(pool).await;
    }
    for (name, asked) in session(settings, mode) {
        // In the unit of each setting, as it was asked for; others could show 10s for 10000.
        let sql = format!("SELECT setting FROM pg_settings WHERE name = '{name}'");
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        let row = pool.query_one_raw(statement).await.map_err(explain)?;
        let found: String = row.ok_or_else(|| refused(name))?.try_get("", "setting")?;
        if found != asked {
            return Err(refused(name));
        }
    }
    Ok(())
}

/// The first connection makes the file one that readers and a writer share, for which SQLite does not wait: of several
/// that open a new file at once all but one are told that it is locked.
async fn open(pool: &Pool) -> Result<(), DbErr> {
    let since = Instant::now();
    loop {
        match pool.execute_unprepared("SELECT 1").await {
            Err(e) if fate(&e) == Fate::Again && since.elapsed() < LOCKED => tokio::time::sleep(PAUSE).await,
            done => return done.map(drop),
        }
    }
}

fn explain(e: DbErr) -> DbErr {
    let text = e.to_string();
    if text.contains("unsupported startup parameter") || text.contains("prepared statement") {
        return DbErr::Custom(format!("{POOLER} ({text})"));
    }
    e
}

fn refused(name: &str) -> DbErr {
    DbErr::Custom(format!("the session does not keep {name}: {POOLER}"))
}
