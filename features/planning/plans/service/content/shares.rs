//! What shares ask of content: that targets answer their own, and stay what was shared out.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::error::{About, Code, Error, Fault, Result},
    store::db::Uow,
};
use entity::{
    allocation::{self, AllocationStatus},
    plan, target,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::check::{Faults, Named};
use crate::plans::{
    content::Parts,
    dto::{Content, TargetInput},
    figures::Shape,
    repo,
};

/// A share that is answered was allocated to this unit in this movement, or to one it took over from, and counts the
/// same thing.
pub async fn answered(
    faults: &mut Faults,
    uow: &Uow,
    plan: &plan::Model,
    content: &Content,
    named: &Named,
) -> Result<()> {
    let ids: Vec<Uuid> = content.targets.iter().filter_map(|target| target.allocation_id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let mut mine = uow.organisation().predecessors(plan.unit_id, uow.today());
    mine.push(plan.unit_id);
    let found = allocation::Entity::find()
        .filter(allocation::Column::Id.is_in(ids))
        .filter(allocation::Column::UnitId.is_in(mine))
        .filter(allocation::Column::MovementId.eq(plan.movement_id))
        .all(&uow.tx)
        .await?;
    let roots: Vec<Uuid> = found.iter().map(|share| share.target_root_id).collect();
    let wholes = repo::shares::newest(&uow.tx, &roots).await?;
    let found: HashMap<Uuid, &allocation::Model> = found.iter().map(|share| (share.id, share)).collect();
    for (at, input) in content.targets.iter().enumerate() {
        let Some(id) = input.allocation_id else { continue };
        let pointer = || format!("/targets/{at}/allocation_id");
        let Some(share) = found.get(&id) else {
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
    let shape = Shape::of(input, indicator.map(|m| m.aggregation));
    let unit = input.unit_of_measure.as_deref().or(indicator.map(|m| m.unit_of_measure.as_str()));
    indicator.map(|m| m.id) == whole.indicator_id
        && (shape == Shape::Ratio) == whole.denominator.is_some()
        && !matches!(shape, Shape::Judged(_))
        && (indicator.is_some() || unit == whole.unit_of_measure.as_deref())
}

/// While shares hang on a target it stays, and stays what they are shares of: only how much may change. Withdrawn ones
/// go with it; the journal has them.
pub async fn given(uow: &Uow, before: &Parts, content: &Content, named: &Named) -> Result<()> {
    if before.targets.is_empty() {
        return Ok(());
    }
    let roots: Vec<Uuid> = before.targets.iter().map(|target| target.root_id).collect();
    repo::shares::lock(&uow.tx, &roots).await?;
    let shares = repo::shares::of_roots(&uow.tx, &roots).await?;
    if shares.is_empty() {
        return Ok(());
    }
    let live = shares.iter().filter(|share| share.status != AllocationStatus::Withdrawn);
    let live: HashSet<Uuid> = live.map(|share| share.target_root_id).collect();
    let kept: HashMap<Uuid, &TargetInput> =
        content.targets.iter().filter_map(|input| input.id.map(|id| (id, input))).collect();
    for target in before.targets.iter().filter(|target| live.contains(&target.root_id)) {
        if !kept.get(&target.id).is_some_and(|input| counts_the_same(input, target, named)) {
            return Err(Error::with(Code::TargetAllocated, target.title.clone()).about(About::Target(target.id)));
        }
    }
    let gone = |target: &&target::Model| target.root_id == target.id && !kept.contains_key(&target.id);
    let gone: Vec<Uuid> = before.targets.iter().filter(gone).map(|target| target.id).collect();
    if !gone.is_empty() {
        repo::shares::remove(uow, gone).await?;
    }
    Ok(())
}
