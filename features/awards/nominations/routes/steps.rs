//! HTTP for the steps of a nomination's life.
use actix_web::{post, web::Path};
use base::{
    http::{answer::Answer, body::Body, command::Command, etag::IfMatch, handlers::Handlers},
    kernel::{error::Result, policy::perm, reason::Reason},
};
use uuid::Uuid;

use crate::nominations::{
    dto::{Appraise, Forward, Hold, Identify, NominationView, Release, Review},
    service::{hold, holder, identify, unit},
};

/// The steps of its life.
pub fn configure(cfg: &mut Handlers<'_>) {
    cfg.service(identify_nomination)
        .service(review_nomination)
        .service(submit_nomination)
        .service(receive_nomination)
        .service(return_nomination)
        .service(refuse_nomination)
        .service(appraise_nomination)
        .service(forward_nomination)
        .service(propose_nomination)
        .service(withdraw_nomination)
        .service(hold_nomination)
        .service(release_nomination)
        .service(drop_nomination);
}

/// Tell a personal number
///
/// Of a person whose dossier was drafted without one, where a namesake makes it needed: by an officer of the nominating
/// unit, in any state but the ends without an award.
#[utoipa::path(tag = "nominations", params(IfMatch), request_body = Identify, responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:write"])))]
#[post("/nominations/{id}/identify")]
pub async fn identify_nomination(
    command: Command<perm::NominationsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Identify>,
) -> Result<Answer> {
    let keys = command.state.keys.now();
    command.run(async |uow, scope| identify::identify(uow, scope, *id, if_match, &body.0, &keys).await).await
}

/// Review a nomination in the unit
///
/// Bình xét: by the head, who did not draft it, with the minutes.
#[utoipa::path(tag = "nominations", params(IfMatch), request_body = Review, responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:submit"])))]
#[post("/nominations/{id}/review")]
pub async fn review_nomination(
    command: Command<perm::NominationsSubmit>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Review>,
) -> Result<Answer> {
    command.run(async |uow, scope| unit::review(uow, scope, *id, if_match, &body.0).await).await
}

/// Submit a nomination
///
/// To the superior on the movement's line; a returned dossier is submitted again.
#[utoipa::path(tag = "nominations", params(IfMatch), responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:submit"])))]
#[post("/nominations/{id}/submit")]
pub async fn submit_nomination(
    command: Command<perm::NominationsSubmit>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| unit::submit(uow, scope, *id, if_match).await).await
}

/// Receive a nomination
///
/// Tiếp nhận: by an officer of the unit that it was submitted to. The law of that day goes with it.
#[utoipa::path(tag = "nominations", params(IfMatch), responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:receive"])))]
#[post("/nominations/{id}/receive")]
pub async fn receive_nomination(
    command: Command<perm::NominationsReceive>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| holder::receive(uow, scope, *id, if_match).await).await
}

/// Return a nomination
///
/// Trả lại: to the nominating unit, with a reason, as long as it was not decided.
#[utoipa::path(tag = "nominations", params(IfMatch), request_body = Reason, responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:receive"])))]
#[post("/nominations/{id}/return")]
pub async fn return_nomination(
    command: Command<perm::NominationsReceive>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| holder::return_(uow, scope, *id, if_match, &body.0).await).await
}

/// Refuse a nomination
///
/// Không đề nghị khen thưởng: by the head of the unit that has it, with a reason. The subject may be nominated again.
#[utoipa::path(tag = "nominations", params(IfMatch), request_body = Reason, responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:forward"])))]
#[post("/nominations/{id}/refuse")]
pub async fn refuse_nomination(
    command: Command<perm::NominationsForward>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| holder::refuse(uow, scope, *id, if_match, &body.0).await).await
}

/// Appraise a nomination
///
/// Thẩm định: with an opinion.
#[utoipa::path(tag = "nominations", params(IfMatch), request_body = Appraise, responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:receive"])))]
#[post("/nominations/{id}/appraise")]
pub async fn appraise_nomination(
    command: Command<perm::NominationsReceive>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Appraise>,
) -> Result<Answer> {
    command.run(async |uow, scope| holder::appraise(uow, scope, *id, if_match, &body.0).await).await
}

/// Forward a nomination
///
/// To the next level, with a submission (tờ trình). The ministry sees it from then on.
#[utoipa::path(tag = "nominations", params(IfMatch), request_body = Forward, responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:forward"])))]
#[post("/nominations/{id}/forward")]
pub async fn forward_nomination(
    command: Command<perm::NominationsForward>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Forward>,
) -> Result<Answer> {
    command.run(async |uow, scope| holder::forward(uow, scope, *id, if_match, &body.0).await).await
}

/// Propose an award
///
/// To whoever decides the form: the head of the unit that has the dossier or, from the standing body, the Minister. Not for forms that need a ballot.
#[utoipa::path(tag = "nominations", params(IfMatch), responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:forward"])))]
#[post("/nominations/{id}/propose")]
pub async fn propose_nomination(
    command: Command<perm::NominationsForward>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| holder::propose(uow, scope, *id, if_match).await).await
}

/// Withdraw a nomination
///
/// By the head of the nominating unit, with a reason, as long as it was not decided.
#[utoipa::path(tag = "nominations", params(IfMatch), request_body = Reason, responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:submit"])))]
#[post("/nominations/{id}/withdraw")]
pub async fn withdraw_nomination(
    command: Command<perm::NominationsSubmit>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| unit::withdraw(uow, scope, *id, if_match, &body.0).await).await
}

/// Hold a nomination
///
/// Chưa xem xét: while an authority looks into something, as long as it was not decided. Its clocks stand still.
#[utoipa::path(tag = "nominations", params(IfMatch), request_body = Hold, responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:receive"])))]
#[post("/nominations/{id}/hold")]
pub async fn hold_nomination(
    command: Command<perm::NominationsReceive>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Hold>,
) -> Result<Answer> {
    command.run(async |uow, scope| hold::hold(uow, scope, *id, if_match, &body.0).await).await
}

/// Release a nomination
///
/// Once the authority has concluded without wrongdoing: it goes on where it was held, and its clocks with it.
#[utoipa::path(tag = "nominations", params(IfMatch), request_body = Release, responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:receive"])))]
#[post("/nominations/{id}/release")]
pub async fn release_nomination(
    command: Command<perm::NominationsReceive>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Release>,
) -> Result<Answer> {
    command.run(async |uow, scope| hold::release(uow, scope, *id, if_match, &body.0).await).await
}

/// Drop a nomination that was held
///
/// Where discipline was imposed, by the head of the unit that has it, with a reason. The subject may be nominated again, for
/// what it achieves afterwards.
#[utoipa::path(tag = "nominations", params(IfMatch), request_body = Reason, responses((status = 200, body = NominationView)), security(("bearer" = ["nominations:forward"])))]
#[post("/nominations/{id}/drop")]
pub async fn drop_nomination(
    command: Command<perm::NominationsForward>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| hold::drop_held(uow, scope, *id, if_match, &body.0).await).await
}
