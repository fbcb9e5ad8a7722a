//! That somebody has read is its own matter and none of the journal's.
use base::{
    kernel::{
        error::{Error, Fault, Result},
        scope::Scope,
    },
    store::db::{Uow, bulk},
};
use entity::notification_read::{self, Column, Entity};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, sea_query::OnConflict};
use uuid::Uuid;

use super::{
    dto::{NotificationsRead, ReadNotifications},
    repo,
};

/// What the caller is not told of is not there.
pub async fn mark(uow: &Uow, scope: &Scope, input: &ReadNotifications) -> Result<NotificationsRead> {
    let told = repo::told(&uow.tx, scope, uow.now).await?;
    let known = |id: &Uuid| told.iter().any(|told| told.entry.id == *id);
    let chosen: Vec<Uuid> = match input.up_to {
        Some(_) if !input.ids.is_empty() => return Err(Error::field("/ids", Fault::NotAllowed)),
        Some(last) if !known(&last) => return Err(Error::field("/up_to", Fault::NotFound)),
        Some(last) => told.iter().map(|told| told.entry.id).filter(|id| *id <= last).collect(),
        None => input.ids.clone(),
    };
    if let Some(at) = chosen.iter().position(|id| !known(id)) {
        return Err(Error::field(format!("/ids/{at}"), Fault::NotFound));
    }
    let read = repo::read(&uow.tx, scope.user_id, &told).await?;
    let mut unread: Vec<Uuid> = chosen.into_iter().filter(|id| !read.contains(id)).collect();
    unread.sort_unstable();
    unread.dedup();
    let row = |id: &Uuid| notification_read::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(scope.user_id),
        entry_id: Set(*id),
        read_at: Set(uow.now),
    };
    if !unread.is_empty() {
        // Two windows of one person may say the same at once.
        let there = OnConflict::columns([Column::UserId, Column::EntryId]).do_nothing().to_owned();
        let rows = unread.iter().map(row);
        Entity::insert_many(rows).on_conflict(there).exec_without_returning(&uow.tx).await?;
    }
    Ok(NotificationsRead { marked: unread.len() })
}

/// What is told no longer need not be known to be read. Returns how many it forgot.
pub async fn forget_old(uow: &Uow) -> Result<u64> {
    bulk::delete::<Entity>(&uow.tx, Column::ReadAt.lt(uow.now - repo::TOLD_FOR)).await
}
