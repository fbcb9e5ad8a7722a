//! Addresses of calendars: made, told once, recognised by a keyed digest, and revoked.
use base::{
    http::{etag::IfMatch, state::AppState},
    kernel::{
        error::{Code, Error, Fault, Result},
        keys::{self, Purposes},
        policy::Permission,
        scope::Scope,
    },
    store::db::{Conn, Recorded, Uow},
};
use entity::calendar_feed::{self, Column, Entity};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    dto::{FeedView, NewFeed},
    events::CalendarFeedEvent,
};

/// It is never changed.
const ONLY_VERSION: i64 = 1;
/// One for each program that somebody uses, and some more.
const MOST: u64 = 10;

pub async fn make(uow: &Uow, user_id: Uuid, keys: &Purposes) -> Result<Recorded<NewFeed>> {
    if Entity::find().filter(Column::UserId.eq(user_id)).count(&uow.tx).await? >= MOST {
        return Err(Error::field("", Fault::TooLong));
    }
    let secret = keys::generate().map_err(Error::internal)?;
    let row = calendar_feed::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(user_id),
        secret_digest: Set(keys.calendars.sign(secret.as_bytes())),
        created_at: Set(uow.now),
    };
    let made = Entity::insert(row).exec_with_returning(&uow.tx).await?;
    let event = CalendarFeedEvent::Made { calendar_id: made.id };
    let path = format!("/calendars/{secret}.ics");
    uow.record(event.of(user_id), NewFeed { id: made.id, path, created_at: made.created_at }).await
}

pub async fn list(db: &Conn, user_id: Uuid) -> Result<Vec<FeedView>> {
    let found = Entity::find().filter(Column::UserId.eq(user_id)).order_by_asc(Column::Id).all(db).await?;
    Ok(found.into_iter().map(|m| FeedView { id: m.id, created_at: m.created_at, version: ONLY_VERSION }).collect())
}

/// Somebody else's is not there.
pub async fn revoke(uow: &Uow, user_id: Uuid, id: Uuid, if_match: IfMatch) -> Result<Recorded<()>> {
    let found = Entity::find_by_id(id).filter(Column::UserId.eq(user_id)).one(&uow.tx).await?;
    let feed = found.ok_or_else(|| Error::new(Code::NotFound))?;
    if_match.check(ONLY_VERSION)?;
    Entity::delete_by_id(feed.id).exec(&uow.tx).await?;
    let event = CalendarFeedEvent::Revoked { calendar_id: id };
    uow.record(event.of(user_id), ()).await
}

/// Whose calendar a secret opens, with the rights of today; none where it opens nothing, for whatever reason.
pub async fn opened(state: &AppState, secret: &str) -> Result<Option<Scope>> {
    let digests = state.keys.now().calendars.all(secret.as_bytes());
    let db = state.db.read_latest();
    let Some(feed) = Entity::find().filter(Column::SecretDigest.is_in(digests)).one(db).await? else { return Ok(None) };
    let snapshot = state.db.latest_snapshot().await?;
    let account = snapshot
        .access
        .account(feed.user_id)
        .filter(|account| account.active && !account.password_change_required && (state.demo_mode || !account.is_demo));
    let Some(account) = account else { return Ok(None) };
    let (needs, today) = (Permission::ReportsRead, state.calendar.today(state.clock.now()));
    Ok(Scope::of(feed.user_id, account, needs, snapshot.organisation.clone(), today).ok())
}
