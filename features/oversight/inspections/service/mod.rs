//! What is done with inspections, a use case a file.
pub mod attachments;
mod conclude;
mod draft;
mod explain;
mod life;
mod team;

use base::{
    kernel::{error::Result, scope::Scope},
    store::db::{Recorded, Uow},
};
pub use conclude::{conclude, draft_conclusion};
pub use draft::{create, update};
use entity::inspection;
pub use explain::explain;
pub use life::{announce, begin as start, cancel, close, follow_up};
pub use team::set_team;

use super::{dto::InspectionView, events::InspectionEvent, paper, view};

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (inspection::Model, inspection::ActiveModel),
    event: InspectionEvent,
) -> Result<Recorded<InspectionView>> {
    let after = uow.save(next, before.id, before.version).await?;
    let change = event.of(&before, &after);
    let paper = paper::with_units(&uow.tx, after).await?;
    uow.record(change, view::whole(&uow.tx, scope, paper).await?).await
}
