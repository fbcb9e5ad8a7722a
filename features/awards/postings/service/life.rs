//! What becomes of a list: it is published, ended or taken back.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        reason::Reason,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::finish;
use crate::postings::{days, dto::PostingView, events::PostingEvent, rules::PostingAction};

/// From today on.
pub async fn publish(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<PostingView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, PostingAction::Publish).await?;
    let number = u32::try_from(before.days).map_err(Error::internal)?;
    let posted = days::posted(&uow.calendar, uow.today(), (number, before.counting), before.council_on)?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.first_on = Set(Some(posted.first_on));
    next.last_on = Set(Some(posted.last_on));
    next.end_from = Set(Some(posted.end_from));
    next.authors = Set(before.authors.signed());
    let event = PostingEvent::Published { first_on: posted.first_on, last_on: posted.last_on };
    finish(uow, scope, (before, next), event).await
}

pub async fn end(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<PostingView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, PostingAction::End).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    finish(uow, scope, (before, next), PostingEvent::Ended).await
}

/// What was objected to stays to be decided.
pub async fn withdraw(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<PostingView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, PostingAction::Withdraw).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(input.reason.to_string()));
    finish(uow, scope, (before, next), PostingEvent::Withdrawn).await
}
