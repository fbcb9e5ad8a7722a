//! HTTP for the steps of an inspection.
use actix_web::{post, web::Path};
use base::{
    http::{answer::Answer, body::Body, command::Command, etag::IfMatch},
    kernel::{error::Result, policy::perm, reason::Reason},
};
use uuid::Uuid;

use crate::inspections::{
    dto::{DraftConclusion, InspectionView, SetTeam, SignInspection},
    service,
};

/// Set the team of an inspection
///
/// By an officer of the unit that inspects. From the announcement to the end of the inspection each member reads, between
/// its days, what the inspected units have sent in the movement.
#[utoipa::path(tag = "inspections", params(IfMatch), request_body = SetTeam, responses((status = 200, body = InspectionView)), security(("bearer" = ["inspections:write"])))]
#[post("/inspections/{id}/set-team")]
pub async fn set_inspection_team(
    command: Command<perm::InspectionsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<SetTeam>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::set_team(uow, scope, *id, if_match, &body.0).await).await
}

/// Announce an inspection
///
/// By the head of the unit, who did not plan it; it has one leader.
#[utoipa::path(tag = "inspections", params(IfMatch), request_body = SignInspection, responses((status = 200, body = InspectionView)), security(("bearer" = ["inspections:sign"])))]
#[post("/inspections/{id}/announce")]
pub async fn announce_inspection(
    command: Command<perm::InspectionsSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<SignInspection>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::announce(uow, scope, *id, if_match, &body.0).await).await
}

/// Begin an inspection
///
/// From its first day on.
#[utoipa::path(tag = "inspections", params(IfMatch), responses((status = 200, body = InspectionView)), security(("bearer" = ["inspections:write"])))]
#[post("/inspections/{id}/begin")]
pub async fn begin_inspection(
    command: Command<perm::InspectionsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::start(uow, scope, *id, if_match).await).await
}

/// Draft the conclusion of an inspection
///
/// By an officer of the unit; each draft takes the place of the one before.
#[utoipa::path(tag = "inspections", params(IfMatch), request_body = DraftConclusion, responses((status = 200, body = InspectionView)), security(("bearer" = ["inspections:write"])))]
#[post("/inspections/{id}/draft-conclusion")]
pub async fn draft_inspection_conclusion(
    command: Command<perm::InspectionsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<DraftConclusion>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::draft_conclusion(uow, scope, *id, if_match, &body.0).await).await
}

/// Sign the conclusion of an inspection
///
/// By the head of the unit, who did not draft it. The inspected units read it, each with what is recommended to it.
#[utoipa::path(tag = "inspections", params(IfMatch), request_body = SignInspection, responses((status = 200, body = InspectionView)), security(("bearer" = ["inspections:sign"])))]
#[post("/inspections/{id}/conclude")]
pub async fn conclude_inspection(
    command: Command<perm::InspectionsSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<SignInspection>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::conclude(uow, scope, *id, if_match, &body.0).await).await
}

/// Follow an inspection up
///
/// By an officer of the unit, once it is concluded: what is recommended is being seen to.
#[utoipa::path(tag = "inspections", params(IfMatch), responses((status = 200, body = InspectionView)), security(("bearer" = ["inspections:write"])))]
#[post("/inspections/{id}/follow-up")]
pub async fn follow_up_inspection(
    command: Command<perm::InspectionsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::follow_up(uow, scope, *id, if_match).await).await
}

/// Close an inspection
///
/// By the head of the unit, once all that was recommended is done or dropped. Its team reads nothing more.
#[utoipa::path(tag = "inspections", params(IfMatch), responses((status = 200, body = InspectionView)), security(("bearer" = ["inspections:sign"])))]
#[post("/inspections/{id}/close")]
pub async fn close_inspection(
    command: Command<perm::InspectionsSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::close(uow, scope, *id, if_match).await).await
}

/// Cancel an inspection
///
/// By the head of the unit, with a reason, before it is closed. What was recommended is dropped, and its team reads nothing
/// more.
#[utoipa::path(tag = "inspections", params(IfMatch), request_body = Reason, responses((status = 200, body = InspectionView)), security(("bearer" = ["inspections:sign"])))]
#[post("/inspections/{id}/cancel")]
pub async fn cancel_inspection(
    command: Command<perm::InspectionsSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::cancel(uow, scope, *id, if_match, &body.0).await).await
}
