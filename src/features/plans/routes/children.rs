//! HTTP for the ordered parts of a plan.
use actix_web::{get, post, web::Path};
use uuid::Uuid;

use crate::{
    core::{
        auth::Can,
        error::Result,
        http::{
            answer::{Answer, Listed},
            body::Body,
            command::Command,
            etag::IfMatch,
            query::NoParams,
        },
        page::Page,
        policy::perm,
    },
    features::plans::{
        dto::{MeasureInput, MeasureView, PlanView, TargetInput, TargetView, TaskInput, TaskView},
        repo, service, view,
    },
};

fn whole<T>(items: Vec<T>) -> Result<Listed<Page<T>>> {
    Ok(Listed::new(Page { items, next_cursor: None, total: None }))
}

/// List the tasks of a plan
#[utoipa::path(tag = "plans", responses((status = 200, body = Page<TaskView>)), security(("bearer" = ["plans:read"])))]
#[get("/plans/{id}/tasks")]
pub async fn list_plan_tasks(can: Can<perm::PlansRead>, id: Path<Uuid>, _: NoParams) -> Result<Listed<Page<TaskView>>> {
    let db = can.state.db.read();
    let plan = repo::get(db, &can.scope, *id).await?;
    whole(repo::tasks(db, plan.id).await?.into_iter().map(TaskView::from).collect())
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
    command
        .run(async |uow, scope| {
            view::answer(uow, scope, service::add_task(uow, scope, *id, if_match, &body.0).await?).await
        })
        .await
}

/// List the measures of a plan
#[utoipa::path(tag = "plans", responses((status = 200, body = Page<MeasureView>)), security(("bearer" = ["plans:read"])))]
#[get("/plans/{id}/measures")]
pub async fn list_plan_measures(
    can: Can<perm::PlansRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Listed<Page<MeasureView>>> {
    let db = can.state.db.read();
    let plan = repo::get(db, &can.scope, *id).await?;
    whole(repo::measures(db, plan.id).await?.into_iter().map(MeasureView::from).collect())
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
    command
        .run(async |uow, scope| {
            view::answer(uow, scope, service::add_measure(uow, scope, *id, if_match, &body.0).await?).await
        })
        .await
}

/// List the targets of a plan
#[utoipa::path(tag = "plans", responses((status = 200, body = Page<TargetView>)), security(("bearer" = ["plans:read"])))]
#[get("/plans/{id}/targets")]
pub async fn list_plan_targets(
    can: Can<perm::PlansRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Listed<Page<TargetView>>> {
    let db = can.state.db.read();
    let plan = repo::get(db, &can.scope, *id).await?;
    whole(view::targets_of(db, repo::targets(db, plan.id).await?).await?)
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
    command
        .run(async |uow, scope| {
            view::answer(uow, scope, service::add_target(uow, scope, *id, if_match, &body.0).await?).await
        })
        .await
}
