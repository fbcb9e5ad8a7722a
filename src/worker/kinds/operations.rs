//! What somebody has asked for and does not wait for: carried out as the request that it was.
use async_trait::async_trait;
use base::{
    http::{inside::Body, later},
    kernel::error::{Code, Error, Result},
    store::jobs::Lane,
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Job, Waits, When, Work, waits};

pub struct Operations;

#[derive(Deserialize)]
struct Order {
    operation_id: Uuid,
}

#[async_trait(?Send)]
impl Job for Operations {
    fn kind(&self) -> &'static str {
        later::KIND
    }

    fn lane(&self) -> Lane {
        Lane::Long
    }

    fn when(&self) -> When {
        When::Ordered
    }

    fn waits(&self) -> &'static Waits {
        &waits::AWAITED
    }

    /// Whoever holds the job next may find it done: the key with which it is carried out gives the first answer again.
    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        let Order { operation_id } = work.order()?;
        let state = &work.worker.state;
        let Some(asked) = later::asked(state.db.read_latest(), operation_id).await? else {
            return Ok(json!({}));
        };
        // Those before it was read: who loses one meanwhile is not given what it still let through.
        let rights = later::rights(&state.db.latest_snapshot().await?, asked.user_id, state.clock.today());
        let answered = (work.worker.inside)(asked).await;
        let passing = answered.status >= 500;
        if passing && !self.waits().are_over(work.row.attempt) {
            return Err(Error::with(Code::Unavailable, format!("answered {}", answered.status)));
        }
        if let Body::File(made) = &answered.body {
            state.storage.keep_made(operation_id, made.file.path()).await?;
        }
        work.transact(async |uow| later::finish(uow, operation_id, &answered, &rights).await).await?;
        Ok(json!({}))
    }
}
