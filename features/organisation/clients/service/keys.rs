//! Public keys of machine clients. The private halves never come here.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    client_credential::{self, CredentialKind},
    snapshot_version::Topic,
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::secrets::{counted_up, end};
use crate::clients::{
    dto::{ClientView, NewKey},
    events::ClientEvent,
    repo, rules,
};

pub async fn add(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &NewKey,
) -> Result<Recorded<ClientView>> {
    uow.touch(Topic::Access)?;
    let current = repo::client(&uow.tx, scope, id).await?;
    if_match.check(current.version)?;
    rules::check_changeable(current.status)?;
    input.jwk.check("/jwk")?;
    let known = repo::credentials(&uow.tx, &[id]).await?;
    if known.iter().any(|one| one.kid.as_deref() == Some(&input.jwk.kid)) {
        return Err(Error::field("/jwk/kid", Fault::Duplicate));
    }
    if known.iter().filter(|one| one.kind == CredentialKind::Key).count() >= rules::MOST_KEYS {
        return Err(Error::with(Code::TooManyCredentials, rules::MOST_KEYS.to_string()));
    }
    let row = client_credential::ActiveModel {
        id: Set(Uuid::now_v7()),
        client_id: Set(id),
        kind: Set(CredentialKind::Key),
        secret_digest: Set(None),
        kid: Set(Some(input.jwk.kid.clone())),
        jwk: Set(Some(serde_json::to_string(&input.jwk).map_err(Error::internal)?)),
        expires_on: Set(input.expires_on.map(Into::into)),
        created_at: Set(uow.now),
        revoked_at: Set(None),
    };
    let made = client_credential::Entity::insert(row).exec_with_returning(&uow.tx).await?;
    let changed = counted_up(uow, &current).await?;
    let event = ClientEvent::KeyAdded { key_id: made.id, expires_on: made.expires_on };
    let view = repo::view(&uow.tx, changed.clone()).await?;
    uow.record(event.of(&changed, &changed), view).await
}

/// What was got with it is good no longer, at once.
pub async fn revoke(uow: &Uow, scope: &Scope, (id, key_id): (Uuid, Uuid), if_match: IfMatch) -> Result<Recorded<()>> {
    let changed = end(uow, scope, (id, key_id, CredentialKind::Key), if_match).await?;
    uow.record(ClientEvent::KeyRevoked { key_id }.of(&changed, &changed), ()).await
}
