//! HTTP for councils.
pub mod attachments;
pub mod ballots;
pub mod sessions;
pub mod steps;

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
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{
        ChangeMembers, CouncilFilter, CouncilSummary, CouncilView, CreateCouncil, DissolveCouncil, FoundCouncil,
        UpdateCouncil,
    },
    repo, service, view,
};

/// List councils
///
/// Those of the caller's units, and those in which the caller is today or whose sessions it runs. Order: `updated_at` (newest
/// first).
#[utoipa::path(tag = "councils", params(CouncilFilter, PageQuery), responses((status = 200, body = Page<CouncilSummary>)), security(("bearer" = ["councils:read"])))]
#[get("/councils")]
pub async fn list_councils(can: Can<perm::CouncilsRead>, query: ListQuery<CouncilFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(CouncilSummary::from))
        })
        .await
}

/// Draft a council
///
/// By an officer of the unit; for the ministry, of its standing body.
#[utoipa::path(tag = "councils", request_body = CreateCouncil, responses((status = 201, body = CouncilView)), security(("bearer" = ["councils:write"])))]
#[post("/councils")]
pub async fn create_council(command: Command<perm::CouncilsWrite>, body: Body<CreateCouncil>) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a council
///
/// With who is in it, and what the caller may do with it.
#[utoipa::path(tag = "councils", responses((status = 200, body = CouncilView)), security(("bearer" = ["councils:read"])))]
#[get("/councils/{id}")]
pub async fn get_council(can: Can<perm::CouncilsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<CouncilView>> {
    let read = async |tx: &_| view::whole(tx, &can.scope, repo::get(tx, &can.scope, *id).await?).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Change a council that is drafted
///
/// By an officer of the unit that prepares it, until it is founded.
#[utoipa::path(tag = "councils", params(IfMatch), request_body(content = UpdateCouncil, content_type = "application/merge-patch+json"), responses((status = 200, body = CouncilView)), security(("bearer" = ["councils:write"])))]
#[patch("/councils/{id}")]
pub async fn update_council(
    command: Command<perm::CouncilsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateCouncil>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// Found a council
///
/// By the head of the unit, who did not draft it, with the decision. It has one chair, one secretary and others.
#[utoipa::path(tag = "councils", params(IfMatch), request_body = FoundCouncil, responses((status = 200, body = CouncilView)), security(("bearer" = ["councils:found"])))]
#[post("/councils/{id}/found")]
pub async fn found_council(
    command: Command<perm::CouncilsFound>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<FoundCouncil>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::found(uow, scope, *id, if_match, &body.0).await).await
}

/// Change who is in a council
///
/// By the head of the unit, with a document. Sessions that were opened keep the members that they had.
#[utoipa::path(tag = "councils", params(IfMatch), request_body = ChangeMembers, responses((status = 200, body = CouncilView)), security(("bearer" = ["councils:found"])))]
#[post("/councils/{id}/change-members")]
pub async fn change_council_members(
    command: Command<perm::CouncilsFound>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<ChangeMembers>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::change_members(uow, scope, *id, if_match, &body.0).await).await
}

/// Dissolve a council
///
/// By the head of the unit, with a reason and a document, once no session of it waits for its end.
#[utoipa::path(tag = "councils", params(IfMatch), request_body = DissolveCouncil, responses((status = 200, body = CouncilView)), security(("bearer" = ["councils:found"])))]
#[post("/councils/{id}/dissolve")]
pub async fn dissolve_council(
    command: Command<perm::CouncilsFound>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<DissolveCouncil>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::dissolve(uow, scope, *id, if_match, &body.0).await).await
}
