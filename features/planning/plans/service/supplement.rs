//! Asking for a supplement, and what is written about it until it is resolved.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        policy::Permission,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        reminders::{self, Urged},
    },
};
use entity::{
    plan,
    reminder::ReminderResolution,
    supplement_reply,
    supplement_request::{self, Resolution},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{finish, send::saw};
use crate::plans::{
    dto::{ReplyInput, RequestSupplement, ResolveSupplement, Settlement},
    events::PlanEvent,
    repo,
    rules::PlanAction,
};

/// What a plan, and a thread, holds of each.
const MOST: usize = 200;

pub async fn request_supplement(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &RequestSupplement,
) -> Result<Recorded<plan::Model>> {
    let (plan, step, _) = uow.begin(scope, id, if_match, PlanAction::RequestSupplement).await?;
    let reason = &*input.reason;
    if scope.is_over(*input.due_on) {
        return Err(Error::field("/due_on", Fault::OutOfRange));
    }
    saw(&plan, &input.content_digest)?;
    let request_id = Uuid::now_v7();
    let request = supplement_request::ActiveModel {
        id: Set(request_id),
        plan_id: Set(id),
        requested_by: Set(scope.user_id),
        requesting_unit_id: Set(acting_for(scope, &plan)),
        reason: Set(reason.to_owned()),
        due_on: Set(*input.due_on),
        seen_digest: Set(input.content_digest.to_string()),
        created_at: Set(uow.now),
        resolution: Set(None),
        resolution_note: Set(None),
        resolved_at: Set(None),
        resolved_by: Set(None),
        resolved_by_plan_id: Set(None),
    };
    if repo::supplement_requests(&uow.tx, id).await?.len() >= MOST {
        return Err(Error::field("", Fault::TooLong));
    }
    supplement_request::Entity::insert(request).exec_without_returning(&uow.tx).await?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    let (due_on, content_digest) = (*input.due_on, input.content_digest.to_string());
    finish(uow, (&plan, next), PlanEvent::SupplementRequested { request_id, due_on, content_digest }).await
}

/// A word of either side in the thread of what is asked for.
pub async fn reply_supplement(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &ReplyInput,
) -> Result<Recorded<plan::Model>> {
    let (plan, step, _) = uow.begin(scope, id, if_match, PlanAction::ReplySupplement).await?;
    let request = open_request(uow, &plan).await?;
    let ours = scope.holds(Permission::PlansWrite, plan.unit_id);
    if repo::supplement_replies(&uow.tx, std::slice::from_ref(&request)).await?.len() >= MOST {
        return Err(Error::field("", Fault::TooLong));
    }
    let reply_id = Uuid::now_v7();
    let reply = supplement_reply::ActiveModel {
        id: Set(reply_id),
        request_id: Set(request.id),
        unit_id: Set(if ours { plan.unit_id } else { acting_for(scope, &plan) }),
        written_by: Set(scope.user_id),
        text: Set(input.text.to_string()),
        created_at: Set(uow.now),
    };
    supplement_reply::Entity::insert(reply).exec_without_returning(&uow.tx).await?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    if ours {
        // Whoever answered for the unit does not find the answer enough for its superior.
        next.authors = Set(plan.authors.beside(scope.user_id));
    }
    finish(uow, (&plan, next), PlanEvent::SupplementReplied { request_id: request.id, reply_id }).await
}

/// Ends a request without a new version: the plan counts as received as it is.
pub async fn resolve_supplement(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &ResolveSupplement,
) -> Result<Recorded<plan::Model>> {
    let (plan, step, _) = uow.begin(scope, id, if_match, PlanAction::ResolveSupplement).await?;
    let reason = &*input.reason;
    saw(&plan, &input.content_digest)?;
    let request = open_request(uow, &plan).await?;
    let request_id = request.id;
    let mut resolved = request.into_active_model();
    let (resolution, urged) = match input.resolution {
        Settlement::Explained => (Resolution::Explained, ReminderResolution::Arrived),
        Settlement::Withdrawn => (Resolution::Withdrawn, ReminderResolution::Waived),
    };
    reminders::resolve(uow, Urged::supplement(&[request_id]), urged).await?;
    resolved.resolution = Set(Some(resolution));
    resolved.resolution_note = Set(Some(reason.to_owned()));
    resolved.resolved_at = Set(Some(uow.now));
    resolved.resolved_by = Set(Some(scope.user_id));
    supplement_request::Entity::update(resolved).exec(&uow.tx).await?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    next.received_at = Set(Some(plan.received_at.unwrap_or(uow.now)));
    next.received_digest = Set(plan.content_digest.clone());
    finish(uow, (&plan, next), PlanEvent::SupplementResolved { request_id, resolution }).await
}

/// The version that is sent answers what was asked of those before it.
pub async fn answer_all(uow: &Uow, plan: &plan::Model, versions: &[plan::Model]) -> Result<()> {
    use supplement_request::{Column, Entity};
    let before = versions.iter().filter(|other| other.version_no < plan.version_no).map(|other| other.id);
    let answered = Entity::update_many()
        .col_expr(Column::Resolution, Expr::value(Resolution::Amended))
        .col_expr(Column::ResolvedAt, Expr::value(uow.now))
        .col_expr(Column::ResolvedByPlanId, Expr::value(plan.id))
        .filter(Column::PlanId.is_in(before))
        .filter(Column::ResolvedAt.is_null())
        .exec_with_returning(&uow.tx)
        .await?;
    let answered: Vec<Uuid> = answered.into_iter().map(|request| request.id).collect();
    reminders::resolve(uow, Urged::supplement(&answered), ReminderResolution::Arrived).await
}

/// In whose name the receiver's side acts: the unit that holds the function today, or stands for the one it was sent to.
fn acting_for(scope: &Scope, plan: &plan::Model) -> Uuid {
    let receiver = plan.receiver_unit_id.unwrap_or(plan.unit_id);
    let holder = plan.receiver_function.and_then(|function| scope.organisation.holder(function, scope.today));
    let mut standing = scope.organisation.heirs(holder.unwrap_or(receiver), scope.today);
    standing.retain(|unit| scope.holds(Permission::PlansReceive, *unit));
    standing.first().copied().unwrap_or(receiver)
}

/// There is one while the plan is in this state.
async fn open_request(uow: &Uow, plan: &plan::Model) -> Result<supplement_request::Model> {
    use supplement_request::{Column, Entity};
    let open = Entity::find().filter(Column::PlanId.eq(plan.id)).filter(Column::ResolvedAt.is_null());
    let found = open.one(&uow.tx).await?;
    found.ok_or_else(|| Error::internal(anyhow::anyhow!("a supplement is asked for that nobody asked for")))
}
