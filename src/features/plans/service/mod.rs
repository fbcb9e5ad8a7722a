//! What is done with plans, a use case a file.
mod content;
mod draft;
mod issue;
mod send;

use entity::plan;
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};
use uuid::Uuid;

pub use draft::{add_measure, add_target, add_task, create, update};
pub use issue::{amend, cancel, close, issue, request_signature, return_to_draft};
pub use send::{receive, request_supplement, send, start_due};

use super::{
    dto::PlanView,
    repo,
    rules::{PlanAction, PlanStep, STEPS},
    view,
};
use crate::core::{
    db::{Recorded, Uow},
    error::Result,
    http::etag::IfMatch,
    journal::Change,
    scope::Scope,
    transition,
};

/// The plan and the step that an action takes from its state.
async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: PlanAction,
) -> Result<(plan::Model, &'static PlanStep)> {
    let plan = repo::get(&uow.tx, scope, id).await?;
    let step = transition::begin(STEPS, action, &view::current(&plan), scope, if_match)?;
    Ok((plan, step))
}

/// Saves a changed plan and records what happened.
async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, mut next): (&plan::Model, plan::ActiveModel),
    event: &'static str,
    particulars: Value,
) -> Result<Recorded<PlanView>> {
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    let after = uow.save(next, before.id, before.version).await?;
    record(uow, scope, after, event, json!({ "from": before.status, "particulars": particulars })).await
}

async fn record(
    uow: &Uow,
    scope: &Scope,
    plan: plan::Model,
    event: &'static str,
    particulars: Value,
) -> Result<Recorded<PlanView>> {
    let view = view::whole(&uow.tx, scope, plan).await?;
    let kept = PlanView { actions: vec![], ..view.clone() };
    let data = json!({ "change": particulars, "after": kept });
    let (subject_id, unit_id) = (view.summary.id, Some(view.summary.unit_id));
    uow.record(Change { event, subject_type: "plan", subject_id, unit_id, data: &data }, view).await
}
