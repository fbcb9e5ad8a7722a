//! HTTP for the steps of a posting.
use actix_web::{post, web::Path};
use base::{
    http::{answer::Answer, body::Body, command::Command, etag::IfMatch},
    kernel::{error::Result, policy::perm, reason::Reason},
};
use uuid::Uuid;

use crate::postings::{dto::PostingView, service};

/// Publish a posting
///
/// By the head of its unit, who did not write it: from today on everybody reads the list without an account, and may object.
/// Too late for the day of the council it is refused.
#[utoipa::path(tag = "postings", params(IfMatch), responses((status = 200, body = PostingView)), security(("bearer" = ["nominations:forward"])))]
#[post("/postings/{id}/publish")]
pub async fn publish_posting(
    command: Command<perm::NominationsForward>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::publish(uow, scope, *id, if_match).await).await
}

/// End a posting
///
/// By an officer of its unit, once its days are over and every objection was decided.
#[utoipa::path(tag = "postings", params(IfMatch), responses((status = 200, body = PostingView)), security(("bearer" = ["nominations:receive"])))]
#[post("/postings/{id}/end")]
pub async fn end_posting(
    command: Command<perm::NominationsReceive>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::end(uow, scope, *id, if_match).await).await
}

/// Withdraw a posting
///
/// By the head of its unit, with a reason. Its days count for nothing then; what was objected to stays to be decided.
#[utoipa::path(tag = "postings", params(IfMatch), request_body = Reason, responses((status = 200, body = PostingView)), security(("bearer" = ["nominations:forward"])))]
#[post("/postings/{id}/withdraw")]
pub async fn withdraw_posting(
    command: Command<perm::NominationsForward>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::withdraw(uow, scope, *id, if_match, &body.0).await).await
}
