//! Whether the sessions of a database are what they were asked to be.
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::{
    connect::{Mode, Settings, session},
    pool::Pool,
};

/// What stands between us and PostgreSQL, if it shares sessions between clients, takes neither the options of a
/// session nor the statements prepared in it.
const POOLER: &str = "a pooler such as PgBouncer stands between, and drops what a session is asked to keep to. \
    Connect to PostgreSQL itself; the service pools its connections (--max-connections)";

/// Reads back what the session was asked to keep to.
pub async fn check(pool: &Pool, settings: &Settings, mode: Mode) -> Result<(), DbErr> {
    if pool.get_database_backend() == DbBackend::Sqlite {
        return pool.execute_unprepared("SELECT 1").await.map(drop);
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
