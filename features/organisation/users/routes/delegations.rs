//! HTTP for delegations: of those who delegate, and of those who act for them.
use actix_web::{get, post, web::Path};
use base::{
    http::{
        answer::Answer,
        auth::Caller,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::{Listing, NoFilter},
        query::ListQuery,
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use crate::users::{
    dto::{AssignmentView, Delegate},
    repo, service,
};

/// List my delegations
///
/// What the caller has delegated, and what was delegated to it, past ones too. Newest first.
#[utoipa::path(tag = "users", params(PageQuery), responses((status = 200, body = Page<AssignmentView>)), security(("bearer" = [])))]
#[get("/delegations")]
pub async fn list_delegations(caller: Caller, query: ListQuery<NoFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let found = repo::delegations(caller.state.db.read(), caller.claims.sub).await?;
            query.part(found.into_iter().map(AssignmentView::from).collect())
        })
        .await
}

/// Delegate a role
///
/// By whoever holds it (ủy quyền), to somebody of the same unit, for a bounded time and by a document. What was delegated cannot be
/// delegated further, and lasts no longer than the delegator holds it. What is done by it names the delegator in the journal.
#[utoipa::path(tag = "users", request_body = Delegate, responses((status = 201, body = AssignmentView)), security(("bearer" = ["delegations:write"])))]
#[post("/delegations")]
pub async fn create_delegation(command: Command<perm::DelegationsWrite>, body: Body<Delegate>) -> Result<Answer> {
    command.create(async |uow, scope| service::delegate(uow, scope, &body.0).await).await
}

/// Revoke a delegation
///
/// By who delegated it: it is over at once.
#[utoipa::path(tag = "users", params(IfMatch), responses((status = 200, body = AssignmentView)), security(("bearer" = ["delegations:write"])))]
#[post("/delegations/{id}/revoke")]
pub async fn revoke_delegation(
    command: Command<perm::DelegationsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::revoke(uow, scope, *id, if_match).await).await
}
