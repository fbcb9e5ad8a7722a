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

const KEPT_BYTES: u64 = 16 * 1024 * 1024;
/// A group with its names.
const GROUP_BYTES: usize = size_of::<Group>() + 200;

/// The numbers of the last change of the organisation and of figures.
type Version = (i64, i64);

#[derive(Clone)]
struct Kept {
    version: Version,
    answer: Arc<Computed>,
}

pub struct Cache(moka::sync::Cache<Ask, Kept>);

impl Default for Cache {
    fn default() -> Self {
        let weigh = |_: &Ask, kept: &Kept| {
            let lines = &kept.answer.lines;
            let pledges = lines.lines.iter().filter(|line| line.pledge.is_some()).count() * size_of::<Pledge>();
            let told = if lines.lines.len() <= told::LINES { told::BYTES } else { 0 };
            let bytes = told + lines.lines.len() * size_of::<Line>() + pledges + lines.groups.len() * GROUP_BYTES;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self(moka::sync::Cache::builder().max_capacity(KEPT_BYTES).weigher(weigh).build())
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
        if let Some(kept) = self.0.get(&ask).filter(|kept| kept.version == version) {
            return Ok(kept.answer);
        }
        let answer = Arc::new(compute(&ask)?);
        self.0.insert(ask, Kept { version, answer: Arc::clone(&answer) });
        Ok(answer)
    }
}
