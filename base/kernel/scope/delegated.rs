//! By whose right the caller acts, where it was delegated (ủy quyền).
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use super::Scope;
use crate::kernel::{
    access::{Account, Delegated},
    policy::Permission,
};

impl Scope {
    /// Whether any right of the caller was delegated.
    pub const fn has_delegated(&self) -> bool {
        !self.delegated.is_empty()
    }

    /// By whose right the caller acts in the matter of a unit, where it was delegated: that at the unit or, in the matter of one
    /// below, at those above it. Held there in another way too, it is the caller's own.
    pub fn delegated_by(&self, unit: Option<Uuid>) -> Option<Arc<Delegated>> {
        let own = unit.filter(|unit| self.acting.contains(unit)).into_iter();
        let above = unit.map(|unit| self.organisation.ancestors(unit, self.today)).unwrap_or_default();
        let near: Vec<Uuid> = own.chain(above.iter().copied().filter(|above| self.acting.contains(above))).collect();
        let near = if near.is_empty() { &self.acting } else { &near };
        self.stands_in_for(self.permission, near)
    }

    /// Where a permission was delegated, and whose right it is.
    fn lent(&self, permission: Permission) -> impl Iterator<Item = (Uuid, &Arc<Delegated>)> {
        self.delegated.iter().filter(move |(lent, ..)| *lent == permission).map(|(_, unit, by)| (*unit, by))
    }

    /// By whose right the caller acts at units where it holds a permission; nobody's where it is its own at any of them. Nobody
    /// lends what it may not do itself.
    pub fn stands_in_for(&self, permission: Permission, units: &[Uuid]) -> Option<Arc<Delegated>> {
        let at = |unit: &Uuid| self.lent(permission).find(|(at, _)| at == unit).map(|(_, by)| by);
        units.iter().map(at).collect::<Option<Vec<_>>>()?.first().map(|delegated| Arc::clone(delegated))
    }
}

/// Grants that were delegated and are held in no other way at their units, each with whose right it is.
pub fn of(account: &Account, today: NaiveDate) -> Vec<(Permission, Uuid, Arc<Delegated>)> {
    let mut found = vec![];
    for one in account.on(today) {
        let Some(delegated) = &one.delegated else { continue };
        let there = || account.on(today).filter(|a| a.unit_id == one.unit_id && a.delegated.is_none());
        let granted = Permission::ALL.iter().filter(|p| one.grants(**p));
        let only = granted.filter(|p| !there().any(|a| a.grants(**p)));
        found.extend(only.map(|permission| (*permission, one.unit_id, delegated.clone())));
    }
    found
}
