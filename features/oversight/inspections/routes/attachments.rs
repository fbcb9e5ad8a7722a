//! HTTP for what is attached to an inspection.
use actix_web::{delete, get, post, web::Path};
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
use planning::files::{
    dto::{AttachFile, PaperAttachmentView},
    repo::papers,
    view,
};
use uuid::Uuid;

use crate::inspections::{
    repo,
    service::attachments::{self, COLLECTION},
};

/// List what is attached to an inspection
///
/// Oldest first.
#[utoipa::path(tag = "inspections", params(PageQuery), responses((status = 200, body = Page<PaperAttachmentView>)), security(("bearer" = ["inspections:read"])))]
#[get("/inspections/{id}/attachments")]
pub async fn list_inspection_attachments(
    can: Can<perm::InspectionsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let inspection = repo::get(db, &can.scope, *id).await?;
            let rows = papers::of(db, &[inspection.id]).await?;
            query.part(rows.into_iter().map(|row| view::of_paper((COLLECTION, inspection.version), row)).collect())
        })
        .await
}

/// Attach a file to an inspection
///
/// A file of the unit that inspects, under the version, which stays: annexes to what is planned; signed scans (PDF, PNG or
/// JPEG) once it was announced; what belongs to the conclusion once that is signed.
#[utoipa::path(tag = "inspections", params(IfMatch), request_body = AttachFile, responses((status = 201, body = PaperAttachmentView)), security(("bearer" = ["files:write"])))]
#[post("/inspections/{id}/attachments")]
pub async fn attach_inspection_file(
    command: Command<perm::FilesWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AttachFile>,
) -> Result<Answer> {
    command.create(async |uow, scope| attachments::attach(uow, scope, *id, if_match, body.0).await).await
}

/// Read an attachment of an inspection
///
/// Its tag has the version of the inspection.
#[utoipa::path(tag = "inspections", responses((status = 200, body = PaperAttachmentView)), security(("bearer" = ["inspections:read"])))]
#[get("/inspections/{id}/attachments/{attachment_id}")]
pub async fn get_inspection_attachment(
    can: Can<perm::InspectionsRead>,
    path: Path<(Uuid, Uuid)>,
    _: NoParams,
) -> Result<Found<PaperAttachmentView>> {
    let (db, (id, of)) = (can.state.db.read(), path.into_inner());
    let inspection = repo::get(db, &can.scope, id).await?;
    Ok(Found(view::of_paper((COLLECTION, inspection.version), papers::one(db, id, of).await?)))
}

/// Detach a file from an inspection
///
/// Under the version, before it is announced. The file stays.
#[utoipa::path(tag = "inspections", params(IfMatch), responses((status = 204)), security(("bearer" = ["files:write"])))]
#[delete("/inspections/{id}/attachments/{attachment_id}")]
pub async fn detach_inspection_file(
    command: Command<perm::FilesWrite>,
    path: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.delete(async |uow, scope| attachments::detach(uow, scope, *path, if_match).await).await
}
