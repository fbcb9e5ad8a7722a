//! Messages that are sent because somebody asks for it: a trial, one once more, everything since a place.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        journal::head,
    },
};
use entity::{
    webhook::{self, WebhookStatus},
    webhook_delivery::DeliveryState,
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use crate::{
    changes,
    webhooks::{
        dto::{DeliveryView, ReplayWebhook, WebhookView},
        events::WebhookEvent,
        repo,
        settle::put_down,
    },
};

pub const PING: &str = "webhook.ping";

pub async fn ping(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<DeliveryView>> {
    let (webhook, client) = repo::webhook(&uow.tx, scope, id).await?;
    if_match.check(webhook.version)?;
    require_active(&webhook)?;
    let made = put_down(uow, id, PING, &json!({ "webhook_id": id })).await?;
    let event = WebhookEvent::Pinged { delivery_id: made.id };
    uow.record(event.of(&webhook, &webhook, &client), made.into()).await
}

/// From the first attempt on, whatever became of it before.
pub async fn redeliver(
    uow: &Uow,
    scope: &Scope,
    (id, delivery_id): (Uuid, Uuid),
    if_match: IfMatch,
) -> Result<Recorded<DeliveryView>> {
    let (webhook, client) = repo::webhook(&uow.tx, scope, id).await?;
    let current = repo::delivery(&uow.tx, id, delivery_id).await?;
    if_match.check(current.version)?;
    require_active(&webhook)?;
    let version = current.version;
    let mut next = current.into_active_model();
    next.state = Set(DeliveryState::Pending);
    next.attempts = Set(0);
    next.first_attempt_at = Set(None);
    next.finished_at = Set(None);
    next.due_at = Set(uow.now);
    let changed = uow.save(next, delivery_id, version).await?;
    uow.record(WebhookEvent::Redelivered { delivery_id }.of(&webhook, &webhook, &client), changed.into()).await
}

/// The webhook goes back to that place: what its client may see today of everything since is sent, be it for the second time.
pub async fn replay(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &ReplayWebhook,
) -> Result<Recorded<WebhookView>> {
    let (current, client) = repo::webhook(&uow.tx, scope, id).await?;
    if_match.check(current.version)?;
    require_active(&current)?;
    let (sealed, _) = head(&uow.tx).await?;
    let after_seq = match (input.after_seq, input.since) {
        (Some(seq), _) if seq > sealed => return Err(Error::field("/after_seq", Fault::OutOfRange)),
        (Some(seq), _) => seq,
        (None, Some(since)) => changes::before(&uow.tx, since.into(), sealed).await?,
        (None, None) => sealed,
    };
    let mut next = current.clone().into_active_model();
    next.position = Set(after_seq.min(current.position));
    let changed = uow.save(next, id, current.version).await?;
    let view = repo::view(&uow.tx, changed.clone()).await?;
    uow.record(WebhookEvent::Replayed { after_seq }.of(&current, &changed, &client), view).await
}

fn require_active(webhook: &webhook::Model) -> Result<()> {
    if webhook.status == WebhookStatus::Active { Ok(()) } else { Err(Error::with(Code::InvalidTransition, "enable")) }
}
