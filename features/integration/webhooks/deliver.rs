//! Sending what is due: read in one short transaction, sent outside of any.
use std::time::Instant;

use base::{
    http::state::AppState,
    kernel::error::Result,
    store::{
        db::Conn,
        memory::{self, Snapshot},
    },
};
use chrono::TimeDelta;
use entity::{webhook, webhook_delivery};
use uuid::Uuid;

use super::{
    message, repo,
    rules::{self, Outcome},
    secrets, sign,
};

/// What came of one message, to be written down.
pub enum Sent {
    /// Its client is not told of it any more.
    Withheld,
    Answered {
        outcome: Outcome,
        status: Option<u16>,
        answer: Option<String>,
        kept: String,
        took: TimeDelta,
        asked_for: Option<TimeDelta>,
    },
}

/// Active webhooks at which something is due, in the order in which it became so.
pub async fn waiting(state: &AppState) -> Result<Vec<Uuid>> {
    let db = state.db.read_latest();
    let active = repo::active(db).await?;
    if active.is_empty() {
        return Ok(vec![]);
    }
    let snapshot = state.db.latest_snapshot().await?;
    let ids: Vec<Uuid> = active.iter().map(|webhook| webhook.id).collect();
    let signing = repo::secrets(db, &ids).await?;
    let mut waiting = vec![];
    for webhook in active {
        if !signing.iter().any(|secret| secret.webhook_id == webhook.id) {
            continue;
        }
        if let Some(first) = due_at(state, &webhook, &snapshot).await?.first() {
            waiting.push((first.due_at, webhook.id));
        }
    }
    waiting.sort_unstable();
    Ok(waiting.into_iter().map(|(_, id)| id).collect())
}

/// What is to be sent to a webhook now, each about another subject.
pub async fn due(state: &AppState, webhook_id: Uuid) -> Result<Vec<webhook_delivery::Model>> {
    let active = repo::active(state.db.read_latest()).await?;
    let snapshot = state.db.latest_snapshot().await?;
    match active.into_iter().find(|webhook| webhook.id == webhook_id) {
        Some(webhook) => due_at(state, &webhook, &snapshot).await,
        None => Ok(vec![]),
    }
}

async fn due_at(
    state: &AppState,
    webhook: &webhook::Model,
    snapshot: &Snapshot,
) -> Result<Vec<webhook_delivery::Model>> {
    let now = state.clock.now();
    if rules::is_quiet(webhook, now) || message::reader(webhook, snapshot, state.calendar.today(now)).is_none() {
        return Ok(vec![]);
    }
    // A receiver that has failed again and again is asked with one message whether it works.
    let limit = if webhook.failures >= rules::PATIENCE { 1 } else { rules::AT_ONCE };
    repo::due(state.db.read_latest(), webhook.id, now, limit).await
}

/// Sends a message once. None where it has to wait after all.
pub async fn attempt(state: &AppState, delivery: &webhook_delivery::Model) -> Result<Option<Sent>> {
    let Some(Prepared { webhook, signing, message }) = prepared(state, delivery).await? else { return Ok(None) };
    let Some(message) = message else { return Ok(Some(Sent::Withheld)) };
    let headers = sign::headers(&signing, &delivery.message_id, state.clock.now(), &message)?;
    let since = Instant::now();
    let called = state.outgoing.post(&webhook.url, &headers, message.clone()).await;
    let took = TimeDelta::from_std(since.elapsed()).unwrap_or(TimeDelta::MAX);
    let outcome = rules::outcome(&called);
    let answered = called.ok();
    Ok(Some(Sent::Answered {
        outcome,
        status: answered.as_ref().map(|answered| answered.status),
        asked_for: answered.as_ref().and_then(|answered| answered.wait),
        answer: answered.map(|answered| answered.body),
        kept: message,
        took,
    }))
}

struct Prepared {
    webhook: webhook::Model,
    signing: Vec<sign::Secret>,
    /// None where nothing of it may be told any more.
    message: Option<String>,
}

/// By rights, tree and secrets of one moment; none where it has to wait.
async fn prepared(state: &AppState, delivery: &webhook_delivery::Model) -> Result<Option<Prepared>> {
    let (began, keys) = (state.db.shared.begin(), state.keys.now());
    let read = async |tx: &Conn| {
        let versions = memory::versions(tx).await?;
        let snapshot = state.db.shared.within(tx, began, versions, state.clock.now()).await?;
        let active = repo::active(tx).await?;
        let Some(webhook) = active.into_iter().find(|webhook| webhook.id == delivery.webhook_id) else {
            return Ok(None);
        };
        let rows = repo::secrets(tx, &[webhook.id]).await?;
        let signing = rows.iter().map(|row| secrets::open(&keys, row)).collect::<Result<Vec<_>>>()?;
        let reader = message::reader(&webhook, &snapshot, state.calendar.today(state.clock.now()));
        let Some(reader) = reader.filter(|_| !signing.is_empty()) else { return Ok(None) };
        let message = message::made_up(tx, &reader, delivery).await?;
        Ok(Some(Prepared { webhook, signing, message }))
    };
    state.db.read_latest_together(read).await
}
