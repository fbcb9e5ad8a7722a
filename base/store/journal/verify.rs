//! Proving that nothing was changed: the whole chain is computed again. Reads only.
use std::collections::HashMap;

use entity::{journal, journal_seal};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};

use super::{GENESIS, chained, seal::waits};
use crate::{
    kernel::{digest, error::Result},
    store::db::Conn,
};

const PAGE: u64 = 500;

/// What `verify` found.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Intact { entries: i64, head: String, unsealed: u64 },
    Broken { seq: i64, reason: &'static str },
}

/// Recomputes the whole chain, in pages.
pub async fn verify(db: &Conn) -> Result<Verdict> {
    verify_since(db, None).await
}

/// `kept` is the head that an earlier run told: whoever replaced the whole chain since has not got it.
pub async fn verify_since(db: &Conn, kept: Option<&str>) -> Result<Verdict> {
    let (mut seq, mut previous) = (0, GENESIS.to_owned());
    let mut kept_is_there = kept.is_none_or(|kept| kept == previous);
    loop {
        let page = journal_seal::Entity::find()
            .filter(journal_seal::Column::Seq.gt(seq))
            .order_by_asc(journal_seal::Column::Seq)
            .limit(PAGE)
            .all(db)
            .await?;
        if page.is_empty() {
            break;
        }
        let ids = page.iter().map(|seal| seal.entry_id);
        let entries = journal::Entity::find().filter(journal::Column::Id.is_in(ids)).all(db).await?;
        let entries: HashMap<_, _> = entries.into_iter().map(|e| (e.id, e)).collect();
        for seal in page {
            if let Some(reason) = fault(seq, &previous, &seal, entries.get(&seal.entry_id))? {
                return Ok(Verdict::Broken { seq: seq + 1, reason });
            }
            (seq, previous) = (seal.seq, digest::hex(&seal.hash));
            kept_is_there |= kept == Some(previous.as_str());
        }
    }
    if !kept_is_there {
        return Ok(Verdict::Broken { seq: seq + 1, reason: "the chain does not hold the head that was kept" });
    }
    if sealed_without_a_place(db).await? > 0 {
        return Ok(Verdict::Broken { seq: seq + 1, reason: "an entry is marked as sealed and has no place" });
    }
    let unsealed = journal::Entity::find().filter(waits()).count(db).await?;
    Ok(Verdict::Intact { entries: seq, head: previous, unsealed })
}

async fn sealed_without_a_place(db: &Conn) -> Result<u64> {
    let of_this =
        Expr::col((journal_seal::Entity, journal_seal::Column::EntryId)).equals((journal::Entity, journal::Column::Id));
    let place = journal_seal::Entity::find().filter(of_this).into_query();
    let rows = journal::Entity::find().filter(journal::Column::Sealed.eq(true)).filter(Expr::exists(place).not());
    Ok(rows.count(db).await?)
}

fn fault(
    seq: i64,
    previous: &str,
    seal: &journal_seal::Model,
    entry: Option<&journal::Model>,
) -> Result<Option<&'static str>> {
    if seal.seq != seq + 1 {
        return Ok(Some("a position is missing"));
    }
    match entry {
        None => Ok(Some("the entry is gone")),
        Some(entry) if chained(seal.seq, previous, entry)?.as_slice() != seal.hash => Ok(Some("the entry was changed")),
        Some(entry) if !entry.sealed => Ok(Some("the entry has a place and is marked as unsealed")),
        Some(_) => Ok(None),
    }
}
