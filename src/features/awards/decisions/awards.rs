//! HTTP for the award register: open to every signed-in user.
use actix_web::{get, web::Path};
use uuid::Uuid;

use super::{
    dto::{AwardFilter, AwardView},
    repo, view,
};
use crate::{
    http::{
        answer::{Found, Listed},
        auth::Can,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};

/// List awards
///
/// The register (sổ khen thưởng). Order: `decided_on` (newest first).
#[utoipa::path(tag = "awards", params(AwardFilter, PageQuery), responses((status = 200, body = Page<AwardView>)), security(("bearer" = ["awards:read"])))]
#[get("/awards")]
pub async fn list_awards(can: Can<perm::AwardsRead>, query: ListQuery<AwardFilter>) -> Result<Listed<Page<AwardView>>> {
    let db = can.state.db.read();
    let rows = repo::awards(db, &can.scope, &query.filter, &query.page, &query.list).await?;
    let forms = repo::forms(db).await?;
    let authorities = view::authorities(db, rows.rows.iter().map(|m| m.authority_id)).await?;
    Ok(rows.into_page(|m| view::award(m, &forms, &authorities)).answer(&query.list, &query.page))
}

/// Read an award
#[utoipa::path(tag = "awards", responses((status = 200, body = AwardView)), security(("bearer" = ["awards:read"])))]
#[get("/awards/{id}")]
pub async fn get_award(can: Can<perm::AwardsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<AwardView>> {
    let db = can.state.db.read();
    let found = repo::award(db, *id).await?;
    let authorities = view::authorities(db, std::iter::once(found.authority_id)).await?;
    Ok(Found(view::award(found, &repo::forms(db).await?, &authorities)))
}
