//! What every request shares.
use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;

use crate::{
    http::{
        auth::Authenticator, client::Proxies, consistency::LastWrites, cors::Origins, idempotency::Running,
        outgoing::Outgoing, pulse::Pulse, rate_limit::RateLimits, sso::Sso, streams::Streams, usage::Usage,
    },
    kernel::{calendar::Calendar, clock::Clock, error::Look, keys::Keys, password::Passwords, second_factor::Demand},
    store::{db::Db, inheritance::Inheritance, objects::Storage},
};

#[derive(Clone)]
pub struct AppState {
    pub db: Arc<Db>,
    pub clock: Clock,
    pub auth: Arc<Authenticator>,
    pub running: Running,
    pub limits: Arc<RateLimits>,
    /// How much machine clients ask, since it was last written down.
    pub usage: Arc<Usage>,
    pub proxies: Arc<Proxies>,
    pub cors: Arc<Origins>,
    /// What is sent to addresses that others have given.
    pub outgoing: Arc<Outgoing>,
    /// How long a request may take, all in all.
    pub deadline: Duration,
    pub pulse: Arc<Pulse>,
    pub streams: Arc<Streams>,
    /// How far back the feed of changes reaches.
    pub feed_retention: TimeDelta,
    /// What each caller has written, so that a replica does not answer it from before.
    pub last_writes: Arc<LastWrites>,
    /// What looks leave to tell, written to the journal by a job: a read itself writes nothing.
    pub looks: tokio::sync::mpsc::Sender<Look>,
    pub keys: Arc<Keys>,
    pub passwords: Arc<Passwords>,
    /// The ministry's single sign-on, where there is one.
    pub sso: Option<Arc<Sso>>,
    /// Whether people are asked for a second factor.
    pub second_factor: Demand,
    /// Which days are worked, and when they are over.
    pub calendar: Arc<Calendar>,
    /// The bytes of files.
    pub storage: Arc<Storage>,
    /// Accounts of the demonstration may sign in.
    pub demo_mode: bool,
    /// What each feature says about reorganisations.
    pub heirs: &'static [&'static dyn Inheritance],
}
