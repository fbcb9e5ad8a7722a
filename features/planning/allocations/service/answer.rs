//! What the unit does that a share is given to: it accepts or disputes what it has seen.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::allocation;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{begin, finish};
use crate::{
    allocations::{
        dto::{AcceptAllocation, AllocationView, DisputeAllocation},
        repo::Stated,
        rules::{AllocationAction, AllocationStep},
        view,
    },
    plans::events::AllocationEvent,
};

pub async fn accept(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &AcceptAllocation,
) -> Result<Recorded<AllocationView>> {
    let (share, stated, step) = begin(uow, scope, id, if_match, AllocationAction::Accept).await?;
    let next = answered(uow, scope, (&share, &stated), step, &input.content_digest)?;
    finish(uow, scope, (&share, next), AllocationEvent::Accepted).await
}

pub async fn dispute(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &DisputeAllocation,
) -> Result<Recorded<AllocationView>> {
    let (share, stated, step) = begin(uow, scope, id, if_match, AllocationAction::Dispute).await?;
    let mut next = answered(uow, scope, (&share, &stated), step, &input.content_digest)?;
    next.reason = Set(Some(input.reason.to_string()));
    finish(uow, scope, (&share, next), AllocationEvent::Disputed).await
}

/// An answer is to what was seen, and says so.
fn answered(
    uow: &Uow,
    scope: &Scope,
    (share, stated): (&allocation::Model, &Stated),
    step: &AllocationStep,
    seen: &str,
) -> Result<allocation::ActiveModel> {
    let digest = view::digest(share, stated)?;
    if digest != seen {
        return Err(Error::with(Code::DigestMismatch, digest));
    }
    let mut next = share.clone().into_active_model();
    next.status = Set(step.to);
    next.answered_by = Set(Some(scope.user_id));
    next.answered_at = Set(Some(uow.now));
    next.answered_digest = Set(Some(digest));
    Ok(next)
}
