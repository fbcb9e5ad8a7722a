//! Bytes and rows of files that nobody needs.
use async_trait::async_trait;
use base::{
    http::state::AppState,
    kernel::error::Result,
    store::{db::Uow, jobs::Lane},
};
use chrono::TimeDelta;
use planning::files::{self, claims};
use serde_json::{Value, json};

use super::{Job, When, Work};

/// Files that were never attached.
pub struct Expire;

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
        let Some(age) = work.worker.state.storage.limits.orphans else { return Ok(json!({})) };
        work.transact(async |uow| claims::forget_old(uow).await).await?;
        let expired = work.transact(async |uow| files::service::expire(uow, age).await).await?;
        discard(work, &expired).await?;
        Ok(json!({}))
    }
}

/// Bytes that no file has, of uploads that failed and of files deleted: one part of the store at a run.
pub struct Sweep;

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
        let storage = &work.worker.state.storage;
        let Some(age) = storage.limits.orphans else { return Ok(json!({})) };
        let (parts, payload) = (storage.parts().await?, work.payload());
        let last = payload.get("after").and_then(Value::as_str).unwrap_or_default();
        let Some(part) = parts.iter().find(|part| part.as_str() > last).or(parts.first()) else { return Ok(json!({})) };
        let before = work.worker.state.clock.now() - age;
        storage.clear_unfinished(part, before).await?;
        let old = storage.written_before(part, before).await?;
        for digests in old.chunks(OBJECTS) {
            let unused = files::service::unused(work.worker.state.db.read_latest(), digests).await?;
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
    work.worker.state.storage.remove(&unused).await?;
    work.transact(async |uow: &Uow| claims::removed(uow, &unused).await).await
}
