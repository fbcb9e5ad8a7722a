//! HTTP for machine clients.
use actix_web::{delete, get, patch, post, web::Path};
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
        error::Result,
        policy::{Permission, perm},
    },
    store::{
        db::Uow,
        page::{Page, PageQuery},
    },
};
use uuid::Uuid;

use super::{
    dto::{ClientFilter, ClientView, CreateClient, NewKey, NewSecret, SecretTold, UpdateClient, place},
    repo, service,
    usage::{self, UsageFilter, UsageView},
};

/// List machine clients
///
/// Those of the units that the caller administers, without what their secrets say. Order: `name`.
#[utoipa::path(tag = "clients", params(ClientFilter, PageQuery), responses((status = 200, body = Page<ClientView>)), security(("bearer" = ["clients:read"])))]
#[get("/clients")]
pub async fn list_clients(can: Can<perm::ClientsRead>, query: ListQuery<ClientFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            repo::page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await
        })
        .await
}

/// Create a machine client
///
/// By an administrator of the unit that answers for it. It reads and prepares at that unit, or at some below it; it never signs,
/// sends, accepts, decides or votes, whatever its scopes. It can do nothing until it is given a secret or a key.
#[utoipa::path(tag = "clients", request_body = CreateClient, responses((status = 201, body = ClientView)), security(("bearer" = ["clients:write"])))]
#[post("/clients")]
pub async fn create_client(command: Command<perm::ClientsWrite>, body: Body<CreateClient>) -> Result<Answer> {
    command.create(async |uow, scope| service::create(uow, scope, &body.0).await).await
}

/// Read a machine client
///
/// Without what its secrets say.
#[utoipa::path(tag = "clients", responses((status = 200, body = ClientView)), security(("bearer" = ["clients:read"])))]
#[get("/clients/{id}")]
pub async fn get_client(can: Can<perm::ClientsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<ClientView>> {
    let db = can.state.db.read_latest();
    let found = repo::client(db, &can.scope, *id).await?;
    repo::view(db, found).await.map(Found)
}

/// Change a machine client
///
/// Also suspends, brings back and revokes it. What it may no longer do it may not from this moment on, with the tokens that it
/// holds. One that is revoked never changes again.
#[utoipa::path(tag = "clients", params(IfMatch), request_body(content = UpdateClient, content_type = "application/merge-patch+json"), responses((status = 200, body = ClientView)), security(("bearer" = ["clients:write"])))]
#[patch("/clients/{id}")]
pub async fn update_client(
    command: Command<perm::ClientsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateClient>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0).await).await
}

/// Give a machine client a secret
///
/// Answers it once; it is kept as a keyed digest only. At most two are good at a time, so that the old one works until the new
/// one is in use everywhere.
#[utoipa::path(tag = "clients", params(IfMatch), request_body = NewSecret, responses((status = 201, body = SecretTold)), security(("bearer" = ["clients:write"])))]
#[post("/clients/{id}/secrets")]
pub async fn add_client_secret(
    can: Can<perm::ClientsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    _: NoParams,
    body: Body<NewSecret>,
) -> Result<Answer> {
    let keys = can.state.keys.now();
    let add = async |uow: &Uow| {
        let (access, organisation, today) = (&uow.snapshot.access, uow.organisation(), uow.calendar.today(uow.now));
        // Rights as they are when the work is done.
        let scope = can.scope.principal().scope(access, Permission::ClientsWrite, organisation.clone(), today)?;
        service::add_secret(uow, &scope, *id, if_match, (&body.0, &keys)).await
    };
    let made = can.state.db.write(&can.actor, add).await?;
    Answer::tagged(201, Some(place(*id)), &made)
}

/// Revoke a secret of a machine client
///
/// The tokens that were got with it are good no longer, from this moment on.
#[utoipa::path(tag = "clients", params(IfMatch), responses((status = 204)), security(("bearer" = ["clients:write"])))]
#[delete("/clients/{id}/secrets/{secret_id}")]
pub async fn revoke_client_secret(
    command: Command<perm::ClientsWrite>,
    ids: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.delete(async |uow, scope| service::revoke_secret(uow, scope, *ids, if_match).await).await
}

/// Give a machine client a public key
///
/// For `private_key_jwt` (RFC 7523): the client signs what it says of itself, and nothing secret passes. Ed25519 or P-256; at most ten.
#[utoipa::path(tag = "clients", params(IfMatch), request_body = NewKey, responses((status = 200, body = ClientView)), security(("bearer" = ["clients:write"])))]
#[post("/clients/{id}/keys")]
pub async fn add_client_key(
    command: Command<perm::ClientsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<NewKey>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::add_key(uow, scope, *id, if_match, &body.0).await).await
}

/// Revoke a public key of a machine client
///
/// The tokens that were got with it are good no longer, from this moment on.
#[utoipa::path(tag = "clients", params(IfMatch), responses((status = 204)), security(("bearer" = ["clients:write"])))]
#[delete("/clients/{id}/keys/{key_id}")]
pub async fn revoke_client_key(
    command: Command<perm::ClientsWrite>,
    ids: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.delete(async |uow, scope| service::revoke_key(uow, scope, *ids, if_match).await).await
}

/// List how much a machine client asks
///
/// By day and by how it was answered, for more than a year. What came within the last seconds is not yet there. Order: `day`; the
/// last one first.
#[utoipa::path(tag = "clients", params(UsageFilter, PageQuery), responses((status = 200, body = Page<UsageView>)), security(("bearer" = ["clients:read"])))]
#[get("/clients/{id}/usage")]
pub async fn list_client_usage(
    can: Can<perm::ClientsRead>,
    id: Path<Uuid>,
    query: ListQuery<UsageFilter>,
) -> Result<Listing> {
    let client = repo::client(can.state.db.read(), &can.scope, *id).await?;
    query
        .answer(async move |query| {
            let rows = usage::page(can.state.db.read(), client.id, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(UsageView::from))
        })
        .await
}
