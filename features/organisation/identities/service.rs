//! Linking accounts and removing links, by administrators who look after them and never of their own.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
    },
    store::db::{Conn, Recorded, Uow},
};
use entity::{
    snapshot_version::Topic,
    user_account,
    user_identity::{ActiveModel, Column, Entity},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    dto::{IdentityView, LinkIdentity},
    events::IdentityEvent,
};
use crate::{
    auth,
    users::{repo, service::counted_up},
};

/// An account has few: one for each provider that there was.
const MOST: usize = 10;

pub async fn list(db: &Conn, user_id: Uuid) -> Result<Vec<IdentityView>> {
    let found = Entity::find().filter(Column::UserId.eq(user_id)).order_by_asc(Column::Id).all(db).await?;
    Ok(found.into_iter().map(IdentityView::from).collect())
}

pub async fn link(
    uow: &Uow,
    scope: &Scope,
    (user_id, if_match): (Uuid, IfMatch),
    issuer: &str,
    input: &LinkIdentity,
) -> Result<Recorded<IdentityView>> {
    let account = looked_after(uow, scope, user_id, if_match).await?;
    linked(uow, &account, (issuer, &input.subject), false).await
}

/// Somebody there is one account here.
pub(super) async fn linked(
    uow: &Uow,
    account: &user_account::Model,
    (issuer, subject): (&str, &str),
    by_invitation: bool,
) -> Result<Recorded<IdentityView>> {
    if list(&uow.tx, account.id).await?.len() >= MOST {
        return Err(Error::with(Code::TooManyCredentials, MOST.to_string()));
    }
    let same = Entity::find().filter(Column::Issuer.eq(issuer)).filter(Column::Subject.eq(subject));
    if same.one(&uow.tx).await?.is_some() {
        return Err(Error::new(Code::IdentityLinked));
    }
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(account.id),
        issuer: Set(issuer.to_owned()),
        subject: Set(subject.to_owned()),
        created_at: Set(uow.now),
    };
    let made = Entity::insert(row).exec_with_returning(&uow.tx).await?;
    let account = counted_up(uow, account).await?;
    let event = IdentityEvent::Linked { identity_id: made.id, by_invitation };
    uow.record(event.of(&account), IdentityView::from(made)).await
}

pub async fn remove(
    uow: &Uow,
    scope: &Scope,
    (user_id, identity_id): (Uuid, Uuid),
    if_match: IfMatch,
) -> Result<Recorded<()>> {
    let account = looked_after(uow, scope, user_id, if_match).await?;
    let found = Entity::find_by_id(identity_id).filter(Column::UserId.eq(user_id)).one(&uow.tx).await?;
    let identity = found.ok_or_else(|| Error::new(Code::NotFound))?;
    Entity::delete_by_id(identity.id).exec(&uow.tx).await?;
    auth::end_sessions(uow, &[user_id]).await?;
    let account = counted_up(uow, &account).await?;
    uow.record(IdentityEvent::Removed { identity_id }.of(&account), ()).await
}

/// An account of somebody else's that the caller looks after. Links lie in memory beside the accounts.
pub(super) async fn looked_after(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<user_account::Model> {
    uow.touch(Topic::Access)?;
    let account = repo::account(&uow.tx, scope, id).await?;
    if id == scope.user_id {
        return Err(scope.forbidden());
    }
    if_match.check(account.version)?;
    Ok(account)
}
