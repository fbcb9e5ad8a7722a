//! The keys of the provider, kept. An unknown key asks for them anew, at most once a minute, however many tokens name it; whoever
//! waits for a fetch takes what it brings.
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::timeout;

use super::{
    discovery::{Discovery, SHORT_PAUSE},
    fetch::{PATIENCE, unavailable},
    token::invalid,
};
use crate::kernel::{clock::Clock, error::Result};

/// Keys are asked for anew after this, so that one that was taken back is good no longer.
const FRESH: TimeDelta = TimeDelta::minutes(10);
/// So long they are good while the provider is away.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// Between two fetches, whatever for.
const PAUSE: TimeDelta = TimeDelta::minutes(1);
const MOST: usize = 50;

/// A key and the algorithms that it is for: the key says it, never the header of a token (RFC 8725, section 3.1).
#[derive(Clone)]
pub struct Key {
    kid: Option<String>,
    pub algorithms: Vec<Algorithm>,
    pub verifying: DecodingKey,
}

struct Held {
    keys: Vec<Key>,
    at: DateTime<Utc>,
}

/// The last fetch, and whether it brought anything.
struct Last {
    at: DateTime<Utc>,
    failed: bool,
}

#[derive(Default)]
pub struct Keys {
    held: RwLock<Option<Arc<Held>>>,
    fetching: tokio::sync::Mutex<Option<Last>>,
}

/// What a kept set says of a key.
enum Found {
    Known(Key),
    /// Not there, or the set is old.
    Ask(Option<Key>),
}

impl Keys {
    pub async fn find(&self, provider: &Discovery, kid: Option<&str>, clock: &Clock) -> Result<Key> {
        let fallback = match self.look(kid, clock.now()) {
            Found::Known(key) => return Ok(key),
            Found::Ask(fallback) => fallback,
        };
        let mut last = match (self.fetching.try_lock(), fallback) {
            (Ok(last), _) => last,
            // A key that was good a moment ago waits for nobody else's fetch.
            (Err(_), Some(key)) => return Ok(key),
            (Err(_), None) => timeout(PATIENCE, self.fetching.lock()).await.map_err(|_| unavailable())?,
        };
        // Whoever has waited takes what the fetch has brought.
        let now = clock.now();
        let fallback = match self.look(kid, now) {
            Found::Known(key) => return Ok(key),
            Found::Ask(fallback) => fallback,
        };
        let pause = |failed: bool| if failed && !self.has_any(now) { SHORT_PAUSE } else { PAUSE };
        if let Some(last) = last.as_ref().filter(|last| now < last.at + pause(last.failed)) {
            return fallback.ok_or_else(|| if last.failed { unavailable() } else { invalid() });
        }
        let fetched = fetched(provider, clock).await;
        // A pause begins when a fetch has ended, however long it was.
        let now = clock.now();
        let outcome = if fetched.is_ok() { "fetched" } else { "failed" };
        metrics::counter!("sso_key_fetches_total", "outcome" => outcome).increment(1);
        *last = Some(Last { at: now, failed: fetched.is_err() });
        match fetched {
            Ok(keys) => {
                let held = Arc::new(Held { keys, at: now });
                *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
                match self.look(kid, now) {
                    Found::Known(key) => Ok(key),
                    Found::Ask(_) => Err(invalid()),
                }
            }
            Err(e) => fallback.ok_or(e),
        }
    }

    fn has_any(&self, now: DateTime<Utc>) -> bool {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().is_some_and(|held| now < held.at + KEPT)
    }

    fn look(&self, kid: Option<&str>, now: DateTime<Utc>) -> Found {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(held) = held.filter(|held| now < held.at + KEPT) else { return Found::Ask(None) };
        let key = match (kid, held.keys.as_slice()) {
            (Some(kid), keys) => keys.iter().find(|key| key.kid.as_deref() == Some(kid)).cloned(),
            // A provider with one key need not name it.
            (None, [only]) => Some(only.clone()),
            (None, _) => None,
        };
        match key {
            Some(key) if now < held.at + FRESH => Found::Known(key),
            other => Found::Ask(other),
        }
    }
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

async fn fetched(provider: &Discovery, clock: &Clock) -> Result<Vec<Key>> {
    let set: Set = provider.key_set(clock).await?;
    Ok(set.keys.into_iter().take(MOST).filter_map(usable).collect())
}

/// A public key that verifies. Secrets, keys for encrypting and kinds that nobody knows are left out (RFC 7517, section 5).
fn usable(value: Value) -> Option<Key> {
    let jwk: Jwk = serde_json::from_value(value).ok()?;
    if jwk.common.public_key_use.as_ref().is_some_and(|used| *used != PublicKeyUse::Signature) {
        return None;
    }
    let of_kind: &[Algorithm] = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => &[Algorithm::RS256, Algorithm::PS256],
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => &[Algorithm::ES256],
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => &[Algorithm::EdDSA],
        _ => return None,
    };
    let named = match jwk.common.key_algorithm {
        None => None,
        Some(KeyAlgorithm::RS256) => Some(Algorithm::RS256),
        Some(KeyAlgorithm::PS256) => Some(Algorithm::PS256),
        Some(KeyAlgorithm::ES256) => Some(Algorithm::ES256),
        Some(KeyAlgorithm::EdDSA) => Some(Algorithm::EdDSA),
        Some(_) => return None,
    };
    let algorithms: Vec<_> = of_kind.iter().copied().filter(|one| named.is_none_or(|named| named == *one)).collect();
    let verifying = DecodingKey::from_jwk(&jwk).ok()?;
    (!algorithms.is_empty()).then_some(Key { kid: jwk.common.key_id, algorithms, verifying })
}
