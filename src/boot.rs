//! Makes a running service out of its configuration.
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use entity::setting;
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait, QueryFilter,
    SqliteTransactionMode, TransactionOptions, TransactionTrait, sea_query::OnConflict,
};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::{
    app::{self, Shared},
    http::{auth::Authenticator, client::Proxies, rate_limit::RateLimits, state::AppState},
    kernel::{
        clock::Clock,
        error::Denied,
        keys::{self, Keys, Ring, Rings},
        password::Passwords,
    },
    store::{
        db::{Db, Settings, is_transient},
        objects::{self, Storage},
    },
};

pub struct Options {
    pub database: Settings,
    pub clock: Clock,
    pub auth: Authenticator,
    pub keys: GivenKeys,
    pub rate_limit: u32,
    pub trusted_proxies: Proxies,
    pub demo_mode: bool,
    pub storage: objects::Settings,
}

/// The service, and the queue that its background work empties.
pub struct Booted {
    pub shared: Shared,
    pub denials: mpsc::Receiver<Denied>,
}

pub async fn boot(options: Options) -> Result<Booted> {
    let db = Db::connect(&options.database, options.clock.clone()).await.context("--database-url: cannot connect")?;
    migrate(db.primary()).await?;
    let keys = options.keys.or_own(db.primary()).await?;
    let storage = Storage::open(options.storage).await.context("--file-store")?;
    let (sender, denials) = mpsc::channel(10_000);
    let state = AppState {
        db: Arc::new(db),
        clock: options.clock,
        auth: Arc::new(options.auth),
        running: Default::default(),
        limits: Arc::new(RateLimits::new(options.rate_limit)),
        proxies: Arc::new(options.trusted_proxies),
        denials: sender,
        keys: Arc::new(keys),
        passwords: Arc::new(Passwords::new()?),
        storage: Arc::new(storage),
        demo_mode: options.demo_mode,
        heirs: app::inheritance::ALL,
    };
    Ok(Booted {
        shared: Shared { state: Arc::new(state), throttle: Default::default(), progress: Default::default() },
        denials,
    })
}

/// Brings the schema up to date, all or nothing. Of instances that start together one does it: the others wait, and find
/// it done. Where nothing is to be done nothing is written, so that a role that may not change tables can serve.
pub async fn migrate(db: &DatabaseConnection) -> Result<()> {
    const PATIENCE: Duration = Duration::from_secs(300);
    let since = Instant::now();
    loop {
        match migrate_alone(db).await {
            Err(e) if since.elapsed() < PATIENCE && is_transient(&e) => {
                tracing::info!("somebody else is migrating the database");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            done => return done.context("cannot migrate the database"),
        }
    }
}

async fn migrate_alone(db: &DatabaseConnection) -> Result<(), DbErr> {
    if Migrator::get_pending_migrations_read_only(db).await?.is_empty() {
        return Ok(());
    }
    let options =
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    let tx = db.begin_with_options(options).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        // The lock ends with the transaction; waiting for it may take as long as the whole schema does.
        tx.execute_unprepared("SET LOCAL statement_timeout = '300s'").await?;
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(hashtext('thidua migrate'))").await?;
    }
    Migrator::up(&tx, None).await?;
    tx.commit().await
}

/// The rings that the operator's files hold.
#[derive(Clone, Debug, Default)]
pub struct GivenKeys {
    pub personal_ids: Option<Ring>,
    pub digests: Option<Ring>,
}

impl GivenKeys {
    /// Where a file is wanting, a key of the service's own that all instances share.
    async fn or_own(self, db: &DatabaseConnection) -> Result<Keys> {
        Keys::new(Rings {
            personal_ids: ring(db, "personal_id_key", self.personal_ids).await?,
            digests: ring(db, "digest_key", self.digests).await?,
        })
    }
}

async fn ring(db: &DatabaseConnection, name: &str, given: Option<Ring>) -> Result<Ring> {
    let own = async || {
        let found = setting::Entity::find().filter(setting::Column::Name.eq(name)).one(db).await?;
        anyhow::Ok(found.map(|own| Ring::own(&own.value)).transpose()?)
    };
    match (given, own().await?) {
        (Some(given), Some(own)) => return Ok(given.after(&own)),
        (Some(only), None) | (None, Some(only)) => return Ok(only),
        (None, None) => {}
    }
    let made =
        setting::ActiveModel { id: Set(Uuid::now_v7()), name: Set(name.to_owned()), value: Set(keys::generate()?) };
    let first = OnConflict::column(setting::Column::Name).do_nothing().to_owned();
    setting::Entity::insert(made).on_conflict(first).exec_without_returning(db).await?;
    own().await?.context("the key was not kept")
}
