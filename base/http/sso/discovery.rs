//! What the provider says of itself, kept for a day, and for another one while the provider is away.
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::de::DeserializeOwned;
use tokio::{sync::Mutex, time::timeout};

use super::fetch::{Fetch, Metadata, PATIENCE, unavailable};
use crate::kernel::{clock::Clock, error::Result};

const FRESH: TimeDelta = TimeDelta::hours(24);
const KEPT: TimeDelta = TimeDelta::hours(48);
/// After a fetch that has failed: whoever waited for it does not wait for one more.
pub const SHORT_PAUSE: TimeDelta = TimeDelta::seconds(5);

#[derive(Default)]
struct Known {
    metadata: Option<(Arc<Metadata>, DateTime<Utc>)>,
    failed_at: Option<DateTime<Utc>>,
}

pub struct Discovery {
    pub fetch: Fetch,
    issuer: String,
    known: Mutex<Known>,
}

impl Discovery {
    pub fn new(issuer: &str) -> anyhow::Result<Self> {
        Ok(Self { fetch: Fetch::new(issuer)?, issuer: issuer.to_owned(), known: Mutex::default() })
    }

    pub async fn metadata(&self, clock: &Clock) -> Result<Arc<Metadata>> {
        let mut known = timeout(PATIENCE, self.known.lock()).await.map_err(|_| unavailable())?;
        let now = clock.now();
        let young = |limit: TimeDelta| known.metadata.as_ref().filter(|(_, at)| now < *at + limit);
        if let Some((metadata, _)) = young(FRESH) {
            return Ok(metadata.clone());
        }
        let fallback = young(KEPT).map(|(metadata, _)| metadata.clone());
        if known.failed_at.is_some_and(|at| now < at + SHORT_PAUSE) {
            return fallback.ok_or_else(unavailable);
        }
        let asked = self.fetch.metadata(&self.issuer).await;
        let now = clock.now();
        match asked {
            Ok(fetched) => {
                let fetched = Arc::new(fetched);
                *known = Known { metadata: Some((fetched.clone(), now)), failed_at: None };
                Ok(fetched)
            }
            Err(e) => {
                known.failed_at = Some(now);
                fallback.ok_or(e)
            }
        }
    }

    /// Its keys. An address that does not answer may be one that is no more: the provider is asked for it the next time.
    pub async fn key_set<T: DeserializeOwned>(&self, clock: &Clock) -> Result<T> {
        let metadata = self.metadata(clock).await?;
        let fetched = self.fetch.json(&metadata.jwks_uri).await;
        if fetched.is_err() {
            self.known.lock().await.metadata = None;
        }
        fetched
    }
}
