//! HTTP for forms of award of the ministry's own.
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
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
    },
    store::{
        definitions::{self, DefinitionVersion},
        page::{Page, PageQuery},
    },
};
use entity::definition_version::Defined;
use uuid::Uuid;

use super::{
    dto::{CloseOwnAwardForm, CreateOwnAwardForm, OwnAwardFormFilter, OwnAwardFormView, UpdateOwnAwardForm},
    repo, service,
};

/// List forms of award of the ministry's own
///
/// Those of the law are listed by regime. Order: `code`.
#[utoipa::path(tag = "law", params(OwnAwardFormFilter, PageQuery), responses((status = 200, body = Page<OwnAwardFormView>)), security(("bearer" = ["movements:read"])))]
#[get("/own-award-forms")]
pub async fn list_own_award_forms(
    can: Can<perm::MovementsRead>,
    query: ListQuery<OwnAwardFormFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::page(db, &query.filter, &query.page, &query.list).await?;
            rows.page_of(async |rows| repo::views(db, rows).await).await
        })
        .await
}

/// Make a form of award of the ministry's own
///
/// By the head of the standing body or of the ministry, with a document. Movements give it as they give those of the law.
#[utoipa::path(tag = "law", request_body = CreateOwnAwardForm, responses((status = 201, body = OwnAwardFormView)), security(("bearer" = ["law:configure"])))]
#[post("/own-award-forms")]
pub async fn create_own_award_form(
    command: Command<perm::LawConfigure>,
    body: Body<CreateOwnAwardForm>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a form of award of the ministry's own
///
/// To whom it may go, who decides it, how a council votes, and by which documents.
#[utoipa::path(tag = "law", responses((status = 200, body = OwnAwardFormView)), security(("bearer" = ["movements:read"])))]
#[get("/own-award-forms/{id}")]
pub async fn get_own_award_form(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<OwnAwardFormView>> {
    let db = can.state.db.read();
    let found = repo::views(db, vec![repo::get(db, *id).await?]).await?.pop();
    found.map(Found).ok_or_else(|| Error::new(Code::NotFound))
}

/// Change a form of award of the ministry's own
///
/// By the head of the standing body or of the ministry; each change is a version. Names change at any time; to whom it may go
/// and who decides it do not change any more once somebody was proposed for it (`definition_in_use`).
#[utoipa::path(tag = "law", params(IfMatch), request_body(content = UpdateOwnAwardForm, content_type = "application/merge-patch+json"), responses((status = 200, body = OwnAwardFormView)), security(("bearer" = ["law:configure"])))]
#[patch("/own-award-forms/{id}")]
pub async fn update_own_award_form(
    command: Command<perm::LawConfigure>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateOwnAwardForm>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// Close a form of award of the ministry's own
///
/// By the head of the standing body or of the ministry, with a document: after the last day nobody is proposed for it. Dossiers
/// that are there go on.
#[utoipa::path(tag = "law", params(IfMatch), request_body = CloseOwnAwardForm, responses((status = 200, body = OwnAwardFormView)), security(("bearer" = ["law:configure"])))]
#[post("/own-award-forms/{id}/close")]
pub async fn close_own_award_form(
    command: Command<perm::LawConfigure>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<CloseOwnAwardForm>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::close(uow, scope, *id, if_match, &body.0).await).await
}

/// List the versions of a form of award of the ministry's own
///
/// What it said after each change, who changed it and when; oldest first.
#[utoipa::path(tag = "law", params(PageQuery), responses((status = 200, body = Page<DefinitionVersion>)), security(("bearer" = ["movements:read"])))]
#[get("/own-award-forms/{id}/versions")]
pub async fn list_own_award_form_versions(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            repo::get(db, *id).await?;
            query.part(definitions::versions(db, Defined::AwardForm, *id).await?)
        })
        .await
}
