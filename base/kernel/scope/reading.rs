//! What somebody reads beside the papers of some units.
use std::sync::Arc;

use chrono::NaiveDate;
use entity::function_assignment::Function;
use uuid::Uuid;

use super::Scope;
use crate::kernel::organisation::Organisation;

/// What follows from reading the papers of some units.
pub(super) struct Reading {
    /// Whom those units took over from.
    pub inherited: Vec<Uuid>,
    /// What was sent in the whole sector is read too.
    pub sector: bool,
}

impl Reading {
    pub fn of(reading: &[Uuid], organisation: &Organisation, today: NaiveDate) -> Self {
        let tops = [organisation.ministry(), organisation.holder(Function::EmulationStandingBody, today)];
        let sector = tops.into_iter().flatten().any(|top| reading.contains(&top));
        let mut inherited: Vec<_> = reading.iter().flat_map(|unit| organisation.predecessors(*unit, today)).collect();
        inherited.retain(|unit| !reading.contains(unit));
        inherited.sort_unstable();
        inherited.dedup();
        Self { inherited, sector }
    }
}

impl Scope {
    /// The same rights over a tree that has grown in this transaction.
    pub fn over(&self, organisation: Arc<Organisation>) -> Self {
        Self { organisation, ..self.clone() }
    }
}
