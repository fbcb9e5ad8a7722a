//! The one function that holds what a database cannot: no successor that ends, no fact that something later has
//! overtaken, no unit above itself.
use std::collections::{HashMap, HashSet};

use base::kernel::{
    error::{Code, Error, Result},
    organisation::{Dated, Organisation, Unit},
};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::units::changes::Changes;

pub fn all(organisation: &Organisation, changes: &Changes, day: NaiveDate) -> Result<()> {
    let name = |id: Uuid| {
        let made = changes.created.iter().find(|created| created.id == id);
        made.map_or_else(|| organisation.name(id, day).to_owned(), |created| created.name.clone())
    };
    let ended: HashSet<Uuid> = changes.ended.iter().copied().collect();
    for id in changes.succeeded.iter().map(|s| s.successor_id).chain(changes.created.iter().map(|c| c.parent_id)) {
        if ended.contains(&id) {
            return Err(Error::with(Code::SuccessorNotInBeing, name(id)));
        }
    }
    if let Some(moved) = changes.moved.iter().find(|moved| ended.contains(&moved.parent_id)) {
        return Err(Error::with(Code::SuccessorNotInBeing, name(moved.parent_id)));
    }
    let touched = changes.ended.iter().chain(changes.renamed.iter().map(|r| &r.unit_id));
    for id in touched.chain(changes.moved.iter().map(|m| &m.unit_id)) {
        if organisation.unit(*id).is_some_and(|unit| changed_from(unit, day)) {
            return Err(Error::with(Code::UnitChangedLater, name(*id)));
        }
    }
    if let Some((function, _)) = organisation
        .functions()
        .iter()
        .find(|(function, held)| held.from >= day && changes.passed.iter().any(|passed| passed.function == *function))
    {
        return Err(Error::with(Code::UnitChangedLater, format!("{function:?}")));
    }
    match cycle(organisation, changes, day) {
        Some(id) => Err(Error::with(Code::OrganisationCycle, name(id))),
        None => Ok(()),
    }
}

/// Whether anything about a unit begins or ends on the day or after: then history would have to be rewritten.
fn changed_from(unit: &Unit, day: NaiveDate) -> bool {
    fn later<T>(facts: &[Dated<T>], day: NaiveDate) -> bool {
        facts.iter().any(|fact| fact.from >= day || fact.to.is_some_and(|to| to >= day))
    }
    unit.valid_to.is_some()
        || later(&unit.names, day)
        || later(&unit.codes, day)
        || later(&unit.parents, day)
        || unit.successors.iter().any(|s| s.effective_on >= day)
}

/// A unit that would stand above itself.
fn cycle(organisation: &Organisation, changes: &Changes, day: NaiveDate) -> Option<Uuid> {
    let mut parents: HashMap<Uuid, Uuid> = HashMap::new();
    for unit in organisation.units().filter(|unit| unit.exists_on(day)) {
        parents.extend(unit.parent_on(day).map(|parent| (unit.id, parent)));
    }
    parents.extend(changes.created.iter().map(|created| (created.id, created.parent_id)));
    parents.extend(changes.moved.iter().map(|moved| (moved.unit_id, moved.parent_id)));
    let begins = changes.moved.iter().map(|m| m.unit_id).chain(changes.created.iter().map(|c| c.id));
    for begin in begins {
        let (mut at, mut steps) = (begin, 0);
        while let Some(parent) = parents.get(&at).copied() {
            steps += 1;
            if parent == begin || steps > parents.len() {
                return Some(begin);
            }
            at = parent;
        }
    }
    None
}
