//! HTTP for webhooks.
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
    dto::{
        AddWebhookSecret, CreateWebhook, DeliveryFilter, DeliveryView, EnableWebhook, ReplayWebhook, UpdateWebhook,
        WebhookFilter, WebhookSecretTold, WebhookView, place,
    },
    repo, service,
};

/// List webhooks
///
/// Those of machine clients that the caller looks after; in the order of their making.
#[utoipa::path(tag = "webhooks", params(WebhookFilter, PageQuery), responses((status = 200, body = Page<WebhookView>)), security(("bearer" = ["clients:read"])))]
#[get("/webhooks")]
pub async fn list_webhooks(can: Can<perm::ClientsRead>, query: ListQuery<WebhookFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            repo::page(can.state.db.read_latest(), &can.scope, &query.filter, &query.page, &query.list).await
        })
        .await
}

/// Give a machine client a webhook
///
/// What the feed tells the client is sent there as well: from now on, of all its units or some, all events or some. A message is
/// `{"type", "timestamp", "data"}`: `type` an event, or `resource.changed` where there is none to be named; `data` what `/changes` tells of it at
/// the moment of sending – `kind`, `seq`, `at`, `resource`, `id`, `version`, `event` and `unit_id` – without what changed, and `path`, where it
/// is read with a token of the client. That a snapshot is to be read again is told by the feed alone. `webhook.ping` is a trial, and `webhook.recovered` comes when others had failed again and again. It is signed in
/// `webhook-signature` over `webhook-id`, `webhook-timestamp` and the body (Standard Webhooks), and `webhook-id` stays the same however often it
/// is sent. Any answer of 2xx within 15 seconds takes it; after 410 nothing more is sent; whatever else comes is tried again for three days.
///
/// The client has to hold `changes:read`; `If-Match` is of the client. Nothing is sent before there is a secret or a key to sign with; then a `webhook.ping` goes
/// first. At most ten of a client.
#[utoipa::path(tag = "webhooks", params(IfMatch), request_body = CreateWebhook, responses((status = 201, body = WebhookView)), security(("bearer" = ["clients:write"])))]
#[post("/clients/{id}/webhooks")]
pub async fn create_webhook(
    command: Command<perm::ClientsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<CreateWebhook>,
) -> Result<Answer> {
    let outgoing = command.state.outgoing.clone();
    command.create(async |uow, scope| service::create(uow, scope, *id, if_match, (&body.0, &outgoing)).await).await
}

/// Read a webhook
///
/// Where it stands, and whether it fails.
#[utoipa::path(tag = "webhooks", responses((status = 200, body = WebhookView)), security(("bearer" = ["clients:read"])))]
#[get("/webhooks/{id}")]
pub async fn get_webhook(can: Can<perm::ClientsRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<WebhookView>> {
    let db = can.state.db.read_latest();
    let (found, _) = repo::webhook(db, &can.scope, *id).await?;
    repo::view(db, found).await.map(Found)
}

/// Change a webhook
///
/// Where messages are sent, and which. What waits already goes to the new address.
#[utoipa::path(tag = "webhooks", params(IfMatch), request_body(content = UpdateWebhook, content_type = "application/merge-patch+json"), responses((status = 200, body = WebhookView)), security(("bearer" = ["clients:write"])))]
#[patch("/webhooks/{id}")]
pub async fn update_webhook(
    command: Command<perm::ClientsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateWebhook>,
) -> Result<Answer> {
    let outgoing = command.state.outgoing.clone();
    command.run(async |uow, scope| service::update(uow, scope, *id, if_match, (&body.0, &outgoing)).await).await
}

/// Take a webhook away
///
/// With what waits and what can be read of it.
#[utoipa::path(tag = "webhooks", params(IfMatch), responses((status = 204)), security(("bearer" = ["clients:write"])))]
#[delete("/webhooks/{id}")]
pub async fn remove_webhook(command: Command<perm::ClientsWrite>, id: Path<Uuid>, if_match: IfMatch) -> Result<Answer> {
    command.delete(async |uow, scope| service::remove(uow, scope, *id, if_match).await).await
}

/// Switch a webhook on again
///
/// Be it one that an administrator has switched off, that answered 410, or that has failed for three days. It goes on where it stood:
/// nothing of what happened meanwhile is left out. With `redeliver_dead` also what was given up before.
#[utoipa::path(tag = "webhooks", params(IfMatch), request_body = EnableWebhook, responses((status = 200, body = WebhookView)), security(("bearer" = ["clients:write"])))]
#[post("/webhooks/{id}/enable")]
pub async fn enable_webhook(
    command: Command<perm::ClientsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<EnableWebhook>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::enable(uow, scope, *id, if_match, &body.0).await).await
}

/// Switch a webhook off
///
/// Nothing is sent until it is switched on; where it stands is kept.
#[utoipa::path(tag = "webhooks", params(IfMatch), responses((status = 200, body = WebhookView)), security(("bearer" = ["clients:write"])))]
#[post("/webhooks/{id}/disable")]
pub async fn disable_webhook(
    command: Command<perm::ClientsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::disable(uow, scope, *id, if_match).await).await
}

/// Try a webhook
///
/// Sends a `webhook.ping`; what came of it is read at its `Location`.
#[utoipa::path(tag = "webhooks", params(IfMatch), responses((status = 201, body = DeliveryView)), security(("bearer" = ["clients:write"])))]
#[post("/webhooks/{id}/ping")]
pub async fn ping_webhook(command: Command<perm::ClientsWrite>, id: Path<Uuid>, if_match: IfMatch) -> Result<Answer> {
    command.create(async |uow, scope| service::ping(uow, scope, *id, if_match).await).await
}

/// Send everything again
///
/// Since a place of the journal or an instant: what the client may see of it today, also what has arrived before, with the same
/// `webhook-id`.
#[utoipa::path(tag = "webhooks", params(IfMatch), request_body = ReplayWebhook, responses((status = 200, body = WebhookView)), security(("bearer" = ["clients:write"])))]
#[post("/webhooks/{id}/replay")]
pub async fn replay_webhook(
    command: Command<perm::ClientsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<ReplayWebhook>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::replay(uow, scope, *id, if_match, &body.0).await).await
}

/// Give a webhook a secret or a key
///
/// A secret for HMAC is answered once and kept encrypted; of a key for Ed25519 only the public half is ever told. Each signs every message from
/// now on, beside those that were there: at most two of a kind, so that a receiver takes the new one before the old one is revoked.
#[utoipa::path(tag = "webhooks", params(IfMatch), request_body = AddWebhookSecret, responses((status = 201, body = WebhookSecretTold)), security(("bearer" = ["clients:write"])))]
#[post("/webhooks/{id}/secrets")]
pub async fn add_webhook_secret(
    can: Can<perm::ClientsWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    _: NoParams,
    body: Body<AddWebhookSecret>,
) -> Result<Answer> {
    let keys = can.state.keys.now();
    let add = async |uow: &Uow| {
        let (access, organisation, today) = (&uow.snapshot.access, uow.organisation(), uow.calendar.today(uow.now));
        // Rights as they are when the work is done.
        let scope = can.scope.principal().scope(access, Permission::ClientsWrite, organisation.clone(), today)?;
        service::add_secret(uow, &scope, *id, if_match, (&body.0, &keys)).await
    };
    let made: WebhookSecretTold = can.state.db.write(&can.actor, add).await?;
    Answer::tagged(201, Some(place(*id)), &made)
}

/// Revoke a secret or a key of a webhook
///
/// It signs nothing any more, from this moment on. The last one stays.
#[utoipa::path(tag = "webhooks", params(IfMatch), responses((status = 204)), security(("bearer" = ["clients:write"])))]
#[delete("/webhooks/{id}/secrets/{secret_id}")]
pub async fn revoke_webhook_secret(
    command: Command<perm::ClientsWrite>,
    ids: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.delete(async |uow, scope| service::revoke_secret(uow, scope, *ids, if_match).await).await
}

/// List the messages to a webhook
///
/// What waits, what has arrived, and what was given up (`state=dead`), for thirty days after it was done. Order: `created_at`; the last one first.
#[utoipa::path(tag = "webhooks", params(DeliveryFilter, PageQuery), responses((status = 200, body = Page<DeliveryView>)), security(("bearer" = ["clients:read"])))]
#[get("/webhooks/{id}/deliveries")]
pub async fn list_webhook_deliveries(
    can: Can<perm::ClientsRead>,
    id: Path<Uuid>,
    query: ListQuery<DeliveryFilter>,
) -> Result<Listing> {
    let (webhook, _) = repo::webhook(can.state.db.read_latest(), &can.scope, *id).await?;
    query
        .answer(async move |query| {
            let db = can.state.db.read_latest();
            let rows = repo::deliveries(db, webhook.id, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(DeliveryView::from))
        })
        .await
}

/// Read a message to a webhook
///
/// What was sent last, and what was answered.
#[utoipa::path(tag = "webhooks", responses((status = 200, body = DeliveryView)), security(("bearer" = ["clients:read"])))]
#[get("/webhooks/{id}/deliveries/{delivery_id}")]
pub async fn get_webhook_delivery(
    can: Can<perm::ClientsRead>,
    ids: Path<(Uuid, Uuid)>,
    _: NoParams,
) -> Result<Found<DeliveryView>> {
    let (db, (id, delivery_id)) = (can.state.db.read_latest(), *ids);
    let (webhook, _) = repo::webhook(db, &can.scope, id).await?;
    Ok(Found(repo::delivery(db, webhook.id, delivery_id).await?.into()))
}

/// Send a message again
///
/// Whatever became of it, from the first attempt on, with the same `webhook-id`.
#[utoipa::path(tag = "webhooks", params(IfMatch), responses((status = 200, body = DeliveryView)), security(("bearer" = ["clients:write"])))]
#[post("/webhooks/{id}/deliveries/{delivery_id}/redeliver")]
pub async fn redeliver_webhook_delivery(
    command: Command<perm::ClientsWrite>,
    ids: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.run(async |uow, scope| service::redeliver(uow, scope, *ids, if_match).await).await
}
