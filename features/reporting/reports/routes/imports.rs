//! HTTP for the values of a report as a table.
use actix_web::{HttpRequest, HttpResponse, get, post, web::Path};
use base::{
    http::{
        answer::Answer,
        auth::Can,
        command::Command,
        etag::IfMatch,
        import::{ImportFile, ImportParams, ImportReport, Upload},
        list::{Listing, NoFilter},
        query::{ListQuery, NoParams},
        table::{self, Format, XlsxFile},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use crate::reports::{
    self,
    dto::ValueView,
    imports::{self, SHEET},
    repo, service,
};

/// List the values of a report
///
/// As the caller reads the report. What is exported can be imported.
#[utoipa::path(tag = "reports", params(PageQuery), responses((status = 200, body = Page<ValueView>)), security(("bearer" = ["reports:read"])))]
#[get("/reports/{id}/values")]
pub async fn list_report_values(
    can: Can<perm::ReportsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let read = async |tx: &_| reports::read(tx, &can.scope, *id).await;
            query.part(can.state.db.read_together(read).await?.values)
        })
        .await
}

/// Import the values of a report
///
/// While it can be written. Values of the targets that the table names are written over what is there, cell by cell: an
/// empty cell empties, a column that is left out changes nothing. A target is named by `target_id`, or by the code of an
/// indicator that no other target is on. The report is written once, by the rules of `PATCH /reports/{id}`.
#[utoipa::path(tag = "reports", params(ImportParams, IfMatch), request_body(content((ImportFile = "text/csv"), (ImportFile = "application/x-ndjson"), (ImportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), responses((status = 200, body = ImportReport)), security(("bearer" = ["reports:write"])))]
#[post("/reports/{id}/values/import")]
pub async fn import_report_values(
    command: Command<perm::ReportsWrite, ImportParams>,
    id: Path<Uuid>,
    if_match: IfMatch,
    upload: Upload,
) -> Result<Answer> {
    let import = upload.read(&SHEET).await?;
    let work = async |uow: &_, scope: &_, atomic| service::import(uow, scope, (*id, if_match), (&import, atomic)).await;
    import.answer(command, work).await
}

/// Download a template for the values of a report
///
/// A spreadsheet with a line for each target of the plan that the report answers.
#[utoipa::path(tag = "reports", responses((status = 200, content((XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("bearer" = ["reports:write"])))]
#[get("/reports/{id}/values/import/template")]
pub async fn get_report_values_template(
    can: Can<perm::ReportsWrite>,
    id: Path<Uuid>,
    _: NoParams,
    req: HttpRequest,
) -> Result<HttpResponse> {
    let read = async |tx: &_| {
        let report = repo::report(tx, &can.scope, *id).await?;
        can.scope.require_at(report.preparer_unit_id.unwrap_or(report.unit_id))?;
        imports::template(tx, &report).await
    };
    let bytes = can.state.db.read_together(read).await?;
    Ok(table::as_file(&req, Format::Xlsx, SHEET.name, bytes))
}
