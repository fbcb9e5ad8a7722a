//! HTTP for operations.
use actix_web::{HttpRequest, HttpResponse, body::SizedStream, get, http::header, web::Path};
use base::{
    http::{
        answer::Listed,
        auth::WithMachines,
        etag,
        later::Operation,
        query::NoParams,
        table::{CsvFile, NdjsonFile, XlsxFile},
    },
    kernel::error::Result,
};
use uuid::Uuid;

use super::repo;

/// Read an operation
///
/// What has become of what was asked for with `Prefer: respond-async`, for whoever asked and for administrators of the whole
/// sector. The answer is kept for a day.
#[utoipa::path(tag = "operations", responses((status = 200, body = Operation)), security(("bearer" = [])))]
#[get("/operations/{id}")]
pub async fn get_operation(
    WithMachines(caller): WithMachines,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Listed<Operation>> {
    Ok(Listed::new(repo::get(caller.state.db.read_latest(), &caller, *id).await?))
}

/// Fetch what an operation made
///
/// Of a list that was asked for as a file with `Prefer: respond-async`: the file, for whoever asked and may still do what it
/// could do when the list was read. It is kept for a day.
#[utoipa::path(tag = "operations", responses((status = 200, content((CsvFile = "text/csv"), (NdjsonFile = "application/x-ndjson"), (XlsxFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("bearer" = [])))]
#[get("/operations/{id}/result")]
pub async fn get_operation_result(
    WithMachines(caller): WithMachines,
    req: HttpRequest,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<HttpResponse> {
    let (name, media_type) = repo::file(caller.state.db.read_latest(), &caller, *id).await?;
    let tag = format!("\"{}\"", id.simple());
    if let Some(known) = etag::not_modified(req.headers(), &tag) {
        return Ok(known);
    }
    let content = caller.state.storage.read_made(*id).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::ETAG, tag))
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(SizedStream::new(content.size, content.stream)))
}
