//! HTTP for quotas of awards.
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
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
    },
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{GiveQuota, QuotaFilter, QuotaView},
    repo, service, view,
};

/// List documents that give places of awards
///
/// Each with its items, how many places these have and how many were granted. Order: `given_at` (newest first).
#[utoipa::path(tag = "awards", params(QuotaFilter, PageQuery), responses((status = 200, body = Page<QuotaView>)), security(("bearer" = ["movements:read"])))]
#[get("/award-quotas")]
pub async fn list_award_quotas(can: Can<perm::MovementsRead>, query: ListQuery<QuotaFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::page(db, &query.filter, &query.page, &query.list).await?;
            rows.page_of(async |rows| view::views(db, &can.scope, rows).await).await
        })
        .await
}

/// Give places of awards
///
/// Phân bổ chỉ tiêu khen thưởng: by the head of the unit that launched the movement, for the ministry of its standing body too,
/// with a document. What it says of a form, kind of subject and unit replaces what was said of them before; not fewer places than
/// were granted. Whoever signs a decision is held to the places of all levels.
#[utoipa::path(tag = "awards", request_body = GiveQuota, responses((status = 201, body = QuotaView)), security(("bearer" = ["movements:decide"])))]
#[post("/award-quotas")]
pub async fn give_award_quota(command: Command<perm::MovementsDecide>, body: Body<GiveQuota>) -> Result<Answer> {
    command.create(async |uow, scope| service::give(uow, scope, &body.0).await).await
}

/// Read a document that gives places of awards
#[utoipa::path(tag = "awards", responses((status = 200, body = QuotaView)), security(("bearer" = ["movements:read"])))]
#[get("/award-quotas/{id}")]
pub async fn get_award_quota(can: Can<perm::MovementsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<QuotaView>> {
    let db = can.state.db.read();
    let found = repo::get(db, &can.scope, *id).await?;
    let view = view::views(db, &can.scope, vec![found]).await?.pop();
    view.map(Found).ok_or_else(|| Error::new(Code::NotFound))
}
