//! What is done with shares, a use case a file.
mod answer;
mod distribute;
mod propose;
mod tier;
mod whole;

pub use answer::{accept, dispute};
use base::{
    http::etag::IfMatch,
    kernel::{error::Result, scope::Scope, transition::Case},
    store::db::{Recorded, Uow},
};
pub use distribute::distribute;
use entity::allocation;
pub use propose::{adjust, create, withdraw};
use uuid::Uuid;

use super::{
    dto::AllocationView,
    repo::{self, Stated},
    rules::{AllocationAction, AllocationStep},
    view,
};
use crate::plans::{self, events::AllocationEvent};

/// The share, what its target says, and the step that an action takes from its state. The target is held: what an
/// answer is to is not changing meanwhile.
async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: AllocationAction,
) -> Result<(allocation::Model, Stated, &'static AllocationStep)> {
    let share = repo::get(&uow.tx, scope, id).await?;
    repo::lock(&uow.tx, share.target_root_id).await?;
    let stated = repo::stated_of(&uow.tx, &share).await?;
    let step =
        uow.step(&Case::<AllocationAction>::with(&share, scope, stated.facts(scope, &share)), scope, if_match, action)?;
    Ok((share, stated, step))
}

/// Saves a changed share and records what happened.
async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (&allocation::Model, allocation::ActiveModel),
    event: AllocationEvent,
) -> Result<Recorded<AllocationView>> {
    let after = plans::repo::shares::save(uow, next, before).await?;
    let change = event.of(before, &after);
    uow.record(change, view::one(&uow.tx, scope, after).await?).await
}
