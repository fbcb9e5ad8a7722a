//! A streaming replica: how far it is behind, and whether it may be asked.
use std::{
    collections::VecDeque,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, DbErr, Statement};
use tokio::time::timeout;

use super::pool::Pool;

/// Longer than this no look at it may take.
const LOOK: Duration = Duration::from_secs(2);
/// How many positions of the primary are remembered: one a look, for ten minutes.
const HISTORY: usize = 1200;

/// How far it has replayed the primary's log, which of the primary's transactions are all over there.
const STANDBY: &str = "SELECT pg_is_in_recovery() AS standby, \
    pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint AS replayed, \
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS over";
const PRIMARY: &str = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint AS written";

pub struct Replica {
    pub pool: Pool,
    bound: Duration,
    fit: AtomicBool,
    /// Every transaction before this one is over on the replica.
    over: AtomicU64,
    /// When the primary had written how much, oldest first, from what the replica has replayed on.
    written: Mutex<VecDeque<(Instant, i64)>>,
}

struct Standing {
    standby: bool,
    replayed: Option<i64>,
    over: u64,
}

/// Where there is none, none is used and none is behind.
pub fn report_none() {
    for name in ["database_replica_in_use", "database_replica_lag_seconds"] {
        metrics::gauge!(name).set(0.0);
    }
}

impl Replica {
    pub fn new(pool: Pool, bound: Duration) -> Self {
        Self { pool, bound, fit: AtomicBool::new(false), over: AtomicU64::new(0), written: Mutex::default() }
    }

    /// Whether it may answer a reader who has seen this transaction.
    pub fn has(&self, position: u64) -> bool {
        self.fit.load(Ordering::Relaxed) && position < self.over.load(Ordering::Relaxed)
    }

    pub fn is_fit(&self) -> bool {
        self.fit.load(Ordering::Relaxed)
    }

    /// Nobody asks it until a look finds it well again.
    pub fn leave_out(&self, why: &DbErr) {
        if self.fit.swap(false, Ordering::Relaxed) {
            tracing::warn!(error = %why, "the replica is left out");
        }
    }

    /// Compares it with the primary.
    pub async fn look(&self, primary: &Pool) {
        let written = match timeout(LOOK, one(primary, PRIMARY)).await {
            Ok(Ok(row)) => row.try_get::<i64>("", "written"),
            Ok(Err(e)) => Err(e),
            Err(_) => Err(silent()),
        };
        // Of a primary that does not answer nothing is learnt about the replica.
        let Ok(written) = written else { return };
        self.remember(written);
        let standing = timeout(LOOK, self.standing()).await.unwrap_or_else(|_| Err(silent()));
        match standing {
            Ok(standing) => self.judge(&standing),
            Err(e) => self.leave_out(&e),
        }
        metrics::gauge!("database_replica_in_use").set(f64::from(u8::from(self.is_fit())));
    }

    fn remember(&self, position: i64) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let moved = written.back().is_none_or(|(_, last)| *last != position);
        if moved && written.len() < HISTORY {
            written.push_back((Instant::now(), position));
        }
    }

    async fn standing(&self) -> Result<Standing, DbErr> {
        let row = one(&self.pool, STANDBY).await?;
        Ok(Standing {
            standby: row.try_get("", "standby")?,
            replayed: row.try_get("", "replayed")?,
            over: row.try_get::<i64>("", "over")?.unsigned_abs(),
        })
    }

    fn judge(&self, standing: &Standing) {
        let lag = self.lag(standing.replayed.unwrap_or_default());
        metrics::gauge!("database_replica_lag_seconds").set(lag.as_secs_f64());
        self.over.store(standing.over, Ordering::Relaxed);
        let fit = standing.standby && lag <= self.bound;
        match (self.fit.swap(fit, Ordering::Relaxed), fit) {
            (true, false) => tracing::warn!(?lag, standby = standing.standby, "the replica is left out"),
            (false, true) => tracing::info!(?lag, "reads go to the replica"),
            _ => {}
        }
    }

    /// Since when the primary has had what the replica has not.
    fn lag(&self, replayed: i64) -> Duration {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        while written.front().is_some_and(|(_, position)| *position <= replayed) {
            written.pop_front();
        }
        written.front().map_or(Duration::ZERO, |(since, _)| since.elapsed())
    }
}

async fn one(pool: &Pool, sql: &str) -> Result<sea_orm::QueryResult, DbErr> {
    let row = pool.query_one_raw(Statement::from_string(pool.get_database_backend(), sql)).await?;
    row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))
}

fn silent() -> DbErr {
    DbErr::Conn(sea_orm::RuntimeErr::Internal(format!("no answer within {LOOK:?}")))
}
