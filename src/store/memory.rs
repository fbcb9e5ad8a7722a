//! What an instance keeps in memory, and how it learns that its copy is old.
//! Every write that changes a topic bumps that topic's counter in its own transaction. The writing
//! process looks at once; the others look when their last look is older than `TOLERANCE`.
use std::{
    collections::HashSet,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use entity::snapshot_version::{self, Topic};
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, DbErr, EntityTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::kernel::{
    access::{self, Access},
    organisation::Organisation,
};

/// A revoked role ends on other instances within a second.
const TOLERANCE: Duration = Duration::from_millis(500);

#[derive(Clone, Default)]
pub struct Snapshot {
    pub organisation: Arc<Organisation>,
    pub access: Arc<Access>,
    pub revoked_sessions: Arc<HashSet<Uuid>>,
    versions: Versions,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Versions {
    organisation: i64,
    access: i64,
    session: i64,
    figures: i64,
}

impl Snapshot {
    /// Changes whenever a figure, or the organisation it is grouped by, has changed.
    pub fn figures_version(&self) -> (i64, i64) {
        (self.versions.organisation, self.versions.figures)
    }
}

/// A copy, when the look that made it began, and what was known of changes then.
#[derive(Clone)]
struct Held {
    snapshot: Snapshot,
    looked_at: Instant,
    expired: u64,
}

#[derive(Default)]
pub struct Shared {
    current: RwLock<Option<Held>>,
    /// How often this process has learnt of a change.
    expired: AtomicU64,
    /// One look at a time: the others wait for its result.
    looking: tokio::sync::Mutex<()>,
}

impl Shared {
    /// At most `TOLERANCE` old.
    pub async fn snapshot(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Snapshot, DbErr> {
        if let Some(snapshot) = self.recent(TOLERANCE) {
            return Ok(snapshot);
        }
        let _one = self.looking.lock().await;
        match self.recent(TOLERANCE) {
            Some(snapshot) => Ok(snapshot),
            None => self.look(db, now).await,
        }
    }

    /// As the database has it now.
    pub async fn latest(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Snapshot, DbErr> {
        self.look(db, now).await
    }

    /// The next reader looks at the database first.
    pub fn expire(&self) {
        self.expired.fetch_add(1, Ordering::SeqCst);
    }

    fn recent(&self, tolerance: Duration) -> Option<Snapshot> {
        let expired = self.expired.load(Ordering::SeqCst);
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        let held = current.as_ref().filter(|held| held.expired == expired && held.looked_at.elapsed() < tolerance);
        held.map(|held| held.snapshot.clone())
    }

    /// Nothing is changed before the look is over: one that is given up half-way leaves all as it was.
    async fn look(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Snapshot, DbErr> {
        let (looked_at, expired) = (Instant::now(), self.expired.load(Ordering::SeqCst));
        let versions = versions(db).await?;
        let held = self.current.read().unwrap_or_else(PoisonError::into_inner).clone();
        let snapshot = refresh(db, held.map(|held| held.snapshot), versions, now).await?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        // A slower look that began earlier must not undo a later one.
        if current.as_ref().is_none_or(|held| held.looked_at <= looked_at) {
            *current = Some(Held { snapshot: snapshot.clone(), looked_at, expired });
        }
        Ok(snapshot)
    }
}

async fn versions(db: &impl ConnectionTrait) -> Result<Versions, DbErr> {
    let mut versions = Versions::default();
    for row in snapshot_version::Entity::find().all(db).await? {
        match row.topic {
            Topic::Organisation => versions.organisation = row.value,
            Topic::Access => versions.access = row.value,
            Topic::Session => versions.session = row.value,
            Topic::Figures => versions.figures = row.value,
        }
    }
    Ok(versions)
}

async fn refresh(
    db: &impl ConnectionTrait,
    held: Option<Snapshot>,
    versions: Versions,
    now: DateTime<Utc>,
) -> Result<Snapshot, DbErr> {
    let fresh = held.is_none();
    let mut snapshot = held.unwrap_or_default();
    if fresh || snapshot.versions.organisation != versions.organisation {
        snapshot.organisation = Arc::new(Organisation::load(db).await?);
    }
    if fresh || snapshot.versions.access != versions.access {
        snapshot.access = Arc::new(Access::load(db).await?);
    }
    if fresh || snapshot.versions.session != versions.session {
        snapshot.revoked_sessions = Arc::new(access::revoked_sessions(db, now).await?);
    }
    snapshot.versions = versions;
    Ok(snapshot)
}

/// Tells every instance that its copy of `topic` is old, once the transaction commits.
pub async fn bump(db: &impl ConnectionTrait, topic: Topic) -> Result<(), DbErr> {
    use snapshot_version::{ActiveModel, Column, Entity};
    let first = ActiveModel { id: Set(Uuid::now_v7()), topic: Set(topic), value: Set(1) };
    let next = Expr::col((Entity, Column::Value)).add(1);
    Entity::insert(first)
        .on_conflict(OnConflict::column(Column::Topic).value(Column::Value, next).to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}
