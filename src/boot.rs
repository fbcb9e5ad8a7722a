//! Makes a running service out of its configuration.
use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result};
use entity::setting;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::{
    app::{self, Shared},
    http::{auth::Authenticator, rate_limit::RateLimits, state::AppState},
    kernel::{clock::Clock, cursor::CursorKey, digest, error::Denied, password::Passwords},
    store::{
        db::{Db, Settings},
        objects::{self, Storage},
    },
};

pub struct Options {
    pub database: Settings,
    pub clock: Clock,
    pub auth: Authenticator,
    pub personal_id_key: Option<SecretString>,
    pub rate_limit: u32,
    /// How long a request may take.
    pub deadline: Duration,
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
    migrate(&options.database).await?;
    let personal_id_key = match options.personal_id_key {
        Some(key) => key,
        None => stored_key(db.primary(), "personal_id_key").await?,
    };
    let cursor_key = stored_key(db.primary(), "cursor_key").await?;
    let storage = Storage::open(options.storage).await.context("--file-store")?;
    let (sender, denials) = mpsc::channel(10_000);
    let state = AppState {
        db: Arc::new(db),
        clock: options.clock,
        auth: Arc::new(options.auth),
        running: Default::default(),
        limits: Arc::new(RateLimits::new(options.rate_limit)),
        deadline: options.deadline,
        pulse: Default::default(),
        last_writes: Default::default(),
        denials: sender,
        personal_id_key: Arc::new(personal_id_key),
        cursor_key: CursorKey::new(cursor_key.expose_secret().as_bytes()),
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

/// Brings the schema up to date. Instances that start together meet on the same tables: the later one tries again
/// and finds the work done.
pub async fn migrate(database: &Settings) -> Result<()> {
    let connection = Db::for_migration(database).await.context("--database-url: cannot connect")?;
    let mut attempt = 1;
    loop {
        match Migrator::up(&connection, None).await {
            Err(e) if attempt < 5 => {
                tracing::warn!(attempt, error = ?e, "migration will be tried again");
                tokio::time::sleep(Duration::from_millis(200 * attempt)).await;
                attempt += 1;
            }
            done => {
                connection.close().await?;
                return done.context("--database-url: cannot migrate the database");
            }
        }
    }
}

/// A key that all instances share, made by the first.
async fn stored_key(db: &impl ConnectionTrait, name: &str) -> Result<SecretString> {
    let made = setting::ActiveModel {
        id: Set(Uuid::now_v7()),
        name: Set(name.to_owned()),
        value: Set(digest::random_text::<32>()?),
    };
    let first = OnConflict::column(setting::Column::Name).do_nothing().to_owned();
    setting::Entity::insert(made).on_conflict(first).exec_without_returning(db).await?;
    let kept = setting::Entity::find().filter(setting::Column::Name.eq(name)).one(db).await?;
    Ok(kept.context("the key was not kept")?.value.into())
}
