//! Answers, kept as the bytes that were sent, until a figure or the organisation changes.
use tokio::sync::Mutex;
use uuid::Uuid;

use super::dto::{Basis, GroupBy, Quality};
use crate::{http::answer::Tagged, kernel::error::Result};

const KEPT_BYTES: u64 = 32 * 1024 * 1024;

/// Everything an answer depends on besides the figures themselves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub movement_id: Uuid,
    pub within: Option<Uuid>,
    pub periods: Vec<String>,
    pub indicators: Vec<String>,
    pub group_by: GroupBy,
    pub quality: Quality,
    pub basis: Basis,
    /// Whose papers the caller reads.
    pub reading: Vec<Uuid>,
    pub today: chrono::NaiveDate,
}

#[derive(Clone)]
struct Kept {
    version: (i64, i64),
    answer: Tagged,
}

pub struct Cache {
    kept: moka::sync::Cache<Key, Kept>,
    /// One answer is computed at a time: many at once would hold all figures many times.
    turn: Mutex<()>,
}

impl Default for Cache {
    fn default() -> Self {
        let weigh = |_: &Key, kept: &Kept| u32::try_from(kept.answer.bytes.len()).unwrap_or(u32::MAX);
        Self {
            kept: moka::sync::Cache::builder().max_capacity(KEPT_BYTES).weigher(weigh).build(),
            turn: Mutex::new(()),
        }
    }
}

impl Cache {
    /// What is kept of `version`, else what `compute` makes. `version` counts the changes of figures and organisation,
    /// as the database has them now; what is made is kept under the one that was read with it, which on a replica may
    /// be older.
    pub async fn answer(
        &self,
        key: Key,
        version: (i64, i64),
        compute: impl AsyncFnOnce() -> Result<(Option<(i64, i64)>, Tagged)>,
    ) -> Result<Tagged> {
        if let Some(answer) = self.get(&key, version) {
            return Ok(answer);
        }
        let _turn = self.turn.lock().await;
        if let Some(answer) = self.get(&key, version) {
            return Ok(answer);
        }
        let (read, answer) = compute().await?;
        if let Some(version) = read {
            self.kept.insert(key, Kept { version, answer: answer.clone() });
        }
        Ok(answer)
    }

    fn get(&self, key: &Key, version: (i64, i64)) -> Option<Tagged> {
        self.kept.get(key).filter(|kept| kept.version == version).map(|kept| kept.answer)
    }
}
