//! Answers, kept as the bytes that were sent, until a figure or the organisation changes.
use actix_web::web::Bytes;
use uuid::Uuid;

use super::dto::{GroupBy, Quality};

const KEPT: u64 = 2_000;

/// Everything an answer depends on besides the figures themselves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub movement_id: Uuid,
    pub within: Option<Uuid>,
    pub periods: Vec<String>,
    pub indicators: Vec<String>,
    pub group_by: GroupBy,
    pub quality: Quality,
    /// Whose papers the caller reads.
    pub reading: Vec<Uuid>,
    pub today: chrono::NaiveDate,
}

#[derive(Clone)]
struct Kept {
    version: (i64, i64),
    bytes: Bytes,
}

pub struct Cache(moka::sync::Cache<Key, Kept>);

impl Default for Cache {
    fn default() -> Self {
        Self(moka::sync::Cache::new(KEPT))
    }
}

impl Cache {
    /// `version` counts the changes of figures and organisation, as the database has them now.
    pub fn get(&self, key: &Key, version: (i64, i64)) -> Option<Bytes> {
        self.0.get(key).filter(|kept| kept.version == version).map(|kept| kept.bytes)
    }

    pub fn keep(&self, key: Key, version: (i64, i64), bytes: Bytes) {
        self.0.insert(key, Kept { version, bytes });
    }
}
