//! Queries on the sealed journal.
use std::collections::HashMap;

use base::{kernel::error::Result, store::db::Conn};
use chrono::{DateTime, Utc};
use entity::{journal, journal_seal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Entries that are looked at together.
pub const BATCH: u64 = 300;

/// The entries after a place, each with its own.
pub async fn entries(db: &Conn, after: i64) -> Result<Vec<(i64, journal::Model)>> {
    use journal_seal::{Column, Entity};
    let seals = Entity::find().select_only().columns([Column::Seq, Column::EntryId]);
    let seals = seals.filter(Column::Seq.gt(after)).order_by_asc(Column::Seq).limit(BATCH);
    let seals = seals.into_tuple::<(i64, Uuid)>().all(db).await?;
    if seals.is_empty() {
        return Ok(vec![]);
    }
    let ids = seals.iter().map(|(_, id)| *id);
    let found = journal::Entity::find().filter(journal::Column::Id.is_in(ids)).all(db).await?;
    let mut found: HashMap<Uuid, journal::Model> = found.into_iter().map(|entry| (entry.id, entry)).collect();
    Ok(seals.into_iter().filter_map(|(seq, id)| Some((seq, found.remove(&id)?))).collect())
}

/// The entry at a place.
pub async fn at(db: &Conn, seq: i64) -> Result<Option<journal::Model>> {
    use journal_seal::{Column, Entity};
    let found = Entity::find().select_only().column(Column::EntryId).filter(Column::Seq.eq(seq));
    match found.into_tuple::<Uuid>().one(db).await? {
        Some(id) => Ok(journal::Entity::find_by_id(id).one(db).await?),
        None => Ok(None),
    }
}

/// When the entry at a place was sealed.
pub async fn sealed_at(db: &Conn, seq: i64) -> Result<Option<DateTime<Utc>>> {
    use journal_seal::{Column, Entity};
    let found = Entity::find().select_only().column(Column::SealedAt).filter(Column::Seq.eq(seq));
    Ok(found.into_tuple().one(db).await?)
}

/// The place before the first that was sealed since: places grow with time, so it is found by halving.
pub async fn before(db: &Conn, since: DateTime<Utc>, head: i64) -> Result<i64> {
    let (mut old, mut kept) = (0, head + 1);
    while old + 1 < kept {
        let middle = old + (kept - old) / 2;
        match sealed_at(db, middle).await? {
            Some(at) if at < since => old = middle,
            _ => kept = middle,
        }
    }
    Ok(old)
}
