//! HTTP for what is attached to a plan.
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
use uuid::Uuid;

use crate::{
    files::{
        dto::{AttachFile, AttachmentView},
        repo, service, view,
    },
    plans,
};

/// List what is attached to a plan
///
/// Oldest first.
#[utoipa::path(tag = "files", params(PageQuery), responses((status = 200, body = Page<AttachmentView>)), security(("bearer" = ["files:read"])))]
#[get("/plans/{id}/attachments")]
pub async fn list_plan_attachments(
    can: Can<perm::FilesRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let plan = plans::repo::get(db, &can.scope, *id).await?;
            let rows = repo::of_plan(db, plan.id).await?;
            let items = rows.into_iter().map(|row| view::attachment(plan.version, row)).collect();
            query.part(items)
        })
        .await
}

/// Attach a file to a plan
///
/// A file of the plan's unit, under the plan's version, which stays as it is. A signed scan (PDF, PNG or JPEG) once the
/// plan has been issued; once it has been sent, nothing else.
#[utoipa::path(tag = "files", params(IfMatch), request_body = AttachFile, responses((status = 201, body = AttachmentView)), security(("bearer" = ["files:write"])))]
#[post("/plans/{id}/attachments")]
pub async fn attach_file(
    command: Command<perm::FilesWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AttachFile>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::attach(uow, scope, *id, if_match, body.0).await).await
}

/// Read an attachment
///
/// Its tag has the version of its plan.
#[utoipa::path(tag = "files", responses((status = 200, body = AttachmentView)), security(("bearer" = ["files:read"])))]
#[get("/plans/{id}/attachments/{attachment_id}")]
pub async fn get_plan_attachment(
    can: Can<perm::FilesRead>,
    path: Path<(Uuid, Uuid)>,
    _: NoParams,
) -> Result<Found<AttachmentView>> {
    let (db, (plan_id, id)) = (can.state.db.read(), path.into_inner());
    let plan = plans::repo::get(db, &can.scope, plan_id).await?;
    let row = repo::attachment(db, plan_id, id).await?;
    Ok(Found(view::attachment(plan.version, row)))
}

/// Detach a file from a plan
///
/// Under the plan's version, before the plan is sent. The file stays.
#[utoipa::path(tag = "files", params(IfMatch), responses((status = 204)), security(("bearer" = ["files:write"])))]
#[delete("/plans/{id}/attachments/{attachment_id}")]
pub async fn detach_file(
    command: Command<perm::FilesWrite>,
    path: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.delete(async |uow, scope| service::detach(uow, scope, *path, if_match).await).await
}
