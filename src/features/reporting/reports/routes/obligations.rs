//! HTTP for obligations.
use actix_web::{get, post, web::Path};
use uuid::Uuid;

use crate::{
    features::reporting::reports::{
        dto::{Extend, ObligationFilter, ObligationView, Waive},
        repo, service, view,
    },
    http::{
        answer::{Answer, Found, Listed},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};

/// List obligations
///
/// Who owes which report when: the caller's own and lower units'. Order: `due_on`.
#[utoipa::path(tag = "reports", params(ObligationFilter, PageQuery), responses((status = 200, body = Page<ObligationView>)), security(("bearer" = ["reports:read"])))]
#[get("/obligations")]
pub async fn list_obligations(
    can: Can<perm::ReportsRead>,
    query: ListQuery<ObligationFilter>,
) -> Result<Listed<Page<ObligationView>>> {
    let db = can.state.db.read();
    let rows = repo::obligations(db, &can.scope, &query.filter, &query.page, &query.list).await?;
    let now = can.state.clock.now();
    Ok(rows.into_page(|m| view::obligation(&can.scope, m, now)).answer(&query.list, &query.page))
}

/// Read an obligation
#[utoipa::path(tag = "reports", responses((status = 200, body = ObligationView)), security(("bearer" = ["reports:read"])))]
#[get("/obligations/{id}")]
pub async fn get_obligation(can: Can<perm::ReportsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<ObligationView>> {
    let found = repo::obligation(can.state.db.read(), &can.scope, *id).await?;
    Ok(Found(view::obligation(&can.scope, found, can.state.clock.now())))
}

/// Waive an obligation
///
/// By the head of the unit that would receive the report, with a document and a reason.
#[utoipa::path(tag = "reports", params(IfMatch), request_body = Waive, responses((status = 200, body = ObligationView)), security(("bearer" = ["obligations:waive"])))]
#[post("/obligations/{id}/waive")]
pub async fn waive_obligation(
    command: Command<perm::ObligationsWaive>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Waive>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::waive(uow, scope, *id, if_match, &body.0).await).await
}

/// Extend an obligation
///
/// By the head of the unit that receives the report, with a document.
#[utoipa::path(tag = "reports", params(IfMatch), request_body = Extend, responses((status = 200, body = ObligationView)), security(("bearer" = ["obligations:waive"])))]
#[post("/obligations/{id}/extend")]
pub async fn extend_obligation(
    command: Command<perm::ObligationsWaive>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Extend>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::extend(uow, scope, *id, if_match, &body.0).await).await
}
