//! What an instance keeps in memory, and how it learns that its copy is old.
//! Every write that changes a topic bumps that topic's counter in its own transaction. The writing
//! process looks at once; the others look when their last look is older than `TOLERANCE`. A write looks inside its
//! transaction, where nobody else can change what rights and tree are until it ends.
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
    DbErr, EntityTrait, Insert, RuntimeErr,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::{
    kernel::{
        access::{self, Access},
        calendar::Entered,
        organisation::Organisation,
    },
    store::db::Conn,
};

/// A revoked role ends on other instances within a second.
const TOLERANCE: Duration = Duration::from_millis(500);
/// A look that takes longer is given up: all others wait for it.
const LOOK: Duration = Duration::from_secs(5);

#[derive(Clone, Default)]
pub struct Snapshot {
    pub organisation: Arc<Organisation>,
    pub access: Arc<Access>,
    pub revoked_sessions: Arc<HashSet<Uuid>>,
    /// Years of the working calendar that the ministry has entered: as rare as a reorganisation, and counted with the tree.
    pub entered: Arc<Entered>,
    versions: Versions,
}

/// The counters at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    organisation: i64,
    access: i64,
    session: i64,
    indicators: i64,
    figures: i64,
    journal: i64,
}

impl Versions {
    pub fn set(&mut self, topic: Topic, value: i64) {
        match topic {
            Topic::Organisation => self.organisation = value,
            Topic::Access => self.access = value,
            Topic::Session => self.session = value,
            Topic::Indicators => self.indicators = value,
            Topic::Figures => self.figures = value,
            Topic::Journal => self.journal = value,
            Topic::Readiness => {}
        }
    }

    /// Of the organisation and of the figures that are grouped by it.
    pub const fn figures(self) -> (i64, i64) {
        (self.organisation, self.figures)
    }
}

impl Snapshot {
    /// Changes whenever a figure, or the organisation it is grouped by, has changed.
    pub fn figures_version(&self) -> (i64, i64) {
        self.versions.figures()
    }

    /// Changes whenever an indicator has changed.
    pub const fn indicators_version(&self) -> i64 {
        self.versions.indicators
    }

    /// How far the journal is sealed.
    pub const fn sealed(&self) -> i64 {
        self.versions.journal
    }

    /// Changes whenever the journal is sealed further, or what somebody may do has changed.
    pub const fn feed_version(&self) -> (i64, i64, i64, i64) {
        (self.versions.journal, self.versions.organisation, self.versions.access, self.versions.session)
    }

    /// Changes whenever the organisation has changed.
    pub const fn organisation_version(&self) -> i64 {
        self.versions.organisation
    }
}

/// How often this process has learnt of a change: of figures alone, and of anything else.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known {
    figures: u64,
    others: u64,
}

/// A copy, when the look that made it began, and what was known of changes then.
#[derive(Clone)]
struct Held {
    snapshot: Snapshot,
    looked_at: Instant,
    known: Known,
}

/// When a look began, and what was known of changes then.
pub type Began = (Instant, Known);

#[derive(Default)]
pub struct Shared {
    current: RwLock<Option<Held>>,
    figures: AtomicU64,
    others: AtomicU64,
    /// One look at a time: the others wait for its result, and for the reason if there is none.
    looking: tokio::sync::Mutex<Option<Failed>>,
}

/// A look that found nothing out.
struct Failed {
    ended: Instant,
    why: DbErr,
}

impl Shared {
    /// At most `TOLERANCE` old when it was asked for. Whoever asks for no figures does not wait for those that this process
    /// has changed.
    pub async fn snapshot(&self, db: &Conn, now: DateTime<Utc>) -> Result<Snapshot, DbErr> {
        self.tolerant(Known { figures: 0, ..self.known() }, db, now).await
    }

    /// The same for whoever does.
    pub async fn with_figures(&self, db: &Conn, now: DateTime<Utc>) -> Result<Snapshot, DbErr> {
        self.tolerant(self.known(), db, now).await
    }

    async fn tolerant(&self, known: Known, db: &Conn, now: DateTime<Utc>) -> Result<Snapshot, DbErr> {
        let asked = Instant::now();
        self.since(asked, (asked.checked_sub(TOLERANCE).unwrap_or(asked), known), db, now).await
    }

    /// As the database has it now.
    pub async fn latest(&self, db: &Conn, now: DateTime<Utc>) -> Result<Snapshot, DbErr> {
        let asked = Instant::now();
        self.since(asked, (asked, self.known()), db, now).await
    }

    /// Within a transaction that writes: as it is until that ends. The counters were read there, after `began`.
    pub async fn within(
        &self,
        tx: &Conn,
        (looked_at, known): Began,
        versions: Versions,
        now: DateTime<Utc>,
    ) -> Result<Snapshot, DbErr> {
        let snapshot = refresh(tx, self.copy(), versions, now).await?;
        self.keep(Held { snapshot: snapshot.clone(), looked_at, known });
        Ok(snapshot)
    }

    /// The next reader looks at the database first …
    pub fn expire(&self) {
        self.others.fetch_add(1, Ordering::SeqCst);
    }

    /// … or the next that asks for figures.
    pub fn expire_figures(&self) {
        self.figures.fetch_add(1, Ordering::SeqCst);
    }

    fn known(&self) -> Known {
        Known { figures: self.figures.load(Ordering::SeqCst), others: self.others.load(Ordering::SeqCst) }
    }

    /// The result of a look that began at `earliest` or later, however long it took: whoever has waited for a slow
    /// look would otherwise have to begin another. One that failed has failed for all who waited for it.
    async fn since(&self, asked: Instant, wanted: Began, db: &Conn, now: DateTime<Utc>) -> Result<Snapshot, DbErr> {
        if let Some(snapshot) = self.held(wanted) {
            return Ok(snapshot);
        }
        let mut failed = self.looking.lock().await;
        if let Some(snapshot) = self.held(wanted) {
            return Ok(snapshot);
        }
        if let Some(failed) = failed.as_ref().filter(|failed| asked <= failed.ended) {
            return Err(failed.why.clone());
        }
        let found = tokio::time::timeout(LOOK, self.look(db, now)).await.unwrap_or_else(|_| Err(too_slow()));
        *failed = found.as_ref().err().map(|why| Failed { ended: Instant::now(), why: why.clone() });
        found
    }

    fn held(&self, (earliest, known): Began) -> Option<Snapshot> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        let knows = |held: &Held| held.known.others >= known.others && held.known.figures >= known.figures;
        let held = current.as_ref().filter(|held| knows(held) && held.looked_at >= earliest);
        held.map(|held| held.snapshot.clone())
    }

    /// Nothing is changed before the look is over: one that is given up half-way leaves all as it was.
    async fn look(&self, db: &Conn, now: DateTime<Utc>) -> Result<Snapshot, DbErr> {
        let (looked_at, known) = self.begin();
        let versions = versions(db).await?;
        let snapshot = refresh(db, self.copy(), versions, now).await?;
        self.keep(Held { snapshot: snapshot.clone(), looked_at, known });
        Ok(snapshot)
    }

    /// To be called before the counters are read.
    pub fn begin(&self) -> Began {
        (Instant::now(), self.known())
    }

    fn copy(&self) -> Option<Snapshot> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().map(|held| held.snapshot.clone())
    }

    /// A slower look that began earlier must not undo a later one.
    fn keep(&self, held: Held) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_none_or(|other| other.looked_at <= held.looked_at) {
            *current = Some(held);
        }
    }
}

fn too_slow() -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(format!("the counters were not read within {LOOK:?}")))
}

pub async fn versions(db: &Conn) -> Result<Versions, DbErr> {
    let mut versions = Versions::default();
    for row in snapshot_version::Entity::find().all(db).await? {
        versions.set(row.topic, row.value);
    }
    Ok(versions)
}

async fn refresh(db: &Conn, held: Option<Snapshot>, versions: Versions, now: DateTime<Utc>) -> Result<Snapshot, DbErr> {
    let fresh = held.is_none();
    let mut snapshot = held.unwrap_or_default();
    if fresh || snapshot.versions.organisation != versions.organisation {
        snapshot.organisation = Arc::new(Organisation::load(db).await?);
        snapshot.entered = Arc::new(Entered::load(db).await?);
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
pub async fn bump(db: &Conn, topic: Topic) -> Result<(), DbErr> {
    counted_up(topic).exec_without_returning(db).await.map(drop)
}

/// Tells every instance how far something has come, once the transaction commits.
pub async fn reach(db: &Conn, topic: Topic, value: i64) -> Result<(), DbErr> {
    use snapshot_version::{ActiveModel, Column, Entity};
    let row = ActiveModel { id: Set(Uuid::now_v7()), topic: Set(topic), value: Set(value) };
    let there = OnConflict::column(Column::Topic).update_column(Column::Value).to_owned();
    Entity::insert(row).on_conflict(there).exec_without_returning(db).await.map(drop)
}

/// The same, as a statement that others go with.
pub fn counted_up(topic: Topic) -> Insert<snapshot_version::ActiveModel> {
    use snapshot_version::{ActiveModel, Column, Entity};
    let first = ActiveModel { id: Set(Uuid::now_v7()), topic: Set(topic), value: Set(1) };
    let next = Expr::col((Entity, Column::Value)).add(1);
    Entity::insert(first).on_conflict(OnConflict::column(Column::Topic).value(Column::Value, next).to_owned())
}
