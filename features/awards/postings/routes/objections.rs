//! HTTP for objections, at the unit that posted.
use actix_web::{get, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm, reason::Reason},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use crate::postings::objections::{
    dto::{AnswerObjection, ObjectionFilter, ObjectionSummary, ObjectionView},
    repo,
    rules::ObjectionAction,
    service, view,
};

/// List objections to postings
///
/// To what the caller's units have posted. Order: `updated_at` (newest first).
#[utoipa::path(tag = "postings", params(ObjectionFilter, PageQuery), responses((status = 200, body = Page<ObjectionSummary>)), security(("bearer" = ["nominations:read"])))]
#[get("/posting-objections")]
pub async fn list_posting_objections(
    can: Can<perm::NominationsRead>,
    query: ListQuery<ObjectionFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(|m| ObjectionSummary::from(&m)))
        })
        .await
}

/// Read an objection
///
/// With its thread, and what the caller may do with it.
#[utoipa::path(tag = "postings", responses((status = 200, body = ObjectionView)), security(("bearer" = ["nominations:read"])))]
#[get("/posting-objections/{id}")]
pub async fn get_posting_objection(
    can: Can<perm::NominationsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<ObjectionView>> {
    let read = async |tx: &_| view::whole(tx, &can.scope, repo::get(tx, &can.scope, *id).await?).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Answer an objection
///
/// By an officer of the unit that posted. Whoever objected reads it.
#[utoipa::path(tag = "postings", params(IfMatch), request_body = AnswerObjection, responses((status = 200, body = ObjectionView)), security(("bearer" = ["nominations:receive"])))]
#[post("/posting-objections/{id}/answer")]
pub async fn answer_posting_objection(
    command: Command<perm::NominationsReceive>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AnswerObjection>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::answer(uow, scope, *id, if_match, &body.0).await).await
}

/// Uphold an objection
///
/// By the head of the unit that posted, with the reason, which whoever objected reads: it is true. These versions of the
/// dossiers go no further; they are returned or refused.
#[utoipa::path(tag = "postings", params(IfMatch), request_body = Reason, responses((status = 200, body = ObjectionView)), security(("bearer" = ["nominations:forward"])))]
#[post("/posting-objections/{id}/uphold")]
pub async fn uphold_posting_objection(
    command: Command<perm::NominationsForward>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    let what = (*id, ObjectionAction::Uphold);
    command.run(async |uow, scope| service::decide(uow, scope, what, if_match, &body.0).await).await
}

/// Dismiss an objection
///
/// By the head of the unit that posted, with the reason, which whoever objected reads. The dossiers go on.
#[utoipa::path(tag = "postings", params(IfMatch), request_body = Reason, responses((status = 200, body = ObjectionView)), security(("bearer" = ["nominations:forward"])))]
#[post("/posting-objections/{id}/dismiss")]
pub async fn dismiss_posting_objection(
    command: Command<perm::NominationsForward>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    let what = (*id, ObjectionAction::Dismiss);
    command.run(async |uow, scope| service::decide(uow, scope, what, if_match, &body.0).await).await
}
