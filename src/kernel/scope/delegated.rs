//! By whose right the caller acts, where it was delegated (ủy quyền).
use chrono::NaiveDate;
use uuid::Uuid;

use super::Scope;
use crate::kernel::{access::Account, policy::Permission};

impl Scope {
    /// Whether any right of the caller was delegated.
    pub const fn has_delegated(&self) -> bool {
        !self.delegated.is_empty()
    }

    /// By whose right the caller acts in the matter of a unit, where it was delegated: that at the unit or, in the matter of one
    /// below, at those above it. Held there in another way too, it is the caller's own.
    pub fn delegated_by(&self, unit: Option<Uuid>) -> Option<Uuid> {
        let at = |unit: &Uuid| self.lent(self.permission).find(|(at, _)| at == unit).map(|(_, by)| by);
        let own = unit.filter(|unit| self.acting.contains(unit)).into_iter();
        let above = unit.map(|unit| self.organisation.ancestors(unit, self.today)).unwrap_or_default();
        let near: Vec<Uuid> = own.chain(above.iter().copied().filter(|above| self.acting.contains(above))).collect();
        let near = if near.is_empty() { &self.acting } else { &near };
        near.iter().map(at).collect::<Option<Vec<_>>>()?.first().copied()
    }

    /// Where a permission was delegated, and whose right it is.
    fn lent(&self, permission: Permission) -> impl Iterator<Item = (Uuid, Uuid)> {
        self.delegated.iter().filter(move |(lent, ..)| *lent == permission).map(|(_, unit, by)| (*unit, *by))
    }

    /// The caller and, where it holds a permission in no other way, those whose right it is: nobody lends what it may not do itself.
    pub fn stands_in_for(&self, permission: Permission) -> impl Iterator<Item = Uuid> {
        let own = self.units_with(permission).iter().any(|unit| !self.lent(permission).any(|(at, _)| at == *unit));
        let lenders = self.lent(permission).filter(move |_| !own).map(|(_, by)| by);
        std::iter::once(self.user_id).chain(lenders)
    }
}

/// Grants that were delegated and are held in no other way at their units, each with whose right it is.
pub fn of(account: &Account, today: NaiveDate) -> Vec<(Permission, Uuid, Uuid)> {
    let mut found = vec![];
    for one in account.on(today) {
        let Some(by) = one.delegated_by else { continue };
        let there = || account.on(today).filter(|a| a.unit_id == one.unit_id && a.delegated_by.is_none());
        let granted = Permission::ALL.iter().filter(|p| p.granted_to(one.role));
        let only = granted.filter(|p| !there().any(|a| p.granted_to(a.role)));
        found.extend(only.map(|permission| (*permission, one.unit_id, by)));
    }
    found
}
