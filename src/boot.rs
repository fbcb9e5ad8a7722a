//! Makes a running service out of its configuration.
use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result};
use entity::setting;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, sea_query::OnConflict};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::{
    app::{self, Shared},
    core::{
        auth::Authenticator,
        clock::Clock,
        db::{Db, Settings},
        error::Denied,
        http::{client::Proxies, rate_limit::RateLimits},
        keys::{self, Keys, Ring, Rings},
        password::Passwords,
        state::AppState,
        storage::{self, Storage},
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
    pub storage: storage::Settings,
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

/// Brings the schema up to date. Instances that start together meet on the same tables: the later one tries again
/// and finds the work done.
pub async fn migrate(db: &DatabaseConnection) -> Result<()> {
    let mut attempt = 1;
    loop {
        match Migrator::up(db, None).await {
            Err(e) if attempt < 5 => {
                tracing::warn!(attempt, error = ?e, "migration will be tried again");
                tokio::time::sleep(Duration::from_millis(200 * attempt)).await;
                attempt += 1;
            }
            done => return done.context("cannot migrate the database"),
        }
    }
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
    let made = setting::ActiveModel {
        id: Set(Uuid::now_v7()),
        name: Set(name.to_owned()),
        value: Set(keys::generate()?),
    };
    let first = OnConflict::column(setting::Column::Name).do_nothing().to_owned();
    setting::Entity::insert(made).on_conflict(first).exec_without_returning(db).await?;
    own().await?.context("the key was not kept")
}
