//! The journal: what happened, written in the transaction that made it happen, and its seal.
//!
//! A sealing job gives committed rows a place in one gapless sequence and chains them by SHA-256:
//! `hash = SHA-256(canonical JSON of {previous_hash, seq, entry})` (RFC 8785). Sealing after the commit keeps
//! writers from queueing for the next number; a row that was rolled back never had one.
use chrono::{DateTime, SecondsFormat, Utc};
use entity::{journal, journal_seal};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    kernel::{
        digest,
        error::{Error, Result},
    },
    store::db::{Uow, bulk},
};

/// The hash before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const BATCH: u64 = 500;

/// One change to one resource.
pub struct Change<'a> {
    /// `<resource>.<past participle>`, e.g. `plan.issued`.
    pub event: &'static str,
    pub subject_type: &'static str,
    pub subject_id: Uuid,
    /// The unit whose matter it is.
    pub unit_id: Option<Uuid>,
    pub data: &'a dyn erased::Json,
}

/// Lets `Change` hold any serialisable value without being generic.
pub mod erased {
    pub trait Json {
        fn value(&self) -> serde_json::Result<serde_json::Value>;
    }

    impl<T: serde::Serialize> Json for T {
        fn value(&self) -> serde_json::Result<serde_json::Value> {
            serde_json::to_value(self)
        }
    }
}

pub fn canonical(value: &impl Serialize) -> Result<String> {
    serde_json_canonicalizer::to_string(value).map_err(Error::internal)
}

pub(super) async fn append(uow: &Uow, change: &Change<'_>) -> Result<()> {
    journal::Entity::insert(entry(uow, change)?).exec_without_returning(&uow.tx).await?;
    Ok(())
}

pub(super) async fn append_all(uow: &Uow, changes: &[Change<'_>]) -> Result<()> {
    let entries = changes.iter().map(|change| entry(uow, change)).collect::<Result<_>>()?;
    bulk::insert(&uow.tx, entries).await
}

fn entry(uow: &Uow, change: &Change<'_>) -> Result<journal::ActiveModel> {
    let data = change.data.value().map_err(Error::internal)?;
    Ok(journal::ActiveModel {
        id: Set(Uuid::now_v7()),
        at: Set(uow.now),
        event: Set(change.event.to_owned()),
        actor_id: Set(uow.actor.user_id),
        subject_type: Set(change.subject_type.to_owned()),
        subject_id: Set(change.subject_id),
        unit_id: Set(change.unit_id),
        request_id: Set(uow.actor.request_id.clone()),
        data: Set(canonical(&data)?),
        sealed: Set(false),
    })
}

fn timestamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn chained(seq: i64, previous_hash: &str, entry: &journal::Model) -> Result<String> {
    let text: Value = json!({
        "seq": seq,
        "previous_hash": previous_hash,
        "entry": {
            "id": entry.id,
            "at": timestamp(entry.at),
            "event": entry.event,
            "actor_id": entry.actor_id,
            "subject_type": entry.subject_type,
            "subject_id": entry.subject_id,
            "unit_id": entry.unit_id,
            "request_id": entry.request_id,
            "data": entry.data,
        },
    });
    Ok(digest::sha256_hex(canonical(&text)?.as_bytes()))
}

/// The last sealed position and its hash.
pub async fn head(db: &impl ConnectionTrait) -> Result<(i64, String)> {
    let last = journal_seal::Entity::find().order_by_desc(journal_seal::Column::Seq).one(db).await?;
    Ok(last.map_or_else(|| (0, GENESIS.to_owned()), |seal| (seal.seq, seal.hash)))
}

pub async fn anything_unsealed(db: &impl ConnectionTrait) -> Result<bool> {
    let waiting = journal::Entity::find()
        .select_only()
        .column(journal::Column::Id)
        .filter(journal::Column::Sealed.eq(false))
        .limit(1)
        .into_tuple::<Uuid>()
        .one(db)
        .await?;
    Ok(waiting.is_some())
}

/// When what is not sealed yet began to be, if there is anything.
pub async fn oldest_unsealed(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>> {
    let oldest = journal::Entity::find()
        .select_only()
        .column(journal::Column::At)
        .filter(journal::Column::Sealed.eq(false))
        .order_by_asc(journal::Column::At)
        .limit(1)
        .into_tuple::<DateTime<Utc>>()
        .one(db)
        .await?;
    Ok(oldest)
}

/// Seals one batch. The caller holds the lease inside the same transaction. Returns how many rows it sealed.
pub async fn seal_batch(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<usize> {
    let entries = journal::Entity::find()
        .filter(journal::Column::Sealed.eq(false))
        .order_by_asc(journal::Column::At)
        .order_by_asc(journal::Column::Id)
        .limit(BATCH)
        .all(db)
        .await?;
    if entries.is_empty() {
        return Ok(0);
    }
    let (mut seq, mut previous) = head(db).await?;
    let mut seals = vec![];
    for entry in &entries {
        seq += 1;
        let hash = chained(seq, &previous, entry)?;
        seals.push(journal_seal::ActiveModel {
            id: Set(Uuid::now_v7()),
            seq: Set(seq),
            entry_id: Set(entry.id),
            previous_hash: Set(previous),
            hash: Set(hash.clone()),
            sealed_at: Set(now),
        });
        previous = hash;
    }
    journal_seal::Entity::insert_many(seals).exec_without_returning(db).await?;
    journal::Entity::update_many()
        .col_expr(journal::Column::Sealed, Expr::value(true))
        .filter(journal::Column::Id.is_in(entries.iter().map(|e| e.id)))
        .exec(db)
        .await?;
    Ok(entries.len())
}

/// What `verify` found.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Intact { entries: i64, head: String, unsealed: u64 },
    Broken { seq: i64, reason: &'static str },
}

/// Recomputes the whole chain, in pages.
pub async fn verify(db: &impl ConnectionTrait) -> Result<Verdict> {
    let (mut seq, mut previous) = (0, GENESIS.to_owned());
    loop {
        let page = journal_seal::Entity::find()
            .filter(journal_seal::Column::Seq.gt(seq))
            .order_by_asc(journal_seal::Column::Seq)
            .limit(BATCH)
            .all(db)
            .await?;
        if page.is_empty() {
            break;
        }
        let ids = page.iter().map(|seal| seal.entry_id);
        let entries = journal::Entity::find().filter(journal::Column::Id.is_in(ids)).all(db).await?;
        let entries: std::collections::HashMap<_, _> = entries.into_iter().map(|e| (e.id, e)).collect();
        for seal in page {
            if let Some(reason) = fault(seq, &previous, &seal, entries.get(&seal.entry_id))? {
                return Ok(Verdict::Broken { seq: seq + 1, reason });
            }
            (seq, previous) = (seal.seq, seal.hash);
        }
    }
    let unsealed =
        sea_orm::PaginatorTrait::count(journal::Entity::find().filter(journal::Column::Sealed.eq(false)), db).await?;
    Ok(Verdict::Intact { entries: seq, head: previous, unsealed })
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
    if seal.previous_hash != previous {
        return Ok(Some("the chain does not continue"));
    }
    match entry {
        None => Ok(Some("the entry is gone")),
        Some(entry) if chained(seal.seq, previous, entry)? != seal.hash => Ok(Some("the entry was changed")),
        Some(_) => Ok(None),
    }
}
