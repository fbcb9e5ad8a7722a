//! What an administrator looks after: the part of the tree where its role is held, but for what counts in the whole sector.
use uuid::Uuid;

use super::Scope;

impl Scope {
    /// Whether a unit lies in the part of the tree where the permission is held, and is not the ministry's alone: for
    /// administrators.
    pub fn administers(&self, unit: Uuid) -> bool {
        let within = self.acting.contains(&unit)
            || self.organisation.ancestors(unit, self.today).iter().any(|a| self.acting.contains(a));
        within && !self.is_ministrys(unit)
    }

    /// Whether the permission is held for the whole sector: by an administrator of the ministry.
    pub fn administers_sector(&self) -> bool {
        self.organisation.ministry().is_some_and(|top| self.acting.contains(&top))
    }

    /// The units that the caller administers; none stands for all.
    pub fn administered(&self) -> Option<Vec<Uuid>> {
        if self.administers_sector() {
            return None;
        }
        let below = self.acting.iter().flat_map(|top| self.organisation.subtree(*top, self.today));
        Some(below.filter(|unit| !self.is_ministrys(*unit)).collect())
    }

    /// Whether a unit is left to an administrator of the ministry, which the caller is not: whoever gives a role or a
    /// client where a function of the sector is carried out gives power over the whole sector.
    pub fn is_ministrys(&self, unit: Uuid) -> bool {
        !self.administers_sector() && self.organisation.serves_sector(unit, self.today)
    }
}
