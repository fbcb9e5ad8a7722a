//! HTTP for the files of a session.
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web::Path};
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
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use planning::files::{download, dto::FileContent};
use uuid::Uuid;

use crate::councils::sessions::{
    attachments::{self, AttachToSession, SessionAttachmentView},
    repo,
    service::attach,
};

/// List the files of a session
///
/// Oldest first: its own, and those of the dossiers on its agenda, but for the dossiers in which the caller has an interest.
#[utoipa::path(tag = "councils", params(PageQuery), responses((status = 200, body = Page<SessionAttachmentView>)), security(("bearer" = ["councils:read"])))]
#[get("/council-sessions/{id}/attachments")]
pub async fn list_session_attachments(
    can: Can<perm::CouncilsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let session = repo::get(db, &can.scope, *id).await?;
            let rows = attachments::all(db, &can.scope, &session).await?;
            query.part(rows.into_iter().map(|row| attachments::view(&session, row)).collect())
        })
        .await
}

/// Attach a file to a session
///
/// By the secretary, a file of the unit that the council advises, under the session's version, which stays: of the session itself
/// until its minutes are signed, and then their scan (PDF, PNG or JPEG); of a dossier on the agenda while the council may vote on it.
#[utoipa::path(tag = "councils", params(IfMatch), request_body = AttachToSession, responses((status = 201, body = SessionAttachmentView)), security(("bearer" = ["sessions:run"])))]
#[post("/council-sessions/{id}/attachments")]
pub async fn attach_session_file(
    command: Command<perm::SessionsRun>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AttachToSession>,
) -> Result<Answer> {
    command.create(async |uow, scope| attach::attach(uow, scope, *id, if_match, body.0).await).await
}

/// Read an attachment of a session
///
/// Its tag has the version of the session.
#[utoipa::path(tag = "councils", responses((status = 200, body = SessionAttachmentView)), security(("bearer" = ["councils:read"])))]
#[get("/council-sessions/{id}/attachments/{attachment_id}")]
pub async fn get_session_attachment(
    can: Can<perm::CouncilsRead>,
    path: Path<(Uuid, Uuid)>,
    _: NoParams,
) -> Result<Found<SessionAttachmentView>> {
    let (db, (id, of)) = (can.state.db.read(), path.into_inner());
    let session = repo::get(db, &can.scope, id).await?;
    let found = attachments::one(db, &can.scope, &session, of).await?;
    Ok(Found(attachments::view(&session, found)))
}

/// Download a file of a session
///
/// The bytes as they were uploaded, for whoever reads the session and has no interest in the dossier that the file belongs to. The
/// tag is their SHA-256.
#[utoipa::path(tag = "councils", responses((status = 200, content(
    (FileContent = "application/pdf"),
    (FileContent = "image/png"),
    (FileContent = "image/jpeg"),
    (FileContent = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (FileContent = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (FileContent = "application/vnd.oasis.opendocument.text"),
    (FileContent = "application/vnd.oasis.opendocument.spreadsheet"),
))), security(("bearer" = ["councils:read"])))]
#[get("/council-sessions/{id}/attachments/{attachment_id}/content")]
pub async fn get_session_attachment_content(
    can: Can<perm::CouncilsRead>,
    path: Path<(Uuid, Uuid)>,
    _: NoParams,
    req: HttpRequest,
) -> Result<HttpResponse> {
    let (db, (id, of)) = (can.state.db.read(), path.into_inner());
    let session = repo::get(db, &can.scope, id).await?;
    let (_, file) = attachments::one(db, &can.scope, &session, of).await?;
    download(&can.state, &req, file).await
}

/// Detach a file from a session
///
/// By the secretary, under the session's version, before it is opened. The file stays.
#[utoipa::path(tag = "councils", params(IfMatch), responses((status = 204)), security(("bearer" = ["sessions:run"])))]
#[delete("/council-sessions/{id}/attachments/{attachment_id}")]
pub async fn detach_session_file(
    command: Command<perm::SessionsRun>,
    path: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.delete(async |uow, scope| attach::detach(uow, scope, *path, if_match).await).await
}
