//! Background work: one loop, each job under a lease, so that several instances may run.
mod jobs;
mod lease;

use std::{sync::Arc, time::Duration};

use tokio::sync::{mpsc, watch};
use uuid::Uuid;

pub use jobs::Jobs;

use crate::{http::state::AppState, kernel::error::Denied};

/// Short enough that the seal never lags two seconds behind.
const TICK: Duration = Duration::from_millis(500);

/// Runs the jobs until told to stop; then once more, so that what was done is sealed.
pub async fn run(state: Arc<AppState>, denials: mpsc::Receiver<Denied>, mut stop: watch::Receiver<bool>) {
    let mut jobs = Jobs::new(state, denials, Uuid::now_v7());
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => jobs.tick().await,
            _ = stop.changed() => break,
        }
    }
    jobs.tick().await;
}
