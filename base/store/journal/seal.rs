//! The seal: committed rows get a place in one gapless sequence, in the order in which they were committed; rows of one
//! subject therefore in the order of its versions, whatever the clocks of their writers said.
use std::{
    collections::HashSet,
    sync::atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{journal, journal_seal, snapshot_version::Topic};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{GENESIS, chained};
use crate::{
    kernel::{digest, error::Result},
    store::{db::Conn, memory},
};

/// As many rows as are sealed together.
pub const BATCH: usize = 500;
/// Rows that are looked through one by one where a batch holds one that cannot be read.
const SEARCHED: u64 = 5_000;

/// The last sealed position and its hash.
pub async fn head(db: &Conn) -> Result<(i64, String)> {
    let last = journal_seal::Entity::find().order_by_desc(journal_seal::Column::Seq).one(db).await?;
    Ok(last.map_or_else(|| (0, GENESIS.to_owned()), |seal| (seal.seq, digest::hex(&seal.hash))))
}

pub async fn anything_unsealed(db: &Conn) -> Result<bool> {
    let waiting = unsealed().select_only().column(journal::Column::Id).limit(1).into_tuple::<Uuid>();
    // A row that cannot be read waits too.
    Ok(waiting.one(db).await.map_or(true, |found| found.is_some()))
}

/// How many rows have no place yet.
pub async fn backlog(db: &Conn) -> Result<u64> {
    Ok(unsealed().count(db).await?)
}

/// When what is not sealed yet began to be, if there is anything.
pub async fn oldest_unsealed(db: &Conn) -> Result<Option<DateTime<Utc>>> {
    let oldest = unsealed().select_only().column(journal::Column::At).order_by_asc(journal::Column::At).limit(1);
    Ok(oldest.into_tuple::<DateTime<Utc>>().one(db).await?)
}

/// Rows that wait. One with a time that no writer of ours could have had (`infinity` is one to PostgreSQL) waits for ever.
fn unsealed() -> sea_orm::Select<journal::Entity> {
    let (first, last) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH + TimeDelta::days(365 * 1_000));
    journal::Entity::find().filter(waits()).filter(journal::Column::At.between(first, last))
}

/// Of a row that has no place yet. The word stands in the statement, as in the index of such rows: a value that is bound
/// would hide that they are the same.
pub(super) fn waits() -> Expr {
    Expr::col(journal::Column::Sealed).eq(Expr::Constant(false.into()))
}

/// Seals one batch. The caller holds the lease inside the same transaction. Returns how many rows have been dealt with.
pub async fn seal_batch(db: &Conn, now: DateTime<Utc>) -> Result<usize> {
    let entries = batch(db).await?;
    if entries.is_empty() {
        return Ok(0);
    }
    let ids = || entries.iter().map(|entry| entry.id);
    let placed = placed(db, ids()).await?;
    if !placed.is_empty() {
        // They keep their place; who took the mark away had rights on the database that the service has not.
        metrics::counter!("journal_marks_mended_total").increment(placed.len() as u64);
        tracing::error!(rows = placed.len(), first = ?placed.iter().next(), "sealed entries were marked as unsealed");
    }
    let (mut seq, mut previous) = head(db).await?;
    let mut seals = vec![];
    for entry in entries.iter().filter(|entry| !placed.contains(&entry.id)) {
        seq += 1;
        let hash = chained(seq, &previous, entry)?;
        previous = digest::hex(&hash);
        let (seq, entry_id, hash) = (Set(seq), Set(entry.id), Set(hash.to_vec()));
        seals.push(journal_seal::ActiveModel { seq, entry_id, hash, sealed_at: Set(now) });
    }
    if !seals.is_empty() {
        journal_seal::Entity::insert_many(seals).exec_without_returning(db).await?;
        memory::reach(db, Topic::Journal, seq).await?;
    }
    journal::Entity::update_many()
        .col_expr(journal::Column::Sealed, Expr::value(true))
        .filter(journal::Column::Id.is_in(ids()))
        .exec(db)
        .await?;
    Ok(entries.len())
}

async fn placed(db: &Conn, ids: impl Iterator<Item = Uuid>) -> Result<HashSet<Uuid>> {
    let found = journal_seal::Entity::find()
        .select_only()
        .column(journal_seal::Column::EntryId)
        .filter(journal_seal::Column::EntryId.is_in(ids))
        .into_tuple::<Uuid>();
    Ok(found.all(db).await?.into_iter().collect())
}

async fn batch(db: &Conn) -> Result<Vec<journal::Model>> {
    let entries = unsealed().order_by_asc(journal::Column::CommitNo).limit(BATCH as u64).all(db).await;
    match entries {
        // The database answered, and one of the rows is no entry.
        Err(sea_orm::DbErr::Type(_) | sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(_))) => readable(db).await,
        entries => Ok(entries?),
    }
}

/// The rows of a batch that can be read; those that cannot are set aside and told.
async fn readable(db: &Conn) -> Result<Vec<journal::Model>> {
    static SET_ASIDE: AtomicU64 = AtomicU64::new(0);
    let numbers = unsealed().select_only().column(journal::Column::CommitNo).order_by_asc(journal::Column::CommitNo);
    let numbers = numbers.limit(SEARCHED).into_tuple::<Option<i64>>().all(db).await?;
    let (mut entries, mut set_aside) = (vec![], 0);
    for number in numbers.into_iter().flatten() {
        if entries.len() == BATCH {
            break;
        }
        match unsealed().filter(journal::Column::CommitNo.eq(number)).one(db).await {
            Ok(found) => entries.extend(found),
            Err(error) => {
                set_aside += 1;
                tracing::debug!(number, %error, "an entry cannot be read");
            }
        }
    }
    metrics::gauge!("journal_set_aside_rows").set(f64::from(u32::try_from(set_aside).unwrap_or(u32::MAX)));
    if SET_ASIDE.swap(set_aside, Ordering::Relaxed) != set_aside {
        tracing::error!(rows = set_aside, "entries of the journal cannot be read; the others are sealed without them");
    }
    Ok(entries)
}
