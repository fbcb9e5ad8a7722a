//! HTTP for what documents add to a movement.
use actix_web::{post, web::Path};
use base::{
    http::{answer::Answer, body::Body, command::Command, etag::IfMatch},
    kernel::{error::Result, policy::perm},
};
use uuid::Uuid;

use crate::movements::{
    dto::{AddMovementAwardForm, AddMovementIndicator, MovementView, SetReportingLine},
    service,
};

/// Add an indicator to a movement
///
/// Also asks further kinds of unit for one that it has. Once the movement was launched it takes a document, and units report
/// on it from the next period on; nothing that was promised is taken away. Answers with the movement.
#[utoipa::path(tag = "movements", params(IfMatch), request_body = AddMovementIndicator, responses((status = 200, body = MovementView)), security(("bearer" = ["movements:write"])))]
#[post("/movements/{id}/indicators")]
pub async fn add_movement_indicator(
    command: Command<perm::MovementsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AddMovementIndicator>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::add_indicator(uow, scope, *id, if_match, &body.0).await).await
}

/// Set a reporting line of a movement
///
/// Of a movement that was launched, with a document: it holds from the next period on, whose reports go the new way. What has
/// begun goes the old one. Answers with the movement.
#[utoipa::path(tag = "movements", params(IfMatch), request_body = SetReportingLine, responses((status = 200, body = MovementView)), security(("bearer" = ["movements:write"])))]
#[post("/movements/{id}/reporting-lines")]
pub async fn set_movement_reporting_line(
    command: Command<perm::MovementsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<SetReportingLine>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::set_line(uow, scope, *id, if_match, &body.0).await).await
}

/// Add a form of award to a movement
///
/// Units propose for it at once; a movement that was launched takes a document. Answers with the movement.
#[utoipa::path(tag = "movements", params(IfMatch), request_body = AddMovementAwardForm, responses((status = 200, body = MovementView)), security(("bearer" = ["movements:write"])))]
#[post("/movements/{id}/award-forms")]
pub async fn add_movement_award_form(
    command: Command<perm::MovementsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AddMovementAwardForm>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::add_award_form(uow, scope, *id, if_match, &body.0).await).await
}
