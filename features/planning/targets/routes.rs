//! HTTP for targets.
use actix_web::{get, web::Path};
use base::{
    http::{
        answer::Listed,
        auth::Can,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{dto::TargetFilter, repo};
use crate::plans::{self, dto::TargetView};

/// List targets
///
/// Of every plan that the caller sees, in the order of their making.
#[utoipa::path(tag = "targets", params(TargetFilter, PageQuery), responses((status = 200, body = Page<TargetView>)), security(("bearer" = ["plans:read"])))]
#[get("/targets")]
pub async fn list_targets(can: Can<perm::PlansRead>, query: ListQuery<TargetFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::page(db, &can.scope, &query.filter, &query.page, &query.list).await?;
            let figures = can.state.db.current_figures().await?;
            rows.page_of(async |rows| plans::targets_of(figures, db, rows).await).await
        })
        .await
}

/// Read a target
#[utoipa::path(tag = "targets", responses((status = 200, body = TargetView)), security(("bearer" = ["plans:read"])))]
#[get("/targets/{id}")]
pub async fn get_target(can: Can<perm::PlansRead>, id: Path<Uuid>, _: NoParams) -> Result<Listed<TargetView>> {
    let figures = can.state.db.current_figures().await?;
    super::read(figures, can.state.db.read(), &can.scope, *id).await.map(Listed::new)
}
