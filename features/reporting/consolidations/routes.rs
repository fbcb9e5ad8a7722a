//! HTTP for consolidations.
use actix_web::{
    get, post,
    web::{Data, Path},
};
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

use super::{
    cache::Cache,
    dto::{
        ConsolidationFilter, ConsolidationSummary, ConsolidationView, CreateConsolidation, IssueConsolidation,
        UseConsolidation,
    },
    repo, service, view,
};
use crate::reports::dto::ReportView;

/// List consolidations
///
/// The caller's own, and what lower units have issued.
#[utoipa::path(tag = "consolidations", params(ConsolidationFilter, PageQuery), responses((status = 200, body = Page<ConsolidationSummary>)), security(("bearer" = ["reports:read"])))]
#[get("/consolidations")]
pub async fn list_consolidations(
    can: Can<perm::ReportsRead>,
    query: ListQuery<ConsolidationFilter>,
) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(|m| view::summary(&can.scope, m)))
        })
        .await
}

/// Consolidate the reports of a line
///
/// By an officer of the unit that they were submitted to: every unit that owes it its report for the period, with the version that
/// was accepted, or without. Children may be missing. There is one draft at a time; after one was issued the next is its next version.
#[utoipa::path(tag = "consolidations", request_body = CreateConsolidation, responses((status = 201, body = ConsolidationView)), security(("bearer" = ["reports:receive"])))]
#[post("/consolidations")]
pub async fn create_consolidation(
    command: Command<perm::ReportsReceive>,
    cache: Data<Cache>,
    body: Body<CreateConsolidation>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &cache, &body.0).await).await
}

/// Read a consolidation
///
/// With what has become of its sources since: it is `stale` when another version of a report counts now, or there is one that was
/// missing.
#[utoipa::path(tag = "consolidations", responses((status = 200, body = ConsolidationView)), security(("bearer" = ["reports:read"])))]
#[get("/consolidations/{id}")]
pub async fn get_consolidation(
    can: Can<perm::ReportsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<ConsolidationView>> {
    let read = async |tx: &_| view::whole(tx, &can.scope, repo::get(tx, &can.scope, *id).await?).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Consolidate a draft anew
///
/// From what was accepted by now.
#[utoipa::path(tag = "consolidations", params(IfMatch), responses((status = 200, body = ConsolidationView)), security(("bearer" = ["reports:receive"])))]
#[post("/consolidations/{id}/refresh")]
pub async fn refresh_consolidation(
    command: Command<perm::ReportsReceive>,
    cache: Data<Cache>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::refresh(uow, scope, &cache, *id, if_match).await).await
}

/// Issue a consolidation
///
/// By the head, who did not make it and names the digest that was read. It is refused while its sources are other than those that
/// there are. The version issued before is superseded, and stays readable.
#[utoipa::path(tag = "consolidations", params(IfMatch), request_body = IssueConsolidation, responses((status = 200, body = ConsolidationView)), security(("bearer" = ["reports:sign"])))]
#[post("/consolidations/{id}/issue")]
pub async fn issue_consolidation(
    command: Command<perm::ReportsSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<IssueConsolidation>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::issue(uow, scope, *id, if_match, &body.0).await).await
}

/// Use a consolidation in a report
///
/// Puts the figures of below beside the own ones of the unit's report for the same period, while that is being written. They are
/// added up for whoever reads the report, and counted in no progress: that counts each unit's own figures, those of below with
/// whoever reported them. Averages and judgements stay in the consolidation, and so does what the unit's plan has no target
/// for: the report names it in `consolidation.left_out`. It is refused while its sources are other than those that there are;
/// so is signing a report that uses it.
#[utoipa::path(tag = "consolidations", params(IfMatch), request_body = UseConsolidation, responses((status = 200, body = ReportView)), security(("bearer" = ["reports:write"])))]
#[post("/reports/{id}/use-consolidation")]
pub async fn use_consolidation(
    command: Command<perm::ReportsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UseConsolidation>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::take(uow, scope, *id, if_match, &body.0).await).await
}
