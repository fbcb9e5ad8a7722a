//! Sending upwards, and receiving what was sent. There is no approval.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        reminders::{self, Urged},
    },
};
use entity::{
    plan::{self, PlanStatus},
    reminder::ReminderResolution,
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{finish, shares, supplement};
use crate::plans::{dto::ReceivePlan, events::PlanEvent, repo, rules::PlanAction};

pub async fn send(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<plan::Model>> {
    let (plan, step, facts) = uow.begin(scope, id, if_match, PlanAction::Send).await?;
    let to = facts.and_then(|facts| facts.next).ok_or_else(|| Error::new(Code::NoAddressee))?;
    let versions = repo::of_unit(&uow.tx, plan.movement_id, plan.unit_id).await?;
    shares::disclose(uow, id).await?;
    supplement::answer_all(uow, &plan, &versions).await?;
    let urged = [plan.movement_id];
    reminders::resolve(uow, Urged::plan(&urged, plan.unit_id), ReminderResolution::Arrived).await?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    next.receiver_unit_id = Set(Some(to.unit_id));
    next.receiver_function = Set(to.function);
    next.sent_at = Set(Some(uow.now));
    let content_digest = plan.content_digest.clone().unwrap_or_default();
    finish(uow, (&plan, next), PlanEvent::Sent { version_no: plan.version_no, content_digest }).await
}

pub async fn receive(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &ReceivePlan,
) -> Result<Recorded<plan::Model>> {
    let (plan, step, _) = uow.begin(scope, id, if_match, PlanAction::Receive).await?;
    saw(&plan, &input.content_digest)?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    next.received_at = Set(Some(uow.now));
    next.received_digest = Set(plan.content_digest.clone());
    let content_digest = input.content_digest.to_string();
    finish(uow, (&plan, next), PlanEvent::Received { content_digest }).await
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
        let mut next = plan.clone().into_active_model();
        next.status = Set(PlanStatus::InEffect);
        finish(uow, (&plan, next), PlanEvent::TookEffect).await?;
    }
    Ok(count)
}
