//! The second factor of an account. One that is taken away ends every session, as a changed password does; one that is begun
//! to be used ends all but that of whoever has just shown a code.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        keys::Purposes,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{snapshot_version::Topic, user_account};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use secrecy::SecretString;
use uuid::Uuid;

use crate::{
    auth,
    second_factors::{self, Standing, events::SecondFactorEvent, wrong_code},
    users::repo,
};

fn standing(user: &user_account::Model) -> Error {
    let standing = if user.second_factor { Standing::Enrolled } else { Standing::None };
    Error::with(Code::SecondFactorState, standing.name())
}

/// Answers a new secret.
pub async fn begin(uow: &Uow, user_id: Uuid, keys: &Purposes) -> Result<Recorded<String>> {
    let user = repo::any_account(&uow.tx, user_id).await?;
    if user.second_factor {
        return Err(standing(&user));
    }
    let secret = second_factors::prepare(uow, user_id, keys).await?;
    uow.record(SecondFactorEvent::Begun.about(user_id), secret).await
}

/// Answers the recovery codes.
pub async fn confirm(
    uow: &Uow,
    (user_id, session_id): (Uuid, Uuid),
    typed: &SecretString,
    keys: &Purposes,
) -> Result<Recorded<Vec<String>>> {
    let user = repo::any_account(&uow.tx, user_id).await?;
    let codes = second_factors::confirm(uow, user_id, typed, keys).await?;
    auth::end_other_sessions(uow, user_id, session_id).await?;
    auth::with_code(uow, session_id).await?;
    let after = set(uow, &user, true).await?;
    uow.record(SecondFactorEvent::Enrolled.of(&user, &after), codes).await
}

/// In a session that was begun without one.
pub async fn verify(
    uow: &Uow,
    (user_id, session_id): (Uuid, Uuid),
    typed: &SecretString,
    keys: &Purposes,
) -> Result<Recorded<()>> {
    shown(uow, user_id, typed, keys).await?;
    if !auth::with_code(uow, session_id).await? {
        return Err(Error::with(Code::SecondFactorState, "no session"));
    }
    uow.record(SecondFactorEvent::Shown { session_id }.about(user_id), ()).await
}

async fn set(uow: &Uow, user: &user_account::Model, held: bool) -> Result<user_account::Model> {
    let mut next = user.clone().into_active_model();
    next.second_factor = Set(held);
    uow.save(next, user.id, user.version).await
}

/// By a code of either kind; answers the recovery codes that are good from now on.
pub async fn renew_codes(
    uow: &Uow,
    user_id: Uuid,
    typed: &SecretString,
    keys: &Purposes,
) -> Result<Recorded<Vec<String>>> {
    shown(uow, user_id, typed, keys).await?;
    let factor = second_factors::repo::of_user(&uow.tx, user_id).await?.ok_or_else(wrong_code)?;
    let codes = second_factors::renew_codes(uow, factor.id).await?;
    uow.record(SecondFactorEvent::CodesRenewed.about(user_id), codes).await
}

/// The account, once its owner has shown a code.
async fn shown(uow: &Uow, user_id: Uuid, typed: &SecretString, keys: &Purposes) -> Result<user_account::Model> {
    let user = repo::any_account(&uow.tx, user_id).await?;
    if !user.second_factor {
        return Err(standing(&user));
    }
    second_factors::use_code(uow, user_id, typed, keys).await?.map(|_| user).ok_or_else(wrong_code)
}

pub async fn remove_own(uow: &Uow, user_id: Uuid, typed: &SecretString, keys: &Purposes) -> Result<Recorded<()>> {
    let user = shown(uow, user_id, typed, keys).await?;
    take_away(uow, &user, false).await
}

/// By an administrator who looks after the account, for who has lost it. Nobody takes away its own in this way.
pub async fn remove(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<()>> {
    uow.touch(Topic::Access)?;
    let user = repo::account(&uow.tx, scope, id).await?;
    if id == scope.user_id {
        return Err(scope.forbidden());
    }
    if_match.check(user.version)?;
    if !user.second_factor {
        return Err(Error::new(Code::NotFound));
    }
    take_away(uow, &user, true).await
}

async fn take_away(uow: &Uow, user: &user_account::Model, by_administrator: bool) -> Result<Recorded<()>> {
    second_factors::delete(uow, user.id).await?;
    let after = set(uow, user, false).await?;
    auth::end_sessions(uow, &[user.id]).await?;
    uow.record(SecondFactorEvent::Removed { by_administrator }.of(user, &after), ()).await
}
