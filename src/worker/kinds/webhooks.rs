//! Webhooks: the sealed journal is taken apart, and what is due is sent. One instance at a time holds this job; another goes on
//! where it stood.
mod turns;

use std::{
    pin::pin,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use base::{
    http::state::AppState,
    kernel::error::{Error, Result},
    store::jobs::Lane,
};
use entity::webhook_delivery;
use futures_util::{
    future::join_all,
    stream::{FuturesUnordered, StreamExt},
};
use integration::webhooks;
use serde_json::{Value, json};
use turns::Turns;
use uuid::Uuid;

use super::{Job, When, Work};

/// No batch begins later in a turn; a receiver that is slow has one.
const TURN: Duration = Duration::from_secs(1);
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

    /// A receiver that is slow to answer holds up nobody else, nor what is sealed meanwhile; nor does a webhook at which
    /// something fails inside.
    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        let (mut turns, mut sending) = (Turns::default(), FuturesUnordered::new());
        loop {
            let mut look = pin!(look(work));
            // Each may hold what the other waits for, such as the one connection that writes: all go on together.
            let (more, waiting) = loop {
                tokio::select! {
                    biased;
                    Some((id, done)) = sending.next() => ended(&mut turns, id, done)?,
                    seen = &mut look => break seen?,
                }
            };
            for id in turns.begin(&waiting, Instant::now()) {
                sending.push(async move { (id, take_turn(work, id).await) });
            }
            if sending.is_empty() && !more {
                return Ok(json!({}));
            }
            tokio::select! {
                biased;
                Some((id, done)) = sending.next() => ended(&mut turns, id, done)?,
                () = tokio::time::sleep(LOOK), if !more => {}
                () = std::future::ready(()), if more => {}
            }
        }
    }
}

fn ended(turns: &mut Turns, id: Uuid, done: Result<()>) -> Result<()> {
    turns.end(id, Instant::now());
    done
}

/// What is new is taken apart. Whether there may be more of it, and at whom something is due.
async fn look(work: &Work<'_>) -> Result<(bool, Vec<Uuid>)> {
    let more = take_apart(work).await?;
    Ok((more, webhooks::waiting(&work.worker.state).await?))
}

/// A batch of each webhook that is behind. Whether there may be more.
async fn take_apart(work: &Work<'_>) -> Result<bool> {
    let mut more = false;
    for id in webhooks::behind(&work.worker.state).await? {
        match work.transact(async |uow| webhooks::fan_out(uow, id).await).await {
            Ok(went_on) => more |= went_on,
            Err(error) => leave_alone(work, id, &error).await?,
        }
    }
    Ok(more)
}

/// Whoever has lost the job loses it here too, and ends.
async fn leave_alone(work: &Work<'_>, id: Uuid, error: &Error) -> Result<()> {
    tracing::error!(webhook = %id, ?error, "a webhook cannot be worked off and is left alone for a while");
    work.transact(async |uow| webhooks::leave_alone(uow, id).await).await
}

async fn take_turn(work: &Work<'_>, id: Uuid) -> Result<()> {
    match send_due(work, id).await {
        Ok(()) => Ok(()),
        Err(error) => leave_alone(work, id, &error).await,
    }
}

/// A turn of a webhook: until nothing is due any more, it has to wait, or its time is over.
async fn send_due(work: &Work<'_>, id: Uuid) -> Result<()> {
    let began = Instant::now();
    loop {
        let due = webhooks::due(&work.worker.state, id).await?;
        if due.is_empty() {
            return Ok(());
        }
        let sent = join_all(due.iter().map(|delivery| send(work, delivery))).await;
        let all = sent.into_iter().collect::<Result<Vec<_>>>()?.into_iter().all(|sent| sent);
        if !all || began.elapsed() >= TURN {
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
