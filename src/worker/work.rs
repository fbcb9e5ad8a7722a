//! One job, from its claim to its end.
use std::{sync::Arc, time::Duration};

use base::{
    http::{inside::Inside, state::AppState},
    kernel::{
        error::{Code, Error, Result},
        trace,
    },
    store::{
        db::Uow,
        jobs::{self, Due, Next},
    },
};
use entity::job;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::kinds::{Job, When};

/// Often enough that a lease does not run out while the work goes on.
const RENEWED: Duration = Duration::from_secs(5);

/// One instance at work.
#[derive(Clone)]
pub struct Worker {
    pub state: Arc<AppState>,
    /// For what is carried out as the request that it was.
    pub inside: Inside,
    pub holder: Uuid,
}

/// A job that this instance holds.
pub struct Work<'a> {
    pub worker: &'a Worker,
    pub row: &'a job::Model,
}

impl Work<'_> {
    /// One transaction of the job. It begins by asking whether the job is still held, and holds it to its end.
    pub async fn transact<T>(&self, work: impl AsyncFn(&Uow) -> Result<T>) -> Result<T> {
        let held = async |uow: &Uow| {
            jobs::hold(uow, self.row).await?;
            work(uow).await
        };
        self.worker.state.db.maintain(&self.row.kind, held).await
    }

    /// Batch by batch, each in a transaction of its own, until there is none.
    pub async fn until_none(&self, batch: impl AsyncFn(&Uow) -> Result<u64>) -> Result<()> {
        while self.transact(&batch).await? > 0 {}
        Ok(())
    }

    /// What the last run left for this one. Where that cannot be read, recurring work begins anew.
    pub fn payload(&self) -> serde_json::Value {
        serde_json::from_str(&self.row.payload).unwrap_or_default()
    }

    /// What was ordered. Where that cannot be read, the work is given up at once: it would be read no better later.
    pub fn order<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.row.payload).map_err(|e| Error::with(Code::MalformedJson, e.to_string()))
    }

    async fn keep_lease(&self) -> Error {
        loop {
            tokio::time::sleep(RENEWED).await;
            match self.transact(async |_| Ok(())).await {
                // A database that does not answer may answer the next time; the lease decides.
                Err(error) if error.code == Code::Conflict => return error,
                _ => {}
            }
        }
    }
}

/// Runs one job of a kind, if one is free. What fails is told and comes again.
pub async fn claim_and_run(worker: &Worker, job: &dyn Job, due: Due) -> Result<bool> {
    let Some(row) = claim(worker, job, due).await? else { return Ok(false) };
    match run(worker, job, &row).await {
        Ok(()) => Ok(true),
        Err(error) => {
            tracing::error!(job = job.kind(), attempt = row.attempt, ?error, "a job failed and will be tried again");
            Ok(false)
        }
    }
}

/// The same, due or not, for those who want to know of a failure.
pub async fn claim_or_fail(worker: &Worker, job: &dyn Job) -> Result<bool> {
    match claim(worker, job, Due::Whenever).await? {
        Some(row) => run(worker, job, &row).await.map(|()| true),
        None => Ok(false),
    }
}

async fn claim(worker: &Worker, job: &dyn Job, due: Due) -> Result<Option<job::Model>> {
    let claim = async |uow: &Uow| jobs::claim(uow, job.kind(), due, worker.holder).await;
    worker.state.db.maintain("jobs", claim).await
}

async fn run(worker: &Worker, job: &dyn Job, row: &job::Model) -> Result<()> {
    let (work, state) = (Work { worker, row }, &worker.state);
    let span = trace::job(job.kind());
    let done = tokio::select! {
        done = span.during(job.run(&work)) => done,
        lost = work.keep_lease() => Err(lost),
    };
    if done.is_err() {
        span.failed();
    }
    drop(span);
    match done {
        Ok(payload) => {
            metrics::counter!("jobs_run_total", "kind" => job.kind()).increment(1);
            let next = || match job.when() {
                When::Ordered => Next::Never,
                When::Asked => Next::After(chrono::TimeDelta::zero(), payload.clone()),
                When::Every(pause) => Next::After(pause, payload.clone()),
            };
            state.db.maintain("jobs", async |uow| jobs::succeed(uow, row, next()).await).await
        }
        Err(error) => {
            metrics::counter!("jobs_failed_total", "kind" => job.kind()).increment(1);
            let hopeless = error.code == Code::MalformedJson && matches!(job.when(), When::Ordered);
            let fail = async |uow: &Uow| {
                if hopeless {
                    jobs::give_up(uow, row, &error).await
                } else {
                    jobs::fail(uow, row, job.waits(), &error).await
                }
            };
            if state.db.maintain("jobs", fail).await? {
                tracing::error!(job = job.kind(), id = %row.id, "a job was given up; an administrator may try it again");
            }
            Err(error)
        }
    }
}
