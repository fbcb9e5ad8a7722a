//! HTTP for decisions.
use actix_web::{get, patch, post, web::Path};
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

use super::{
    dto::{Confer, CreateDecision, DecisionFilter, DecisionSummary, DecisionView, SignDecision, UpdateDecision},
    repo,
    rules::DecisionAction,
    service,
};

/// List decisions
///
/// Those of the caller's unit, and all that are signed. Order: `updated_at` (newest first).
#[utoipa::path(tag = "decisions", params(DecisionFilter, PageQuery), responses((status = 200, body = Page<DecisionSummary>)), security(("bearer" = ["decisions:read"])))]
#[get("/decisions")]
pub async fn list_decisions(can: Can<perm::DecisionsRead>, query: ListQuery<DecisionFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows =
                repo::decisions(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(DecisionSummary::from))
        })
        .await
}

/// Draft a decision
///
/// From proposed nominations, by an officer of the deciding unit; for the Minister, of the standing body.
#[utoipa::path(tag = "decisions", request_body = CreateDecision, responses((status = 201, body = DecisionView)), security(("bearer" = ["decisions:write"])))]
#[post("/decisions")]
pub async fn create_decision(command: Command<perm::DecisionsWrite>, body: Body<CreateDecision>) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a decision
#[utoipa::path(tag = "decisions", responses((status = 200, body = DecisionView)), security(("bearer" = ["decisions:read"])))]
#[get("/decisions/{id}")]
pub async fn get_decision(can: Can<perm::DecisionsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<DecisionView>> {
    let read = async |tx: &_| super::read(tx, &can.scope, *id).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Change a draft decision
#[utoipa::path(tag = "decisions", params(IfMatch), request_body(content = UpdateDecision, content_type = "application/merge-patch+json"), responses((status = 200, body = DecisionView)), security(("bearer" = ["decisions:write"])))]
#[patch("/decisions/{id}")]
pub async fn update_decision(
    command: Command<perm::DecisionsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateDecision>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// Sign a decision
///
/// By the head of the deciding unit, who drafted neither it nor a dossier of it. Every item becomes an award, but for those
/// that are refused with a reason.
#[utoipa::path(tag = "decisions", params(IfMatch), request_body = SignDecision, responses((status = 200, body = DecisionView)), security(("bearer" = ["decisions:sign"])))]
#[post("/decisions/{id}/sign")]
pub async fn sign_decision(
    command: Command<perm::DecisionsSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<SignDecision>,
) -> Result<Answer> {
    let sign = (*id, DecisionAction::Sign);
    command.run(async |uow, scope| service::sign(uow, scope, sign, if_match, &body.0).await).await
}

/// Record a decision of the state
///
/// By the head of the standing body, with the number and date that the state gave it. Every item becomes an award.
#[utoipa::path(tag = "decisions", params(IfMatch), request_body = SignDecision, responses((status = 200, body = DecisionView)), security(("bearer" = ["decisions:sign"])))]
#[post("/decisions/{id}/record")]
pub async fn record_decision(
    command: Command<perm::DecisionsSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<SignDecision>,
) -> Result<Answer> {
    let record = (*id, DecisionAction::Record);
    command.run(async |uow, scope| service::sign(uow, scope, record, if_match, &body.0).await).await
}

/// Say that the units were sent a decision
///
/// By an officer of the unit that prepared it, once. `notice_due_on` is the day on which its clock runs out.
#[utoipa::path(tag = "decisions", params(IfMatch), responses((status = 200, body = DecisionView)), security(("bearer" = ["decisions:write"])))]
#[post("/decisions/{id}/notify")]
pub async fn notify_decision(
    command: Command<perm::DecisionsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::notify(uow, scope, *id, if_match).await).await
}

/// Say that awards were handed over
///
/// By an officer of the unit that prepared the decision: when, on what occasion, by whom, and who received each certificate.
#[utoipa::path(tag = "decisions", params(IfMatch), request_body = Confer, responses((status = 200, body = DecisionView)), security(("bearer" = ["decisions:write"])))]
#[post("/decisions/{id}/confer")]
pub async fn confer_awards(
    command: Command<perm::DecisionsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Confer>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::confer(uow, scope, *id, if_match, &body.0).await).await
}

/// Give a draft decision up
///
/// By an officer of the unit that prepares it, with a reason. Its dossiers may be decided by another.
#[utoipa::path(tag = "decisions", params(IfMatch), request_body = Reason, responses((status = 200, body = DecisionView)), security(("bearer" = ["decisions:write"])))]
#[post("/decisions/{id}/cancel")]
pub async fn cancel_decision(
    command: Command<perm::DecisionsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::cancel(uow, scope, *id, if_match, &body.0).await).await
}
