//! What is done with reorganisations, a use case a file.
mod apply;
mod draft;
mod preview;
mod undo;

pub use apply::{anything_due, apply, apply_due, carry_out, carry_out_document, give_up};
use base::{
    kernel::{error::Result, scope::Scope},
    store::{
        db::{Recorded, Uow},
        inheritance::Inheritance,
    },
};
pub use draft::{cancel, create, insert, update};
use entity::reorganisation;
pub use preview::{preview, rehearse};
pub use undo::undo;

use super::{dto::ReorganisationView, events::ReorganisationEvent, view};

/// The features that say what becomes of their things.
pub type Heirs<'a> = &'a [&'a dyn Inheritance];

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (&reorganisation::Model, reorganisation::ActiveModel),
    event: ReorganisationEvent,
) -> Result<Recorded<ReorganisationView>> {
    let after = uow.save(next, before.id, before.version).await?;
    let change = event.of(before, &after);
    uow.record(change, view::whole(&uow.tx, scope, after).await?).await
}
