//! What the shares of its targets mean for a plan.
use std::collections::HashSet;

use entity::{
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
        gaps::{exceeds, gaps, left},
        repo,
        rules::{OPEN, PlanAction},
    },
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

/// Holds the targets of a plan: nobody shares them out, nor answers a share, until the transaction ends.
pub async fn hold(uow: &Uow, plan_id: Uuid) -> Result<()> {
    let roots = roots_of(uow, plan_id).await?;
    repo::shares::lock(&uow.tx, &roots).await
}

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

/// The head says why so much of a target may stay with nobody, or takes it back.
pub async fn waive_gap(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &WaiveGap,
) -> Result<Recorded<plan::Model>> {
    let (plan, step, _) = begin(uow, scope, id, if_match, PlanAction::WaiveGap).await?;
    let reason = match &input.reason {
        Some(_) => Some(reason::given(input.reason.as_ref())?),
        None => None,
    };
    let found = target::Entity::find_by_id(input.target_id).filter(target::Column::PlanId.eq(id)).one(&uow.tx).await?;
    let target = found.ok_or_else(|| Error::field("/target_id", Fault::NotFound))?;
    repo::shares::lock(&uow.tx, &[target.root_id]).await?;
    let gap = gaps(&uow.tx, std::slice::from_ref(&target)).await?.remove(&target.id);
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
