//! Whether the figures in memory are still those that the facts make. It never finds anything; if it does, somebody has
//! changed a row by hand, or a write has not said what it changed.
use async_trait::async_trait;
use base::{
    kernel::error::{Code, Error, Result},
    store::{
        db::Uow,
        figures::{self, Change, Difference},
        jobs::{self, Lane, Order},
    },
};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{
    kinds::{Job, When},
    work::Work,
};

/// On the list of what was given up: for an administrator, who tries it again when it has been looked into.
const DIFFERED: &str = "figures.differed";

/// Once a day, counted from its last run.
pub struct Check;

#[async_trait(?Send)]
impl Job for Check {
    fn kind(&self) -> &'static str {
        "figures.check"
    }

    fn lane(&self) -> Lane {
        Lane::Housekeeping
    }

    fn when(&self) -> When {
        When::Every(TimeDelta::hours(24))
    }

    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        let found = differences(work).await?;
        if !found.is_empty() {
            let told = told(&found);
            let order = Order { lane: Lane::Housekeeping, kind: DIFFERED, key: "", payload: told.clone() };
            let tell = async |uow: &Uow| {
                // Every instance reads all of it anew.
                figures::changed(uow, Change::Everything);
                jobs::enlist(uow, &order, &told.to_string()).await
            };
            work.transact(tell).await?;
        }
        Ok(json!({ "differences": found.len() }))
    }
}

/// Once more, when it is tried again.
pub struct Differed;

#[async_trait(?Send)]
impl Job for Differed {
    fn kind(&self) -> &'static str {
        DIFFERED
    }

    fn lane(&self) -> Lane {
        Lane::Housekeeping
    }

    fn when(&self) -> When {
        When::Ordered
    }

    async fn run(&self, work: &Work<'_>) -> Result<Value> {
        let found = differences(work).await?;
        if found.is_empty() { Ok(json!({})) } else { Err(Error::with(Code::Conflict, told(&found).to_string())) }
    }
}

async fn differences(work: &Work<'_>) -> Result<Vec<Difference>> {
    let found = work.worker.state.db.check_figures().await?;
    for Difference { movement_id, values, obligations, plans } in &found {
        tracing::error!(?movement_id, values, obligations, plans, "figures in memory were not what the facts make");
    }
    metrics::counter!("figures_differences_total").increment(found.len() as u64);
    Ok(found)
}

fn told(found: &[Difference]) -> Value {
    let one = |d: &Difference| json!({ "movement_id": d.movement_id, "values": d.values, "obligations": d.obligations, "plans": d.plans });
    json!({ "differences": found.iter().take(20).map(one).collect::<Vec<_>>() })
}
