//! What is told of a scope to who asks why it reaches so far.
use uuid::Uuid;

use super::{Addressee, Scope};

impl Scope {
    /// The units that stand today for whom a paper is addressed to.
    pub fn stands_for(&self, addressee: Addressee) -> Vec<Uuid> {
        let holder = addressee.function.and_then(|f| self.organisation.holder(f, self.today));
        self.organisation.heirs(holder.unwrap_or(addressee.unit_id), self.today)
    }

    /// Whether the caller inspects a unit today, in whatever movement.
    pub fn inspects(&self, unit: Uuid) -> bool {
        self.inspected.iter().any(|(_, inspected)| *inspected == unit)
    }
}
