//! What is done with movements, a use case a file.
mod deadlines;
mod draft;
mod life;
mod lists;
mod made;
mod twice;

use base::{
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        figures,
    },
};
pub use deadlines::set_plan_deadline;
pub use draft::{create, insert, update};
use entity::movement;
pub use life::{add_milestone, add_period, cancel, close, launch, open_final_review, start_due};
pub use lists::{make_period, remove_periods};
pub use made::{add_award_form, add_indicator, set_line};

use super::{ask_for_obligations, dto::MovementView, events::MovementEvent, repo, rules::is_open};

/// Saves a changed movement and records what happened.
async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (&movement::Model, movement::ActiveModel),
    event: MovementEvent,
) -> Result<Recorded<MovementView>> {
    // What is measured, when, and which movements are below one: all of it is in answers about figures.
    figures::changed(uow, figures::Change::Movement { id: before.id });
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
