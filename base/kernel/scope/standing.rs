//! How a caller stands towards each unit, as a number: whoever keeps a copy of what it sees has to look again where that has
//! changed. It is made of the rights of the day alone, so the same rights make the same numbers on every instance.
use std::collections::HashSet;

use uuid::Uuid;

use super::Scope;
use crate::kernel::digest;

impl Scope {
    /// Towards these units, in their order. 0 where nothing of a unit is the caller's to see beyond what everybody sees.
    pub fn standings(&self, units: &[Uuid]) -> Vec<u32> {
        let below: HashSet<Uuid> = self.below().into_iter().collect();
        let line: HashSet<Uuid> = self.line().into_iter().collect();
        units.iter().map(|unit| self.standing(*unit, below.contains(unit), line.contains(unit))).collect()
    }

    fn standing(&self, unit: Uuid, below: bool, line: bool) -> u32 {
        let mut ways: Vec<String> = vec![];
        let mut way = |holds: bool, name: &str| ways.extend(holds.then(|| name.to_owned()));
        way(self.reading.contains(&unit), "own");
        way(self.inherited.contains(&unit), "succession");
        way(below, "below");
        way(line, "line");
        way(self.sector, "sector");
        let inspected = self.inspected.iter().filter(|(_, of)| *of == unit);
        ways.extend(inspected.map(|(movement, _)| format!("inspected {movement}")));
        let rights = self.grants.iter().filter(|(_, at)| *at == unit);
        ways.extend(rights.map(|(permission, _)| permission.name().to_owned()));
        ways.sort_unstable();
        ways.dedup();
        if ways.is_empty() {
            return 0;
        }
        let [a, b, c, d, ..] = digest::sha256(ways.join("\n").as_bytes());
        u32::from_be_bytes([a, b, c, d]).max(1)
    }
}
