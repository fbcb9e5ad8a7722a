//! HTTP for guidance.
pub mod attachments;

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
    dto::{
        AddresseeFilter, AddresseeView, CreateGuidance, GuidanceFilter, GuidanceSummary, GuidanceView, IssueGuidance,
        ReadGuidance, UpdateGuidance,
    },
    paper, repo, service, view,
};

/// List guidance
///
/// That of the caller's units, what was issued to them, and what units below have issued. Orders: `updated_at` (newest
/// first), `issued_at`.
#[utoipa::path(tag = "guidance", params(GuidanceFilter, PageQuery), responses((status = 200, body = Page<GuidanceSummary>)), security(("bearer" = ["guidance:read"])))]
#[get("/guidance")]
pub async fn list_guidance(can: Can<perm::GuidanceRead>, query: ListQuery<GuidanceFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(GuidanceSummary::from))
        })
        .await
}

/// Draft guidance
///
/// By an officer of a unit, for units below it: named one by one, of a kind, or of a level.
#[utoipa::path(tag = "guidance", request_body = CreateGuidance, responses((status = 201, body = GuidanceView)), security(("bearer" = ["guidance:write"])))]
#[post("/guidance")]
pub async fn create_guidance(command: Command<perm::GuidanceWrite>, body: Body<CreateGuidance>) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read guidance
#[utoipa::path(tag = "guidance", responses((status = 200, body = GuidanceView)), security(("bearer" = ["guidance:read"])))]
#[get("/guidance/{id}")]
pub async fn get_guidance(can: Can<perm::GuidanceRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<GuidanceView>> {
    let read = async |tx: &_| view::whole(tx, &can.scope, paper::of(tx, &can.scope, *id).await?).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Change draft guidance
#[utoipa::path(tag = "guidance", params(IfMatch), request_body(content = UpdateGuidance, content_type = "application/merge-patch+json"), responses((status = 200, body = GuidanceView)), security(("bearer" = ["guidance:write"])))]
#[patch("/guidance/{id}")]
pub async fn update_guidance(
    command: Command<perm::GuidanceWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateGuidance>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// Issue guidance
///
/// By the head of the unit, who did not draft it. Its addressees are fixed as a list: those that it is meant for today.
#[utoipa::path(tag = "guidance", params(IfMatch), request_body = IssueGuidance, responses((status = 200, body = GuidanceView)), security(("bearer" = ["guidance:issue"])))]
#[post("/guidance/{id}/issue")]
pub async fn issue_guidance(
    command: Command<perm::GuidanceIssue>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<IssueGuidance>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::issue(uow, scope, *id, if_match, &body.0).await).await
}

/// Withdraw guidance
///
/// By the head of the unit, with a reason, which the addressees read with it.
#[utoipa::path(tag = "guidance", params(IfMatch), request_body = Reason, responses((status = 200, body = GuidanceView)), security(("bearer" = ["guidance:issue"])))]
#[post("/guidance/{id}/withdraw")]
pub async fn withdraw_guidance(
    command: Command<perm::GuidanceIssue>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::withdraw(uow, scope, *id, if_match, &body.0).await).await
}

/// Give a receipt for guidance
///
/// By somebody of an addressed unit, for that unit; the version that was read is named by `If-Match`, and stays. The first
/// receipt of a unit stays too.
#[utoipa::path(tag = "guidance", params(IfMatch), request_body = ReadGuidance, responses((status = 200, body = AddresseeView)), security(("bearer" = ["guidance:acknowledge"])))]
#[post("/guidance/{id}/read")]
pub async fn read_guidance(
    command: Command<perm::GuidanceAcknowledge>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<ReadGuidance>,
) -> Result<Answer> {
    command.tell(async |uow, scope| service::read(uow, scope, *id, if_match, &body.0).await).await
}

/// List the addressees of guidance
///
/// All of them to the unit that gave it and to those above; an addressee finds itself.
#[utoipa::path(tag = "guidance", params(AddresseeFilter, PageQuery), responses((status = 200, body = Page<AddresseeView>)), security(("bearer" = ["guidance:read"])))]
#[get("/guidance/{id}/addressees")]
pub async fn list_guidance_addressees(
    can: Can<perm::GuidanceRead>,
    id: Path<Uuid>,
    query: ListQuery<AddresseeFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let guidance = repo::get(db, &can.scope, *id).await?;
            let paging = (&query.page, &query.list);
            let rows = repo::addressees(db, &can.scope, &guidance, &query.filter, paging).await?;
            Ok(rows.into_page(|row| view::addressee(&can.scope, row)))
        })
        .await
}
