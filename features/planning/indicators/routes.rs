//! HTTP for the catalogue of indicators.
use actix_web::{HttpRequest, HttpResponse, get, patch, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        import::{ImportFile, ImportParams, ImportReport, Template, Upload},
        list::{Listing, NoFilter},
        query::{ListQuery, NoParams},
        table::{self, Format, XlsxFile},
    },
    kernel::{error::Result, policy::perm},
    store::{
        definitions::{self, DefinitionVersion},
        page::{Page, PageQuery},
    },
};
use entity::definition_version::Defined;
use uuid::Uuid;

use super::{
    dto::{CreateIndicator, IndicatorFilter, IndicatorView, RetireIndicator, UpdateIndicator},
    imports::{self, SHEET},
    repo, service,
};

/// List indicators
///
/// The catalogue from which movements choose. Order: `code`.
#[utoipa::path(tag = "movements", params(IndicatorFilter, PageQuery), responses((status = 200, body = Page<IndicatorView>)), security(("bearer" = ["movements:read"])))]
#[get("/indicators")]
pub async fn list_indicators(can: Can<perm::MovementsRead>, query: ListQuery<IndicatorFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::page(db, &query.filter, &query.page, &query.list).await?;
            rows.page_of(async |rows| repo::views(db, rows).await).await
        })
        .await
}

/// Add an indicator
///
/// By an officer of the standing body or of the ministry. A ratio is made of two that are there already, which are no ratios themselves.
#[utoipa::path(tag = "movements", request_body = CreateIndicator, responses((status = 201, body = IndicatorView)), security(("bearer" = ["movements:write"])))]
#[post("/indicators")]
pub async fn create_indicator(command: Command<perm::MovementsWrite>, body: Body<CreateIndicator>) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read an indicator
///
/// What a figure of it means, and whether new movements may take it.
#[utoipa::path(tag = "movements", responses((status = 200, body = IndicatorView)), security(("bearer" = ["movements:read"])))]
#[get("/indicators/{id}")]
pub async fn get_indicator(can: Can<perm::MovementsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<IndicatorView>> {
    super::read(can.state.db.read(), *id).await.map(Found)
}

/// Change an indicator
///
/// By an officer of the standing body or of the ministry; each change is a version. Names, the bound and for whom it is meant change at any
/// time. What a figure means, and the code, do not change any more once a movement that was launched, a target or a ratio
/// uses it (`definition_in_use`): make another indicator then, and retire this one.
#[utoipa::path(tag = "movements", params(IfMatch), request_body(content = UpdateIndicator, content_type = "application/merge-patch+json"), responses((status = 200, body = IndicatorView)), security(("bearer" = ["movements:write"])))]
#[patch("/indicators/{id}")]
pub async fn update_indicator(
    command: Command<perm::MovementsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateIndicator>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// Retire an indicator
///
/// By an officer of the standing body or of the ministry: no movement takes it any more, and those that have it keep it.
#[utoipa::path(tag = "movements", params(IfMatch), request_body = RetireIndicator, responses((status = 200, body = IndicatorView)), security(("bearer" = ["movements:write"])))]
#[post("/indicators/{id}/retire")]
pub async fn retire_indicator(
    command: Command<perm::MovementsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<RetireIndicator>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::retire(uow, scope, *id, if_match, &body.0).await).await
}

/// List the versions of an indicator
///
/// What it said after each change, who changed it and when; oldest first.
#[utoipa::path(tag = "movements", params(PageQuery), responses((status = 200, body = Page<DefinitionVersion>)), security(("bearer" = ["movements:read"])))]
#[get("/indicators/{id}/versions")]
pub async fn list_indicator_versions(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            repo::get(db, *id).await?;
            query.part(definitions::versions(db, Defined::Indicator, *id).await?)
        })
        .await
}

/// Import indicators
///
/// By an officer of the standing body or of the ministry. A row with the `id` or the `code` of an indicator changes it, as `PATCH
/// /indicators/{id}` does; others make indicators, whose parts may be those of earlier rows. Columns of the exported list
/// that cannot be written are read over. With `version` nobody else's change is written over.
#[utoipa::path(tag = "movements", params(ImportParams), request_body(content((ImportFile = "text/csv"), (ImportFile = "application/x-ndjson"), (ImportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), responses((status = 200, body = ImportReport)), security(("bearer" = ["movements:write"])))]
#[post("/indicators/import")]
pub async fn import_indicators(command: Command<perm::MovementsWrite, ImportParams>, upload: Upload) -> Result<Answer> {
    let import = upload.read(&SHEET).await?;
    let work = async |uow: &_, scope: &_, atomic| imports::import(uow, scope, (&import, atomic)).await;
    import.answer(command, work).await
}

/// Download a template for indicators
///
/// A spreadsheet with the columns, notes on them and lists of what may stand in them.
#[utoipa::path(tag = "movements", responses((status = 200, content((XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("bearer" = ["movements:write"])))]
#[get("/indicators/import/template")]
pub async fn get_indicators_template(
    _: Can<perm::MovementsWrite>,
    _: NoParams,
    req: HttpRequest,
) -> Result<HttpResponse> {
    let bytes = Template { sheet: &SHEET, rows: vec![] }.bytes()?;
    Ok(table::as_file(&req, Format::Xlsx, SHEET.name, bytes))
}
