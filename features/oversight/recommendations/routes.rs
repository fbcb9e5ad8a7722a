//! HTTP for recommendations.
use actix_web::{get, post, web::Path};
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
    kernel::{error::Result, policy::perm, reason::Reason},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{AnswerRecommendation, RecommendationFilter, RecommendationView, RecommendationWithActions},
    repo, service, view,
};

/// List recommendations
///
/// Those that the caller's units have to do, those of their inspections, of inspections by units below, and of inspections
/// in whose team the caller is. Orders: `due_on` (default), `updated_at`.
#[utoipa::path(tag = "inspections", params(RecommendationFilter, PageQuery), responses((status = 200, body = Page<RecommendationView>)), security(("bearer" = ["inspections:read"])))]
#[get("/recommendations")]
pub async fn list_recommendations(
    can: Can<perm::InspectionsRead>,
    query: ListQuery<RecommendationFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(|row| view::one(can.scope.time(), row)))
        })
        .await
}

/// Read a recommendation
///
/// With its evidence, and what the caller may do with it.
#[utoipa::path(tag = "inspections", responses((status = 200, body = RecommendationWithActions)), security(("bearer" = ["inspections:read"])))]
#[get("/recommendations/{id}")]
pub async fn get_recommendation(
    can: Can<perm::InspectionsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<RecommendationWithActions>> {
    let read = async |tx: &_| view::whole(tx, &can.scope, repo::get(tx, &can.scope, *id).await?).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Answer a recommendation
///
/// By the head of the unit that has to do it, with files of the unit for evidence.
#[utoipa::path(tag = "inspections", params(IfMatch), request_body = AnswerRecommendation, responses((status = 200, body = RecommendationWithActions)), security(("bearer" = ["inspections:respond"])))]
#[post("/recommendations/{id}/answer")]
pub async fn answer_recommendation(
    command: Command<perm::InspectionsRespond>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<AnswerRecommendation>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::answer(uow, scope, *id, if_match, &body.0).await).await
}

/// Return the answer to a recommendation
///
/// By an officer of the inspecting unit, with a reason: the recommendation is open again, with the day that it had.
#[utoipa::path(tag = "inspections", params(IfMatch), request_body = Reason, responses((status = 200, body = RecommendationWithActions)), security(("bearer" = ["inspections:write"])))]
#[post("/recommendations/{id}/return")]
pub async fn return_recommendation(
    command: Command<perm::InspectionsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::give_back(uow, scope, *id, if_match, &body.0).await).await
}

/// Check a recommendation off
///
/// By an officer of the inspecting unit who did not answer it.
#[utoipa::path(tag = "inspections", params(IfMatch), responses((status = 200, body = RecommendationWithActions)), security(("bearer" = ["inspections:write"])))]
#[post("/recommendations/{id}/check-off")]
pub async fn check_off_recommendation(
    command: Command<perm::InspectionsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::check_off(uow, scope, *id, if_match).await).await
}

/// Drop a recommendation
///
/// By the head of the inspecting unit, with a reason.
#[utoipa::path(tag = "inspections", params(IfMatch), request_body = Reason, responses((status = 200, body = RecommendationWithActions)), security(("bearer" = ["inspections:sign"])))]
#[post("/recommendations/{id}/drop")]
pub async fn drop_recommendation(
    command: Command<perm::InspectionsSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::give_up(uow, scope, *id, if_match, &body.0).await).await
}
