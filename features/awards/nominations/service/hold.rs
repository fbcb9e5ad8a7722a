//! Holding a dossier while something is looked into, and what becomes of it.
use base::{
    http::etag::IfMatch,
    kernel::{error::Result, reason::Reason, scope::Scope},
    store::db::{Recorded, Uow},
};
use entity::nomination::NominationStatus;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{begin, finish, moved};
use crate::nominations::{
    clocks,
    dto::{Hold, NominationView, Release},
    events::NominationEvent,
    rules::NominationAction,
};

pub async fn hold(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Hold,
) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Hold).await?;
    let mut next = moved(&nomination, step);
    next.held_from = Set(Some(nomination.status));
    next.held_on = Set(Some(uow.today()));
    next.hold_ground = Set(Some(input.ground));
    next.hold_document = Set(Some(input.document_number.as_str().to_owned()));
    next.hold_reason = Set(Some(input.reason.to_string()));
    next.cleared_by = Set(None);
    finish(uow, scope, (&nomination, next), NominationEvent::Held { ground: input.ground }).await
}

/// It goes on where it was, and has as many working days left as it had.
pub async fn release(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Release,
) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Release).await?;
    let working_days = clocks::held_for(&uow.calendar, nomination.held_on, uow.today());
    let later = |due| clocks::later(&uow.calendar, due, working_days);
    let mut next = moved(&nomination, step);
    next.status = Set(nomination.held_from.unwrap_or(NominationStatus::Received));
    next.return_due_on = Set(later(nomination.return_due_on));
    next.appraise_due_on = Set(later(nomination.appraise_due_on));
    next.held_from = Set(None);
    next.held_on = Set(None);
    next.hold_ground = Set(None);
    next.cleared_by = Set(Some(input.document_number.as_str().to_owned()));
    finish(uow, scope, (&nomination, next), NominationEvent::Released { working_days }).await
}

/// Discipline was imposed: what was achieved before counts no more.
pub async fn drop_held(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<NominationView>> {
    let (nomination, step, _) = begin(uow, scope, id, if_match, NominationAction::Drop).await?;
    let mut next = moved(&nomination, step);
    next.end_reason = Set(Some(input.reason.to_string()));
    finish(uow, scope, (&nomination, next), NominationEvent::Dropped).await
}
