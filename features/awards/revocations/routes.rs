//! HTTP for revocations.
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
    kernel::{error::Result, policy::perm, reason::Reason},
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{ProposeRevocation, RecoverAward, RevocationFilter, RevocationSummary, RevocationView, RevokeAward},
    repo, service, view,
};

/// List revocations
///
/// Those that the caller's units proposed or decide, and of awards of its own what was revoked. Order: `updated_at` (newest
/// first).
#[utoipa::path(tag = "awards", params(RevocationFilter, PageQuery), responses((status = 200, body = Page<RevocationSummary>)), security(("bearer" = ["decisions:read"])))]
#[get("/revocations")]
pub async fn list_revocations(can: Can<perm::DecisionsRead>, query: ListQuery<RevocationFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows = repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(RevocationSummary::from))
        })
        .await
}

/// Propose to revoke an award
///
/// By an officer of the unit that nominated, of one above it, of whoever granted the award, or of the standing body: on a
/// ground of the law, with the conclusion of whoever looked into it. The award stands until it is decided.
#[utoipa::path(tag = "awards", request_body = ProposeRevocation, responses((status = 201, body = RevocationView)), security(("bearer" = ["decisions:write"])))]
#[post("/revocations")]
pub async fn propose_revocation(
    command: Command<perm::DecisionsWrite>,
    body: Body<ProposeRevocation>,
) -> Result<Answer> {
    command.create(async |uow, scope| service::propose(uow, scope, &body.0).await).await
}

/// Read a revocation
///
/// With what has to come back, by when, and the later dossiers that the award was counted in.
#[utoipa::path(tag = "awards", responses((status = 200, body = RevocationView)), security(("bearer" = ["decisions:read"])))]
#[get("/revocations/{id}")]
pub async fn get_revocation(
    can: Can<perm::DecisionsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<RevocationView>> {
    let read = async |tx: &_| view::whole(tx, &can.scope, repo::get(tx, &can.scope, *id).await?).await;
    can.state.db.read_together(read).await.map(Found)
}

/// Revoke an award
///
/// By the head of whoever granted it, who did not propose it; what the state has revoked is recorded by the head of the
/// standing body. The other awards of the decision stand.
#[utoipa::path(tag = "awards", params(IfMatch), request_body = RevokeAward, responses((status = 200, body = RevocationView)), security(("bearer" = ["decisions:sign"])))]
#[post("/revocations/{id}/revoke")]
pub async fn revoke_award(
    command: Command<perm::DecisionsSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<RevokeAward>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::revoke(uow, scope, *id, if_match, &body.0).await).await
}

/// Let an award stand
///
/// By the head of whoever granted it, with a reason.
#[utoipa::path(tag = "awards", params(IfMatch), request_body = Reason, responses((status = 200, body = RevocationView)), security(("bearer" = ["decisions:sign"])))]
#[post("/revocations/{id}/dismiss")]
pub async fn dismiss_revocation(
    command: Command<perm::DecisionsSign>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<Reason>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::dismiss(uow, scope, *id, if_match, &body.0).await).await
}

/// Say what came back of a revoked award
///
/// By an officer of whoever prepared the decision, for the ministry the standing body: the artefact and the money.
#[utoipa::path(tag = "awards", params(IfMatch), request_body = RecoverAward, responses((status = 200, body = RevocationView)), security(("bearer" = ["decisions:write"])))]
#[post("/revocations/{id}/recover")]
pub async fn recover_award(
    command: Command<perm::DecisionsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<RecoverAward>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::recover(uow, scope, *id, if_match, &body.0).await).await
}
