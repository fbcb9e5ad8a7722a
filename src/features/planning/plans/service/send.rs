//! Sending upwards, and receiving what was sent. There is no approval.
use entity::plan::{self, PlanStatus};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::{begin, finish, shares, supplement};
use crate::{
    features::planning::plans::{dto::ReceivePlan, repo, rules::PlanAction},
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

pub async fn send(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<plan::Model>> {
    let (plan, step, facts) = begin(uow, scope, id, if_match, PlanAction::Send).await?;
    let to = facts.next.ok_or_else(|| Error::new(Code::NoAddressee))?;
    let versions = repo::of_unit(&uow.tx, plan.movement_id, plan.unit_id).await?;
    shares::disclose(uow, id).await?;
    supplement::answer_all(uow, &plan, &versions).await?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    next.receiver_unit_id = Set(Some(to.unit_id));
    next.receiver_function = Set(to.function);
    next.sent_at = Set(Some(uow.now));
    finish(uow, scope, (&plan, next), "plan.sent", json!({ "receiver_unit_id": to.unit_id })).await
}

pub async fn receive(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &ReceivePlan,
) -> Result<Recorded<plan::Model>> {
    let (plan, step, _) = begin(uow, scope, id, if_match, PlanAction::Receive).await?;
    saw(&plan, &input.content_digest)?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    next.received_at = Set(Some(uow.now));
    next.received_digest = Set(plan.content_digest.clone());
    finish(uow, scope, (&plan, next), "plan.received", json!({ "digest": plan.content_digest })).await
}

/// Whoever answers a plan has seen this version of it.
pub fn saw(plan: &plan::Model, digest: &str) -> Result<()> {
    if plan.content_digest.as_deref() == Some(digest) {
        return Ok(());
    }
    Err(Error::with(Code::DigestMismatch, plan.content_digest.clone().unwrap_or_default()))
}

/// The calendar's step: received plans take effect on their first day. Returns how many did.
pub async fn start_due(uow: &Uow) -> Result<usize> {
    let due = repo::due_to_start(&uow.tx, uow.today()).await?;
    let count = due.len();
    for plan in due {
        let (id, version, unit_id) = (plan.id, plan.version, Some(plan.unit_id));
        let mut next = plan.into_active_model();
        next.status = Set(PlanStatus::InEffect);
        next.version = Set(version + 1);
        next.updated_at = Set(uow.now);
        uow.save(next, id, version).await?;
        let data = json!({ "from": PlanStatus::Received, "to": PlanStatus::InEffect });
        let (event, subject_type) = ("plan.took_effect", "plan");
        uow.record(Change { event, subject_type, subject_id: id, unit_id, data: &data }, ()).await?;
    }
    Ok(count)
}
