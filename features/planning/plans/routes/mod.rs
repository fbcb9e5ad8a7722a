//! HTTP for plans.
pub mod children;
pub mod imports;
pub mod steps;
pub mod supplement;
pub mod versions;

use actix_web::{get, patch, post, web::Path};
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
    kernel::{
        error::Result,
        policy::{Grant, perm},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        page::{Page, PageQuery},
    },
};
use entity::plan;
use uuid::Uuid;

use super::{
    dto::{CreatePlan, PlanFilter, PlanSummary, PlanView, UpdatePlan},
    repo, service, view,
};

/// List plans
///
/// The caller's own, and what lower units have sent. Orders: `updated_at` (default, newest first), `sent_at`.
#[utoipa::path(tag = "plans", params(PlanFilter, PageQuery), responses((status = 200, body = Page<PlanSummary>)), security(("bearer" = ["plans:read"])))]
#[get("/plans")]
pub async fn list_plans(can: Can<perm::PlansRead>, query: ListQuery<PlanFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(|m| view::summary(&can.scope, m)))
        })
        .await
}

/// Draft a plan
///
/// For a unit that the movement obliges, or the one that launched it. It may be sent whole, or filled later; it may
/// begin with a template, or with a plan of another movement or unit.
#[utoipa::path(tag = "plans", request_body = CreatePlan, responses((status = 201, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[post("/plans")]
pub async fn create_plan(command: Command<perm::PlansWrite>, body: Body<CreatePlan>) -> Result<Answer> {
    make(&command, async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a plan
#[utoipa::path(tag = "plans", responses((status = 200, body = PlanView)), security(("bearer" = ["plans:read"])))]
#[get("/plans/{id}")]
pub async fn get_plan(can: Can<perm::PlansRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<PlanView>> {
    let figures = can.state.db.current_figures().await?;
    let read = async |tx: &_| super::read(figures, tx, &can.scope, *id).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Change a draft plan
///
/// Lists are replaced whole.
#[utoipa::path(tag = "plans", params(IfMatch), request_body(content = UpdatePlan, content_type = "application/merge-patch+json"), responses((status = 200, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[patch("/plans/{id}")]
pub async fn update_plan(
    command: Command<perm::PlansWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdatePlan>,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// Carries out what makes a plan, and answers with it.
async fn make<P: Grant>(
    command: &Command<P>,
    work: impl AsyncFn(&Uow, &Scope) -> Result<Recorded<plan::Model>>,
) -> Result<Answer> {
    let figures = command.state.db.current_figures().await?;
    command.create(async |uow, scope| view::answer(figures, uow, scope, work(uow, scope).await?).await).await
}

/// Carries out a change of a plan, and answers with it as it is then.
async fn change<P: Grant>(
    command: &Command<P>,
    work: impl AsyncFn(&Uow, &Scope) -> Result<Recorded<plan::Model>>,
) -> Result<Answer> {
    let figures = command.state.db.current_figures().await?;
    command.run(async |uow, scope| view::answer(figures, uow, scope, work(uow, scope).await?).await).await
}
