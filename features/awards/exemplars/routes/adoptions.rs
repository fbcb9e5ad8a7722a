//! HTTP for adoptions of exemplars.
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

use crate::exemplars::{
    adoptions::{
        dto::{Adopt, AdoptionFilter, AdoptionSummary, AdoptionView, UpdateAdoption},
        repo, service, view,
    },
    service as exemplars,
};

/// Adopt an exemplar
///
/// By an officer of a unit that is not its own, once for each unit. Only the first adoption changes the exemplar.
#[utoipa::path(tag = "exemplars", params(IfMatch), request_body = Adopt, responses((status = 201, body = AdoptionView)), security(("bearer" = ["exemplars:write"])))]
#[post("/exemplars/{id}/adopt")]
pub async fn adopt_exemplar(
    command: Command<perm::ExemplarsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Adopt>,
) -> Result<Answer> {
    command.create(async |uow, scope| exemplars::adopt(uow, scope, *id, if_match, &body.0).await).await
}

/// List adoptions of exemplars
///
/// Only what was published is adopted, so that everybody reads all. Order: `updated_at` (newest first).
#[utoipa::path(tag = "exemplars", params(AdoptionFilter, PageQuery), responses((status = 200, body = Page<AdoptionSummary>)), security(("bearer" = ["exemplars:read"])))]
#[get("/exemplar-adoptions")]
pub async fn list_exemplar_adoptions(
    can: Can<perm::ExemplarsRead>,
    query: ListQuery<AdoptionFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(AdoptionSummary::from))
        })
        .await
}

/// Read an adoption of an exemplar
///
/// With what it has brought the unit, and what the caller may do with it.
#[utoipa::path(tag = "exemplars", responses((status = 200, body = AdoptionView)), security(("bearer" = ["exemplars:read"])))]
#[get("/exemplar-adoptions/{id}")]
pub async fn get_exemplar_adoption(
    can: Can<perm::ExemplarsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<AdoptionView>> {
    let read = async |tx: &_| view::whole(tx, &can.scope, repo::get(tx, *id).await?).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Change an adoption of an exemplar
///
/// By an officer of the unit that adopted it, while it runs.
#[utoipa::path(tag = "exemplars", params(IfMatch), request_body(content = UpdateAdoption, content_type = "application/merge-patch+json"), responses((status = 200, body = AdoptionView)), security(("bearer" = ["exemplars:write"])))]
#[patch("/exemplar-adoptions/{id}")]
pub async fn update_exemplar_adoption(
    command: Command<perm::ExemplarsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateAdoption>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// End an adoption of an exemplar
///
/// By an officer of the unit that adopted it, with a reason. What it has achieved stays and counts.
#[utoipa::path(tag = "exemplars", params(IfMatch), request_body = Reason, responses((status = 200, body = AdoptionView)), security(("bearer" = ["exemplars:write"])))]
#[post("/exemplar-adoptions/{id}/end")]
pub async fn end_exemplar_adoption(
    command: Command<perm::ExemplarsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::end(uow, scope, *id, if_match, &body.0).await).await
}
