//! HTTP for supplement requests and what is written about them.
use actix_web::{get, post, web::Path};
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
    dto::{PlanView, ReplyInput, RequestSupplement, ResolveSupplement, SupplementRequestView},
    repo, service, view,
};

/// Ask for a supplement
///
/// Đề nghị bổ sung: with a reason and a day. The unit answers in the thread, or with the next version.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = RequestSupplement, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:receive"])))]
#[post("/plans/{id}/request-supplement")]
pub async fn request_plan_supplement(
    command: Command<perm::PlansReceive>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<RequestSupplement>,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::request_supplement(uow, scope, *id, if_match, &body.0).await).await
}

/// List the supplement requests of a plan
///
/// Oldest first, each with its thread.
#[utoipa::path(tag = "plans", params(PageQuery), responses((status = 200, body = Page<SupplementRequestView>)), security(("bearer" = ["plans:read"])))]
#[get("/plans/{id}/supplement-requests")]
pub async fn list_plan_supplement_requests(
    can: Can<perm::PlansRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let plan = repo::get(db, &can.scope, *id).await?;
            let items = view::supplement_requests(db, &can.scope, plan.id).await?;
            query.part(items)
        })
        .await
}

/// Write in the thread of a supplement request
///
/// By an officer of either side, while it is open.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = ReplyInput, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:write"])))]
#[post("/plans/{id}/reply-supplement")]
pub async fn reply_plan_supplement(
    command: Command<perm::PlansWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<ReplyInput>,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::reply_supplement(uow, scope, *id, if_match, &body.0).await).await
}

/// Resolve a supplement request without a new version
///
/// By the unit that asked: the replies are enough, or the request is withdrawn. The plan counts as received.
#[utoipa::path(tag = "plans", params(IfMatch), request_body = ResolveSupplement, responses((status = 200, body = PlanView)), security(("bearer" = ["plans:receive"])))]
#[post("/plans/{id}/resolve-supplement")]
pub async fn resolve_plan_supplement(
    command: Command<perm::PlansReceive>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<ResolveSupplement>,
) -> Result<Answer> {
    change(&command, async |uow, scope| service::resolve_supplement(uow, scope, *id, if_match, &body.0).await).await
}
