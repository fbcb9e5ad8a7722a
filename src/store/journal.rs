//! The journal: what happened, written in the transaction that made it happen, and its seal.
//!
//! A sealing job gives committed rows a place in one gapless sequence and chains them by SHA-256:
//! `hash = SHA-256(canonical JSON of {previous_hash, seq, entry})` (RFC 8785). Sealing after the commit keeps
//! writers from queueing for the next number; a row that was rolled back never had one.
mod seal;
mod verify;

use chrono::{DateTime, SecondsFormat, Utc};
use entity::journal;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

pub use seal::{anything_unsealed, backlog, head, oldest_unsealed, seal_batch};
pub use verify::{Verdict, verify, verify_since};

use crate::{
    kernel::{
        digest,
        error::{Error, Result},
    },
    store::db::{Uow, bulk},
};

/// The hash before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

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
    let mut data = change.data.value().map_err(Error::internal)?;
    leave_names_out(&mut data);
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
        // Given by the database, when the transaction commits.
        commit_no: NotSet,
    })
}

/// Members that name a person. The journal is kept for ever and read by others than the paper is, so it names nobody: the
/// paper does, as long as it may, and accounts are told by their ids.
pub const NAMES: [&str; 4] = ["full_name", "responsible_person", "signer_name", "username"];

fn leave_names_out(data: &mut Value) {
    match data {
        Value::Array(items) => items.iter_mut().for_each(leave_names_out),
        Value::Object(members) => {
            members.retain(|name, _| !NAMES.contains(&name.as_str()));
            members.values_mut().for_each(leave_names_out);
        }
        _ => {}
    }
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
