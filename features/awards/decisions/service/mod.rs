//! What is done with decisions, a use case a file.
mod after;
mod draft;
mod granting;
mod items;
mod sign;

pub use after::{confer, notify};
use base::{
    http::etag::IfMatch,
    kernel::{error::Result, scope::Scope, transition::Case},
    store::db::{Recorded, Uow},
};
pub use draft::{cancel, create, update};
use entity::decision;
use sea_orm::ActiveValue::Set;
pub use sign::sign;
use uuid::Uuid;

use super::{
    dto::DecisionView,
    events::DecisionEvent,
    paper::DecisionPaper,
    repo,
    rules::{DecisionAction, DecisionStep},
    view,
};

async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: DecisionAction,
) -> Result<(decision::Model, &'static DecisionStep)> {
    let paper = DecisionPaper::of(&uow.tx, repo::decision(&uow.tx, scope, id).await?).await?;
    let step = uow.step(&Case::<DecisionAction>::of(&paper, &uow.tx, scope).await?, scope, if_match, action)?;
    Ok((paper.decision, step))
}

/// Saves a changed decision.
async fn save(uow: &Uow, before: &decision::Model, mut next: decision::ActiveModel) -> Result<decision::Model> {
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    uow.save(next, before.id, before.version).await
}

async fn record(
    uow: &Uow,
    scope: &Scope,
    (before, after): (&decision::Model, decision::Model),
    event: DecisionEvent,
) -> Result<Recorded<DecisionView>> {
    let change = event.of(before, &after);
    uow.record(change, view::whole(&uow.tx, scope, after).await?).await
}
