//! What is done with plans, a use case a file.
mod children;
pub mod content;
mod draft;
mod issue;
mod join;
mod origin;
mod reached;
mod restate;
mod send;
mod shares;
mod supplement;

use entity::{movement, plan};
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};
use uuid::Uuid;

pub use children::{List, Piece, add, remove, replace};
pub use draft::{create, update};
pub use issue::{amend, cancel, close, issue, request_signature, return_to_draft};
pub use join::join;
pub use reached::keep as keep_reached;
pub use restate::restate;
pub use send::{receive, send, start_due};
pub use shares::waive_gap;
pub use supplement::{reply_supplement, request_supplement, resolve_supplement};

use super::{
    dto::PlanView,
    repo,
    rules::{PlanAction, PlanFacts, PlanStep},
    view,
};
use crate::{
    features::planning::movements::Lines,
    http::etag::IfMatch,
    kernel::{error::Result, organisation::Unit, scope::Scope, transition::Case},
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

/// Whether a unit has a plan in a movement: one that the lines oblige, and the one that launched it.
fn plans_in(uow: &Uow, movement: &movement::Model, lines: &Lines, unit: &Unit) -> bool {
    lines.oblige(uow.organisation(), unit, uow.today()) || movement.launched_by_unit_id == unit.id
}

/// The plan and the step that an action takes from its state.
async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: PlanAction,
) -> Result<(plan::Model, &'static PlanStep, PlanFacts)> {
    let plan = repo::get_to_change(&uow.tx, scope, id).await?;
    let case = Case::of(&plan, &uow.tx, scope).await?;
    let step = case.begin(action, scope, if_match)?;
    Ok((plan, step, case.into_facts()))
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
    particulars: Value,
) -> Result<Recorded<plan::Model>> {
    next.authors = Set(before.authors.with(scope.user_id));
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    let after = uow.save(next, before.id, before.version).await?;
    record_content(uow, scope, after, event, particulars).await
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
