//! What is done with exemplars, a use case a file.
mod adopt;
mod draft;
mod life;
mod recognise;
pub mod results;

pub use adopt::adopt;
use base::{
    kernel::{error::Result, scope::Scope},
    store::db::{Recorded, Uow},
};
pub use draft::{create, foster, update};
use entity::exemplar;
pub use life::{conclude, drop_it, publicise, withdraw};
pub use recognise::{recognise, recognise_above};

use super::{dto::ExemplarView, events::ExemplarEvent, view};

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (exemplar::Model, exemplar::ActiveModel),
    event: ExemplarEvent,
) -> Result<Recorded<ExemplarView>> {
    let after = uow.save(next, before.id, before.version).await?;
    let change = event.of(&before, &after);
    uow.record(change, view::whole(&uow.tx, scope, after).await?).await
}
