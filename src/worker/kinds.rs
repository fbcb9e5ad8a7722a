//! The kinds of jobs. Each may be run at any time, any number of times.
mod calendar;
mod files;
mod operations;
mod reminders;
mod webhooks;

use async_trait::async_trait;
use awards::nominations::rotation;
use base::{
    http::{idempotency, later, state::AppState},
    kernel::error::Result,
    store::{
        figures,
        jobs::{
            Lane,
            waits::{self, Waits},
        },
        journal,
    },
};
use chrono::TimeDelta;
use integration;
use me;
use organisation::{auth, clients, identities, oauth, second_factors, sso};
use serde_json::{Value, json};

use super::{
    figures::{Check, Differed},
    work::Work,
};

pub const ALL: &[&dyn Job] = &[
    &calendar::Reorganise,
    &calendar::Calendar,
    &calendar::Obligations,
    &reminders::Reminders,
    &Housekeeping,
    &PersonalNumbers,
    &files::Expire,
    &files::Sweep,
    &Check,
    &Differed,
    &operations::Operations,
    &webhooks::Webhooks,
    &Seal,
];

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

    /// How long it waits after a failure, and how often it is tried.
    fn waits(&self) -> &'static Waits {
        match self.when() {
            When::Ordered => &waits::ORDERED,
            When::Every(_) | When::Asked => &waits::RECURRING,
        }
    }

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
        // A long queue is worked off at once, a batch in a transaction. What comes meanwhile is the next run's: while many write,
        // a batch for each few of them would take more than what they do.
        while work.transact(async |uow| journal::seal_batch(&uow.tx, uow.now).await).await? == journal::BATCH {}
        Ok(json!({}))
    }
}

/// Sessions, refresh tokens, the usage of clients, kept answers, operations, changes of figures and messages to webhooks that are over.
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
        work.until_none(async |uow| clients::forget_old(uow).await).await?;
        work.until_none(async |uow| oauth::forget_old(uow).await).await?;
        work.until_none(async |uow| identities::forget_old(uow).await).await?;
        work.until_none(async |uow| sso::forget_old(uow).await).await?;
        forget_files(work).await?;
        work.until_none(async |uow| later::forget_old(uow).await).await?;
        work.until_none(async |uow| figures::forget_old(uow).await).await?;
        work.until_none(async |uow| me::forget_old(uow).await).await?;
        work.until_none(async |uow| integration::webhooks::forget_old(uow).await).await?;
        Ok(json!({}))
    }
}

/// Files of operations: their bytes first, so that none are left without a row that names them.
async fn forget_files(work: &Work<'_>) -> Result<()> {
    let state = &work.worker.state;
    loop {
        let old = later::old_files(state.db.read_latest(), state.clock.now()).await?;
        if old.is_empty() {
            return Ok(());
        }
        state.storage.remove_made(&old).await?;
        work.transact(async |uow| later::forget_files(uow, &old).await).await?;
    }
}

/// Personal numbers, and secrets of second factors and of webhooks, that are under an older key of the same ring.
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
        let keys = work.worker.state.keys.now();
        work.until_none(async |uow| rotation::renew(uow, &keys).await).await?;
        work.until_none(async |uow| second_factors::rotation::renew(uow, &keys).await).await?;
        work.until_none(async |uow| integration::webhooks::renew(uow, &keys).await).await?;
        let db = work.worker.state.db.read_latest();
        let told = |left: u64| f64::from(u32::try_from(left).unwrap_or(u32::MAX));
        metrics::gauge!("personal_numbers_under_older_keys").set(told(rotation::left(db, &keys).await?));
        let second_factors = second_factors::rotation::left(db, &keys).await?;
        metrics::gauge!("second_factors_under_older_keys").set(told(second_factors));
        metrics::gauge!("webhook_secrets_under_older_keys").set(told(integration::webhooks::left(db, &keys).await?));
        Ok(json!({}))
    }
}
