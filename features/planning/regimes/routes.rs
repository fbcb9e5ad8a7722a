//! HTTP for what people decide about the law as data.
use actix_web::{get, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        body::Body,
        command::Command,
        list::{Listing, NoFilter},
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{ReviseRule, RuleRevisionView, SwitchRegime, ToConfirm},
    repo, service, to_confirm, view,
};
use crate::law::dto::Regime;

/// List what a person has to confirm
///
/// Every row of the law and of the configuration that nobody has read in a public text: documents, regimes, forms, who
/// decides, ballots, other rules; each with where it should stand and what is to be done about it.
#[utoipa::path(tag = "law", params(PageQuery), responses((status = 200, body = Page<ToConfirm>)), security(("bearer" = ["movements:read"])))]
#[get("/regimes/to-confirm")]
pub async fn list_rules_to_confirm(can: Can<perm::MovementsRead>, query: ListQuery<NoFilter>) -> Result<Listing> {
    query.answer(async move |query| query.part(to_confirm::all(can.state.db.read()).await?)).await
}

/// Switch a regime on or off
///
/// One that waits for confirmation, by an administrator of the ministry, with a document that says from which day on it is
/// applied. Only another document takes that back. Dossiers keep the regime of their receipt.
#[utoipa::path(tag = "law", params(("code" = String, Path, description = "Code of the regime", max_length = 20, example = "R2026")), request_body = SwitchRegime, responses((status = 200, body = Regime)), security(("bearer" = ["law:switch"])))]
#[post("/regimes/{code}/switch")]
pub async fn switch_regime(
    command: Command<perm::LawSwitch>,
    code: Path<String>,
    body: Body<SwitchRegime>,
) -> Result<Answer> {
    command.tell(async |uow, scope| service::switch(uow, scope, &code, &body.0).await).await
}

/// List what documents changed of the configuration
///
/// Oldest first.
#[utoipa::path(tag = "law", params(PageQuery), responses((status = 200, body = Page<RuleRevisionView>)), security(("bearer" = ["movements:read"])))]
#[get("/rule-revisions")]
pub async fn list_rule_revisions(can: Can<perm::MovementsRead>, query: ListQuery<NoFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::revisions(db, &query.page, &query.list).await?;
            rows.page_of(async |rows| view::revisions(db, rows).await).await
        })
        .await
}

/// Change a value of the configuration
///
/// By the head of the standing body or of the ministry, with a document: the row ends on the day before, and another one holds from then on. A
/// row of the law is not changed through the API.
#[utoipa::path(tag = "law", request_body = ReviseRule, responses((status = 201, body = RuleRevisionView)), security(("bearer" = ["law:configure"])))]
#[post("/rule-revisions")]
pub async fn revise_rule(command: Command<perm::LawConfigure>, body: Body<ReviseRule>) -> Result<Answer> {
    command.create(async |uow, scope| service::revise(uow, scope, &body.0).await).await
}

/// Read what a document changed of the configuration
///
/// The row that it ended, the row that it began, and the document.
#[utoipa::path(tag = "law", responses((status = 200, body = RuleRevisionView)), security(("bearer" = ["movements:read"])))]
#[get("/rule-revisions/{id}")]
pub async fn get_rule_revision(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<RuleRevisionView>> {
    let db = can.state.db.read();
    let found = repo::revision(db, *id).await?;
    let document = repo::document(db, found.document_id).await?;
    Ok(Found(view::revision(found, &document)))
}
