//! HTTP for nominations as a table.
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

use crate::nominations::imports::{self, SHEET};

/// Import nominations
///
/// A row with the `id` of a dossier changes its position, achievement and statements, as `PATCH /nominations/{id}` does; others
/// draft dossiers. Columns of the exported list that cannot be written are read over. A personal number is read from
/// cells of text only.
#[utoipa::path(tag = "nominations", params(ImportParams), request_body(content((ImportFile = "text/csv"), (ImportFile = "application/x-ndjson"), (ImportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), responses((status = 200, body = ImportReport)), security(("bearer" = ["nominations:write"])))]
#[post("/nominations/import")]
pub async fn import_nominations(
    command: Command<perm::NominationsWrite, ImportParams>,
    upload: Upload,
) -> Result<Answer> {
    let import = upload.read(&SHEET).await?;
    let keys = command.state.keys.now();
    let work = async |uow: &_, scope: &_, atomic| imports::import(uow, scope, (&import, atomic), &keys).await;
    import.answer(command, work).await
}

/// Download a template for nominations
///
/// A spreadsheet with the columns, notes on them and lists of what may stand in them.
#[utoipa::path(tag = "nominations", responses((status = 200, content((XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("bearer" = ["nominations:write"])))]
#[get("/nominations/import/template")]
pub async fn get_nominations_template(
    _: Can<perm::NominationsWrite>,
    _: NoParams,
    req: HttpRequest,
) -> Result<HttpResponse> {
    let bytes = Template { sheet: &SHEET, rows: vec![] }.bytes()?;
    Ok(table::as_file(&req, Format::Xlsx, SHEET.name, bytes))
}
