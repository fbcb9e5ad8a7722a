//! Invitations: an administrator hands a secret to a person, who shows it beside a token of the provider. Then both are known to
//! be the same, without anybody having to find out who the person is there. An account has one invitation at a time; used, it is gone.
use base::{
    http::etag::IfMatch,
    kernel::{
        digest,
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow, bulk},
        invitations as store,
    },
};
use chrono::TimeDelta;
use entity::{
    identity_invitation::{ActiveModel, Column, Entity},
    snapshot_version::Topic,
    user_account::{self, UserStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    dto::{IdentityView, InvitationTold},
    events::IdentityEvent,
    service::{linked, looked_after},
};
use crate::users::service::counted_up;

const GOOD_FOR: TimeDelta = TimeDelta::days(7);

pub async fn invite(uow: &Uow, scope: &Scope, user_id: Uuid, if_match: IfMatch) -> Result<Recorded<InvitationTold>> {
    let account = looked_after(uow, scope, user_id, if_match).await?;
    let secret = digest::random_text::<32>()?;
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(user_id),
        secret_digest: Set(digest::sha256_hex(secret.as_bytes())),
        created_by: Set(scope.user_id),
        created_at: Set(uow.now),
        expires_at: Set(uow.now + GOOD_FOR),
    };
    let made = store::offer(uow, user_id, row).await?;
    let account = counted_up(uow, &account).await?;
    let event = IdentityEvent::Invited { expires_at: made.expires_at };
    let told = InvitationTold { id: made.id, user_id, secret, expires_at: made.expires_at };
    uow.record(event.of(&account), told).await
}

/// Links the account that was invited.
pub async fn accept(uow: &Uow, (issuer, subject): (&str, &str), secret: &str) -> Result<Recorded<IdentityView>> {
    uow.touch(Topic::Access)?;
    let nothing = || Error::new(Code::NotFound);
    let found = Entity::find().filter(Column::SecretDigest.eq(digest::sha256_hex(secret.as_bytes())));
    let found = found.filter(Column::ExpiresAt.gt(uow.now)).one(&uow.tx).await?.ok_or_else(nothing)?;
    let account = user_account::Entity::find_by_id(found.user_id).one(&uow.tx).await?;
    let account = account.filter(|account| account.status == UserStatus::Active).ok_or_else(nothing)?;
    if !store::used(uow, found.id).await? {
        return Err(nothing());
    }
    linked(uow, &account, (issuer, subject), true).await
}

/// Clears away a batch of invitations that nobody has used in time; how many it was.
pub async fn forget_old(uow: &Uow) -> Result<u64> {
    bulk::delete::<Entity>(&uow.tx, Column::ExpiresAt.lte(uow.now)).await
}
