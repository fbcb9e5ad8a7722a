//! Answers, whole and before they are cut into pages, until a figure or the organisation changes or something becomes late.
use std::sync::Arc;

use base::kernel::error::Result;
use chrono::{DateTime, Utc};

use super::compute::{Ask, Computed, Line};
use crate::kept::{Kept, Version};

const KEPT_BYTES: u64 = 4 * 1024 * 1024;

pub struct Cache(Kept<Ask, Computed>);

impl Default for Cache {
    fn default() -> Self {
        Self(Kept::new(KEPT_BYTES, |answer| size_of::<Computed>() + answer.lines.len() * size_of::<Line>()))
    }
}

impl Cache {
    /// What is kept of `version` and holds `now`, else what `compute` makes of just that.
    pub fn answer(
        &self,
        ask: Ask,
        (version, now): (Version, DateTime<Utc>),
        compute: impl FnOnce(&Ask) -> Result<Computed>,
    ) -> Result<Arc<Computed>> {
        if let Some(answer) = self.0.get(&ask, version).filter(|answer| answer.holds(now)) {
            return Ok(answer);
        }
        let answer = compute(&ask)?;
        Ok(self.0.put(ask, version, answer))
    }
}
