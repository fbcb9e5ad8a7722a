//! Publishing an exemplar to the sector, and how it ends.
use base::{
    http::etag::IfMatch,
    kernel::{error::Result, reason::Reason, scope::Scope},
    store::db::{Recorded, Uow},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::finish;
use crate::exemplars::{
    dto::{Conclude, ExemplarView, WithdrawRecognition},
    events::ExemplarEvent,
    rules::ExemplarAction,
};

pub async fn publicise(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<ExemplarView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, ExemplarAction::Publicise).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.published_at = Set(Some(uow.now));
    finish(uow, scope, (before, next), ExemplarEvent::Publicised).await
}

pub async fn conclude(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Conclude,
) -> Result<Recorded<ExemplarView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, ExemplarAction::Conclude).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.conclusion = Set(Some(input.conclusion.to_string()));
    finish(uow, scope, (before, next), ExemplarEvent::Concluded).await
}

pub async fn withdraw(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &WithdrawRecognition,
) -> Result<Recorded<ExemplarView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, ExemplarAction::Withdraw).await?;
    let document_number = input.document_number.as_str().to_owned();
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(input.reason.to_string()));
    next.end_document = Set(Some(document_number.clone()));
    finish(uow, scope, (before, next), ExemplarEvent::Withdrawn { document_number }).await
}

pub async fn drop_it(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<ExemplarView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, ExemplarAction::Drop).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(input.reason.to_string()));
    finish(uow, scope, (before, next), ExemplarEvent::Dropped).await
}
