//! What units are reminded of, and what need not be urged for any more.
use async_trait::async_trait;
use base::{kernel::error::Result, store::jobs::Lane};
use chrono::TimeDelta;
use oversight::reminders::{rules::ladder::GRACE, service};
use planning::movements;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Job, When, Work};

/// How many are sent in one transaction.
const BATCH: usize = 200;

pub struct Reminders;

#[async_trait(?Send)]
impl Job for Reminders {
    fn kind(&self) -> &'static str {
        "reminders"
    }

    fn lane(&self) -> Lane {
        Lane::Calendar
    }

    fn when(&self) -> When {
        When::Every(TimeDelta::minutes(1))
    }

    /// What has ended goes first: what is due on another day begins its ladder anew.
    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        let state = &work.worker.state;
        let mut after = Uuid::nil();
        while let Some(last) = work.transact(async |uow| service::sweep(uow, after).await).await? {
            after = last;
        }
        let (today, db) = (state.clock.today(), state.db.read_latest());
        if let Err(unknown) = state.calendar.kind(today) {
            tracing::warn!(%today, ?unknown, "what goes by working days is not sent: those of this year are on no file");
        }
        let organisation = state.db.latest_snapshot().await?.organisation;
        for movement_id in movements::repo::open(db).await? {
            let day = (&*organisation, today);
            let planned = service::due(db, &state.calendar, day, movement_id, (today, GRACE)).await?;
            for batch in planned.chunks(BATCH) {
                work.transact(async |uow| service::send(uow, batch).await).await?;
            }
        }
        Ok(json!({}))
    }
}
