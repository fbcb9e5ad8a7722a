//! All that was asked for, line by line.
use std::sync::OnceLock;

use entity::period::PeriodKind;

use super::{dto::Group, fold::Folded, groups, pledge::Pledge};

/// One indicator of one run in one group; of a series the period stands for the group.
pub struct Line {
    pub indicator: usize,
    pub run: PeriodKind,
    pub group: usize,
    pub folded: Folded,
    pub expected: u64,
    pub submitted: u64,
    /// None where nothing was promised: so it is of most lines by unit, of which there are many.
    pub pledge: Option<Box<Pledge>>,
}

/// In the order of the indicators, then of the runs, then of the groups.
pub struct Lines {
    pub groups: Vec<Group>,
    /// Of each group what it is told from others by, and in whose order they stand.
    pub keys: Vec<String>,
    /// Of each group its place in the order of the alphabet, if it has a name: made when somebody orders by it.
    names: OnceLock<Vec<Option<String>>>,
    pub lines: Vec<Line>,
}

impl Lines {
    pub fn new(groups: Vec<Group>, mut lines: Vec<Line>) -> Self {
        // What is kept has no room to spare, but is not moved for a little.
        if lines.capacity() > lines.len() + lines.len() / 4 {
            lines.shrink_to_fit();
        }
        let keys = groups.iter().map(groups::key).collect();
        Self { groups, keys, names: OnceLock::new(), lines }
    }

    pub fn name(&self, group: usize) -> Option<&str> {
        let names = self.names.get_or_init(|| self.groups.iter().map(groups::name).collect());
        names.get(group)?.as_deref()
    }
}
