//! All that was asked for, line by line.
use std::sync::OnceLock;

use entity::{Quantity, period::PeriodKind};

use super::{dto::Group, fold::Folded, groups, pledge::Pledge};

/// A figure in half its room: of lines by unit, which are kept, there are tens of thousands.
#[derive(Clone, Copy, Debug)]
pub struct Packed {
    /// Value, numerator, denominator and percent.
    amounts: [i64; 4],
    reported: u32,
    in_children: u32,
    overflow: bool,
    estimated: bool,
}

impl From<Folded> for Packed {
    fn from(folded: Folded) -> Self {
        let Folded { value, numerator, denominator, percent, overflow, estimated, .. } = folded;
        let amounts = [value, numerator, denominator, percent];
        Self {
            amounts: amounts.map(Quantity::packed),
            reported: counted(folded.reported),
            in_children: counted(folded.in_children),
            overflow,
            estimated,
        }
    }
}

impl Packed {
    pub fn folded(&self) -> Folded {
        let [value, numerator, denominator, percent] = self.amounts.map(Quantity::unpacked);
        let (reported, in_children) = (self.reported.into(), self.in_children.into());
        let (overflow, estimated) = (self.overflow, self.estimated);
        Folded { value, numerator, denominator, percent, overflow, reported, in_children, estimated }
    }
}

/// Reports: of so many there are none.
pub fn counted(reports: u64) -> u32 {
    u32::try_from(reports).unwrap_or(u32::MAX)
}

/// One indicator of one run in one group; of a series the period stands for the group.
pub struct Line {
    pub indicator: u32,
    pub run: PeriodKind,
    pub group: u32,
    pub figure: Packed,
    pub expected: u32,
    pub submitted: u32,
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

    pub fn group(&self, line: &Line) -> Option<&Group> {
        self.groups.get(line.group as usize)
    }

    pub fn key(&self, line: &Line) -> Option<&str> {
        self.keys.get(line.group as usize).map(String::as_str)
    }

    pub fn name(&self, line: &Line) -> Option<&str> {
        let names = self.names.get_or_init(|| self.groups.iter().map(groups::name).collect());
        names.get(line.group as usize)?.as_deref()
    }
}
