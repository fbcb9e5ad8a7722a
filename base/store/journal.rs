//! The journal: what happened, written in the transaction that made it happen, and its seal.
//!
//! A sealing job gives committed rows a place in one gapless sequence and chains them by SHA-256:
//! `hash = SHA-256(canonical JSON of {previous_hash, seq, entry})` (RFC 8785). Sealing after the commit keeps
//! writers from queueing for the next number; a row that was rolled back never had one.
//!
//! What an entry says, and what it never says, is in `event`.
mod catalogue;
mod event;
mod seal;
mod verify;

use chrono::{DateTime, SecondsFormat, Utc};
use entity::journal;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub use catalogue::{Kind, kinds};
pub use event::{Change, Changed, ChangedMember, Facts, LOOKS, TECHNICAL};
pub use seal::{BATCH, anything_unsealed, backlog, head, oldest_unsealed, seal_batch};
pub use verify::{Verdict, verify, verify_since};

use crate::{
    kernel::{
        digest,
        error::{Error, Result},
    },
    store::db::{Uow, bulk},
};

/// The hash before the first entry.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

pub fn canonical(value: &impl Serialize) -> Result<String> {
    serde_json_canonicalizer::to_string(value).map_err(Error::internal)
}

pub(super) async fn append(uow: &Uow, change: Change) -> Result<()> {
    journal::Entity::insert(entry(uow, change)?).exec_without_returning(&uow.tx).await?;
    Ok(())
}

pub(super) async fn append_all(uow: &Uow, changes: Vec<Change>) -> Result<()> {
    let entries = changes.into_iter().map(|change| entry(uow, change)).collect::<Result<_>>()?;
    bulk::insert(&uow.tx, entries).await
}

fn entry(uow: &Uow, change: Change) -> Result<journal::ActiveModel> {
    let nameless = || Error::internal(anyhow::anyhow!("a fact without a name, or about nothing"));
    let mut fact = change.fact.map_err(Error::internal)?;
    let mut data = match fact.get_mut("data").map(Value::take) {
        Some(Value::Object(data)) => data,
        _ => Map::new(),
    };
    // What is not there is not told.
    data.retain(|_, member| !member.is_null());
    if !change.changed.is_empty() {
        data.insert("changed".to_owned(), serde_json::to_value(&change.changed).map_err(Error::internal)?);
    }
    let event = fact.get("event").and_then(Value::as_str).ok_or_else(nameless)?;
    Ok(journal::ActiveModel {
        id: Set(Uuid::now_v7()),
        at: Set(uow.now),
        event: Set(event.to_owned()),
        event_version: Set((change.event_version)(event)),
        actor_id: Set(uow.actor.user_id),
        client_id: Set(uow.actor.client_id),
        delegated_by_id: Set(uow.delegated_by(change.unit_id).map(|delegated| delegated.by)),
        subject_type: Set(change.subject.ok_or_else(nameless)?),
        subject_id: Set(change.subject_id),
        subject_version: Set(change.subject_version),
        unit_id: Set(change.unit_id),
        request_id: Set(uow.actor.request_id.clone()),
        data: Set(canonical(&data)?),
        sealed: Set(false),
        // Given by the database, when the transaction commits.
        commit_no: NotSet,
    })
}

fn timestamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn chained(seq: i64, previous_hash: &str, entry: &journal::Model) -> Result<[u8; 32]> {
    let text: Value = json!({
        "seq": seq,
        "previous_hash": previous_hash,
        "entry": {
            "id": entry.id,
            "at": timestamp(entry.at),
            "event": entry.event,
            "event_version": entry.event_version,
            "actor_id": entry.actor_id,
            "client_id": entry.client_id,
            "delegated_by_id": entry.delegated_by_id,
            "subject_type": entry.subject_type,
            "subject_id": entry.subject_id,
            "subject_version": entry.subject_version,
            "unit_id": entry.unit_id,
            "request_id": entry.request_id,
            "data": entry.data,
        },
    });
    Ok(digest::sha256(canonical(&text)?.as_bytes()))
}
