//! HTTP for obligations.
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
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use crate::reports::{
    dto::{Extend, ExtendMany, HandOverMany, ObligationFilter, ObligationView, Relief, Waive, WaiveMany},
    repo, service, view,
};

/// List obligations
///
/// Who owes which report when: the caller's own and lower units'. Order: `due_on`.
#[utoipa::path(tag = "reports", params(ObligationFilter, PageQuery), responses((status = 200, body = Page<ObligationView>)), security(("bearer" = ["reports:read"])))]
#[get("/obligations")]
pub async fn list_obligations(can: Can<perm::ReportsRead>, query: ListQuery<ObligationFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::obligations(db, &can.scope, &query.filter, &query.page, &query.list).await?;
            let now = can.state.clock.now();
            Ok(rows.into_page(|m| view::obligation(&can.scope, m, now, &can.state.calendar)))
        })
        .await
}

/// Read an obligation
#[utoipa::path(tag = "reports", responses((status = 200, body = ObligationView)), security(("bearer" = ["reports:read"])))]
#[get("/obligations/{id}")]
pub async fn get_obligation(can: Can<perm::ReportsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<ObligationView>> {
    let found = repo::obligation(can.state.db.read(), &can.scope, *id).await?;
    Ok(Found(view::obligation(&can.scope, found, can.state.clock.now(), &can.state.calendar)))
}

/// Waive an obligation
///
/// By the head of the unit that would receive the report or of the standing body of the movement, with a document and a
/// reason: while nothing was begun and, of a unit that has ended, until the report is with the superior.
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
/// By the head of the unit that receives the report, with a document and a reason, before the last day or after. A report
/// that is late stays late unless the extension excuses it.
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

/// Waive a list of obligations
///
/// One document for all of a selection that may be waived one by one: what is not with the superior, be it expected, begun
/// or returned. By the head of the unit that would receive them, or of the standing body of the movement. What a selection without `ids` finds is what the caller may waive. With
/// `dry_run=true` the answer is the list; its `list_digest`, given again, makes sure that no other list is waived.
#[utoipa::path(tag = "reports", request_body = WaiveMany, responses((status = 200, body = Relief)), security(("bearer" = ["obligations:waive"])))]
#[post("/obligation-waivers")]
pub async fn waive_obligations(command: Command<perm::ObligationsWaive>, body: Body<WaiveMany>) -> Result<Answer> {
    command.tell(async |uow, scope| service::waive_many(uow, scope, &body.0).await).await
}

/// Extend a list of obligations
///
/// One document gives more time to all of a selection that may be extended one by one, with the same selection and by the
/// same proof as waiving a list.
#[utoipa::path(tag = "reports", request_body = ExtendMany, responses((status = 200, body = Relief)), security(("bearer" = ["obligations:waive"])))]
#[post("/obligation-extensions")]
pub async fn extend_obligations(command: Command<perm::ObligationsWaive>, body: Body<ExtendMany>) -> Result<Answer> {
    command.tell(async |uow, scope| service::extend_many(uow, scope, &body.0).await).await
}

/// Hand a list of obligations over
///
/// One document lets another unit prepare what units that have ended still owe, and goes on with the reports they had
/// begun: by the same persons, with the same selection, as waiving a list.
#[utoipa::path(tag = "reports", request_body = HandOverMany, responses((status = 200, body = Relief)), security(("bearer" = ["obligations:waive"])))]
#[post("/obligation-hand-overs")]
pub async fn hand_over_obligations(
    command: Command<perm::ObligationsWaive>,
    body: Body<HandOverMany>,
) -> Result<Answer> {
    command.tell(async |uow, scope| service::hand_over_many(uow, scope, &body.0).await).await
}
