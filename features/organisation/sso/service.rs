//! What is kept of a sign-in under way. Deleting its row is what two who show the same secret race for: the database lets one win.
use base::{
    http::sso::sign_in::challenge,
    kernel::{access::Identity, digest, error::Result},
    store::db::{Recorded, Uow, bulk},
};
use chrono::TimeDelta;
use entity::{
    session::Means,
    sso_sign_in::{self, ActiveModel, Column, Entity},
    user_account::{self, UserStatus},
    user_identity,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::auth::{Carried, start_session};

/// For the person to sign in at the provider.
const AT_THE_PROVIDER: TimeDelta = TimeDelta::minutes(10);
/// For the portal to fetch the session.
const AT_THE_PORTAL: TimeDelta = TimeDelta::minutes(1);

/// `state`, and the secret of the browser.
pub struct Secrets<'a> {
    pub state: &'a str,
    pub browser: &'a str,
}

pub async fn begin(uow: &Uow, secrets: &Secrets<'_>, (to, challenge): (&str, &str)) -> Result<Recorded<()>> {
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        secret_digest: Set(digest::sha256_hex(secrets.state.as_bytes())),
        browser_digest: Set(Some(digest::sha256_hex(secrets.browser.as_bytes()))),
        return_address: Set(to.to_owned()),
        challenge: Set(challenge.to_owned()),
        identity_id: Set(None),
        strong: Set(false),
        expires_at: Set(uow.now + AT_THE_PROVIDER),
    };
    Entity::insert(row).exec_without_returning(&uow.tx).await?;
    Ok(Recorded::unchanged(()))
}

/// The sign-in that this browser has begun with this state; it is used up.
pub async fn take_up(uow: &Uow, secrets: &Secrets<'_>) -> Result<Recorded<Option<sso_sign_in::Model>>> {
    let browser = digest::sha256_hex(secrets.browser.as_bytes());
    let found = used_up(uow, secrets.state, Some(browser)).await?;
    Ok(Recorded::unchanged(found))
}

/// The code by which the portal fetches the session of whom the provider has named.
pub async fn hand_out(
    uow: &Uow,
    begun: &sso_sign_in::Model,
    (identity, strong): (Identity, bool),
) -> Result<Recorded<String>> {
    let code = digest::random_text::<32>()?;
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        secret_digest: Set(digest::sha256_hex(code.as_bytes())),
        browser_digest: Set(None),
        return_address: Set(begun.return_address.clone()),
        challenge: Set(begun.challenge.clone()),
        identity_id: Set(Some(identity.id)),
        strong: Set(strong),
        expires_at: Set(uow.now + AT_THE_PORTAL),
    };
    Entity::insert(row).exec_without_returning(&uow.tx).await?;
    Ok(Recorded::unchanged(code))
}

/// The session, for the code and the verifier of the challenge. A code that came with another verifier is used up, too.
pub async fn redeem(uow: &Uow, (code, verifier): (&str, &str), demo_mode: bool) -> Result<Recorded<Option<Carried>>> {
    let nothing = Recorded::unchanged(None);
    let Some(found) = used_up(uow, code, None).await?.filter(|found| found.challenge == challenge(verifier)) else {
        return Ok(nothing);
    };
    let Some(user) = account(uow, &found, demo_mode).await? else { return Ok(nothing) };
    let means = if found.strong { Means::ProviderAndFactor } else { Means::Provider };
    Ok(start_session(uow, &user, means).await?.map(Some))
}

/// As the link and the account are now.
async fn account(uow: &Uow, found: &sso_sign_in::Model, demo_mode: bool) -> Result<Option<user_account::Model>> {
    let Some(id) = found.identity_id else { return Ok(None) };
    let Some(link) = user_identity::Entity::find_by_id(id).one(&uow.tx).await? else { return Ok(None) };
    let user = user_account::Entity::find_by_id(link.user_id).one(&uow.tx).await?;
    Ok(user.filter(|user| user.status == UserStatus::Active && (!user.is_demo || demo_mode)))
}

async fn used_up(uow: &Uow, secret: &str, browser: Option<String>) -> Result<Option<sso_sign_in::Model>> {
    let found = Entity::find().filter(Column::SecretDigest.eq(digest::sha256_hex(secret.as_bytes())));
    let found = found.filter(Column::ExpiresAt.gt(uow.now)).one(&uow.tx).await?;
    let Some(found) = found.filter(|found| found.browser_digest == browser) else { return Ok(None) };
    let deleted = Entity::delete_by_id(found.id).exec(&uow.tx).await?;
    Ok((deleted.rows_affected == 1).then_some(found))
}

/// Clears away a batch of what nobody has finished; how many it was.
pub async fn forget_old(uow: &Uow) -> Result<u64> {
    bulk::delete::<Entity>(&uow.tx, Column::ExpiresAt.lte(uow.now)).await
}
