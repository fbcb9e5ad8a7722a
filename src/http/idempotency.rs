//! `Idempotency-Key`: the first answer is kept in the transaction that did the work, and given again.
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::TimeDelta;
use entity::idempotency_key;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::http::answer::Answer;
use crate::{
    kernel::error::{Code, Error, Result},
    store::db::Uow,
};

pub const HEADER: &str = "Idempotency-Key";
pub const KEPT: TimeDelta = TimeDelta::hours(24);

/// SHA-256 of the request's body, left by `Body` for whoever keeps the answer.
#[derive(Clone)]
pub struct BodyDigest(pub String);

/// What the client sent, and what it stands for.
#[derive(Clone, Debug)]
pub struct Key {
    pub user_id: Uuid,
    pub key: String,
    pub fingerprint: String,
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
pub async fn recall(uow: &Uow, key: &Key) -> Result<Option<Answer>> {
    let kept = idempotency_key::Entity::find()
        .filter(idempotency_key::Column::UserId.eq(key.user_id))
        .filter(idempotency_key::Column::Key.eq(&key.key))
        .one(&uow.tx)
        .await?;
    let Some(kept) = kept else { return Ok(None) };
    if kept.created_at < uow.now - KEPT {
        idempotency_key::Entity::delete_by_id(kept.id).exec(&uow.tx).await?;
        return Ok(None);
    }
    if kept.fingerprint != key.fingerprint {
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
    idempotency_key::Entity::insert(idempotency_key::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(key.user_id),
        key: Set(key.key.clone()),
        fingerprint: Set(key.fingerprint.clone()),
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

/// Forgets answers older than the time they are kept.
pub async fn forget_old(db: &impl ConnectionTrait, now: chrono::DateTime<chrono::Utc>) -> Result<u64> {
    let old = idempotency_key::Column::CreatedAt.lt(now - KEPT);
    Ok(idempotency_key::Entity::delete_many().filter(old).exec(db).await?.rows_affected)
}
