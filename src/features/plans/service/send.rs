//! Sending upwards, and what the superior does: it receives, or asks for a supplement. It does not approve.
use entity::{
    plan::{self, PlanStatus},
    supplement_request,
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::{begin, finish};
use crate::{
    core::{
        db::{Recorded, Uow},
        error::{Error, Fault, Result},
        http::etag::IfMatch,
        journal::Change,
        reason,
        scope::Scope,
    },
    features::{
        movements::Lines,
        plans::{dto::RequestSupplement, repo, rules::PlanAction},
    },
};

pub async fn send(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<plan::Model>> {
    let (plan, step) = begin(uow, scope, id, if_match, PlanAction::Send).await?;
    let lines = Lines::of(&uow.tx, plan.movement_id).await?;
    let to = lines.addressee(uow.organisation(), plan.unit_id, uow.today())?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    next.receiver_unit_id = Set(Some(to.unit_id));
    next.receiver_function = Set(to.function);
    next.sent_at = Set(Some(uow.now));
    finish(uow, scope, (&plan, next), "plan.sent", json!({ "receiver_unit_id": to.unit_id })).await
}

pub async fn receive(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<plan::Model>> {
    let (plan, step) = begin(uow, scope, id, if_match, PlanAction::Receive).await?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    next.received_at = Set(Some(uow.now));
    finish(uow, scope, (&plan, next), "plan.received", json!({})).await
}

pub async fn request_supplement(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &RequestSupplement,
) -> Result<Recorded<plan::Model>> {
    let (plan, step) = begin(uow, scope, id, if_match, PlanAction::RequestSupplement).await?;
    let reason = reason::given(input.reason.as_ref())?;
    if input.due_on < uow.today() {
        return Err(Error::field("/due_on", Fault::OutOfRange));
    }
    let request = supplement_request::ActiveModel {
        id: Set(Uuid::now_v7()),
        plan_id: Set(id),
        requested_by: Set(scope.user_id),
        requesting_unit_id: Set(plan.receiver_unit_id.unwrap_or(plan.unit_id)),
        reason: Set(reason.to_owned()),
        due_on: Set(input.due_on),
        created_at: Set(uow.now),
        resolved_at: Set(None),
        resolved_by_plan_id: Set(None),
    };
    supplement_request::Entity::insert(request).exec_without_returning(&uow.tx).await?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    let asked = json!({ "reason": reason, "due_on": input.due_on });
    finish(uow, scope, (&plan, next), "plan.supplement_requested", asked).await
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
