//! HTTP for plan templates.
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
    deviation,
    dto::{CreatePlanTemplate, PlanTemplateFilter, PlanTemplateSummary, PlanTemplateView, UpdatePlanTemplate},
    repo, service, view,
};
use crate::plans::dto::PlanDiff;

/// List plan templates
///
/// Drafts only to those who prepare or decide the movement. Order: `updated_at` (newest first).
#[utoipa::path(tag = "plan-templates", params(PlanTemplateFilter, PageQuery), responses((status = 200, body = Page<PlanTemplateSummary>)), security(("bearer" = ["movements:read"])))]
#[get("/plan-templates")]
pub async fn list_plan_templates(
    can: Can<perm::MovementsRead>,
    query: ListQuery<PlanTemplateFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(view::summary))
        })
        .await
}

/// Draft a plan template
///
/// By an officer of the movement's launching unit; for the ministry's, of its standing body. It recommends what a plan
/// may hold, and nothing that only a unit can say of its own plan.
#[utoipa::path(tag = "plan-templates", request_body = CreatePlanTemplate, responses((status = 201, body = PlanTemplateView)), security(("bearer" = ["movements:write"])))]
#[post("/plan-templates")]
pub async fn create_plan_template(
    command: Command<perm::MovementsWrite>,
    body: Body<CreatePlanTemplate>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a plan template
#[utoipa::path(tag = "plan-templates", responses((status = 200, body = PlanTemplateView)), security(("bearer" = ["movements:read"])))]
#[get("/plan-templates/{id}")]
pub async fn get_plan_template(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<PlanTemplateView>> {
    let read = async |tx: &_| view::whole(tx, &can.scope, repo::get(tx, &can.scope, *id).await?).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Change a draft plan template
///
/// Lists are replaced whole.
#[utoipa::path(tag = "plan-templates", params(IfMatch), request_body(content = UpdatePlanTemplate, content_type = "application/merge-patch+json"), responses((status = 200, body = PlanTemplateView)), security(("bearer" = ["movements:write"])))]
#[patch("/plan-templates/{id}")]
pub async fn update_plan_template(
    command: Command<perm::MovementsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdatePlanTemplate>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// Publish a plan template
///
/// By the head of the launching unit, who did not draft it, while units can plan. The one published before for the same
/// kind of unit is withdrawn with it.
#[utoipa::path(tag = "plan-templates", params(IfMatch), responses((status = 200, body = PlanTemplateView)), security(("bearer" = ["movements:decide"])))]
#[post("/plan-templates/{id}/publish")]
pub async fn publish_plan_template(
    command: Command<perm::MovementsDecide>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::publish(uow, scope, *id, if_match).await).await
}

/// Withdraw a plan template
///
/// By the head of the launching unit, with a reason. Plans that began with it stay as they are.
#[utoipa::path(tag = "plan-templates", params(IfMatch), request_body = Reason, responses((status = 200, body = PlanTemplateView)), security(("bearer" = ["movements:decide"])))]
#[post("/plan-templates/{id}/withdraw")]
pub async fn withdraw_plan_template(
    command: Command<perm::MovementsDecide>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::withdraw(uow, scope, *id, if_match, &body.0).await).await
}

/// Compare a plan with its template
///
/// With the one it began with, part by part and member by member: tasks by their codes, targets by their indicators,
/// else by their titles. What only a unit can say is left out. 404 where the plan began without a template.
#[utoipa::path(tag = "plan-templates", responses((status = 200, body = PlanDiff)), security(("bearer" = ["plans:read"])))]
#[get("/plans/{id}/deviation")]
pub async fn get_plan_deviation(can: Can<perm::PlansRead>, id: Path<Uuid>, _: NoParams) -> Result<Listed<PlanDiff>> {
    let read = async |tx: &_| deviation::of_plan(tx, &can.scope, *id).await;
    can.state.db.read_together(read).await.map(Listed::new)
}
