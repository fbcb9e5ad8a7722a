//! Whether content is right for this plan: its own parts, its unit and those below, and the shares it answers.
use std::collections::{HashMap, HashSet};

use entity::{
    allocation::{self, AllocationStatus},
    plan, target,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::check::{Faults, Named};
use crate::{
    core::{
        db::Uow,
        error::{Code, Error, Fault, Result},
    },
    features::plans::{
        content::Parts,
        dto::{Content, Lists, TargetInput},
        repo,
        rules::Shape,
    },
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
    shares(&mut faults, uow, plan, content, named).await?;
    faults.none_or_error()?;
    removed(uow, plan, before, content).await
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

/// A share that is answered was allocated to this unit, or to one it took over from, and counts the same thing.
async fn shares(faults: &mut Faults, uow: &Uow, plan: &plan::Model, content: &Content, named: &Named) -> Result<()> {
    let ids: Vec<Uuid> = content.targets.iter().filter_map(|target| target.allocation_id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let found = allocation::Entity::find().filter(allocation::Column::Id.is_in(ids)).all(&uow.tx).await?;
    let roots = found.iter().map(|share| share.target_root_id);
    let wholes = target::Entity::find().filter(target::Column::Id.is_in(roots)).all(&uow.tx).await?;
    let wholes: HashMap<Uuid, &target::Model> = wholes.iter().map(|target| (target.id, target)).collect();
    let found: HashMap<Uuid, &allocation::Model> = found.iter().map(|share| (share.id, share)).collect();
    let mut mine = uow.organisation().predecessors(plan.unit_id, uow.today());
    mine.push(plan.unit_id);
    for (at, input) in content.targets.iter().enumerate() {
        let Some(id) = input.allocation_id else { continue };
        let share = found.get(&id).filter(|share| mine.contains(&share.unit_id));
        let pointer = || format!("/targets/{at}/allocation_id");
        let Some(share) = share else {
            faults.when(true, pointer, Fault::NotFound);
            continue;
        };
        let same = wholes.get(&share.target_root_id).is_some_and(|whole| counts_the_same(input, whole, named));
        faults.when(!same || share.status == AllocationStatus::Withdrawn, pointer, Fault::NotAllowed);
    }
    Ok(())
}

fn counts_the_same(input: &TargetInput, whole: &target::Model, named: &Named) -> bool {
    let indicator = named.indicator(input);
    let ratio = Shape::of(input, indicator.map(|m| m.aggregation)) == Shape::Ratio;
    let unit = input.unit_of_measure.as_deref().or(indicator.map(|m| m.unit_of_measure.as_str()));
    indicator.map(|m| m.id) == whole.indicator_id
        && ratio == whole.denominator.is_some()
        && (indicator.is_some() || unit == whole.unit_of_measure.as_deref())
}

/// A target that was allocated goes only once its shares are withdrawn; the version that first had it keeps it.
async fn removed(uow: &Uow, plan: &plan::Model, before: &Parts, content: &Content) -> Result<()> {
    let kept: HashSet<Uuid> = content.targets.iter().filter_map(|target| target.id).collect();
    let gone: Vec<&target::Model> = before.targets.iter().filter(|target| !kept.contains(&target.id)).collect();
    if gone.is_empty() {
        return Ok(());
    }
    let roots: Vec<Uuid> = gone.iter().map(|target| target.root_id).collect();
    let live = repo::live_shares(&uow.tx, &roots).await?;
    let mut held: HashSet<Uuid> = live.into_iter().map(|share| share.target_root_id).collect();
    if plan.version_no == 1 || gone.iter().any(|target| target.root_id == target.id) {
        let firsts: Vec<Uuid> = gone.iter().filter(|t| t.root_id == t.id).map(|t| t.id).collect();
        held.extend(repo::ever_allocated(&uow.tx, &firsts).await?);
    }
    match gone.into_iter().find(|target| held.contains(&target.root_id)) {
        Some(target) => Err(Error::with(Code::TargetAllocated, target.title.clone())),
        None => Ok(()),
    }
}
