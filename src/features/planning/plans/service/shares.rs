//! What the shares of its targets mean for a plan.
use std::collections::{HashMap, HashSet};

use entity::{
    Quantity,
    allocation::{self, AllocationStatus, Column},
    plan, target,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{begin, finish};
use crate::{
    features::planning::plans::{
        dto::WaiveGap,
        repo,
        rules::{OPEN, PlanAction},
    },
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

async fn roots_of(uow: &Uow, plan_id: Uuid) -> Result<Vec<Uuid>> {
    Ok(repo::targets(&uow.tx, plan_id).await?.iter().map(|target| target.root_id).collect())
}

/// Whoever reads a plan that was sent reads its shares: also one that is being added at this moment.
pub async fn disclose(uow: &Uow, plan_id: Uuid) -> Result<()> {
    let roots = roots_of(uow, plan_id).await?;
    repo::shares::lock(&uow.tx, &roots).await?;
    let hidden = repo::shares::of_roots(&uow.tx, &roots).await?.into_iter().filter(|share| !share.disclosed);
    let hidden: Vec<Uuid> = hidden.map(|share| share.id).collect();
    uow.change_all::<allocation::Entity>(&hidden, &[(Column::Disclosed, Expr::value(true))]).await
}

/// Value, numerator and denominator of a target, each with what some of its shares add up to.
fn amounts(target: &target::Model, shares: &[&allocation::Model]) -> Vec<(i64, i64)> {
    let mut sums = [0_i64; 3];
    for share in shares {
        for (sum, amount) in sums.iter_mut().zip([share.value, share.numerator, share.denominator]) {
            *sum = sum.saturating_add(amount.unwrap_or_default().0);
        }
    }
    let wholes = [target.target_value, target.numerator, target.denominator];
    wholes.into_iter().zip(sums).filter_map(|(whole, sum)| Some((whole?.0, sum))).collect()
}

/// What is left of a target with nobody: of a ratio, the larger of the two amounts.
fn left(target: &target::Model, shares: &[&allocation::Model]) -> Quantity {
    let rest = amounts(target, shares).into_iter().map(|(whole, sum)| whole.saturating_sub(sum).max(0));
    Quantity(rest.max().unwrap_or(0))
}

/// Whether the shares of a target are more than the whole.
fn exceeds(target: &target::Model, shares: &[&allocation::Model]) -> bool {
    amounts(target, shares).into_iter().any(|(whole, sum)| sum > whole)
}

/// By target that was ever shared out: what is left of it.
async fn gaps(uow: &Uow, targets: &[target::Model]) -> Result<HashMap<Uuid, Quantity>> {
    let roots: Vec<Uuid> = targets.iter().map(|target| target.root_id).collect();
    repo::shares::lock(&uow.tx, &roots).await?;
    let all = repo::shares::of_roots(&uow.tx, &roots).await?;
    let mut gaps = HashMap::new();
    for target in targets {
        let of_target = || all.iter().filter(|share| share.target_root_id == target.root_id);
        if of_target().next().is_some() {
            let live: Vec<_> = of_target().filter(|share| share.status != AllocationStatus::Withdrawn).collect();
            gaps.insert(target.id, left(target, &live));
        }
    }
    Ok(gaps)
}

/// A plan that promises full allocation is not issued while part of a target that was shared out is with nobody, unless
/// the head has said why so much of it may be.
pub async fn require_no_gap(uow: &Uow, plan: &plan::Model) -> Result<()> {
    if !plan.full_allocation {
        return Ok(());
    }
    let targets = repo::targets(&uow.tx, plan.id).await?;
    let gaps = gaps(uow, &targets).await?;
    let unexplained = |target: &&target::Model| {
        let gap = gaps.get(&target.id).copied().unwrap_or_default();
        gap > target.gap_waived.unwrap_or_default()
    };
    let found: Vec<_> = targets.iter().filter(unexplained).collect();
    if found.is_empty() {
        return Ok(());
    }
    let fault = |target: &&target::Model| {
        let at = usize::try_from(target.ordinal).unwrap_or(1).saturating_sub(1);
        FieldError { pointer: format!("/targets/{at}"), fault: Fault::Required }
    };
    let titles: Vec<_> = found.iter().map(|target| target.title.as_str()).collect();
    let particulars = titles.join("; ").into();
    Err(Error { particulars, ..Error::fields(Code::UnexplainedGap, found.iter().map(fault).collect()) })
}

/// The head says why so much of a target may stay with nobody, or takes it back.
pub async fn waive_gap(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &WaiveGap,
) -> Result<Recorded<plan::Model>> {
    let (plan, step) = begin(uow, scope, id, if_match, PlanAction::WaiveGap).await?;
    let reason = match &input.reason {
        Some(_) => Some(reason::given(input.reason.as_ref())?),
        None => None,
    };
    let found = target::Entity::find_by_id(input.target_id).filter(target::Column::PlanId.eq(id)).one(&uow.tx).await?;
    let target = found.ok_or_else(|| Error::field("/target_id", Fault::NotFound))?;
    let gap = gaps(uow, std::slice::from_ref(&target)).await?.remove(&target.id);
    let gap = gap.unwrap_or_else(|| left(&target, &[]));
    let mut waived = target.into_active_model();
    waived.gap_reason = Set(reason.map(str::to_owned));
    waived.gap_waived = Set(reason.map(|_| gap));
    waived.gap_waived_by = Set(reason.map(|_| scope.user_id));
    waived.gap_waived_at = Set(reason.map(|_| uow.now));
    target::Entity::update(waived).exec(&uow.tx).await?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    let said = json!({ "target_id": input.target_id, "reason": reason, "gap": gap });
    finish(uow, scope, (&plan, next), "plan.gap_waived", said).await
}

/// A successor that issues what it restates takes over what its predecessors shared out: it goes on with the same lower
/// units, under a target that it can change.
pub async fn take_over(uow: &Uow, plan: &plan::Model) -> Result<()> {
    let targets = repo::targets(&uow.tx, plan.id).await?;
    let restated: Vec<Uuid> = targets.iter().filter_map(|target| target.inherits_from).collect();
    if restated.is_empty() {
        return Ok(());
    }
    let sources = target::Entity::find().filter(target::Column::Id.is_in(restated)).all(&uow.tx).await?;
    let mut roots: Vec<Uuid> = sources.iter().map(|source| source.root_id).collect();
    roots.extend(targets.iter().map(|target| target.root_id));
    repo::shares::lock(&uow.tx, &roots).await?;
    for target in &targets {
        let Some(source) = sources.iter().find(|source| Some(source.id) == target.inherits_from) else { continue };
        let live = repo::shares::live(&uow.tx, &[source.root_id]).await?;
        let ids: Vec<Uuid> = live.iter().map(|share| share.id).collect();
        let to = [(Column::TargetRootId, Expr::value(target.root_id)), (Column::FromUnitId, Expr::value(plan.unit_id))];
        uow.change_all::<allocation::Entity>(&ids, &to).await?;
        let data = json!({ "from_target": source.root_id, "to_target": target.root_id, "from_unit_id": plan.unit_id });
        tell(uow, &live, "allocation.taken_over", &data).await?;
    }
    Ok(())
}

/// A version that is cancelled takes its shares along, but for those of targets that another open version still has:
/// of these there may not be more than that version aims at.
pub async fn cancelled(uow: &Uow, plan: &plan::Model, reason: &str) -> Result<()> {
    let roots = roots_of(uow, plan.id).await?;
    repo::shares::lock(&uow.tx, &roots).await?;
    let live = repo::shares::live(&uow.tx, &roots).await?;
    if live.is_empty() {
        return Ok(());
    }
    let versions = repo::of_unit(&uow.tx, plan.movement_id, plan.unit_id).await?;
    let other = versions.iter().find(|other| other.id != plan.id && OPEN.contains(&other.status));
    let kept = match other {
        Some(other) => repo::targets(&uow.tx, other.id).await?,
        None => vec![],
    };
    for target in &kept {
        let of_target: Vec<_> = live.iter().filter(|share| share.target_root_id == target.root_id).collect();
        if exceeds(target, &of_target) {
            return Err(Error::with(Code::OverAllocated, target.title.clone()));
        }
    }
    let kept: HashSet<Uuid> = kept.iter().map(|target| target.root_id).collect();
    let gone: Vec<_> = live.into_iter().filter(|share| !kept.contains(&share.target_root_id)).collect();
    let ids: Vec<Uuid> = gone.iter().map(|share| share.id).collect();
    let to =
        [(Column::Status, Expr::value(AllocationStatus::Withdrawn)), (Column::Reason, Expr::value(reason.to_owned()))];
    uow.change_all::<allocation::Entity>(&ids, &to).await?;
    tell(uow, &gone, "allocation.withdrawn", &json!({ "reason": reason, "plan_id": plan.id })).await
}

async fn tell(uow: &Uow, shares: &[allocation::Model], event: &'static str, data: &serde_json::Value) -> Result<()> {
    let change = |share: &allocation::Model| Change {
        event,
        subject_type: "allocation",
        subject_id: share.id,
        unit_id: Some(share.from_unit_id),
        data,
    };
    let changes: Vec<_> = shares.iter().map(change).collect();
    uow.record_all(&changes).await
}
