//! HTTP for groups of peers.
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
    kernel::{
        error::{Code, Error, Result},
        policy::perm,
    },
    store::page::{Page, PageQuery},
};
use uuid::Uuid;

use super::{
    dto::{CreatePeerGroup, EndPeerGroup, PeerGroupFilter, PeerGroupView},
    repo, service,
};

/// List groups of peers
///
/// Everybody's, as the register is. Order: `code`.
#[utoipa::path(tag = "compliance", params(PeerGroupFilter, PageQuery), responses((status = 200, body = Page<PeerGroupView>)), security(("bearer" = ["movements:read"])))]
#[get("/peer-groups")]
pub async fn list_peer_groups(can: Can<perm::MovementsRead>, query: ListQuery<PeerGroupFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let db = can.state.db.read();
            let rows = repo::page(db, &query.filter, &query.page, &query.list).await?;
            rows.page_of(async |rows| repo::views(db, rows).await).await
        })
        .await
}

/// Form a group of peers
///
/// By the head of the standing body or of the ministry, with a document: units of any line that are ranked among each other.
#[utoipa::path(tag = "compliance", request_body = CreatePeerGroup, responses((status = 201, body = PeerGroupView)), security(("bearer" = ["movements:decide"])))]
#[post("/peer-groups")]
pub async fn create_peer_group(command: Command<perm::MovementsDecide>, body: Body<CreatePeerGroup>) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a group of peers
#[utoipa::path(tag = "compliance", responses((status = 200, body = PeerGroupView)), security(("bearer" = ["movements:read"])))]
#[get("/peer-groups/{id}")]
pub async fn get_peer_group(
    can: Can<perm::MovementsRead>,
    id: Path<Uuid>,
    _: NoParams,
) -> Result<Found<PeerGroupView>> {
    let db = can.state.db.read();
    let found = repo::views(db, vec![repo::get(db, *id).await?]).await?.pop();
    found.map(Found).ok_or_else(|| Error::new(Code::NotFound))
}

/// End a group of peers
///
/// By the head of the standing body or of the ministry, with a document; not once its last day is over.
#[utoipa::path(tag = "compliance", params(IfMatch), request_body = EndPeerGroup, responses((status = 200, body = PeerGroupView)), security(("bearer" = ["movements:decide"])))]
#[post("/peer-groups/{id}/end")]
pub async fn end_peer_group(
    command: Command<perm::MovementsDecide>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<EndPeerGroup>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::end(uow, scope, *id, if_match, &body.0).await).await
}
