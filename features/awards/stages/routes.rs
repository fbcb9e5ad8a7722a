//! HTTP for stages.
use actix_web::{get, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        body::Body,
        command::Command,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{LaunchStage, StageFilter, StageView},
    repo, service,
};

/// List the reviews that movements have launched
///
/// Of two for one review of a movement the last one holds. Order: `launched_at` (newest first).
#[utoipa::path(tag = "nominations", params(StageFilter, PageQuery), responses((status = 200, body = Page<StageView>)), security(("bearer" = ["movements:read"])))]
#[get("/award-stages")]
pub async fn list_stages(can: Can<perm::MovementsRead>, query: ListQuery<StageFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::page(db, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(StageView::from))
        })
        .await
}

/// Launch a review of a movement
///
/// Đợt sơ kết, tổng kết: by the head of the unit that launched the movement, for the ministry of its standing body too, with
/// a document, the forms that it gives, and the days on which dossiers may be begun. Launched anew, the last one holds.
#[utoipa::path(tag = "nominations", request_body = LaunchStage, responses((status = 201, body = StageView)), security(("bearer" = ["movements:decide"])))]
#[post("/award-stages")]
pub async fn launch_stage(command: Command<perm::MovementsDecide>, body: Body<LaunchStage>) -> Result<Answer> {
    command.create(async |uow, scope| service::launch(uow, scope, &body.0).await).await
}

/// Read a review of a movement
#[utoipa::path(tag = "nominations", responses((status = 200, body = StageView)), security(("bearer" = ["movements:read"])))]
#[get("/award-stages/{id}")]
pub async fn get_stage(can: Can<perm::MovementsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<StageView>> {
    let found = repo::get(can.state.db.read(), &can.scope, *id).await?;
    Ok(Found(found.into()))
}
