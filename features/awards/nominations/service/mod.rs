//! What is done with nominations, a use case a file.
mod draft;
pub mod hold;
pub mod holder;
pub mod identify;
pub mod unit;

use base::{
    http::etag::IfMatch,
    kernel::{error::Result, scope::Scope, transition::Case},
    store::db::{Recorded, Uow},
};
pub use draft::{create, update};
use entity::nomination;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{
    dto::NominationView,
    events::NominationEvent,
    repo,
    rules::{NominationAction, NominationFacts, NominationStep},
    view,
};
use crate::quotas;

async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: NominationAction,
) -> Result<(nomination::Model, &'static NominationStep, NominationFacts)> {
    let nomination = repo::get(&uow.tx, scope, id).await?;
    let case = Case::<NominationAction>::of(&nomination, &uow.tx, scope).await?;
    let step = uow.step(&case, scope, if_match, action)?;
    Ok((nomination, step, case.into_facts().unwrap_or_default()))
}

/// A change of nothing but the status, to begin with.
fn moved(nomination: &nomination::Model, step: &NominationStep) -> nomination::ActiveModel {
    let mut next = nomination.clone().into_active_model();
    next.status = Set(step.to);
    next
}

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, mut next): (&nomination::Model, nomination::ActiveModel),
    event: NominationEvent,
) -> Result<Recorded<NominationView>> {
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    let after = uow.save(next, before.id, before.version).await?;
    let change = event.of(before, &after);
    uow.record(change, view::whole(&uow.tx, scope, after).await?).await
}

/// A unit has sent one dossier up by itself, and is held to its places as one that sends several together. The whole request
/// names that one.
async fn within_places(uow: &Uow, scope: &Scope, unit: Uuid, id: Uuid) -> Result<()> {
    let went = repo::by_ids(&uow.tx, &[id]).await?;
    quotas::going_up(uow, scope, unit, &went, |_| String::new()).await
}
