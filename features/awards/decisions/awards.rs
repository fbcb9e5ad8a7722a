//! HTTP for the award register: open to every signed-in user.
use actix_web::{get, web::Path};
use base::{
    http::{
        answer::{Found, Listed},
        auth::Can,
        list::Listing,
        query::{ListQuery, NoParams, Params},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{AwardFilter, AwardView, PrizeQuery, PrizeSum},
    repo, view,
};

/// List awards
///
/// The register (sổ khen thưởng), open to all who are signed in; the dossier behind an award only to those who see it. Order: `decided_on` (newest first).
#[utoipa::path(tag = "awards", params(AwardFilter, PageQuery), responses((status = 200, body = Page<AwardView>)), security(("bearer" = ["awards:read"])))]
#[get("/awards")]
pub async fn list_awards(can: Can<perm::AwardsRead>, query: ListQuery<AwardFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::awards(db, &can.scope, &query.filter, &query.page, &query.list).await?;
            rows.page_of(async |rows| view::awards(db, &can.scope, rows).await).await
        })
        .await
}

/// Work out a prize
///
/// What goes with an award that is decided on a day: the multiple and the base pay of that day, rounded as the rule says.
#[utoipa::path(tag = "awards", params(PrizeQuery), responses((status = 200, body = PrizeSum)), security(("bearer" = ["awards:read"])))]
#[get("/prize-sum")]
pub async fn get_prize_sum(can: Can<perm::AwardsRead>, query: Params<PrizeQuery>) -> Result<Listed<PrizeSum>> {
    view::prize_sum(can.state.db.read(), query.0).await.map(Listed::new)
}

/// Read an award
#[utoipa::path(tag = "awards", responses((status = 200, body = AwardView)), security(("bearer" = ["awards:read"])))]
#[get("/awards/{id}")]
pub async fn get_award(can: Can<perm::AwardsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<AwardView>> {
    super::read_award(can.state.db.read(), &can.scope, *id).await.map(Found)
}
