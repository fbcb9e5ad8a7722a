//! What a message says, made up anew for each attempt, of what its client may read at that moment: what has changed, and where it is
//! read. The rest is asked for there, by whoever may; so a message that lies about somewhere tells little.
use std::sync::Arc;

use base::{
    kernel::{
        calendar::Today,
        error::{Error, Result},
        organisation::Organisation,
    },
    store::{db::Conn, memory::Snapshot},
};
use entity::{webhook, webhook_delivery};
use serde_json::Value;

use super::dto::{MessageData, Pointer, WebhookMessage};
use crate::{
    changes::{self, Change, Entries},
    resources::Reader,
};

/// The `type` of a message whose entry names no event.
const CHANGED: &str = "resource.changed";

/// The client of a webhook at work; none while it may not follow what changes, or is at none of the webhook's units.
pub fn reader(webhook: &webhook::Model, snapshot: &Snapshot, today: Today) -> Option<Reader> {
    let client = snapshot.access.client(webhook.client_id)?;
    let organisation: &Arc<Organisation> = &snapshot.organisation;
    match &webhook.unit_ids {
        Some(units) => Reader::of_client(webhook.client_id, &client.only_at(&units.0), organisation, today),
        None => Reader::of_client(webhook.client_id, client, organisation, today),
    }
}

pub fn event(change: &Change) -> &str {
    change.event.as_deref().unwrap_or(CHANGED)
}

/// The body. None where the reader is not told of it any more.
pub async fn made_up(tx: &Conn, reader: &Reader, delivery: &webhook_delivery::Model) -> Result<Option<String>> {
    let Some(seq) = delivery.seq else { return notice(delivery).map(Some) };
    let Some(entry) = changes::at(tx, seq).await? else { return Ok(None) };
    let timestamp = entry.at;
    let entries = Entries { tx, reader, types: &[] };
    let told = entries.told(&[(seq, entry)]).await?.into_iter().flat_map(|(_, changes)| changes);
    let Some(change) = told.into_iter().find(|change| change.id == Some(delivery.subject_id)) else { return Ok(None) };
    let event = event(&change).to_owned();
    let Some(pointer) = Pointer::to(change) else { return Ok(None) };
    written(&WebhookMessage { event, timestamp, data: MessageData::Changed(Box::new(pointer)) }).map(Some)
}

fn notice(delivery: &webhook_delivery::Model) -> Result<String> {
    let data: Value = serde_json::from_str(delivery.notice.as_deref().unwrap_or("{}")).map_err(Error::internal)?;
    let (event, timestamp) = (delivery.event.clone(), delivery.created_at);
    written(&WebhookMessage { event, timestamp, data: MessageData::Notice(data) })
}

fn written(message: &WebhookMessage) -> Result<String> {
    serde_json::to_string(message).map_err(Error::internal)
}
