//! Webhooks: the sealed journal is taken apart, and what is due is sent. One instance at a time holds this job; another goes on
//! where it stood.
use std::{collections::HashSet, time::Duration};

use async_trait::async_trait;
use entity::webhook_delivery;
use futures_util::{
    future::join_all,
    stream::{FuturesUnordered, StreamExt},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Job, When, Work};
use crate::{features::integration::webhooks, http::state::AppState, kernel::error::Result, store::jobs::Lane};

/// Webhooks at which something is sent at a time; each goes its own pace.
const AT_ONCE: usize = 16;
/// Between two looks at what is new while something is under way.
const LOOK: Duration = Duration::from_millis(500);

pub struct Webhooks;

#[async_trait(?Send)]
impl Job for Webhooks {
    fn kind(&self) -> &'static str {
        "webhooks"
    }

    fn lane(&self) -> Lane {
        Lane::Webhooks
    }

    fn when(&self) -> When {
        When::Asked
    }

    async fn wanted(&self, state: &AppState) -> Result<bool> {
        Ok(!webhooks::behind(state).await?.is_empty() || !webhooks::waiting(state).await?.is_empty())
    }

    /// A receiver that is slow to answer holds up nobody else, nor what is sealed meanwhile.
    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        let state = &work.worker.state;
        let (mut busy, mut sending) = (HashSet::new(), FuturesUnordered::new());
        loop {
            for id in webhooks::behind(state).await? {
                while work.transact(async |uow| webhooks::fan_out(uow, id).await).await? {}
            }
            for id in webhooks::waiting(state).await? {
                if busy.len() < AT_ONCE && busy.insert(id) {
                    sending.push(async move { (id, send_due(work, id).await) });
                }
            }
            if busy.is_empty() {
                return Ok(json!({}));
            }
            tokio::select! {
                Some((id, done)) = sending.next() => {
                    busy.remove(&id);
                    done?;
                }
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }
}

/// Until nothing is due any more at a webhook, or it is left alone for a while.
async fn send_due(work: &Work<'_>, id: Uuid) -> Result<()> {
    loop {
        let due = webhooks::due(&work.worker.state, id).await?;
        if due.is_empty() {
            return Ok(());
        }
        let sent = join_all(due.iter().map(|delivery| send(work, delivery))).await;
        if !sent.into_iter().collect::<Result<Vec<_>>>()?.into_iter().all(|sent| sent) {
            return Ok(());
        }
    }
}

/// Whether it was sent, or is not to be; else it waits.
async fn send(work: &Work<'_>, delivery: &webhook_delivery::Model) -> Result<bool> {
    let Some(sent) = webhooks::attempt(&work.worker.state, delivery).await? else { return Ok(false) };
    let settled = work.transact(async |uow| webhooks::settle(uow, delivery, &sent).await).await?;
    if let Some(outcome) = settled {
        metrics::counter!("webhook_deliveries_total", "outcome" => outcome).increment(1);
    }
    Ok(settled.is_some())
}
