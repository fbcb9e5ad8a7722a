//! HTTP for reports.
use actix_web::{
    get, patch, post,
    web::{Data, Path},
};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use crate::reports::{
    self,
    cache::Cache,
    dto::{
        AcceptReport, CreateReport, ReportFilter, ReportSummary, ReportView, ReturnReport, SignReport, UpdateReport,
    },
    repo, service,
};

/// List reports
///
/// The caller's own, and what lower units have submitted. Orders: `updated_at` (default, newest first),
/// `submitted_at`, `due_on`.
#[utoipa::path(tag = "reports", params(ReportFilter, PageQuery), responses((status = 200, body = Page<ReportSummary>)), security(("bearer" = ["reports:read"])))]
#[get("/reports")]
pub async fn list_reports(can: Can<perm::ReportsRead>, query: ListQuery<ReportFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            repo::reports(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await
        })
        .await
}

/// Begin a report
///
/// For an obligation of the caller's unit, against the targets of its plan in force.
#[utoipa::path(tag = "reports", request_body = CreateReport, responses((status = 201, body = ReportView)), security(("bearer" = ["reports:write"])))]
#[post("/reports")]
pub async fn create_report(command: Command<perm::ReportsWrite>, body: Body<CreateReport>) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a report
#[utoipa::path(tag = "reports", responses((status = 200, body = ReportView)), security(("bearer" = ["reports:read"])))]
#[get("/reports/{id}")]
pub async fn get_report(can: Can<perm::ReportsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<ReportView>> {
    let read = async |tx: &_| reports::read(tx, &can.scope, *id).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Write a report
///
/// While it is a draft, has been returned or is being corrected. `values` is replaced whole.
#[utoipa::path(tag = "reports", params(IfMatch), request_body(content = UpdateReport, content_type = "application/merge-patch+json"), responses((status = 200, body = ReportView)), security(("bearer" = ["reports:write"])))]
#[patch("/reports/{id}")]
pub async fn update_report(
    command: Command<perm::ReportsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateReport>,
    cache: Data<Cache>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, &cache, (*id, if_match), &body.0).await).await
}

/// Sign a report
///
/// By the head, who did not write it: a value or a note for every target, the sections that the template of the period asks
/// for, and an answer to every check that asks for one, under a number not used before.
#[utoipa::path(tag = "reports", params(IfMatch), request_body = SignReport, responses((status = 200, body = ReportView)), security(("bearer" = ["reports:sign"])))]
#[post("/reports/{id}/sign")]
pub async fn sign_report(
    command: Command<perm::ReportsSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<SignReport>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::sign(uow, scope, *id, if_match, &body.0).await).await
}

/// Submit a report
///
/// To the superior on the movement's reporting line of the day. A report is final: it tells the whole of its period and is
/// submitted from the day after the `data_to` of its period on.
#[utoipa::path(tag = "reports", params(IfMatch), responses((status = 200, body = ReportView)), security(("bearer" = ["reports:submit"])))]
#[post("/reports/{id}/submit")]
pub async fn submit_report(command: Command<perm::ReportsSubmit>, id: Path<Uuid>, if_match: IfMatch) -> Result<Answer> {
    command.run(async |uow, scope| service::submit(uow, scope, &command.state.auth, *id, if_match).await).await
}

/// Return a report
///
/// By an officer of the unit it was submitted to, with a code and a reason.
#[utoipa::path(tag = "reports", params(IfMatch), request_body = ReturnReport, responses((status = 200, body = ReportView)), security(("bearer" = ["reports:receive"])))]
#[post("/reports/{id}/return")]
pub async fn return_report(
    command: Command<perm::ReportsReceive>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<ReturnReport>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::return_(uow, scope, *id, if_match, &body.0).await).await
}

/// Accept a report
///
/// By an officer of the unit it was submitted to, who names the digest of the version that was read: no other is accepted. Its
/// values count from then on; those of a version that it corrects count no longer.
#[utoipa::path(tag = "reports", params(IfMatch), request_body = AcceptReport, responses((status = 200, body = ReportView)), security(("bearer" = ["reports:receive"])))]
#[post("/reports/{id}/accept")]
pub async fn accept_report(
    command: Command<perm::ReportsReceive>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AcceptReport>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::accept(uow, scope, *id, if_match, &body.0).await).await
}
