//! HTTP for what is attached to guidance.
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

use crate::guidance::{
    repo,
    service::attachments::{self, COLLECTION},
};

/// List what is attached to guidance
///
/// Oldest first.
#[utoipa::path(tag = "guidance", params(PageQuery), responses((status = 200, body = Page<PaperAttachmentView>)), security(("bearer" = ["guidance:read"])))]
#[get("/guidance/{id}/attachments")]
pub async fn list_guidance_attachments(
    can: Can<perm::GuidanceRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let guidance = repo::get(db, &can.scope, *id).await?;
            let rows = papers::of(db, &[guidance.id]).await?;
            query.part(rows.into_iter().map(|row| view::of_paper((COLLECTION, guidance.version), row)).collect())
        })
        .await
}

/// Attach a file to guidance
///
/// A file of the unit that gives it, under its version, which stays: annexes to a draft, its signed scan (PDF, PNG or
/// JPEG) once it was issued.
#[utoipa::path(tag = "guidance", params(IfMatch), request_body = AttachFile, responses((status = 201, body = PaperAttachmentView)), security(("bearer" = ["files:write"])))]
#[post("/guidance/{id}/attachments")]
pub async fn attach_guidance_file(
    command: Command<perm::FilesWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AttachFile>,
) -> Result<Answer> {
    command.create(async |uow, scope| attachments::attach(uow, scope, *id, if_match, body.0).await).await
}

/// Read an attachment of guidance
///
/// Its tag has the version of the guidance.
#[utoipa::path(tag = "guidance", responses((status = 200, body = PaperAttachmentView)), security(("bearer" = ["guidance:read"])))]
#[get("/guidance/{id}/attachments/{attachment_id}")]
pub async fn get_guidance_attachment(
    can: Can<perm::GuidanceRead>,
    path: Path<(Uuid, Uuid)>,
    _: NoParams,
) -> Result<Found<PaperAttachmentView>> {
    let (db, (id, of)) = (can.state.db.read(), path.into_inner());
    let guidance = repo::get(db, &can.scope, id).await?;
    Ok(Found(view::of_paper((COLLECTION, guidance.version), papers::one(db, id, of).await?)))
}

/// Detach a file from guidance
///
/// Under its version, before it is issued. The file stays.
#[utoipa::path(tag = "guidance", params(IfMatch), responses((status = 204)), security(("bearer" = ["files:write"])))]
#[delete("/guidance/{id}/attachments/{attachment_id}")]
pub async fn detach_guidance_file(
    command: Command<perm::FilesWrite>,
    path: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.delete(async |uow, scope| attachments::detach(uow, scope, *path, if_match).await).await
}
