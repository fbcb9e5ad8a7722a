//! Whether the register is still as a reorganisation left it: then it can be taken back.
use base::kernel::{
    error::{Error, Result},
    organisation::{Dated, Organisation},
};
use chrono::NaiveDate;
use entity::{function_assignment::Function, reorganisation};
use uuid::Uuid;

use crate::units::changes::Changes;

/// What an applied document changed in the register.
pub fn changes(found: &reorganisation::Model) -> Result<Changes> {
    serde_json::from_str(found.undo.as_deref().unwrap_or_default()).map_err(Error::internal)
}

/// Those that it made.
pub fn created(changes: &Changes) -> Vec<Uuid> {
    changes.created.iter().map(|c| c.id).collect()
}

/// Those who took over, and those whose unfinished papers were handed on.
pub fn concerned(changes: &Changes) -> Vec<Uuid> {
    let successors = changes.succeeded.iter().map(|s| s.successor_id);
    let created = changes.created.iter().map(|c| c.id);
    let mut units: Vec<_> = successors.chain(created).chain(changes.ended.iter().copied()).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// The name of a unit that has changed since: by a later reorganisation, because another was placed under a new one, or
/// because it was given a function that the document had passed on.
pub fn overtaken(organisation: &Organisation, changes: &Changes, day: NaiveDate) -> Option<String> {
    let made = created(changes);
    let expected: Vec<Uuid> = changes.moved.iter().map(|m| m.unit_id).chain(made.iter().copied()).collect();
    let foreign = |child: &Dated<Uuid>| !expected.contains(&child.value);
    let passed = |function: Function| changes.passed.iter().any(|passed| passed.function == function);
    let held_since = organisation.functions().iter().find(|(function, held)| held.from > day && passed(*function));
    if let Some((_, held)) = held_since {
        return Some(organisation.name(held.value, held.from).to_owned());
    }
    let changed = concerned(changes).into_iter().filter_map(|id| organisation.unit(id)).find(|unit| {
        let later = unit.names.iter().any(|n| n.from > day)
            || unit.parents.iter().any(|p| p.from > day)
            || unit.successors.iter().any(|s| s.effective_on > day)
            || unit.predecessors.iter().any(|s| s.effective_on > day);
        let settled = made.contains(&unit.id) && unit.children.iter().any(foreign);
        later || settled || (made.contains(&unit.id) && unit.valid_to.is_some())
    });
    changed.map(|unit| unit.name_on(day).to_owned())
}
