//! What the unit that posted does with an objection.
use base::{
    http::etag::IfMatch,
    kernel::{error::Result, reason::Reason, scope::Scope},
    store::db::{Recorded, Uow},
};
use entity::{posting_objection, posting_objection_message::MessageAuthor};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{
    dto::{AnswerObjection, ObjectionView},
    outside::write,
    rules::ObjectionAction,
    view,
};
use crate::postings::events::PostingObjectionEvent;

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (posting_objection::Model, posting_objection::ActiveModel),
    event: PostingObjectionEvent,
) -> Result<Recorded<ObjectionView>> {
    let after = uow.save(next, before.id, before.version).await?;
    let change = event.of(&before, &after);
    uow.record(change, view::whole(&uow.tx, scope, after).await?).await
}

pub async fn answer(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &AnswerObjection,
) -> Result<Recorded<ObjectionView>> {
    let (before, ..) = uow.begin(scope, id, if_match, ObjectionAction::Answer).await?;
    write(uow, &before, MessageAuthor::Unit, &input.text).await?;
    let mut next = before.clone().into_active_model();
    next.authors = Set(before.authors.with(scope.user_id));
    finish(uow, scope, (before, next), PostingObjectionEvent::Answered).await
}

pub async fn decide(
    uow: &Uow,
    scope: &Scope,
    (id, action): (Uuid, ObjectionAction),
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<ObjectionView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, action).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.decision_reason = Set(Some(input.reason.to_string()));
    next.decided_at = Set(Some(uow.now));
    let event = match action {
        ObjectionAction::Uphold => PostingObjectionEvent::Upheld,
        _ => PostingObjectionEvent::Dismissed,
    };
    finish(uow, scope, (before, next), event).await
}
