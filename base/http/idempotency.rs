//! `Idempotency-Key`: the first answer is kept in the transaction that did the work, and given again.
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use entity::idempotency_key;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    http::answer::Answer,
    kernel::{
        digest,
        error::{Code, Error, Result},
        keys::Mac,
    },
    store::db::{Conn, Uow, bulk},
};

pub const HEADER: &str = "Idempotency-Key";
pub const KEPT: TimeDelta = TimeDelta::hours(24);

/// Members of bodies that are secrets: a password, or a number of which half can be guessed, is kept in no form that
/// could be tried out. A test holds the list against the spec.
pub const SECRETS: [&str; 11] = [
    "client_assertion",
    "client_secret",
    "code_verifier",
    "current_password",
    "new_password",
    "otp",
    "password",
    "personal_id",
    "refresh_token",
    "secret",
    "token",
];

/// SHA-256 of the request's body without its secrets, left by `Body` for whoever keeps the answer.
#[derive(Clone)]
pub struct BodyDigest(String);

impl BodyDigest {
    /// Of a file, in which nobody looks for secrets: what is kept of it is keyed.
    pub fn of_file(bytes: &[u8]) -> Self {
        Self(digest::sha256_hex(bytes))
    }

    pub fn of(body: &[u8]) -> Self {
        let open = serde_json::from_slice(body).ok().and_then(|mut body| {
            // As it was sent, but for a body with secrets: only of its bytes is every digit of a number sure.
            take_secrets(&mut body).then(|| body.to_string().into_bytes())
        });
        Self(digest::sha256_hex(open.as_deref().unwrap_or(body)))
    }
}

/// Whether there were any.
fn take_secrets(value: &mut Value) -> bool {
    match value {
        Value::Object(members) => {
            let before = members.len();
            members.retain(|name, _| !SECRETS.contains(&name.as_str()));
            take_all(members.values_mut()) || members.len() < before
        }
        Value::Array(items) => take_all(items.iter_mut()),
        _ => false,
    }
}

/// Out of each, also when an earlier one had some.
fn take_all<'a>(values: impl Iterator<Item = &'a mut Value>) -> bool {
    let mut found = false;
    for value in values {
        found |= take_secrets(value);
    }
    found
}

/// What the client sent, and what it stands for.
#[derive(Clone, Debug)]
pub struct Key {
    pub user_id: Uuid,
    pub key: String,
    /// Keyed digests of the request: the first is kept, any of them is recognised.
    fingerprints: Vec<String>,
}

impl Key {
    /// Of this key by this caller, with a request of this line and body.
    pub fn new(user_id: Uuid, key: String, line: &str, body: Option<BodyDigest>, fingerprints: &Mac) -> Self {
        let body = body.map_or_else(String::new, |body| body.0);
        Self { user_id, key, fingerprints: fingerprints.all(format!("{line}\n{body}").as_bytes()) }
    }
}

/// Keys whose first request still runs in this process. Between processes the unique index decides:
/// the second waits for the first to commit and then gives its answer.
#[derive(Clone, Default)]
pub struct Running(Arc<Mutex<HashSet<(Uuid, String)>>>);

/// Frees the key when the request ends, however it ends.
pub struct Guard {
    running: Running,
    entry: (Uuid, String),
}

impl Running {
    pub fn start(&self, key: &Key) -> Result<Guard> {
        let entry = (key.user_id, key.key.clone());
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !held.insert(entry.clone()) {
            let wait = std::time::Duration::from_secs(1);
            return Err(Error::new(Code::IdempotencyInProgress).retry_after(wait));
        }
        Ok(Guard { running: self.clone(), entry })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.running.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.entry);
    }
}

/// The answer kept for this key, if any. The same key with another request is refused.
pub async fn recall(db: &Conn, now: DateTime<Utc>, key: &Key) -> Result<Option<Answer>> {
    let kept = idempotency_key::Entity::find()
        .filter(idempotency_key::Column::UserId.eq(key.user_id))
        .filter(idempotency_key::Column::Key.eq(&key.key))
        .filter(idempotency_key::Column::CreatedAt.gte(now - KEPT))
        .one(db)
        .await?;
    let Some(kept) = kept else { return Ok(None) };
    if !key.fingerprints.contains(&kept.fingerprint) {
        return Err(Error::new(Code::IdempotencyKeyReused));
    }
    Ok(Some(Answer {
        status: u16::try_from(kept.status).unwrap_or(200),
        etag: kept.etag,
        location: kept.location,
        body: kept.body,
        replayed: true,
        dry_run: false,
    }))
}

pub async fn keep(uow: &Uow, key: &Key, answer: &Answer) -> Result<()> {
    idempotency_key::Entity::delete_many()
        .filter(idempotency_key::Column::UserId.eq(key.user_id))
        .filter(idempotency_key::Column::Key.eq(&key.key))
        .filter(idempotency_key::Column::CreatedAt.lt(uow.now - KEPT))
        .exec(&uow.tx)
        .await?;
    idempotency_key::Entity::insert(idempotency_key::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(key.user_id),
        key: Set(key.key.clone()),
        fingerprint: Set(key.fingerprints.first().cloned().unwrap_or_default()),
        status: Set(i32::from(answer.status)),
        etag: Set(answer.etag.clone()),
        location: Set(answer.location.clone()),
        body: Set(answer.body.clone()),
        created_at: Set(uow.now),
    })
    .exec_without_returning(&uow.tx)
    .await?;
    Ok(())
}

/// Forgets a batch of answers older than the time they are kept; how many it was.
pub async fn forget_old(db: &Conn, now: DateTime<Utc>) -> Result<u64> {
    bulk::delete::<idempotency_key::Entity>(db, idempotency_key::Column::CreatedAt.lt(now - KEPT)).await
}
