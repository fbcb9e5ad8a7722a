//! What is done with plans, a use case a file.
mod children;
pub mod content;
mod draft;
mod import;
mod issue;
mod join;
mod origin;
mod restate;
mod send;
mod shares;
mod supplement;

use base::{
    kernel::{error::Result, organisation::Unit, scope::Scope},
    store::{
        db::{Recorded, Uow},
        figures,
        journal::Changed,
    },
};
pub use children::{List, Piece, add, remove, replace};
pub use draft::{create, update};
use entity::{movement, plan};
pub use import::{import, sheet};
pub use issue::{amend, cancel, close, issue, request_signature, return_to_draft};
pub use join::join;
pub use restate::restate;
use sea_orm::ActiveValue::Set;
pub use send::{receive, send, start_due};
pub use shares::waive_gap;
pub use supplement::{reply_supplement, request_supplement, resolve_supplement};

use super::{
    content::{Ids, Parts},
    dto::Content,
    events::{self, PlanEvent},
};
use crate::movements::Lines;

/// Whether a unit has a plan in a movement: one that the lines oblige, and the one that launched it.
fn plans_in(uow: &Uow, movement: &movement::Model, lines: &Lines, unit: &Unit) -> bool {
    lines.oblige(uow.organisation(), unit, uow.today()) || movement.launched_by_unit_id == unit.id
}

/// How a plan stands is in figures, and what it promises while it is in force.
fn stands(uow: &Uow, plan: &plan::Model) {
    figures::changed(uow, figures::Change::Plan { movement_id: plan.movement_id, id: plan.id });
}

/// Saves a changed plan and records what happened.
async fn finish(
    uow: &Uow,
    (before, next): (&plan::Model, plan::ActiveModel),
    event: PlanEvent,
) -> Result<Recorded<plan::Model>> {
    let after = uow.save(next, before.id, before.version).await?;
    if (before.status, before.sent_at) != (after.status, after.sent_at) {
        stands(uow, &after);
    }
    let changed = Changed::between(&events::told(before), &events::told(&after));
    uow.record(event.of(&after).changed(changed), after).await
}

/// Saves a draft that was written on, and records in which of its parts.
async fn finish_draft(
    uow: &Uow,
    scope: &Scope,
    (before, mut next): (&plan::Model, plan::ActiveModel),
    content: &Content,
) -> Result<Recorded<plan::Model>> {
    next.authors = Set(before.authors.with(scope.user_id));
    let written = Parts::of(&uow.tx, before.id).await?.content(Ids::Own);
    finish(uow, (before, next), PlanEvent::Updated { parts: events::edited(content, &written) }).await
}
