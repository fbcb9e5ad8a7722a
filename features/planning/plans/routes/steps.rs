//! HTTP for the steps of a plan's life.
use actix_web::{post, web::Path};
use base::{
    http::{answer::Answer, body::Body, command::Command, etag::IfMatch},
    kernel::{error::Result, policy::perm, reason::Reason},
};
use uuid::Uuid;

use super::{change, make};
use crate::plans::{
    dto::{CancelPlan, IssuePlan, PlanView, ReceivePlan, WaiveGap},
    service,
};

/// Ask for the signature
///
/// Trình ký: a plan with at least one task and one measure, each task with a target or a reason for having none.
#[utoipa::path(tag = "plans", params(IfMatch), responses((status = 200, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[post("/plans/{id}/request-signature")]
pub async fn request_plan_signature(
    command: Command<perm::PlansWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::request_signature(uow, scope, *id, if_match).await).await
}

/// Return a plan to its drafter
///
/// By the head, with a reason.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = Reason, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:issue"])))]
#[post("/plans/{id}/return-to-draft")]
pub async fn return_plan_to_draft(
    command: Command<perm::PlansIssue>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::return_to_draft(uow, scope, *id, if_match, &body.0).await).await
}

/// Issue a plan
///
/// Ban hành: by the head, who did not draft it, under a number not used before, or as an annex to the document of the
/// version before. An issued version never changes.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = IssuePlan, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:issue"])))]
#[post("/plans/{id}/issue")]
pub async fn issue_plan(
    command: Command<perm::PlansIssue>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<IssuePlan>,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::issue(uow, scope, *id, if_match, &body.0).await).await
}

/// Send a plan
///
/// To the superior on the movement's reporting line of the day, to be followed and guided.
#[utoipa::path(tag = "plans", params(IfMatch), responses((status = 200, body = PlanView)), security(("bearer" = ["plans:send"])))]
#[post("/plans/{id}/send")]
pub async fn send_plan(command: Command<perm::PlansSend>, id: Path<Uuid>, if_match: IfMatch) -> Result<Answer> {
    change(&command, async |uow, scope| service::send(uow, scope, *id, if_match).await).await
}

/// Receive a plan
///
/// Tiếp nhận: by an officer of the unit it was sent to, who names the content that was seen. There is no approval.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = ReceivePlan, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:receive"])))]
#[post("/plans/{id}/receive")]
pub async fn receive_plan(
    command: Command<perm::PlansReceive>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<ReceivePlan>,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::receive(uow, scope, *id, if_match, &body.0).await).await
}

/// Open the next version
///
/// A draft with the content of this version, which stays in force until the next one is issued. Answers with the draft.
#[utoipa::path(tag = "plans", params(IfMatch), responses((status = 201, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[post("/plans/{id}/amend")]
pub async fn amend_plan(command: Command<perm::PlansWrite>, id: Path<Uuid>, if_match: IfMatch) -> Result<Answer> {
    make(&command, async |uow, scope| service::amend(uow, scope, *id, if_match).await).await
}

/// Say why part of a target stays with nobody
///
/// By the head, before the plan is issued: for as much of the target as nobody has now. It counts where the plan promises
/// full allocation, and shows in any case. Null takes it back.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = WaiveGap, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:issue"])))]
#[post("/plans/{id}/waive-gap")]
pub async fn waive_plan_gap(
    command: Command<perm::PlansIssue>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<WaiveGap>,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::waive_gap(uow, scope, *id, if_match, &body.0).await).await
}

/// Close a plan
///
/// By the head, once the reports it asked for are accepted.
#[utoipa::path(tag = "plans", params(IfMatch), responses((status = 200, body = PlanView)), security(("bearer" = ["plans:issue"])))]
#[post("/plans/{id}/close")]
pub async fn close_plan(command: Command<perm::PlansIssue>, id: Path<Uuid>, if_match: IfMatch) -> Result<Answer> {
    change(&command, async |uow, scope| service::close(uow, scope, *id, if_match).await).await
}

/// Cancel a plan
///
/// By the head, before it is sent, with a reason and a document.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = CancelPlan, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:issue"])))]
#[post("/plans/{id}/cancel")]
pub async fn cancel_plan(
    command: Command<perm::PlansIssue>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<CancelPlan>,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::cancel(uow, scope, *id, if_match, &body.0).await).await
}
