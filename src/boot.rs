//! Makes a running service out of its configuration.
mod keys;
mod migrate;
mod sealed;

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result};
use base::{
    http::{
        auth::Authenticator,
        client::{Networks, Proxies},
        cors::Origins,
        outgoing::Outgoing,
        rate_limit::RateLimits,
        sso::{self, Sso},
        state::AppState,
        streams::Streams,
    },
    kernel::{
        calendar::{Calendar, Closing, Edition},
        clock::Clock,
        error::Look,
        password::Passwords,
        second_factor::Demand,
    },
    store::{
        db::{Db, Settings},
        objects::{self, Storage},
    },
};
use chrono::TimeDelta;
pub use keys::GivenKeys;
pub use migrate::{bring_up_to_date, migrate};
pub use sealed::Sealed;
use tokio::sync::mpsc;

use crate::app::{self, Shared};

pub struct Options {
    pub database: Settings,
    pub clock: Clock,
    pub auth: Authenticator,
    pub keys: GivenKeys,
    pub rate_limit: u32,
    pub trusted_proxies: Proxies,
    pub cors: Origins,
    /// Ranges inside the operator's network to which webhooks may be sent.
    pub webhook_ranges: Networks,
    /// How long a request may take.
    pub deadline: Duration,
    /// The hour at which a working day is over.
    pub working_day_closes: Closing,
    /// How far back the feed of changes reaches.
    pub feed_retention: TimeDelta,
    /// After which a stream ends by itself.
    pub longest_stream: Duration,
    pub demo_mode: bool,
    /// The ministry's single sign-on.
    pub sso: Option<sso::Settings>,
    /// Whether people are asked for a second factor.
    pub second_factor: Demand,
    pub storage: objects::Settings,
}

/// The service, and the queue that its background work empties.
pub struct Booted {
    pub shared: Shared,
    pub looks: mpsc::Receiver<Look>,
}

pub async fn boot(options: Options) -> Result<Booted> {
    let calendar = Calendar::read(Edition::OURS, options.working_day_closes).context("data/calendar")?;
    let calendar = Arc::new(calendar);
    let mut db =
        Db::connect(&options.database, options.clock.clone()).await.context("--database-url: cannot connect")?;
    db.calendar = calendar.clone();
    migrate(&options.database).await?;
    let keys = options.keys.or_own(db.primary()).await?;
    Sealed::of(db.read_latest()).await?.check(&keys.now())?;
    let storage = Storage::open(options.storage).await.context("--file-store")?;
    let (sender, looks) = mpsc::channel(10_000);
    let state = AppState {
        db: Arc::new(db),
        clock: options.clock,
        auth: Arc::new(options.auth),
        running: Default::default(),
        limits: Arc::new(RateLimits::new(options.rate_limit)),
        usage: Default::default(),
        proxies: Arc::new(options.trusted_proxies),
        cors: Arc::new(options.cors),
        outgoing: Arc::new(Outgoing::new(options.webhook_ranges)),
        deadline: options.deadline,
        pulse: Default::default(),
        streams: Arc::new(Streams::new(options.longest_stream)),
        feed_retention: options.feed_retention,
        last_writes: Default::default(),
        looks: sender,
        keys: Arc::new(keys),
        passwords: Arc::new(Passwords::new()?),
        sso: options.sso.map(Sso::new).transpose()?.map(Arc::new),
        second_factor: options.second_factor,
        calendar,
        storage: Arc::new(storage),
        demo_mode: options.demo_mode,
        heirs: app::inheritance::ALL,
    };
    Ok(Booted {
        shared: Shared {
            state: Arc::new(state),
            throttle: Default::default(),
            reports: Default::default(),
            progress: Default::default(),
            compliance: Default::default(),
            consolidations: Default::default(),
            deprecated: app::spec::DEPRECATED,
        },
        looks,
    })
}
