//! Answers, whole and before they are cut into pages, until a figure or the organisation changes.
use std::sync::Arc;

use tokio::sync::Mutex;

use super::{
    compute::{Ask, Computed},
    dto::Group,
    table::Line,
};
use crate::kernel::error::Result;

const KEPT_BYTES: u64 = 32 * 1024 * 1024;
/// A group with its names.
const GROUP_BYTES: usize = size_of::<Group>() + 200;

#[derive(Clone)]
struct Kept {
    version: (i64, i64),
    answer: Arc<Computed>,
}

pub struct Cache {
    kept: moka::sync::Cache<Ask, Kept>,
    /// One answer is computed at a time: many at once would hold all figures many times.
    turn: Mutex<()>,
}

impl Default for Cache {
    fn default() -> Self {
        let weigh = |_: &Ask, kept: &Kept| {
            let lines = &kept.answer.lines;
            let bytes = lines.lines.len() * size_of::<Line>() + lines.groups.len() * GROUP_BYTES;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
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
        ask: Ask,
        version: (i64, i64),
        compute: impl AsyncFnOnce(&Ask) -> Result<(Option<(i64, i64)>, Computed)>,
    ) -> Result<Arc<Computed>> {
        if let Some(answer) = self.get(&ask, version) {
            return Ok(answer);
        }
        let _turn = self.turn.lock().await;
        if let Some(answer) = self.get(&ask, version) {
            return Ok(answer);
        }
        let (read, answer) = compute(&ask).await?;
        let answer = Arc::new(answer);
        if let Some(version) = read {
            self.kept.insert(ask, Kept { version, answer: answer.clone() });
        }
        Ok(answer)
    }

    fn get(&self, ask: &Ask, version: (i64, i64)) -> Option<Arc<Computed>> {
        self.kept.get(ask).filter(|kept| kept.version == version).map(|kept| kept.answer)
    }
}
