//! HTTP for what passes between the two sides of a report: files, messages, corrections.
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
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
        reason::Reason,
    },
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use crate::reports::{
    attachments,
    dto::{AttachToReport, ReportAttachmentView, ReportMessageView, ReportView, WriteMessage},
    repo, service, view,
};

/// List what is attached to a report
///
/// Oldest first: to its unit what it is writing, to everybody else what was sent.
#[utoipa::path(tag = "reports", params(PageQuery), responses((status = 200, body = Page<ReportAttachmentView>)), security(("bearer" = ["reports:read"])))]
#[get("/reports/{id}/attachments")]
pub async fn list_report_attachments(
    can: Can<perm::ReportsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let read = async |tx: &_| {
                let report = repo::report(tx, &can.scope, *id).await?;
                let version = repo::version_read(tx, &can.scope, &report).await?;
                let rows = attachments::of(tx, report.id, version).await?;
                Ok(rows.into_iter().map(|row| attachments::view(report.version, row)).collect())
            };
            query.part(can.state.db.read_together(read).await?)
        })
        .await
}

/// Attach a file to a report
///
/// A file of the unit that writes it, while it is a draft, has been returned or is being corrected. It is sent with the report,
/// and named as the evidence of values.
#[utoipa::path(tag = "reports", params(IfMatch), request_body = AttachToReport, responses((status = 201, body = ReportAttachmentView)), security(("bearer" = ["reports:write"])))]
#[post("/reports/{id}/attachments")]
pub async fn attach_to_report(
    command: Command<perm::ReportsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AttachToReport>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::attach(uow, scope, *id, if_match, body.0).await).await
}

/// Read an attachment of a report
///
/// Its tag has the version of its report.
#[utoipa::path(tag = "reports", responses((status = 200, body = ReportAttachmentView)), security(("bearer" = ["reports:read"])))]
#[get("/reports/{id}/attachments/{attachment_id}")]
pub async fn get_report_attachment(
    can: Can<perm::ReportsRead>,
    path: Path<(Uuid, Uuid)>,
    _: NoParams,
) -> Result<Found<ReportAttachmentView>> {
    let (id, attachment_id) = path.into_inner();
    let read = async |tx: &_| {
        let report = repo::report(tx, &can.scope, id).await?;
        let version = repo::version_read(tx, &can.scope, &report).await?;
        let rows = attachments::of(tx, report.id, version).await?;
        let found = rows.into_iter().find(|(row, _)| row.id == attachment_id);
        found.map(|row| attachments::view(report.version, row)).ok_or_else(|| Error::new(Code::NotFound))
    };
    can.state.db.read_together(read).await.map(Found)
}

/// Detach a file from a report
///
/// While it is being written, and no value rests on it. The file stays.
#[utoipa::path(tag = "reports", params(IfMatch), responses((status = 204)), security(("bearer" = ["reports:write"])))]
#[delete("/reports/{id}/attachments/{attachment_id}")]
pub async fn detach_from_report(
    command: Command<perm::ReportsWrite>,
    path: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.delete(async |uow, scope| service::detach(uow, scope, *path, if_match).await).await
}

/// List the messages on a report
///
/// What the unit and the receiver of the report wrote to each other, oldest first; nothing of it is ever taken away. Nobody else
/// reads it.
#[utoipa::path(tag = "reports", params(PageQuery), responses((status = 200, body = Page<ReportMessageView>)), security(("bearer" = ["reports:read"])))]
#[get("/reports/{id}/messages")]
pub async fn list_report_messages(
    can: Can<perm::ReportsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let read = async |tx: &_| {
                let report = repo::report(tx, &can.scope, *id).await?;
                view::require_side(&can.scope, &report)?;
                Ok(repo::messages(tx, report.id).await?.into_iter().map(view::message).collect())
            };
            query.part(can.state.db.read_together(read).await?)
        })
        .await
}

/// Write a message on a report
///
/// By an officer of the unit or of the receiver of the report, once it has been submitted.
#[utoipa::path(tag = "reports", params(IfMatch), request_body = WriteMessage, responses((status = 200, body = ReportView)), security(("bearer" = ["reports:write"])))]
#[post("/reports/{id}/write-message")]
pub async fn write_report_message(
    command: Command<perm::ReportsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<WriteMessage>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::write_message(uow, scope, *id, if_match, &body.0).await).await
}

/// Correct an accepted report
///
/// By the head, with a reason: the next version begins as what was accepted, and is written, signed and submitted like the first.
/// The accepted version counts, and is what everybody else reads, until the correction is submitted and accepted.
#[utoipa::path(tag = "reports", params(IfMatch), request_body = Reason, responses((status = 200, body = ReportView)), security(("bearer" = ["reports:sign"])))]
#[post("/reports/{id}/correct")]
pub async fn correct_report(
    command: Command<perm::ReportsSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::correct(uow, scope, *id, if_match, &body.0).await).await
}

/// Drop a correction
///
/// By the head, before it is signed: what was accepted stays as it is.
#[utoipa::path(tag = "reports", params(IfMatch), responses((status = 200, body = ReportView)), security(("bearer" = ["reports:sign"])))]
#[post("/reports/{id}/drop-correction")]
pub async fn drop_report_correction(
    command: Command<perm::ReportsSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::drop_correction(uow, scope, *id, if_match).await).await
}
