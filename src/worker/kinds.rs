//! The kinds of jobs. Each may be run at any time, any number of times.
use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::work::Work;
use crate::{
    features::{
        awards::nominations::rotation,
        organisation::{auth, reorganisations},
        planning::{
            files::{self, claims},
            movements, plans,
        },
        reporting::reports,
    },
    http::{idempotency, state::AppState},
    kernel::error::Result,
    store::{db::Uow, jobs::Lane, journal},
};

pub const ALL: &[&dyn Job] = &[&Reorganise, &Calendar, &Housekeeping, &PersonalNumbers, &Expire, &Sweep, &Seal];

/// When a job is run.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// So long after it last succeeded.
    Every(TimeDelta),
    /// As soon as `wanted` says so.
    Asked,
    /// Once for each order.
    Ordered,
}

#[async_trait(?Send)]
pub trait Job {
    /// As rows, metrics and administrators call it.
    fn kind(&self) -> &'static str;

    fn lane(&self) -> Lane;

    fn when(&self) -> When;

    /// Whether there is anything to do. Reads only: it spares a claim.
    async fn wanted(&self, _: &AppState) -> Result<bool> {
        Ok(true)
    }

    /// As often as it has to be run for everything to be done.
    async fn rounds(&self, _: &AppState) -> Result<usize> {
        Ok(1)
    }

    /// Answers what the next run is to know. Not within a transaction: it makes those it needs by `Work::transact`.
    async fn run(&self, work: &Work<'_>) -> Result<Value>;
}

struct Seal;

#[async_trait(?Send)]
impl Job for Seal {
    fn kind(&self) -> &'static str {
        "seal"
    }

    fn lane(&self) -> Lane {
        Lane::Seal
    }

    fn when(&self) -> When {
        When::Asked
    }

    async fn wanted(&self, state: &AppState) -> Result<bool> {
        journal::anything_unsealed(state.db.read_latest()).await
    }

    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        // A long queue is worked off at once, a batch in a transaction.
        while work.transact(async |uow| journal::seal_batch(&uow.tx, uow.now).await).await? > 0 {}
        Ok(json!({}))
    }
}

/// Reorganisations that are scheduled for today: accounts of a unit that ends are refused from that minute on.
struct Reorganise;

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
        let heirs = work.state.heirs;
        while self.wanted(work.state).await? {
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
struct Calendar;

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
        work.transact(async |uow| reports::generate(uow, uow.organisation()).await).await?;
        Ok(json!({}))
    }
}

/// Sessions, refresh tokens and kept answers that are over.
struct Housekeeping;

#[async_trait(?Send)]
impl Job for Housekeeping {
    fn kind(&self) -> &'static str {
        "housekeeping"
    }

    fn lane(&self) -> Lane {
        Lane::Housekeeping
    }

    fn when(&self) -> When {
        When::Every(TimeDelta::minutes(5))
    }

    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        work.until_none(async |uow| idempotency::forget_old(&uow.tx, uow.now).await).await?;
        work.until_none(async |uow| auth::forget_old(uow).await).await?;
        Ok(json!({}))
    }
}

/// Personal numbers that are under an older key.
struct PersonalNumbers;

#[async_trait(?Send)]
impl Job for PersonalNumbers {
    fn kind(&self) -> &'static str {
        "personal_numbers"
    }

    fn lane(&self) -> Lane {
        Lane::Housekeeping
    }

    fn when(&self) -> When {
        When::Every(TimeDelta::minutes(1))
    }

    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        let keys = work.state.keys.now();
        work.until_none(async |uow| rotation::renew(uow, &keys).await).await?;
        let left = rotation::left(work.state.db.read_latest(), &keys).await?;
        metrics::gauge!("personal_numbers_under_older_keys").set(f64::from(u32::try_from(left).unwrap_or(u32::MAX)));
        Ok(json!({}))
    }
}

/// Files that were never attached.
struct Expire;

#[async_trait(?Send)]
impl Job for Expire {
    fn kind(&self) -> &'static str {
        "files.expire"
    }

    fn lane(&self) -> Lane {
        Lane::Files
    }

    fn when(&self) -> When {
        When::Every(TimeDelta::minutes(1))
    }

    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        let Some(age) = work.state.storage.limits.orphans else { return Ok(json!({})) };
        work.transact(async |uow| claims::forget_old(uow).await).await?;
        let expired = work.transact(async |uow| files::service::expire(uow, age).await).await?;
        discard(work, &expired).await?;
        Ok(json!({}))
    }
}

/// Bytes that no file has, of uploads that failed and of files deleted: one part of the store at a run.
struct Sweep;

/// How many stored objects are asked about at once.
const OBJECTS: usize = 200;

#[async_trait(?Send)]
impl Job for Sweep {
    fn kind(&self) -> &'static str {
        "files.sweep"
    }

    fn lane(&self) -> Lane {
        Lane::Files
    }

    fn when(&self) -> When {
        When::Every(TimeDelta::minutes(1))
    }

    async fn rounds(&self, state: &AppState) -> Result<usize> {
        Ok(state.storage.parts().await?.len())
    }

    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        let storage = &work.state.storage;
        let Some(age) = storage.limits.orphans else { return Ok(json!({})) };
        let (parts, payload) = (storage.parts().await?, work.payload()?);
        let last = payload.get("after").and_then(Value::as_str).unwrap_or_default();
        let Some(part) = parts.iter().find(|part| part.as_str() > last).or(parts.first()) else { return Ok(json!({})) };
        let before = work.state.clock.now() - age;
        storage.clear_unfinished(part, before).await?;
        let old = storage.written_before(part, before).await?;
        for digests in old.chunks(OBJECTS) {
            let unused = files::service::unused(work.state.db.read_latest(), digests).await?;
            discard(work, &unused).await?;
        }
        Ok(json!({ "after": part }))
    }
}

async fn discard(work: &Work<'_>, digests: &[String]) -> Result<()> {
    if digests.is_empty() {
        return Ok(());
    }
    let unused = work.transact(async |uow: &Uow| claims::removal(uow, digests).await).await?;
    work.state.storage.remove(&unused).await?;
    work.transact(async |uow: &Uow| claims::removed(uow, &unused).await).await
}
