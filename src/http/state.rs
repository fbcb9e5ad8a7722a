//! What every request shares.
use std::{sync::Arc, time::Duration};

use secrecy::SecretString;

use crate::{
    http::{auth::Authenticator, consistency::LastWrites, idempotency::Running, pulse::Pulse, rate_limit::RateLimits},
    kernel::{clock::Clock, cursor::CursorKey, error::Denied, password::Passwords},
    store::{db::Db, inheritance::Inheritance, objects::Storage},
};

#[derive(Clone)]
pub struct AppState {
    pub db: Arc<Db>,
    pub clock: Clock,
    pub auth: Arc<Authenticator>,
    pub running: Running,
    pub limits: Arc<RateLimits>,
    /// How long a request may take, all in all.
    pub deadline: Duration,
    pub pulse: Arc<Pulse>,
    /// What each caller has written, so that a replica does not answer it from before.
    pub last_writes: Arc<LastWrites>,
    /// Refused looks, written to the journal by a job: a read itself writes nothing.
    pub denials: tokio::sync::mpsc::Sender<Denied>,
    pub personal_id_key: Arc<SecretString>,
    /// Seals cursors.
    pub cursor_key: CursorKey,
    pub passwords: Arc<Passwords>,
    /// The bytes of files.
    pub storage: Arc<Storage>,
    /// Accounts of the demonstration may sign in.
    pub demo_mode: bool,
    /// What each feature says about reorganisations.
    pub heirs: &'static [&'static dyn Inheritance],
}
