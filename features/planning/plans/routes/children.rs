//! HTTP for the ordered parts of a plan.
use actix_web::{delete, get, post, put, web::Path};
use base::{
    http::{
        answer::Answer,
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::{Listing, NoFilter},
        query::ListQuery,
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::change;
use crate::plans::{
    dto::{JoinTargets, MeasureInput, MeasureView, PlanView, TargetInput, TargetView, TaskInput, TaskView},
    repo,
    service::{self, List, Piece},
    view,
};

/// List the tasks of a plan
#[utoipa::path(tag = "plans", params(PageQuery), responses((status = 200, body = Page<TaskView>)), security(("bearer" = ["plans:read"])))]
#[get("/plans/{id}/tasks")]
pub async fn list_plan_tasks(can: Can<perm::PlansRead>, id: Path<Uuid>, query: ListQuery<NoFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let plan = repo::get(db, &can.scope, *id).await?;
            query.part(repo::tasks(db, plan.id).await?.into_iter().map(TaskView::from).collect())
        })
        .await
}

/// Add a task to a draft plan
///
/// Answers with the plan.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = TaskInput, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[post("/plans/{id}/tasks")]
pub async fn add_plan_task(
    command: Command<perm::PlansWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<TaskInput>,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::add(uow, scope, *id, if_match, Piece::Task(body.0.clone())).await)
        .await
}

/// Replace a task of a draft plan
///
/// It stays the same task, in its place. Answers with the plan.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = TaskInput, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[put("/plans/{id}/tasks/{task_id}")]
pub async fn replace_plan_task(
    command: Command<perm::PlansWrite>,
    ids: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
    body: Body<TaskInput>,
) -> Result<Answer> {
    change(&command, async |uow, scope| {
        let piece = Piece::Task(body.0.clone());
        service::replace(uow, scope, *ids, if_match, piece).await
    })
    .await
}

/// Remove a task from a draft plan
///
/// Once no measure and no target names it. Answers with the plan.
#[utoipa::path(tag = "plans", params(IfMatch), responses((status = 200, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[delete("/plans/{id}/tasks/{task_id}")]
pub async fn remove_plan_task(
    command: Command<perm::PlansWrite>,
    ids: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::remove(uow, scope, *ids, if_match, List::Tasks).await).await
}

/// List the measures of a plan
#[utoipa::path(tag = "plans", params(PageQuery), responses((status = 200, body = Page<MeasureView>)), security(("bearer" = ["plans:read"])))]
#[get("/plans/{id}/measures")]
pub async fn list_plan_measures(
    can: Can<perm::PlansRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let plan = repo::get(db, &can.scope, *id).await?;
            query.part(repo::measures(db, plan.id).await?.into_iter().map(MeasureView::from).collect())
        })
        .await
}

/// Add a measure to a draft plan
///
/// Answers with the plan.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = MeasureInput, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[post("/plans/{id}/measures")]
pub async fn add_plan_measure(
    command: Command<perm::PlansWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<MeasureInput>,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::add(uow, scope, *id, if_match, Piece::Measure(body.0.clone())).await)
        .await
}

/// Replace a measure of a draft plan
///
/// It stays the same measure, in its place. Answers with the plan.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = MeasureInput, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[put("/plans/{id}/measures/{measure_id}")]
pub async fn replace_plan_measure(
    command: Command<perm::PlansWrite>,
    ids: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
    body: Body<MeasureInput>,
) -> Result<Answer> {
    change(&command, async |uow, scope| {
        let piece = Piece::Measure(body.0.clone());
        service::replace(uow, scope, *ids, if_match, piece).await
    })
    .await
}

/// Remove a measure from a draft plan
///
/// Answers with the plan.
#[utoipa::path(tag = "plans", params(IfMatch), responses((status = 200, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[delete("/plans/{id}/measures/{measure_id}")]
pub async fn remove_plan_measure(
    command: Command<perm::PlansWrite>,
    ids: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::remove(uow, scope, *ids, if_match, List::Measures).await).await
}

/// List the targets of a plan
#[utoipa::path(tag = "plans", params(PageQuery), responses((status = 200, body = Page<TargetView>)), security(("bearer" = ["plans:read"])))]
#[get("/plans/{id}/targets")]
pub async fn list_plan_targets(
    can: Can<perm::PlansRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let plan = repo::get(db, &can.scope, *id).await?;
            let figures = can.state.db.current_figures().await?;
            query.part(view::targets_of_plan(figures, db, &plan).await?)
        })
        .await
}

/// Add a target to a draft plan
///
/// Answers with the plan.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = TargetInput, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[post("/plans/{id}/targets")]
pub async fn add_plan_target(
    command: Command<perm::PlansWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<TargetInput>,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::add(uow, scope, *id, if_match, Piece::Target(body.0.clone())).await)
        .await
}

/// Replace a target of a draft plan
///
/// It stays the same target, in its place. Answers with the plan.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = TargetInput, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[put("/plans/{id}/targets/{target_id}")]
pub async fn replace_plan_target(
    command: Command<perm::PlansWrite>,
    ids: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
    body: Body<TargetInput>,
) -> Result<Answer> {
    change(&command, async |uow, scope| {
        let piece = Piece::Target(body.0.clone());
        service::replace(uow, scope, *ids, if_match, piece).await
    })
    .await
}

/// Remove a target from a draft plan
///
/// Once its shares are withdrawn. Answers with the plan.
#[utoipa::path(tag = "plans", params(IfMatch), responses((status = 200, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[delete("/plans/{id}/targets/{target_id}")]
pub async fn remove_plan_target(
    command: Command<perm::PlansWrite>,
    ids: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::remove(uow, scope, *ids, if_match, List::Targets).await).await
}

/// Join targets of a draft plan
///
/// Targets on one indicator, or on one measure of the plan's own, become one: what a successor restates of several
/// predecessors. Amounts add up. The joined target names all whose targets it restates, and takes over the shares of all
/// when the plan is issued. Answers with the plan.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = JoinTargets, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[post("/plans/{id}/targets/join")]
pub async fn join_plan_targets(
    command: Command<perm::PlansWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<JoinTargets>,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::join(uow, scope, *id, if_match, &body.0).await).await
}
