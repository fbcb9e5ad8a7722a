//! HTTP for movements.
pub mod made;

use actix_web::{get, patch, post, web::Path};
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

use super::{
    dto::{
        CancelMovement, CreateMovement, Launch, MilestoneInput, MilestoneView, MovementFilter, MovementIndicatorView,
        MovementView, PeriodInput, PeriodView, PlanDeadlineInput, PlanDeadlineView, ReportingLineView, UpdateMovement,
    },
    repo, service,
};
use crate::law::{self, dto::AwardFormView};

/// List movements
///
/// Orders: `starts_on` (default, newest first), `code`.
#[utoipa::path(tag = "movements", params(MovementFilter, PageQuery), responses((status = 200, body = Page<MovementView>)), security(("bearer" = ["movements:read"])))]
#[get("/movements")]
pub async fn list_movements(can: Can<perm::MovementsRead>, query: ListQuery<MovementFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::page(db, &can.scope, &query.filter, &query.page, &query.list).await?;
            rows.page_of(async |rows| repo::views(db, &can.scope, rows).await).await
        })
        .await
}

/// Draft a movement
///
/// By an officer of the launching unit; for the ministry, of its standing body.
#[utoipa::path(tag = "movements", request_body = CreateMovement, responses((status = 201, body = MovementView)), security(("bearer" = ["movements:write"])))]
#[post("/movements")]
pub async fn create_movement(command: Command<perm::MovementsWrite>, body: Body<CreateMovement>) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a movement
#[utoipa::path(tag = "movements", responses((status = 200, body = MovementView)), security(("bearer" = ["movements:read"])))]
#[get("/movements/{id}")]
pub async fn get_movement(can: Can<perm::MovementsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<MovementView>> {
    can.state.db.read_together(async |tx| super::read(tx, &can.scope, *id).await).await.map(Found)
}

/// Change a draft movement
#[utoipa::path(tag = "movements", params(IfMatch), request_body(content = UpdateMovement, content_type = "application/merge-patch+json"), responses((status = 200, body = MovementView)), security(("bearer" = ["movements:write"])))]
#[patch("/movements/{id}")]
pub async fn update_movement(
    command: Command<perm::MovementsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateMovement>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// Launch a movement
///
/// Phát động: by the head of the launching unit, with the decision's number, date and signer.
#[utoipa::path(tag = "movements", params(IfMatch), request_body = Launch, responses((status = 200, body = MovementView)), security(("bearer" = ["movements:decide"])))]
#[post("/movements/{id}/launch")]
pub async fn launch_movement(
    command: Command<perm::MovementsDecide>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Launch>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::launch(uow, scope, *id, if_match, &body.0).await).await
}

/// Open the final review
///
/// Tổng kết.
#[utoipa::path(tag = "movements", params(IfMatch), responses((status = 200, body = MovementView)), security(("bearer" = ["movements:decide"])))]
#[post("/movements/{id}/open-final-review")]
pub async fn open_final_review(
    command: Command<perm::MovementsDecide>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::open_final_review(uow, scope, *id, if_match).await).await
}

/// Close a movement
///
/// Once every report is accepted or waived and no nomination waits at a unit above. What was not sent up, or came back, goes up
/// no more.
#[utoipa::path(tag = "movements", params(IfMatch), responses((status = 200, body = MovementView)), security(("bearer" = ["movements:decide"])))]
#[post("/movements/{id}/close")]
pub async fn close_movement(
    command: Command<perm::MovementsDecide>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::close(uow, scope, *id, if_match).await).await
}

/// Cancel a movement
#[utoipa::path(tag = "movements", params(IfMatch), request_body = CancelMovement, responses((status = 200, body = MovementView)), security(("bearer" = ["movements:decide"])))]
#[post("/movements/{id}/cancel")]
pub async fn cancel_movement(
    command: Command<perm::MovementsDecide>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<CancelMovement>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::cancel(uow, scope, *id, if_match, &body.0).await).await
}

/// List the indicators of a movement
///
/// In its order, each with the kinds of unit that report on it, and from when on.
#[utoipa::path(tag = "movements", params(PageQuery), responses((status = 200, body = Page<MovementIndicatorView>)), security(("bearer" = ["movements:read"])))]
#[get("/movements/{id}/indicators")]
pub async fn list_movement_indicators(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            repo::get(db, &can.scope, *id).await?;
            query.part(repo::indicator_views(db, *id).await?)
        })
        .await
}

/// List the reporting periods of a movement
#[utoipa::path(tag = "movements", params(PageQuery), responses((status = 200, body = Page<PeriodView>)), security(("bearer" = ["movements:read"])))]
#[get("/movements/{id}/periods")]
pub async fn list_movement_periods(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            repo::get(db, &can.scope, *id).await?;
            query.part(repo::periods(db, *id).await?)
        })
        .await
}

/// Add a reporting period
///
/// The reports it asks for are owed within a minute. Answers with the movement.
#[utoipa::path(tag = "movements", params(IfMatch), request_body = PeriodInput, responses((status = 200, body = MovementView)), security(("bearer" = ["movements:write"])))]
#[post("/movements/{id}/periods")]
pub async fn add_movement_period(
    command: Command<perm::MovementsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<PeriodInput>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::add_period(uow, scope, *id, if_match, &body.0).await).await
}

/// List the reporting lines of a movement
#[utoipa::path(tag = "movements", params(PageQuery), responses((status = 200, body = Page<ReportingLineView>)), security(("bearer" = ["movements:read"])))]
#[get("/movements/{id}/reporting-lines")]
pub async fn list_movement_reporting_lines(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            repo::get(db, &can.scope, *id).await?;
            query.part(repo::reporting_lines(db, *id).await?)
        })
        .await
}

/// List the award forms of a movement
///
/// As the law of today has them: whom they may go to, whether a council votes, who decides, and where each rule stands.
#[utoipa::path(tag = "movements", params(PageQuery), responses((status = 200, body = Page<AwardFormView>)), security(("bearer" = ["movements:read"])))]
#[get("/movements/{id}/award-forms")]
pub async fn list_movement_award_forms(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            repo::get(db, &can.scope, *id).await?;
            let forms = repo::award_forms(db, *id).await?;
            let regime = law::repo::regime_on(db, can.scope.today).await?;
            query.part(match regime {
                Some(regime) => law::form_views(db, forms, &regime.code).await?,
                None => vec![],
            })
        })
        .await
}

/// List the milestones of a movement
#[utoipa::path(tag = "movements", params(PageQuery), responses((status = 200, body = Page<MilestoneView>)), security(("bearer" = ["movements:read"])))]
#[get("/movements/{id}/milestones")]
pub async fn list_movement_milestones(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            repo::get(db, &can.scope, *id).await?;
            let milestones = repo::milestones(db, *id).await?;
            query.part(milestones.into_iter().map(MilestoneView::from).collect())
        })
        .await
}

/// Record a milestone
///
/// The interim review (sơ kết) or the final one (tổng kết). Answers with the movement.
#[utoipa::path(tag = "movements", params(IfMatch), request_body = MilestoneInput, responses((status = 200, body = MovementView)), security(("bearer" = ["movements:write"])))]
#[post("/movements/{id}/milestones")]
pub async fn add_movement_milestone(
    command: Command<perm::MovementsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<MilestoneInput>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::add_milestone(uow, scope, *id, if_match, &body.0).await).await
}

/// List the deadlines for plans
///
/// Oldest first; none is ever changed. For a unit the one that speaks of it most closely holds: of the unit, else of
/// its kind, else of all, and of several such the newest.
#[utoipa::path(tag = "movements", params(PageQuery), responses((status = 200, body = Page<PlanDeadlineView>)), security(("bearer" = ["movements:read"])))]
#[get("/movements/{id}/plan-deadlines")]
pub async fn list_movement_plan_deadlines(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            repo::get(db, &can.scope, *id).await?;
            let deadlines = repo::plan_deadlines(db, *id).await?;
            query.part(deadlines.into_iter().map(|m| PlanDeadlineView::of(&can.scope, m)).collect())
        })
        .await
}

/// Set or extend the deadline for plans
///
/// By the head of the launching unit, with a document; an extension says why. Answers with the movement.
#[utoipa::path(tag = "movements", params(IfMatch), request_body = PlanDeadlineInput, responses((status = 200, body = MovementView)), security(("bearer" = ["movements:decide"])))]
#[post("/movements/{id}/plan-deadlines")]
pub async fn add_movement_plan_deadline(
    command: Command<perm::MovementsDecide>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<PlanDeadlineInput>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::set_plan_deadline(uow, scope, *id, if_match, &body.0).await).await
}
