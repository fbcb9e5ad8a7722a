//! Who answers a read: the replica if there is one that has what the reader has seen, else the primary.
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use super::{pool::Pool, replica::Replica};
use crate::kernel::error::{Fate, fate};

/// The last transaction that a caller has seen: what is read for that caller must not be older.
#[derive(Clone, Default)]
pub struct Seen(Arc<AtomicU64>);

impl Seen {
    pub fn new(position: u64) -> Self {
        Self(Arc::new(AtomicU64::new(position)))
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn advance(&self, position: u64) {
        self.0.fetch_max(position, Ordering::Relaxed);
    }

    /// Runs `request` as that of a caller who has seen this. What it commits it has seen, too.
    pub async fn during<F: Future>(&self, request: F) -> F::Output {
        SEEN.scope(self.clone(), request).await
    }
}

// Every read of a request has to know it, wherever it is made: a read that forgot to ask would be old.
tokio::task_local! { static SEEN: Seen }

/// What the running request has seen; nothing outside of one.
fn position() -> u64 {
    SEEN.try_with(Seen::get).unwrap_or_default()
}

/// Whether the running request is of a caller who has seen a write: with a replica these are told of.
pub fn has_seen() -> bool {
    position() > 0
}

/// The running request has committed this transaction.
pub fn committed(position: u64) {
    SEEN.try_with(|seen| seen.advance(position)).ok();
}

/// Read-only connections.
pub struct Reads {
    pub primary: Arc<Pool>,
    pub replica: Option<Replica>,
}

impl Reads {
    pub fn replica(&self) -> Option<&Replica> {
        self.replica.as_ref().filter(|replica| replica.has(position()))
    }
}

/// Whether the primary may answer what the replica could not: that has failed by itself, or replaying the log has
/// cancelled the query. What the query itself did wrong it would do wrong again.
pub fn is_of_the_replica(e: &DbErr) -> bool {
    matches!(e, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) || matches!(fate(e), Fate::Broken | Fate::Again)
}

#[async_trait::async_trait]
impl ConnectionTrait for Reads {
    fn get_database_backend(&self) -> DbBackend {
        self.primary.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.primary.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.primary.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        if let Some(replica) = self.replica() {
            match replica.pool.query_one_raw(statement.clone()).await {
                Err(e) if is_of_the_replica(&e) => replica.leave_out(&e),
                done => return done,
            }
        }
        self.primary.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        if let Some(replica) = self.replica() {
            match replica.pool.query_all_raw(statement.clone()).await {
                Err(e) if is_of_the_replica(&e) => replica.leave_out(&e),
                done => return done,
            }
        }
        self.primary.query_all_raw(statement).await
    }
}
