//! Bringing the schema up to date.
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use base::{
    kernel::error::{Fate, fate},
    store::db::{Db, Settings},
};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

/// How long is waited for somebody else who does it.
const PATIENCE: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_millis(200);

pub async fn migrate(database: &Settings) -> Result<()> {
    let since = Instant::now();
    loop {
        match once(database).await {
            // SQLite does not wait where it would change the file itself: neither to make it one that readers and a writer
            // share, as a first connection does, nor to begin.
            Err(e) if fate(&e) == Fate::Again && since.elapsed() < PATIENCE => tokio::time::sleep(PAUSE).await,
            done => return done.context("--database-url: cannot migrate the database"),
        }
    }
}

async fn once(database: &Settings) -> Result<(), DbErr> {
    let db = Db::for_migration(database)?;
    let done = bring_up_to_date(&db).await;
    db.close().await?;
    done
}

/// All or nothing. Of instances that start together one does it: the others wait, and find it done. Where nothing is to
/// be done nothing is written, so that a role that may not change tables can serve.
pub async fn bring_up_to_date(db: &DatabaseConnection) -> Result<(), DbErr> {
    if Migrator::get_pending_migrations_read_only(db).await?.is_empty() {
        return Ok(());
    }
    let options =
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    let tx = db.begin_with_options(options).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        let lock = format!("SET LOCAL lock_timeout = '{}s'", PATIENCE.as_secs());
        tx.execute_unprepared(&lock).await?;
        // It ends with the transaction.
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(hashtext('thidua migrate'))").await?;
    }
    Migrator::up(&tx, None).await?;
    tx.commit().await
}
