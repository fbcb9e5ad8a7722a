//! HTTP for the years of the working calendar that are entered here.
use actix_web::{HttpRequest, HttpResponse, get, post, put, web::Path};
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

use crate::calendar::{
    dto::{CalendarYearFilter, CalendarYearView, EnterCalendarYear, ReplaceCalendarYear, YearDay},
    imports::{self, SHEET},
    repo, service, view,
};

/// List the years that were entered
///
/// In the order of time. The others are as the program has them.
#[utoipa::path(tag = "law", params(CalendarYearFilter, PageQuery), responses((status = 200, body = Page<CalendarYearView>)), security(("bearer" = ["movements:read"])))]
#[get("/calendar/years")]
pub async fn list_calendar_years(
    can: Can<perm::MovementsRead>,
    query: ListQuery<CalendarYearFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let years = repo::years(can.state.db.read(), query.filter.year).await?;
            query.part(years.into_iter().map(view::year).collect::<Result<_>>()?)
        })
        .await
}

/// Enter a year of the working calendar
///
/// By the head of the ministry or of the standing body, with the document that gives its days: all that are more than their
/// weekdays say. They stand in the place of what the program knows of that year, for whatever is computed from now on; last
/// days that were fixed before stay.
#[utoipa::path(tag = "law", request_body = EnterCalendarYear, responses((status = 201, body = CalendarYearView)), security(("bearer" = ["law:configure"])))]
#[post("/calendar/years")]
pub async fn enter_calendar_year(
    command: Command<perm::LawConfigure>,
    body: Body<EnterCalendarYear>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::enter(uow, scope, &body.0).await).await
}

/// Read a year that was entered
///
/// Its days, and the document that gives them.
#[utoipa::path(tag = "law", responses((status = 200, body = CalendarYearView)), security(("bearer" = ["movements:read"])))]
#[get("/calendar/years/{id}")]
pub async fn get_calendar_year(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<CalendarYearView>> {
    Ok(Found(view::year(repo::get(can.state.db.read(), *id).await?)?))
}

/// Replace the days of a year
///
/// By the head of the ministry or of the standing body, with another document; the days before stay readable as a version.
#[utoipa::path(tag = "law", params(IfMatch), request_body = ReplaceCalendarYear, responses((status = 200, body = CalendarYearView)), security(("bearer" = ["law:configure"])))]
#[put("/calendar/years/{id}")]
pub async fn replace_calendar_year(
    command: Command<perm::LawConfigure>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<ReplaceCalendarYear>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::replace(uow, scope, *id, if_match, &body.0).await).await
}

/// List the days of a year that was entered
///
/// In the order of time. What is exported can be imported.
#[utoipa::path(tag = "law", params(PageQuery), responses((status = 200, body = Page<YearDay>)), security(("bearer" = ["movements:read"])))]
#[get("/calendar/years/{id}/days")]
pub async fn list_calendar_year_days(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query.answer(async move |query| query.part(view::days(&repo::get(can.state.db.read(), *id).await?)?)).await
}

/// List the versions of a year that was entered
///
/// What it said after each change, who changed it and when; oldest first.
#[utoipa::path(tag = "law", params(PageQuery), responses((status = 200, body = Page<DefinitionVersion>)), security(("bearer" = ["movements:read"])))]
#[get("/calendar/years/{id}/versions")]
pub async fn list_calendar_year_versions(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            repo::get(db, *id).await?;
            query.part(definitions::versions(db, Defined::CalendarYear, *id).await?)
        })
        .await
}

/// Import the days of a year
///
/// Of one that was entered, as its document has them: days that the table names are written over what is there, and the year
/// is written once.
#[utoipa::path(tag = "law", params(ImportParams, IfMatch), request_body(content((ImportFile = "text/csv"), (ImportFile = "application/x-ndjson"), (ImportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), responses((status = 200, body = ImportReport)), security(("bearer" = ["law:configure"])))]
#[post("/calendar/years/{id}/import")]
pub async fn import_calendar_year(
    command: Command<perm::LawConfigure, ImportParams>,
    id: Path<Uuid>,
    if_match: IfMatch,
    upload: Upload,
) -> Result<Answer> {
    let import = upload.read(&SHEET).await?;
    let work = async |uow: &_, scope: &_, atomic| imports::import(uow, scope, (*id, if_match), (&import, atomic)).await;
    import.answer(command, work).await
}

/// Download a template for the days of a year
///
/// A spreadsheet with the columns, notes on them and lists of what may stand in them.
#[utoipa::path(tag = "law", responses((status = 200, content((XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("bearer" = ["movements:read"])))]
#[get("/calendar/years/{id}/import/template")]
pub async fn get_calendar_year_template(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    _: NoParams,
    req: HttpRequest,
) -> Result<HttpResponse> {
    repo::get(can.state.db.read(), *id).await?;
    let bytes = Template { sheet: &SHEET, rows: vec![] }.bytes()?;
    Ok(table::as_file(&req, Format::Xlsx, SHEET.name, bytes))
}
