//! HTTP for files.
pub mod attachments;

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        command::Command,
        etag::IfMatch,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    download::download,
    dto::{FileContent, FileFilter, FileView, UploadForm, UploadParams},
    form::Form,
    repo, service, view,
};

/// List files
///
/// Of the units whose papers are all the caller's to read, in the order of their upload.
#[utoipa::path(tag = "files", params(FileFilter, PageQuery), responses((status = 200, body = Page<FileView>)), security(("bearer" = ["files:read"])))]
#[get("/files")]
pub async fn list_files(can: Can<perm::FilesRead>, query: ListQuery<FileFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::page(db, &can.scope, &query.filter, &query.page, &query.list).await?;
            rows.page_of(async |rows| view::all(db, &can.scope, rows).await).await
        })
        .await
}

/// Upload a file
///
/// A PDF, PNG, JPEG, DOCX, XLSX, ODT or ODS, by its content and by its name. With a key, its name and its bytes are
/// what the key stands for.
#[utoipa::path(tag = "files", params(UploadParams), request_body(content = UploadForm, content_type = "multipart/form-data"), responses((status = 201, body = FileView)), security(("bearer" = ["files:write"])))]
#[post("/files")]
pub async fn upload_file(command: Command<perm::FilesWrite, UploadParams>, form: Form) -> Result<Answer> {
    service::upload(&command, form).await
}

/// Read about a file
#[utoipa::path(tag = "files", responses((status = 200, body = FileView)), security(("bearer" = ["files:read"])))]
#[get("/files/{id}")]
pub async fn get_file(can: Can<perm::FilesRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<FileView>> {
    let read = async |tx: &_| view::one(tx, &can.scope, repo::get(tx, &can.scope, *id).await?).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Delete a file
///
/// While it is attached to nothing.
#[utoipa::path(tag = "files", params(IfMatch), responses((status = 204)), security(("bearer" = ["files:write"])))]
#[delete("/files/{id}")]
pub async fn delete_file(command: Command<perm::FilesWrite>, id: Path<Uuid>, if_match: IfMatch) -> Result<Answer> {
    command.delete(async |uow, scope| service::delete(uow, scope, *id, if_match).await).await
}

/// Download a file
///
/// The bytes as they were uploaded. The tag is their SHA-256.
#[utoipa::path(tag = "files", responses((status = 200, content(
    (FileContent = "application/pdf"),
    (FileContent = "image/png"),
    (FileContent = "image/jpeg"),
    (FileContent = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (FileContent = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (FileContent = "application/vnd.oasis.opendocument.text"),
    (FileContent = "application/vnd.oasis.opendocument.spreadsheet"),
))), security(("bearer" = ["files:read"])))]
#[get("/files/{id}/content")]
pub async fn get_file_content(
    can: Can<perm::FilesRead>,
    id: Path<Uuid>,
    _: NoParams,
    req: HttpRequest,
) -> Result<HttpResponse> {
    let file = repo::get(can.state.db.read(), &can.scope, *id).await?;
    download(&can.state, &req, file).await
}
