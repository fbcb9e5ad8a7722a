//! What is done with inspections, a use case a file.
pub mod attachments;
mod conclude;
mod draft;
mod explain;
mod life;
mod team;

use entity::inspection;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

pub use conclude::{conclude, draft_conclusion};
pub use draft::{create, update};
pub use explain::explain;
pub use life::{announce, begin as start, cancel, close, follow_up};
pub use team::set_team;

use super::{
    dto::InspectionView,
    events::InspectionEvent,
    paper::{self, InspectionPaper},
    rules::{InspectionAction, InspectionStep},
    view,
};
use crate::{
    http::etag::IfMatch,
    kernel::{error::Result, scope::Scope, transition::Case},
    store::db::{Recorded, Uow},
};

async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: InspectionAction,
) -> Result<(InspectionPaper, &'static InspectionStep)> {
    let paper = paper::of(&uow.tx, scope, id).await?;
    let step = Case::of(&paper, &uow.tx, scope).await?.begin(action, scope, if_match)?;
    Ok((paper, step))
}

async fn save(uow: &Uow, before: &inspection::Model, mut next: inspection::ActiveModel) -> Result<inspection::Model> {
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    uow.save(next, before.id, before.version).await
}

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (inspection::Model, inspection::ActiveModel),
    event: InspectionEvent,
) -> Result<Recorded<InspectionView>> {
    let after = save(uow, &before, next).await?;
    let change = event.of(&before, &after);
    let paper = paper::with_units(&uow.tx, after).await?;
    uow.record(change, view::whole(&uow.tx, scope, paper).await?).await
}
