//! HTTP for the parts of a plan as tables.
use actix_web::{HttpRequest, HttpResponse, get, post, web::Path};
use base::{
    http::{
        answer::Answer,
        auth::Can,
        command::Command,
        etag::IfMatch,
        import::{ImportFile, ImportParams, ImportReport, Template, Upload},
        query::NoParams,
        table::{self, Format, XlsxFile},
    },
    kernel::{error::Result, policy::perm},
};
use uuid::Uuid;

use crate::plans::{
    repo,
    service::{self, List},
};

async fn import(
    command: Command<perm::PlansWrite, ImportParams>,
    (id, if_match): (Uuid, IfMatch),
    upload: Upload,
    list: List,
) -> Result<Answer> {
    let import = upload.read(service::sheet(list)).await?;
    let work =
        async |uow: &_, scope: &_, atomic| service::import(uow, scope, (id, if_match), list, (&import, atomic)).await;
    import.answer(command, work).await
}

async fn template(can: &Can<perm::PlansWrite>, id: Uuid, req: &HttpRequest, list: List) -> Result<HttpResponse> {
    repo::get(can.state.db.read(), &can.scope, id).await?;
    let sheet = service::sheet(list);
    let bytes = Template { sheet, rows: vec![] }.bytes()?;
    Ok(table::as_file(req, Format::Xlsx, sheet.name, bytes))
}

/// Import tasks of a draft plan
///
/// Rows with the `id` of a task change it, cell by cell: an empty cell empties, a column that is left out changes nothing.
/// Others are added. Tasks that the table does not name stay as they are. The draft is written once.
#[utoipa::path(tag = "plans", params(ImportParams, IfMatch), request_body(content((ImportFile = "text/csv"), (ImportFile = "application/x-ndjson"), (ImportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), responses((status = 200, body = ImportReport)), security(("bearer" = ["plans:write"])))]
#[post("/plans/{id}/tasks/import")]
pub async fn import_plan_tasks(
    command: Command<perm::PlansWrite, ImportParams>,
    id: Path<Uuid>,
    if_match: IfMatch,
    upload: Upload,
) -> Result<Answer> {
    import(command, (*id, if_match), upload, List::Tasks).await
}

/// Import measures of a draft plan
///
/// Rows with the `id` of a measure change it, cell by cell: an empty cell empties, a column that is left out changes nothing.
/// Others are added. A task is named by its position, its code or its id. The draft is written once.
#[utoipa::path(tag = "plans", params(ImportParams, IfMatch), request_body(content((ImportFile = "text/csv"), (ImportFile = "application/x-ndjson"), (ImportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), responses((status = 200, body = ImportReport)), security(("bearer" = ["plans:write"])))]
#[post("/plans/{id}/measures/import")]
pub async fn import_plan_measures(
    command: Command<perm::PlansWrite, ImportParams>,
    id: Path<Uuid>,
    if_match: IfMatch,
    upload: Upload,
) -> Result<Answer> {
    import(command, (*id, if_match), upload, List::Measures).await
}

/// Import targets of a draft plan
///
/// Rows with the `id` of a target change it, cell by cell: an empty cell empties, a column that is left out changes nothing.
/// Others are added. A task is named by its position, its code or its id. Milestones and bands are lists, of lines of JSON
/// only. The draft is written once.
#[utoipa::path(tag = "plans", params(ImportParams, IfMatch), request_body(content((ImportFile = "text/csv"), (ImportFile = "application/x-ndjson"), (ImportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), responses((status = 200, body = ImportReport)), security(("bearer" = ["plans:write"])))]
#[post("/plans/{id}/targets/import")]
pub async fn import_plan_targets(
    command: Command<perm::PlansWrite, ImportParams>,
    id: Path<Uuid>,
    if_match: IfMatch,
    upload: Upload,
) -> Result<Answer> {
    import(command, (*id, if_match), upload, List::Targets).await
}

/// Download a template for the tasks of plans
///
/// A spreadsheet with the columns, notes on them and lists of what may stand in them.
#[utoipa::path(tag = "plans", responses((status = 200, content((XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("bearer" = ["plans:write"])))]
#[get("/plans/{id}/tasks/import/template")]
pub async fn get_plan_tasks_template(
    can: Can<perm::PlansWrite>,
    id: Path<Uuid>,
    _: NoParams,
    req: HttpRequest,
) -> Result<HttpResponse> {
    template(&can, *id, &req, List::Tasks).await
}

/// Download a template for the measures of plans
///
/// A spreadsheet with the columns and notes on them.
#[utoipa::path(tag = "plans", responses((status = 200, content((XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("bearer" = ["plans:write"])))]
#[get("/plans/{id}/measures/import/template")]
pub async fn get_plan_measures_template(
    can: Can<perm::PlansWrite>,
    id: Path<Uuid>,
    _: NoParams,
    req: HttpRequest,
) -> Result<HttpResponse> {
    template(&can, *id, &req, List::Measures).await
}

/// Download a template for the targets of plans
///
/// A spreadsheet with the columns, notes on them and lists of what may stand in them.
#[utoipa::path(tag = "plans", responses((status = 200, content((XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("bearer" = ["plans:write"])))]
#[get("/plans/{id}/targets/import/template")]
pub async fn get_plan_targets_template(
    can: Can<perm::PlansWrite>,
    id: Path<Uuid>,
    _: NoParams,
    req: HttpRequest,
) -> Result<HttpResponse> {
    template(&can, *id, &req, List::Targets).await
}
