//! A client that signs what it says of itself: `private_key_jwt` (RFC 7523, OpenID Connect Core, section 9).
use base::{
    http::{auth::names_critical, state::AppState},
    kernel::{
        digest,
        error::{Code, Error, Result},
        id,
    },
    store::db::{Uow, bulk},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{client_assertion, client_credential};
use jsonwebtoken::{Validation, decode, decode_header};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::clients::PublicKey;

pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
pub const ALGORITHMS: [&str; 2] = ["EdDSA", "ES256"];
/// So long an assertion may be good, and so long its `jti` is remembered at most.
const LONGEST: TimeDelta = TimeDelta::minutes(5);
/// By so much two clocks may differ.
const SKEW: i64 = 30;

#[derive(Clone, Deserialize)]
struct Said {
    iss: String,
    sub: String,
    aud: Value,
    exp: i64,
    jti: String,
    iat: Option<i64>,
    nbf: Option<i64>,
}

/// Whose it says to be, which proves nothing yet.
pub fn subject(assertion: &str) -> Option<Uuid> {
    #[derive(Deserialize)]
    struct Subject {
        sub: String,
    }
    let payload = URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1)?).ok()?;
    id::parse(&serde_json::from_slice::<Subject>(&payload).ok()?.sub)
}

/// The key that signed it, if it is in order and was not used before.
pub async fn proven(
    state: &AppState,
    client_id: Uuid,
    keys: &[client_credential::Model],
    assertion: &str,
) -> Result<Option<Uuid>> {
    let now = state.clock.now();
    let Some((key_id, said)) = signed(keys, assertion) else { return Ok(None) };
    let issuer = state.auth.issuer();
    let here = [issuer.to_owned(), format!("{}/api/v1/oauth/token", issuer.trim_end_matches('/'))];
    if !is_in_order(&said, client_id, &here, now) {
        return Ok(None);
    }
    let expires_at = DateTime::from_timestamp(said.exp, 0).unwrap_or(now);
    let first = async |uow: &Uow| use_up(uow, client_id, &said.jti, expires_at).await;
    match state.db.maintain("client assertions", first).await {
        Ok(()) => Ok(Some(key_id)),
        // It was used before, or is at this moment: the database lets one of them be the first.
        Err(e) if e.code == Code::Conflict => Ok(None),
        Err(e) => Err(e),
    }
}

/// By the key that its header names, and by the algorithm of that key.
fn signed(keys: &[client_credential::Model], assertion: &str) -> Option<(Uuid, Said)> {
    let header = decode_header(assertion).ok()?;
    let named = |one: &&client_credential::Model| header.kid.is_some() && one.kid == header.kid;
    let found = keys.iter().find(named)?;
    let key: PublicKey = serde_json::from_str(found.jwk.as_deref()?).ok()?;
    if header.alg != key.algorithm() || names_critical(assertion) {
        return None;
    }
    let mut validation = Validation::new(key.algorithm());
    // What it says is looked at by the service's own clock.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.set_required_spec_claims::<&str>(&[]);
    let said = decode::<Said>(assertion, &key.verifier()?, &validation).ok()?.claims;
    Some((found.id, said))
}

fn is_in_order(said: &Said, client_id: Uuid, here: &[String], now: DateTime<Utc>) -> bool {
    let (id, now) = (client_id.to_string(), now.timestamp());
    let for_us = |aud: &Value| aud.as_str().is_some_and(|aud| here.iter().any(|known| known == aud));
    let audience = match &said.aud {
        Value::Array(all) => all.len() == 1 && all.iter().all(for_us),
        one => for_us(one),
    };
    let begun = |at: Option<i64>| at.is_none_or(|at| at <= now + SKEW);
    let lasts = said.exp > now && said.exp <= now + LONGEST.num_seconds() + SKEW;
    let once = (1..=200).contains(&said.jti.len());
    said.iss == id && said.sub == id && audience && lasts && once && begun(said.iat) && begun(said.nbf)
}

/// An id is good once. The row that says so is there until the assertion would be refused anyway.
async fn use_up(uow: &Uow, client_id: Uuid, jti: &str, expires_at: DateTime<Utc>) -> Result<()> {
    let row = client_assertion::ActiveModel {
        id: Set(Uuid::now_v7()),
        client_id: Set(client_id),
        jti_digest: Set(digest::sha256_hex(jti.as_bytes())),
        expires_at: Set(expires_at),
    };
    client_assertion::Entity::insert(row).exec_without_returning(&uow.tx).await.map_err(Error::from)?;
    Ok(())
}

/// Clears away a batch of ids of assertions that have expired; how many it was.
pub async fn forget_old(uow: &Uow) -> Result<u64> {
    bulk::delete::<client_assertion::Entity>(&uow.tx, client_assertion::Column::ExpiresAt.lte(uow.now)).await
}
