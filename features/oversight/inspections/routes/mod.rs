//! HTTP for inspections.
pub mod attachments;
pub mod explanations;
pub mod steps;

use actix_web::{get, patch, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::{Listing, NoFilter},
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{CreateInspection, InspectionFilter, InspectionSummary, InspectionView, MemberView, UpdateInspection},
    paper, repo, service, view,
};

/// List inspections
///
/// Those by the caller's units, those of them, what units below have announced, and those in whose team the caller is.
/// Orders: `starts_on` (default, newest first), `updated_at`.
#[utoipa::path(tag = "inspections", params(InspectionFilter, PageQuery), responses((status = 200, body = Page<InspectionSummary>)), security(("bearer" = ["inspections:read"])))]
#[get("/inspections")]
pub async fn list_inspections(can: Can<perm::InspectionsRead>, query: ListQuery<InspectionFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(InspectionSummary::from))
        })
        .await
}

/// Plan an inspection
///
/// By an officer of a unit, of units below it.
#[utoipa::path(tag = "inspections", request_body = CreateInspection, responses((status = 201, body = InspectionView)), security(("bearer" = ["inspections:write"])))]
#[post("/inspections")]
pub async fn create_inspection(
    command: Command<perm::InspectionsWrite>,
    body: Body<CreateInspection>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read an inspection
///
/// With what the caller may do with it.
#[utoipa::path(tag = "inspections", responses((status = 200, body = InspectionView)), security(("bearer" = ["inspections:read"])))]
#[get("/inspections/{id}")]
pub async fn get_inspection(
    can: Can<perm::InspectionsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<InspectionView>> {
    let read = async |tx: &_| view::whole(tx, &can.scope, paper::of(tx, &can.scope, *id).await?).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Change a planned inspection
///
/// By an officer of the unit, until it is announced.
#[utoipa::path(tag = "inspections", params(IfMatch), request_body(content = UpdateInspection, content_type = "application/merge-patch+json"), responses((status = 200, body = InspectionView)), security(("bearer" = ["inspections:write"])))]
#[patch("/inspections/{id}")]
pub async fn update_inspection(
    command: Command<perm::InspectionsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateInspection>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// List the team of an inspection
///
/// In the order in which its members were named.
#[utoipa::path(tag = "inspections", params(PageQuery), responses((status = 200, body = Page<MemberView>)), security(("bearer" = ["inspections:read"])))]
#[get("/inspections/{id}/team")]
pub async fn list_inspection_team(
    can: Can<perm::InspectionsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let inspection = repo::get(db, &can.scope, *id).await?;
            query.part(view::team(db, &can.scope, &inspection).await?)
        })
        .await
}
