//! HTTP for the steps of an exemplar.
use actix_web::{post, web::Path};
use base::{
    http::{answer::Answer, body::Body, command::Command, etag::IfMatch},
    kernel::{error::Result, policy::perm, reason::Reason},
};
use uuid::Uuid;

use crate::exemplars::{
    dto::{Conclude, ExemplarView, Fostering, Recognise, WithdrawRecognition},
    service,
};

/// Foster an exemplar
///
/// By an officer of its unit: how, who answers for it, and until when. May be said anew until it is recognised.
#[utoipa::path(tag = "exemplars", params(IfMatch), request_body = Fostering, responses((status = 200, body = ExemplarView)), security(("bearer" = ["exemplars:write"])))]
#[post("/exemplars/{id}/foster")]
pub async fn foster_exemplar(
    command: Command<perm::ExemplarsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Fostering>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::foster(uow, scope, *id, if_match, &body.0).await).await
}

/// Recognise an exemplar
///
/// By the head of its unit, who did not write it, with the document that recognises it. From then on those above read it.
#[utoipa::path(tag = "exemplars", params(IfMatch), request_body = Recognise, responses((status = 200, body = ExemplarView)), security(("bearer" = ["exemplars:recognise"])))]
#[post("/exemplars/{id}/recognise")]
pub async fn recognise_exemplar(
    command: Command<perm::ExemplarsRecognise>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Recognise>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::recognise(uow, scope, *id, if_match, &body.0).await).await
}

/// Recognise an exemplar of a unit below
///
/// By the head of a unit above its own, once for each: it reaches as far as the unit that recognised it.
#[utoipa::path(tag = "exemplars", params(IfMatch), request_body = Recognise, responses((status = 200, body = ExemplarView)), security(("bearer" = ["exemplars:recognise"])))]
#[post("/exemplars/{id}/recognise-above")]
pub async fn recognise_exemplar_above(
    command: Command<perm::ExemplarsRecognise>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Recognise>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::recognise_above(uow, scope, *id, if_match, &body.0).await).await
}

/// Publish an exemplar to the sector
///
/// By the head of the standing body. A person whom it names has to agree.
#[utoipa::path(tag = "exemplars", params(IfMatch), responses((status = 200, body = ExemplarView)), security(("bearer" = ["exemplars:recognise"])))]
#[post("/exemplars/{id}/publicise")]
pub async fn publicise_exemplar(
    command: Command<perm::ExemplarsRecognise>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::publicise(uow, scope, *id, if_match).await).await
}

/// Conclude an exemplar
///
/// By the head of its unit, with what came of it. Nobody adopts it any more; what has been adopted goes on.
#[utoipa::path(tag = "exemplars", params(IfMatch), request_body = Conclude, responses((status = 200, body = ExemplarView)), security(("bearer" = ["exemplars:recognise"])))]
#[post("/exemplars/{id}/conclude")]
pub async fn conclude_exemplar(
    command: Command<perm::ExemplarsRecognise>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Conclude>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::conclude(uow, scope, *id, if_match, &body.0).await).await
}

/// Withdraw the recognition of an exemplar
///
/// By the head of its unit or of one above, with a reason and a document. It stays readable, and counts as recognised no more.
#[utoipa::path(tag = "exemplars", params(IfMatch), request_body = WithdrawRecognition, responses((status = 200, body = ExemplarView)), security(("bearer" = ["exemplars:recognise"])))]
#[post("/exemplars/{id}/withdraw")]
pub async fn withdraw_exemplar(
    command: Command<perm::ExemplarsRecognise>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<WithdrawRecognition>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::withdraw(uow, scope, *id, if_match, &body.0).await).await
}

/// Drop an exemplar
///
/// By the head of its unit, with a reason, before it is recognised.
#[utoipa::path(tag = "exemplars", params(IfMatch), request_body = Reason, responses((status = 200, body = ExemplarView)), security(("bearer" = ["exemplars:recognise"])))]
#[post("/exemplars/{id}/drop")]
pub async fn drop_exemplar(
    command: Command<perm::ExemplarsRecognise>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::drop_it(uow, scope, *id, if_match, &body.0).await).await
}
