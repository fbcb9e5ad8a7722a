//! What is done with movements, a use case a file.
mod deadlines;
mod draft;
mod life;
mod lists;

use entity::movement;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

pub use deadlines::set_plan_deadline;
pub use draft::{create, insert, update};
pub use life::{add_milestone, add_period, cancel, close, launch, open_final_review, start_due};
pub use lists::{make_period, remove_periods};

use super::{
    ask_for_obligations,
    dto::MovementView,
    events::MovementEvent,
    repo,
    rules::{MovementAction, MovementStep, is_open},
};
use crate::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
        transition::Case,
    },
    store::{
        db::{Recorded, Uow},
        figures,
    },
};

/// The movement and the step that an action takes from its state.
async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: MovementAction,
) -> Result<(movement::Model, &'static MovementStep)> {
    let found = repo::get(&uow.tx, scope, id).await?;
    let step = Case::of(&found, &uow.tx, scope).await?.begin(action, scope, if_match)?;
    Ok((found, step))
}

/// Saves a changed movement and records what happened.
async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, mut next): (&movement::Model, movement::ActiveModel),
    event: MovementEvent,
) -> Result<Recorded<MovementView>> {
    // What is measured, when, and which movements are below one: all of it is in answers about figures.
    figures::changed(uow, figures::Change::Movement { id: before.id });
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    let after = uow.save(next, before.id, before.version).await?;
    if is_open(after.status) {
        ask_for_obligations(uow, after.id).await?;
    }
    let change = event.of(before, &after);
    uow.record(change, view(uow, scope, after).await?).await
}

async fn view(uow: &Uow, scope: &Scope, m: movement::Model) -> Result<MovementView> {
    repo::views(&uow.tx, scope, vec![m]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}
