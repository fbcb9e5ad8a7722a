//! Whether content is right for this plan: its own parts, its unit and those below, and the shares it answers.
use std::collections::HashSet;

use base::{
    kernel::error::{Error, Fault, Result},
    store::db::Uow,
};
use entity::plan;
use uuid::Uuid;

use super::{
    check::{Faults, Named},
    shares,
};
use crate::plans::{
    content::Parts,
    dto::{Content, Lists},
};

/// Replaced tasks that take none of the old ones along leave nothing for the targets and measures that stay.
pub fn keeps_its_tasks(before: &Parts, lists: &Lists) -> Result<()> {
    let Some(tasks) = &lists.tasks else { return Ok(()) };
    let position = |id: Uuid| tasks.iter().position(|task| task.id == Some(id));
    let moved = before.tasks.iter().enumerate().any(|(at, task)| position(task.id) != Some(at));
    let targets_stay = lists.targets.is_none() && !before.targets.is_empty();
    let measures_stay = lists.measures.is_none() && !before.measures.is_empty();
    if moved && (targets_stay || measures_stay) {
        return Err(Error::field("/targets", Fault::Required));
    }
    Ok(())
}

pub async fn check(uow: &Uow, plan: &plan::Model, before: &Parts, content: &Content, named: &Named) -> Result<()> {
    let mut faults = Faults(vec![]);
    own_parts(&mut faults, before, content);
    units(&mut faults, uow, plan, content);
    shares::answered(&mut faults, uow, plan, content, named).await?;
    faults.none_or_error()?;
    shares::given(uow, before, content, named).await
}

/// Ids are those of this plan's parts, each once.
fn own_parts(faults: &mut Faults, before: &Parts, content: &Content) {
    let mut list = |name: &str, known: HashSet<Uuid>, given: Vec<Option<Uuid>>| {
        let mut seen = HashSet::new();
        for (at, id) in given.into_iter().enumerate() {
            let Some(id) = id else { continue };
            faults.when(!known.contains(&id), || format!("/{name}/{at}/id"), Fault::NotFound);
            faults.when(!seen.insert(id), || format!("/{name}/{at}/id"), Fault::Duplicate);
        }
    };
    list("tasks", before.tasks.iter().map(|m| m.id).collect(), content.tasks.iter().map(|i| i.id).collect());
    list("measures", before.measures.iter().map(|m| m.id).collect(), content.measures.iter().map(|i| i.id).collect());
    list("targets", before.targets.iter().map(|m| m.id).collect(), content.targets.iter().map(|i| i.id).collect());
}

/// Who answers for a part is the unit or below it; a band is of units below.
fn units(faults: &mut Faults, uow: &Uow, plan: &plan::Model, content: &Content) {
    let named_units = content.tasks.iter().any(|t| t.responsible_unit_id.is_some())
        || content.measures.iter().any(|m| m.responsible_unit_id.is_some())
        || content.targets.iter().any(|t| t.responsible_unit_id.is_some() || t.bands.is_some());
    if !named_units {
        return;
    }
    let reach: HashSet<Uuid> = uow.organisation().subtree(plan.unit_id, uow.today()).into_iter().collect();
    let outside = |unit: Option<Uuid>| unit.is_some_and(|unit| !reach.contains(&unit));
    for (at, task) in content.tasks.iter().enumerate() {
        let pointer = || format!("/tasks/{at}/responsible_unit_id");
        faults.when(outside(task.responsible_unit_id), pointer, Fault::NotBelow);
    }
    for (at, measure) in content.measures.iter().enumerate() {
        let pointer = || format!("/measures/{at}/responsible_unit_id");
        faults.when(outside(measure.responsible_unit_id), pointer, Fault::NotBelow);
    }
    for (at, target) in content.targets.iter().enumerate() {
        let pointer = || format!("/targets/{at}/responsible_unit_id");
        faults.when(outside(target.responsible_unit_id), pointer, Fault::NotBelow);
        let mut seen = HashSet::new();
        for (no, band) in target.bands.iter().flatten().enumerate() {
            for (which, unit) in band.unit_ids.iter().enumerate() {
                let pointer = || format!("/targets/{at}/bands/{no}/unit_ids/{which}");
                faults.when(*unit == plan.unit_id || outside(Some(*unit)), pointer, Fault::NotBelow);
                faults.when(!seen.insert(*unit), pointer, Fault::Duplicate);
            }
        }
    }
}
