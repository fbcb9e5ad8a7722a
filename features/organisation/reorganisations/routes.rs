//! HTTP for reorganisations.
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
        Apply, CreateReorganisation, EffectFilter, EffectView, ReorganisationFilter, ReorganisationSummary,
        ReorganisationView, UpdateReorganisation,
    },
    repo, service, view,
};

/// List reorganisations
///
/// Those that name units of the caller's part of the tree only. Orders: `operational_from` (default, newest first),
/// `updated_at`.
#[utoipa::path(tag = "reorganisations", params(ReorganisationFilter, PageQuery), responses((status = 200, body = Page<ReorganisationSummary>)), security(("bearer" = ["reorganisations:read"])))]
#[get("/reorganisations")]
pub async fn list_reorganisations(
    can: Can<perm::ReorganisationsRead>,
    query: ListQuery<ReorganisationFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::page(db, &can.scope, &query.filter, &query.page, &query.list).await?;
            rows.page_of(async |rows| view::summaries(db, &can.scope, rows).await).await
        })
        .await
}

/// Draft a reorganisation
///
/// By an administrator of all units that it names; where one of them carries out a function of the sector, of the ministry. All steps take effect on `operational_from`.
#[utoipa::path(tag = "reorganisations", request_body = CreateReorganisation, responses((status = 201, body = ReorganisationView)), security(("bearer" = ["reorganisations:write"])))]
#[post("/reorganisations")]
pub async fn create_reorganisation(
    command: Command<perm::ReorganisationsWrite>,
    body: Body<CreateReorganisation>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a reorganisation
#[utoipa::path(tag = "reorganisations", responses((status = 200, body = ReorganisationView)), security(("bearer" = ["reorganisations:read"])))]
#[get("/reorganisations/{id}")]
pub async fn get_reorganisation(
    can: Can<perm::ReorganisationsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<ReorganisationView>> {
    let scope = &can.scope;
    let read = can.state.db.read_together(async |tx| {
        let found = repo::get(tx, scope, *id).await?;
        view::whole(tx, scope, found).await
    });
    read.await.map(Found)
}

/// Change a reorganisation
///
/// A previewed one becomes a draft again.
#[utoipa::path(tag = "reorganisations", params(IfMatch), request_body(content = UpdateReorganisation, content_type = "application/merge-patch+json"), responses((status = 200, body = ReorganisationView)), security(("bearer" = ["reorganisations:write"])))]
#[patch("/reorganisations/{id}")]
pub async fn update_reorganisation(
    command: Command<perm::ReorganisationsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateReorganisation>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// List what a reorganisation does
///
/// Each unit, plan, obligation, nomination, assignment and account that it touches, and what becomes of it: as of the
/// last preview or, once applied, as it was done.
#[utoipa::path(tag = "reorganisations", params(EffectFilter, PageQuery), responses((status = 200, body = Page<EffectView>)), security(("bearer" = ["reorganisations:read"])))]
#[get("/reorganisations/{id}/effects")]
pub async fn list_reorganisation_effects(
    can: Can<perm::ReorganisationsRead>,
    id: Path<Uuid>,
    query: ListQuery<EffectFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            repo::get(db, &can.scope, *id).await?;
            let rows = repo::effects(db, &can.scope, *id, &query.filter, &query.page, &query.list).await?;
            let page = rows.into_page(|m| view::effect(&can.scope, m));
            Ok(page)
        })
        .await
}

/// Preview a reorganisation
///
/// Says what would become of everything it touches, and gives it a digest.
#[utoipa::path(tag = "reorganisations", params(IfMatch), responses((status = 200, body = ReorganisationView)), security(("bearer" = ["reorganisations:write"])))]
#[post("/reorganisations/{id}/preview")]
pub async fn preview_reorganisation(
    command: Command<perm::ReorganisationsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    let heirs = command.state.heirs;
    command.run(async |uow, scope| service::preview(uow, scope, *id, if_match, heirs).await).await
}

/// Apply a reorganisation
///
/// In one transaction, if the preview still holds. One whose day is yet to come is scheduled: it is applied on that
/// day at 00:00 in Asia/Ho_Chi_Minh.
#[utoipa::path(tag = "reorganisations", params(IfMatch), request_body = Apply, responses((status = 200, body = ReorganisationView)), security(("bearer" = ["reorganisations:write"])))]
#[post("/reorganisations/{id}/apply")]
pub async fn apply_reorganisation(
    command: Command<perm::ReorganisationsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Apply>,
) -> Result<Answer> {
    let heirs = command.state.heirs;
    command.run(async |uow, scope| service::apply(uow, scope, *id, if_match, &body.0, heirs).await).await
}

/// Cancel a reorganisation that has not been applied
#[utoipa::path(tag = "reorganisations", params(IfMatch), request_body = Reason, responses((status = 200, body = ReorganisationView)), security(("bearer" = ["reorganisations:write"])))]
#[post("/reorganisations/{id}/cancel")]
pub async fn cancel_reorganisation(
    command: Command<perm::ReorganisationsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::cancel(uow, scope, *id, if_match, &body.0).await).await
}

/// Undo a reorganisation
///
/// Only while no successor has made or changed a paper since, and nobody was given a role at a unit that it made. Papers are
/// again whose they were, and accounts what they were; sessions that ended with their units stay ended, so those people sign
/// in again.
#[utoipa::path(tag = "reorganisations", params(IfMatch), request_body = Reason, responses((status = 200, body = ReorganisationView)), security(("bearer" = ["reorganisations:write"])))]
#[post("/reorganisations/{id}/undo")]
pub async fn undo_reorganisation(
    command: Command<perm::ReorganisationsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    let heirs = command.state.heirs;
    command.run(async |uow, scope| service::undo(uow, scope, *id, if_match, &body.0, heirs).await).await
}
