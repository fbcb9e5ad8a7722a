//! What is done with plans, a use case a file.
mod children;
pub mod content;
mod draft;
mod issue;
mod origin;
mod reached;
mod restate;
mod send;
mod shares;
mod supplement;

use entity::{function_assignment::Function, movement, plan};
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};
use uuid::Uuid;

pub use children::{List, Piece, add, remove, replace};
pub use draft::{create, update};
pub use issue::{amend, cancel, close, issue, request_signature, return_to_draft};
pub use reached::keep as keep_reached;
pub use restate::restate;
pub use send::{receive, send, start_due};
pub use shares::waive_gap;
pub use supplement::{reply_supplement, request_supplement, resolve_supplement};

use super::{
    repo,
    rules::{PlanAction, PlanStep, STEPS},
    view,
};
use crate::{
    features::planning::movements::{self, Deadlines, Lines},
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        organisation::Unit,
        scope::{Addressee, Scope},
        transition,
    },
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

async fn movement_of(uow: &Uow, plan: &plan::Model) -> Result<movement::Model> {
    let found = movements::repo::any(&uow.tx, plan.movement_id).await?;
    found.ok_or_else(|| Error::internal(anyhow::anyhow!("a plan without its movement")))
}

/// Whether a unit has a plan in a movement: one that the lines oblige, and the one that launched it.
fn plans_in(movement: &movement::Model, lines: &Lines, unit: &Unit) -> bool {
    lines.oblige(unit) || movement.launched_by_unit_id == unit.id
}

/// To whom a unit sends its plan; the one that launched the movement to its own standing body.
fn addressee(uow: &Uow, movement: &movement::Model, lines: &Lines, unit_id: Uuid) -> Result<Addressee> {
    let (organisation, today) = (uow.organisation(), uow.today());
    let obliged = organisation.unit(unit_id).is_some_and(|unit| lines.oblige(unit));
    if obliged || movement.launched_by_unit_id != unit_id {
        return lines.addressee(organisation, unit_id, today);
    }
    let function = Function::EmulationStandingBody;
    let holder = organisation.holder(function, today);
    let holder = holder.ok_or_else(|| Error::with(Code::WindowClosed, "functions"))?;
    Ok(Addressee { unit_id: holder, function: Some(function) })
}

/// The deadline is for the first plan: whatever was issued before was in time or let through.
async fn in_time(uow: &Uow, movement_id: Uuid, unit: &Unit, versions: &[plan::Model]) -> Result<()> {
    if versions.iter().any(|plan| plan.sent_at.is_some()) {
        return Ok(());
    }
    Deadlines::of(&uow.tx, movement_id).await?.check_open(unit, uow.today())
}

/// The plan and the step that an action takes from its state.
async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: PlanAction,
) -> Result<(plan::Model, &'static PlanStep)> {
    let plan = repo::get_to_change(&uow.tx, scope, id).await?;
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
    particulars: Value,
) -> Result<Recorded<plan::Model>> {
    next.edited_by = Set(scope.user_id);
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
    let content = view::for_journal(view::whole(&uow.tx, scope, plan.clone()).await?);
    let data = json!({ "particulars": particulars, "after": content });
    let (subject_id, unit_id) = (plan.id, Some(plan.unit_id));
    uow.record(Change { event, subject_type: "plan", subject_id, unit_id, data: &data }, plan).await
}
