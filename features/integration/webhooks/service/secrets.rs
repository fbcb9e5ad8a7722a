//! What signs messages: made, told once, and revoked when the next one is known to the receiver.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        keys::Purposes,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{webhook, webhook_secret};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::webhooks::{
    dto::{AddWebhookSecret, WebhookSecretTold},
    events::WebhookEvent,
    repo, rules, secrets,
    sign::Secret,
};

pub async fn add(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    (input, keys): (&AddWebhookSecret, &Purposes),
) -> Result<Recorded<WebhookSecretTold>> {
    let (current, client) = repo::webhook(&uow.tx, scope, id).await?;
    if_match.check(current.version)?;
    let kind = input.kind;
    let known = repo::secrets(&uow.tx, &[id]).await?;
    if known.iter().filter(|one| one.kind == kind).count() >= rules::MOST_SECRETS {
        return Err(Error::with(Code::TooManyCredentials, rules::MOST_SECRETS.to_string()));
    }
    let secret = Secret::generate(kind)?;
    let row = secrets::row(uow, keys, id, &secret, kind)?;
    let made = webhook_secret::Entity::insert(row).exec_with_returning(&uow.tx).await?;
    let changed = counted_up(uow, &current).await?;
    let told = WebhookSecretTold {
        id: made.id,
        webhook_id: id,
        kind,
        secret: (kind == webhook_secret::SecretKind::Hmac).then(|| secret.text()),
        public_key: made.public_key,
        created_at: made.created_at,
    };
    let event = WebhookEvent::SecretAdded { secret_id: made.id, kind };
    uow.record(event.of(&changed, &changed, &client), told).await
}

/// Not the last one: a message that nobody signs is sent to nobody.
pub async fn revoke(
    uow: &Uow,
    scope: &Scope,
    (id, secret_id): (Uuid, Uuid),
    if_match: IfMatch,
) -> Result<Recorded<()>> {
    let (current, client) = repo::webhook(&uow.tx, scope, id).await?;
    let known = repo::secrets(&uow.tx, &[id]).await?;
    if !known.iter().any(|one| one.id == secret_id) {
        return Err(Error::new(Code::NotFound));
    }
    if_match.check(current.version)?;
    if known.len() == 1 {
        return Err(Error::with(Code::InvalidTransition, "–"));
    }
    webhook_secret::Entity::delete_by_id(secret_id).exec(&uow.tx).await?;
    let changed = counted_up(uow, &current).await?;
    uow.record(WebhookEvent::SecretRevoked { secret_id }.of(&changed, &changed, &client), ()).await
}

/// All of a webhook that is taken away.
pub async fn forget(uow: &Uow, webhook_id: Uuid) -> Result<()> {
    use webhook_secret::{Column, Entity};
    Entity::delete_many().filter(Column::WebhookId.eq(webhook_id)).exec(&uow.tx).await?;
    Ok(())
}

async fn counted_up(uow: &Uow, current: &webhook::Model) -> Result<webhook::Model> {
    uow.save(current.clone().into_active_model(), current.id, current.version).await
}
