//! Waiting for something to tell: neither a connection of the database nor a thread is held meanwhile. What is new shows in the
//! counters, at which each instance looks every half second, once for all who wait.
use std::time::Duration;

use base::{http::state::AppState, kernel::error::Result};
use tokio::time::Instant;

const LOOK: Duration = Duration::from_millis(250);
/// Of a request's time, for what is read at the end.
const RESERVE: Duration = Duration::from_secs(3);

/// What the counters said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark((i64, i64, i64, i64));

/// To be taken before what is then waited to change is read.
pub async fn mark(state: &AppState) -> Result<Mark> {
    Ok(Mark(state.db.snapshot().await?.feed_version()))
}

/// Until when a request may wait that wants to wait so long.
pub fn until(state: &AppState, seconds: u64) -> Instant {
    let most = state.deadline.saturating_sub(RESERVE).max(state.deadline / 2);
    Instant::now() + Duration::from_secs(seconds).min(most)
}

/// Whether something is new before the time is over.
pub async fn for_news(state: &AppState, seen: Mark, until: Instant) -> Result<bool> {
    loop {
        if mark(state).await? != seen {
            return Ok(true);
        }
        if Instant::now() >= until || state.streams.are_ending() {
            return Ok(false);
        }
        tokio::time::sleep_until((Instant::now() + LOOK).min(until)).await;
    }
}
