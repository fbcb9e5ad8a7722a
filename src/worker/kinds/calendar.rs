//! What goes by the day.
use async_trait::async_trait;
use base::{
    http::state::AppState,
    kernel::error::{Code, Error, Result},
    store::{db::Uow, jobs::Lane},
};
use chrono::TimeDelta;
use organisation::reorganisations;
use planning::{movements, plans};
use reporting::reports;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Job, When, Work};

/// Reorganisations that are scheduled for today: accounts of a unit that ends are refused from that minute on.
pub struct Reorganise;

#[async_trait(?Send)]
impl Job for Reorganise {
    fn kind(&self) -> &'static str {
        "reorganisations"
    }

    fn lane(&self) -> Lane {
        Lane::Calendar
    }

    fn when(&self) -> When {
        When::Asked
    }

    async fn wanted(&self, state: &AppState) -> Result<bool> {
        reorganisations::service::anything_due(state.db.read_latest(), state.clock.today()).await
    }

    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        use reorganisations::service::{apply_due, give_up};
        let heirs = work.worker.state.heirs;
        while self.wanted(&work.worker.state).await? {
            match work.transact(async |uow| apply_due(uow, heirs).await).await {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) if error.code.spec().status < 500 => {
                    let reason = error.to_string();
                    work.transact(async |uow| give_up(uow, &reason).await).await?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(json!({}))
    }
}

/// What the calendar does: movements start, plans take effect, reports come to be owed.
pub struct Calendar;

#[async_trait(?Send)]
impl Job for Calendar {
    fn kind(&self) -> &'static str {
        "calendar"
    }

    fn lane(&self) -> Lane {
        Lane::Calendar
    }

    fn when(&self) -> When {
        When::Every(TimeDelta::seconds(30))
    }

    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        work.transact(async |uow| movements::service::start_due(uow).await).await?;
        work.transact(async |uow| plans::service::start_due(uow).await).await?;
        let before = work.payload();
        work.transact(async |uow| new_day(uow, &before).await).await
    }
}

/// What is owed goes by the day and by the units that there are: where one of the two is another than at the last run,
/// every open movement is looked through again. What changes a movement asks for that itself.
async fn new_day(uow: &Uow, before: &Value) -> Result<Value> {
    let now = json!({ "day": uow.today(), "organisation": uow.snapshot.organisation_version() });
    if *before != now {
        for movement_id in movements::repo::open(&uow.tx).await? {
            movements::ask_for_obligations(uow, movement_id).await?;
        }
    }
    Ok(now)
}

/// Who owes a report in one movement: a period in a transaction.
pub struct Obligations;

#[async_trait(?Send)]
impl Job for Obligations {
    fn kind(&self) -> &'static str {
        movements::OBLIGATIONS
    }

    fn lane(&self) -> Lane {
        Lane::Calendar
    }

    fn when(&self) -> When {
        When::Ordered
    }

    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        let movement_id =
            Uuid::parse_str(&work.row.key).map_err(|e| Error::with(Code::MalformedJson, e.to_string()))?;
        for period in movements::repo::periods(work.worker.state.db.read_latest(), movement_id).await? {
            work.transact(async |uow| reports::generate_period(uow, movement_id, period.id).await).await?;
        }
        Ok(json!({}))
    }
}
