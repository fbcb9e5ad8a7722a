//! HTTP for reporting schedules.
use actix_web::{get, patch, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found, Listed},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm, reason::Reason},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{
        CreateReportingSchedule, ReportingScheduleFilter, ReportingScheduleSummary, ReportingScheduleView,
        SchedulePreview, UpdateReportingSchedule,
    },
    outline::outline,
    repo, service, view,
};

/// List reporting schedules
///
/// Drafts only to those who prepare or decide the movement. Order: `updated_at` (newest first).
#[utoipa::path(tag = "schedules", params(ReportingScheduleFilter, PageQuery), responses((status = 200, body = Page<ReportingScheduleSummary>)), security(("bearer" = ["movements:read"])))]
#[get("/reporting-schedules")]
pub async fn list_reporting_schedules(
    can: Can<perm::MovementsRead>,
    query: ListQuery<ReportingScheduleFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(view::summary))
        })
        .await
}

/// Draft a reporting schedule
///
/// By an officer of the movement's launching unit; for the ministry's, of its standing body. Which days its periods have,
/// the rules of the regime say; one that they do not know is refused, and so is a working day of a year whose calendar is on
/// no file. A schedule that takes another one's place acts from the next period on.
#[utoipa::path(tag = "schedules", request_body = CreateReportingSchedule, responses((status = 201, body = ReportingScheduleView)), security(("bearer" = ["movements:write"])))]
#[post("/reporting-schedules")]
pub async fn create_reporting_schedule(
    command: Command<perm::MovementsWrite>,
    body: Body<CreateReportingSchedule>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a reporting schedule
#[utoipa::path(tag = "schedules", responses((status = 200, body = ReportingScheduleView)), security(("bearer" = ["movements:read"])))]
#[get("/reporting-schedules/{id}")]
pub async fn get_reporting_schedule(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<ReportingScheduleView>> {
    let read = async |tx: &_| view::whole(tx, &can.scope, repo::get(tx, &can.scope, *id).await?).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Change a draft reporting schedule
///
/// Lists are replaced whole. What kind of periods it has, by whose rules, and whose place it takes stays.
#[utoipa::path(tag = "schedules", params(IfMatch), request_body(content = UpdateReportingSchedule, content_type = "application/merge-patch+json"), responses((status = 200, body = ReportingScheduleView)), security(("bearer" = ["movements:write"])))]
#[patch("/reporting-schedules/{id}")]
pub async fn update_reporting_schedule(
    command: Command<perm::MovementsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateReportingSchedule>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// Preview a reporting schedule
///
/// The periods and due days that it would make if it were activated today, which days were moved and by which rules, which of
/// them have passed already, and how many units would report. Nothing is written.
#[utoipa::path(tag = "schedules", responses((status = 200, body = SchedulePreview)), security(("bearer" = ["movements:read"])))]
#[get("/reporting-schedules/{id}/preview")]
pub async fn preview_reporting_schedule(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Listed<SchedulePreview>> {
    let (calendar, now) = (&can.state.calendar, can.state.clock.now());
    let read = async |tx: &_| {
        let found = repo::get(tx, &can.scope, *id).await?;
        let outline = outline(tx, calendar, can.scope.today, &found).await?;
        view::preview(tx, &can.scope, (calendar, now), &found, outline).await
    };
    can.state.db.read_together(read).await.map(Listed::new)
}

/// Activate a reporting schedule
///
/// By the head of the launching unit, who did not draft it. It makes its periods; who owes a report is fixed on the first day
/// of each. Of the schedule whose place it takes, the periods that have begun stay, and the others go.
#[utoipa::path(tag = "schedules", params(IfMatch), responses((status = 200, body = ReportingScheduleView)), security(("bearer" = ["movements:decide"])))]
#[post("/reporting-schedules/{id}/activate")]
pub async fn activate_reporting_schedule(
    command: Command<perm::MovementsDecide>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::activate(uow, scope, *id, if_match).await).await
}

/// Withdraw a reporting schedule
///
/// By the head of the launching unit, with a reason. Its periods that have not begun go, those that have begun stay.
#[utoipa::path(tag = "schedules", params(IfMatch), request_body = Reason, responses((status = 200, body = ReportingScheduleView)), security(("bearer" = ["movements:decide"])))]
#[post("/reporting-schedules/{id}/withdraw")]
pub async fn withdraw_reporting_schedule(
    command: Command<perm::MovementsDecide>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::withdraw(uow, scope, *id, if_match, &body.0).await).await
}
