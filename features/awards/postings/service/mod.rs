//! What is done with postings, a use case a file.
mod draft;
mod life;
mod named;

use base::{
    kernel::{error::Result, scope::Scope},
    store::db::{Recorded, Uow},
};
pub use draft::{create, update};
use entity::posting;
pub use life::{end, publish, withdraw};

use super::{dto::PostingView, events::PostingEvent, view};

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (posting::Model, posting::ActiveModel),
    event: PostingEvent,
) -> Result<Recorded<PostingView>> {
    let after = uow.save(next, before.id, before.version).await?;
    let change = event.of(&before, &after);
    uow.record(change, view::whole(&uow.tx, scope, after).await?).await
}
