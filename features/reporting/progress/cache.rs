//! Answers, whole and before they are cut into pages, until a figure or the organisation changes.
use std::sync::Arc;

use base::kernel::error::Result;

use super::{
    compute::{Ask, Computed},
    dto::Group,
    lines::Line,
    pledge::Pledge,
    told,
};
use crate::kept::{Kept, Version};

const KEPT_BYTES: u64 = 16 * 1024 * 1024;
/// A group with its names.
const GROUP_BYTES: usize = size_of::<Group>() + 200;

pub struct Cache(Kept<Ask, Computed>);

impl Default for Cache {
    fn default() -> Self {
        Self(Kept::new(KEPT_BYTES, |answer| {
            let lines = &answer.lines;
            let pledges = lines.lines.iter().filter(|line| line.pledge.is_some()).count() * size_of::<Pledge>();
            let told = if lines.lines.len() <= told::LINES { told::BYTES } else { 0 };
            told + lines.lines.len() * size_of::<Line>() + pledges + lines.groups.len() * GROUP_BYTES
        }))
    }
}

impl Cache {
    /// What is kept of `version`, else what `compute` makes of just that. Whoever computes gives nothing else a turn on its
    /// thread: so an answer is computed no more often at once than there are threads.
    pub fn answer(
        &self,
        ask: Ask,
        version: Version,
        compute: impl FnOnce(&Ask) -> Result<Computed>,
    ) -> Result<Arc<Computed>> {
        if let Some(answer) = self.0.get(&ask, version) {
            return Ok(answer);
        }
        let answer = compute(&ask)?;
        Ok(self.0.put(ask, version, answer))
    }
}
