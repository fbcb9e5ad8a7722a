//! HTTP for units as a table.
use actix_web::{HttpRequest, HttpResponse, get, post};
use base::{
    http::{
        answer::Answer,
        auth::Can,
        command::Command,
        import::{ImportFile, ImportParams, ImportReport, Template, Upload},
        query::NoParams,
        table::{self, Format, XlsxFile},
    },
    kernel::{error::Result, policy::perm},
};

use crate::units::imports::{self, SHEET};

/// Import units
///
/// For administrators. A row with the `id` or the `code` of a unit corrects its name and its legal personality, as `PATCH
/// /units/{id}` does; others make units, which may lie below those of earlier rows. Columns of the exported list that cannot
/// be written are read over. With `version` nobody else's change is written over.
#[utoipa::path(tag = "units", params(ImportParams), request_body(content((ImportFile = "text/csv"), (ImportFile = "application/x-ndjson"), (ImportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), responses((status = 200, body = ImportReport)), security(("bearer" = ["units:write"])))]
#[post("/units/import")]
pub async fn import_units(command: Command<perm::UnitsWrite, ImportParams>, upload: Upload) -> Result<Answer> {
    let import = upload.read(&SHEET).await?;
    let work = async |uow: &_, scope: &_, atomic| imports::import(uow, scope, (&import, atomic)).await;
    import.answer(command, work).await
}

/// Download a template for units
///
/// A spreadsheet with the columns, notes on them and lists of what may stand in them.
#[utoipa::path(tag = "units", responses((status = 200, content((XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("bearer" = ["units:write"])))]
#[get("/units/import/template")]
pub async fn get_units_template(_: Can<perm::UnitsWrite>, _: NoParams, req: HttpRequest) -> Result<HttpResponse> {
    let bytes = Template { sheet: &SHEET, rows: vec![] }.bytes()?;
    Ok(table::as_file(&req, Format::Xlsx, SHEET.name, bytes))
}
