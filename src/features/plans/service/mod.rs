//! What is done with plans, a use case a file.
mod content;
mod draft;
mod issue;
mod reached;
mod restate;
mod send;

use entity::plan;
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};
use uuid::Uuid;

pub use draft::{add_measure, add_target, add_task, create, update};
pub use issue::{amend, cancel, close, issue, request_signature, return_to_draft};
pub use reached::keep as keep_reached;
pub use restate::restate;
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
) -> Result<Recorded<plan::Model>> {
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    let after = uow.save(next, before.id, before.version).await?;
    let summary = view::summary(scope, after.clone());
    let data = json!({ "from": before.status, "particulars": particulars, "after": summary });
    let (subject_id, unit_id) = (after.id, Some(after.unit_id));
    uow.record(Change { event, subject_type: "plan", subject_id, unit_id, data: &data }, after).await
}

/// Saves a plan whose content has changed: the journal keeps the content too.
async fn finish_content(
    uow: &Uow,
    scope: &Scope,
    (before, mut next): (&plan::Model, plan::ActiveModel),
    event: &'static str,
) -> Result<Recorded<plan::Model>> {
    next.edited_by = Set(scope.user_id);
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    let after = uow.save(next, before.id, before.version).await?;
    record_content(uow, scope, after, event, json!({})).await
}

async fn record_content(
    uow: &Uow,
    scope: &Scope,
    plan: plan::Model,
    event: &'static str,
    particulars: Value,
) -> Result<Recorded<plan::Model>> {
    let content = PlanView { actions: vec![], ..view::whole(&uow.tx, scope, plan.clone()).await? };
    let data = json!({ "particulars": particulars, "after": content });
    let (subject_id, unit_id) = (plan.id, Some(plan.unit_id));
    uow.record(Change { event, subject_type: "plan", subject_id, unit_id, data: &data }, plan).await
}
