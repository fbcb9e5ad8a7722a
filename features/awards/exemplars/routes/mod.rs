//! HTTP for exemplars.
pub mod adoptions;
pub mod steps;

use actix_web::{get, patch, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found, Listed},
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
    dto::{CreateExemplar, ExemplarFilter, ExemplarSummary, ExemplarView, UpdateExemplar},
    repo, service,
    spread::ExemplarSpread,
    view,
};

/// List exemplars
///
/// The caller's own, what units below have recognised, and all that were published to the sector.
/// Orders: `updated_at` (default, newest first), `published_at`.
#[utoipa::path(tag = "exemplars", params(ExemplarFilter, PageQuery), responses((status = 200, body = Page<ExemplarSummary>)), security(("bearer" = ["exemplars:read"])))]
#[get("/exemplars")]
pub async fn list_exemplars(can: Can<perm::ExemplarsRead>, query: ListQuery<ExemplarFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(ExemplarSummary::from))
        })
        .await
}

/// Tell of an exemplar
///
/// By an officer of the unit that has found it, with figures of its reports. Nobody else sees it until it is recognised.
#[utoipa::path(tag = "exemplars", request_body = CreateExemplar, responses((status = 201, body = ExemplarView)), security(("bearer" = ["exemplars:write"])))]
#[post("/exemplars")]
pub async fn create_exemplar(command: Command<perm::ExemplarsWrite>, body: Body<CreateExemplar>) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read an exemplar
///
/// With what it has brought its own unit, and what the caller may do with it.
#[utoipa::path(tag = "exemplars", responses((status = 200, body = ExemplarView)), security(("bearer" = ["exemplars:read"])))]
#[get("/exemplars/{id}")]
pub async fn get_exemplar(can: Can<perm::ExemplarsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<ExemplarView>> {
    let read = async |tx: &_| super::read(tx, &can.scope, *id).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Change an exemplar
///
/// By an officer of its unit, until it is recognised.
#[utoipa::path(tag = "exemplars", params(IfMatch), request_body(content = UpdateExemplar, content_type = "application/merge-patch+json"), responses((status = 200, body = ExemplarView)), security(("bearer" = ["exemplars:write"])))]
#[patch("/exemplars/{id}")]
pub async fn update_exemplar(
    command: Command<perm::ExemplarsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateExemplar>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// Tell where an exemplar has spread to
///
/// Who adopted it, by province, and the sum of what that has brought by indicator: each reported figure once.
#[utoipa::path(tag = "exemplars", responses((status = 200, body = ExemplarSpread)), security(("bearer" = ["exemplars:read"])))]
#[get("/exemplars/{id}/spread")]
pub async fn get_exemplar_spread(
    can: Can<perm::ExemplarsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Listed<ExemplarSpread>> {
    let read = async |tx: &_| view::spread(tx, repo::get(tx, &can.scope, *id).await?.id).await;
    can.state.db.read_together(read).await.map(Listed::new)
}
