//! HTTP for the ledger of what is owed.
use actix_web::{get, web::Path};
use base::{
    http::{
        auth::Can,
        list::{Listing, NoFilter},
        query::ListQuery,
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use planning::movements;
use uuid::Uuid;

use crate::reports::{
    dto::{ExpectationFilter, ObligationChangeView},
    repo, view,
};

/// List what became of an obligation
///
/// From its opening on, each change with its reason: the document, or the reorganisation.
#[utoipa::path(tag = "reports", params(PageQuery), responses((status = 200, body = Page<ObligationChangeView>)), security(("bearer" = ["reports:read"])))]
#[get("/obligations/{id}/changes")]
pub async fn list_obligation_changes(
    can: Can<perm::ReportsRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let found = repo::obligation(db, &can.scope, *id).await?;
            Ok(repo::changes(db, found.id, &query.page, &query.list).await?.into_page(view::change))
        })
        .await
}

/// List who owes what in a movement, and what became of it
///
/// The ledger of the expectation sets: what was owed when a period opened, and each later change with its reason. Of the
/// caller's own and lower units.
#[utoipa::path(tag = "reports", params(ExpectationFilter, PageQuery), responses((status = 200, body = Page<ObligationChangeView>)), security(("bearer" = ["reports:read"])))]
#[get("/movements/{id}/expectations")]
pub async fn list_movement_expectations(
    can: Can<perm::ReportsRead>,
    id: Path<Uuid>,
    query: ListQuery<ExpectationFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let movement = movements::repo::get(db, &can.scope, *id).await?;
            let rows = repo::expectations(db, &can.scope, movement.id, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(view::change))
        })
        .await
}
