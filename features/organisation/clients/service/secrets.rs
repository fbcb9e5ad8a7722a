//! Secrets of machine clients: made, told once, recognised by a keyed digest, and revoked.
//!
//! A secret is 256 random bits. Nobody guesses it, however fast digests are made, so it needs no slow hash as passwords do;
//! and because the digest is keyed, whoever reads the database can neither try a secret out nor put one of its own there.
use base::{
    http::etag::IfMatch,
    kernel::{
        digest,
        error::{Code, Error, Result},
        keys::Purposes,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    client,
    client_credential::{self, CredentialKind},
    snapshot_version::Topic,
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::clients::{
    dto::{NewSecret, SecretTold},
    events::ClientEvent,
    repo, rules,
};

/// Tells people and programs that look for lost secrets what it is.
const MARK: &str = "thidua_";

pub async fn add(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    (input, keys): (&NewSecret, &Purposes),
) -> Result<Recorded<SecretTold>> {
    uow.touch(Topic::Access)?;
    let current = repo::client(&uow.tx, scope, id).await?;
    if_match.check(current.version)?;
    rules::check_changeable(current.status)?;
    let good = repo::good_credentials(&uow.tx, id, uow.today()).await?;
    if good.iter().filter(|one| one.kind == CredentialKind::Secret).count() >= rules::MOST_SECRETS {
        return Err(Error::with(Code::TooManyCredentials, rules::MOST_SECRETS.to_string()));
    }
    let client_secret = format!("{MARK}{}", digest::random_text::<32>()?);
    let row = client_credential::ActiveModel {
        id: Set(Uuid::now_v7()),
        client_id: Set(id),
        kind: Set(CredentialKind::Secret),
        secret_digest: Set(Some(keys.client_secrets.sign(client_secret.as_bytes()))),
        kid: Set(None),
        jwk: Set(None),
        expires_on: Set(input.expires_on.map(Into::into)),
        created_at: Set(uow.now),
        revoked_at: Set(None),
    };
    let made = client_credential::Entity::insert(row).exec_with_returning(&uow.tx).await?;
    let changed = counted_up(uow, &current).await?;
    let (secret_id, expires_on, created_at) = (made.id, made.expires_on, made.created_at);
    let event = ClientEvent::SecretAdded { secret_id, expires_on };
    let told = SecretTold { id: secret_id, client_id: id, client_secret, expires_on, created_at };
    uow.record(event.of(&changed, &changed), told).await
}

/// What was got with it is good no longer, at once.
pub async fn revoke(
    uow: &Uow,
    scope: &Scope,
    (id, secret_id): (Uuid, Uuid),
    if_match: IfMatch,
) -> Result<Recorded<()>> {
    let changed = end(uow, scope, (id, secret_id, CredentialKind::Secret), if_match).await?;
    let event = ClientEvent::SecretRevoked { secret_id };
    uow.record(event.of(&changed, &changed), ()).await
}

/// Revokes a credential of one kind.
pub(super) async fn end(
    uow: &Uow,
    scope: &Scope,
    (id, credential_id, kind): (Uuid, Uuid, CredentialKind),
    if_match: IfMatch,
) -> Result<client::Model> {
    uow.touch(Topic::Access)?;
    let current = repo::client(&uow.tx, scope, id).await?;
    let found = client_credential::Entity::find_by_id(credential_id).one(&uow.tx).await?;
    let own = |one: &client_credential::Model| one.client_id == id && one.kind == kind && one.revoked_at.is_none();
    let found = found.filter(own).ok_or_else(|| Error::new(Code::NotFound))?;
    if_match.check(current.version)?;
    let mut next = found.into_active_model();
    next.revoked_at = Set(Some(uow.now));
    client_credential::Entity::update(next).exec(&uow.tx).await?;
    counted_up(uow, &current).await
}

/// A credential that comes or goes is another version of its client.
pub(super) async fn counted_up(uow: &Uow, current: &client::Model) -> Result<client::Model> {
    uow.save(current.clone().into_active_model(), current.id, current.version).await
}
