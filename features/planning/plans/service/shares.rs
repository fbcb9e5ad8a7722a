//! What the shares of its targets mean for a plan.
use std::collections::{HashMap, HashSet};

use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        figures,
    },
};
use entity::{
    Quantity,
    allocation::{self, AllocationStatus, Column},
    plan, target,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::finish;
use crate::plans::{
    dto::WaiveGap,
    events::{AllocationEvent, PlanEvent},
    gaps::{exceeds, gaps, left},
    repo,
    rules::{OPEN, PlanAction},
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
    repo::shares::change(uow, &hidden, &[(Column::Disclosed, Expr::value(true))]).await
}

/// The head says why so much of a target may stay with nobody, or takes it back.
pub async fn waive_gap(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &WaiveGap,
) -> Result<Recorded<plan::Model>> {
    let (plan, step, _) = uow.begin(scope, id, if_match, PlanAction::WaiveGap).await?;
    let reason = input.reason.as_deref();
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
    let event = PlanEvent::GapWaived { target_id: input.target_id, waived: reason.is_some(), gap };
    finish(uow, (&plan, next), event).await
}

/// A successor that issues what it restates takes over what its predecessors shared out: it goes on with the same lower
/// units, under a target that it can change.
pub async fn take_over(uow: &Uow, plan: &plan::Model) -> Result<()> {
    let targets = repo::targets(&uow.tx, plan.id).await?;
    let restated: Vec<Uuid> = targets.iter().flat_map(|target| target.inherits_from.0.iter().copied()).collect();
    if restated.is_empty() {
        return Ok(());
    }
    let sources = target::Entity::find().filter(target::Column::Id.is_in(restated)).all(&uow.tx).await?;
    let mut roots: Vec<Uuid> = sources.iter().map(|source| source.root_id).collect();
    roots.extend(targets.iter().map(|target| target.root_id));
    repo::shares::lock(&uow.tx, &roots).await?;
    // Targets of lower plans answer shares of other targets from now on.
    figures::changed(uow, figures::Change::Plans { movement_id: plan.movement_id });
    for target in &targets {
        for source in sources.iter().filter(|source| target.inherits_from.0.contains(&source.id)) {
            hand_on(uow, plan, source.root_id, target.root_id).await?;
        }
    }
    Ok(())
}

/// The shares of one target become those of another. Of a joined target a unit may have had two: they become one.
async fn hand_on(uow: &Uow, plan: &plan::Model, from: Uuid, to: Uuid) -> Result<()> {
    let live = repo::shares::live(&uow.tx, &[from]).await?;
    let there: HashMap<Uuid, allocation::Model> =
        repo::shares::live(&uow.tx, &[to]).await?.into_iter().map(|share| (share.unit_id, share)).collect();
    let (doubled, moved): (Vec<_>, Vec<_>) = live.into_iter().partition(|share| there.contains_key(&share.unit_id));
    let ids: Vec<Uuid> = moved.iter().map(|share| share.id).collect();
    let columns = [(Column::TargetRootId, Expr::value(to)), (Column::FromUnitId, Expr::value(plan.unit_id))];
    repo::shares::change(uow, &ids, &columns).await?;
    let to_other = |share: &allocation::Model| allocation::Model {
        target_root_id: to,
        from_unit_id: plan.unit_id,
        ..share.clone()
    };
    tell(uow, &moved, &AllocationEvent::TakenOver, to_other).await?;
    for share in doubled {
        if let Some(kept) = there.get(&share.unit_id) {
            add_to(uow, kept, &share).await?;
        }
    }
    Ok(())
}

/// The unit is given both amounts in one share, which it answers anew; the other one is withdrawn.
async fn add_to(uow: &Uow, kept: &allocation::Model, other: &allocation::Model) -> Result<()> {
    let sum = |one: Option<Quantity>, two: Option<Quantity>| match (one, two) {
        (Some(one), Some(two)) => one.0.checked_add(two.0).map(|sum| Some(Quantity(sum))),
        (one, two) => Some(one.or(two)),
    };
    let too_large = || Error::field("", Fault::NumberTooLarge);
    let status = AllocationStatus::Adjusted;
    let value = sum(kept.value, other.value).ok_or_else(too_large)?;
    let numerator = sum(kept.numerator, other.numerator).ok_or_else(too_large)?;
    let denominator = sum(kept.denominator, other.denominator).ok_or_else(too_large)?;
    let columns = [
        (Column::Value, Expr::value(value)),
        (Column::Numerator, Expr::value(numerator)),
        (Column::Denominator, Expr::value(denominator)),
        (Column::Status, Expr::value(status)),
        (Column::GivenAt, Expr::value(uow.now)),
    ];
    let withdrawn = [(Column::Status, Expr::value(AllocationStatus::Withdrawn))];
    repo::shares::change(uow, &[other.id], &withdrawn).await?;
    repo::shares::change(uow, &[kept.id], &columns).await?;
    let event = AllocationEvent::Withdrawn { plan_id: None, joined_allocation_id: Some(kept.id) };
    tell(uow, std::slice::from_ref(other), &event, withdrawn_share).await?;
    let event = AllocationEvent::Adjusted { joined_allocation_id: Some(other.id) };
    let raised =
        |share: &allocation::Model| allocation::Model { status, value, numerator, denominator, ..share.clone() };
    tell(uow, std::slice::from_ref(kept), &event, raised).await
}

/// Whether shares have been given since a version was begun that only its target has room for, and not the one that the
/// other version keeps. More than that target was perhaps given before already: it may have been lowered below its shares.
fn used_up(cancelled: &plan::Model, gone: &target::Model, kept: &target::Model, shares: &[&allocation::Model]) -> bool {
    let raised = [
        (gone.target_value, kept.target_value),
        (gone.numerator, kept.numerator),
        (gone.denominator, kept.denominator),
    ];
    let given_since = shares.iter().any(|share| share.given_at >= cancelled.created_at);
    given_since && raised.into_iter().any(|(gone, kept)| gone > kept) && exceeds(kept, shares)
}

/// A version that is cancelled takes its shares along, but for those of targets that another open version still has: of
/// these nothing may rest on what the cancelled version aimed at beyond the other.
pub async fn cancelled(uow: &Uow, plan: &plan::Model, reason: &str) -> Result<()> {
    let targets = repo::targets(&uow.tx, plan.id).await?;
    let roots: Vec<Uuid> = targets.iter().map(|target| target.root_id).collect();
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
        let gone = targets.iter().find(|gone| gone.root_id == target.root_id);
        if gone.is_some_and(|gone| used_up(plan, gone, target, &of_target)) {
            return Err(Error::with(Code::OverAllocated, target.title.clone()));
        }
    }
    let kept: HashSet<Uuid> = kept.iter().map(|target| target.root_id).collect();
    let gone: Vec<_> = live.into_iter().filter(|share| !kept.contains(&share.target_root_id)).collect();
    let ids: Vec<Uuid> = gone.iter().map(|share| share.id).collect();
    let to =
        [(Column::Status, Expr::value(AllocationStatus::Withdrawn)), (Column::Reason, Expr::value(reason.to_owned()))];
    repo::shares::change(uow, &ids, &to).await?;
    let event = AllocationEvent::Withdrawn { plan_id: Some(plan.id), joined_allocation_id: None };
    tell(uow, &gone, &event, withdrawn_share).await
}

fn withdrawn_share(share: &allocation::Model) -> allocation::Model {
    allocation::Model { status: AllocationStatus::Withdrawn, ..share.clone() }
}

/// Tells the journal what has become of shares that were changed together.
async fn tell(
    uow: &Uow,
    shares: &[allocation::Model],
    event: &AllocationEvent,
    after: impl Fn(&allocation::Model) -> allocation::Model,
) -> Result<()> {
    let next = |share: &allocation::Model| allocation::Model { version: share.version + 1, ..after(share) };
    uow.record_all(shares.iter().map(|share| event.of(share, &next(share))).collect()).await
}
