//! What is done with reorganisations, a use case a file.
mod apply;
mod draft;
mod preview;
mod undo;

use entity::reorganisation;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

pub use apply::{anything_due, apply, apply_due, carry_out, carry_out_document, give_up};
pub use draft::{cancel, create, insert, update};
pub use preview::{preview, rehearse};
pub use undo::undo;

use super::{
    dto::ReorganisationView,
    events::ReorganisationEvent,
    repo,
    rules::{ReorganisationAction, ReorganisationStep},
    view,
};
use crate::{
    http::etag::IfMatch,
    kernel::{error::Result, scope::Scope, transition::Case},
    store::{
        db::{Recorded, Uow},
        inheritance::Inheritance,
    },
};

/// The features that say what becomes of their things.
pub type Heirs<'a> = &'a [&'a dyn Inheritance];

async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: ReorganisationAction,
) -> Result<(reorganisation::Model, &'static ReorganisationStep)> {
    let found = repo::get(&uow.tx, scope, id).await?;
    let step = Case::of(&found, &uow.tx, scope).await?.begin(action, scope, if_match)?;
    Ok((found, step))
}

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, mut next): (&reorganisation::Model, reorganisation::ActiveModel),
    event: ReorganisationEvent,
) -> Result<Recorded<ReorganisationView>> {
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    let after = uow.save(next, before.id, before.version).await?;
    let change = event.of(before, &after);
    uow.record(change, view::whole(&uow.tx, scope, after).await?).await
}
