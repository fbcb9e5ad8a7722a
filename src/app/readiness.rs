//! What `/readyz` asks: whether the database answers, takes a write, and the journal is being sealed.
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use base::{http::state::AppState, kernel::error::Error, store::journal};
use chrono::TimeDelta;

/// A container's health check waits three seconds.
const PATIENCE: Duration = Duration::from_millis(2500);
/// A write is proof for so long: probes come often, and each write is one.
const PROVEN: Duration = Duration::from_secs(10);
/// The seal is never two seconds behind while somebody seals.
const SEAL: TimeDelta = TimeDelta::seconds(60);

/// When the database last took a write of this instance's.
#[derive(Default)]
pub struct Readiness(Mutex<Option<Instant>>);

impl Readiness {
    /// What is wrong, one line each.
    pub async fn faults(&self, state: &AppState) -> Vec<String> {
        let (database, write, seal) = tokio::join!(
            within("the database does not answer", async { state.db.latest_snapshot().await.map(drop) }),
            within("the database takes no write", self.write(state)),
            sealed(state),
        );
        [database, write, seal].into_iter().flatten().collect()
    }

    async fn write(&self, state: &AppState) -> Result<(), Error> {
        let proven = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if proven.is_some_and(|at| at.elapsed() < PROVEN) {
            return Ok(());
        }
        // Until it is proven again it is not.
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
        state.db.prove_writable().await?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        Ok(())
    }
}

/// The age of the oldest entry without a seal, where it is too old.
async fn sealed(state: &AppState) -> Option<String> {
    let oldest = tokio::time::timeout(PATIENCE, journal::oldest_unsealed(state.db.read_latest())).await;
    // That the database does not answer is told by the other checks.
    let age = state.clock.now() - oldest.ok()?.ok()??;
    (age > SEAL).then(|| format!("the journal has not been sealed for {} s", age.num_seconds()))
}

async fn within(fault: &str, check: impl Future<Output = Result<(), Error>>) -> Option<String> {
    match tokio::time::timeout(PATIENCE, check).await {
        Ok(Ok(())) => None,
        Ok(Err(e)) => {
            tracing::warn!(error = ?e, fault, "not ready");
            Some(fault.to_owned())
        }
        Err(_) => Some(format!("{fault} within {PATIENCE:?}")),
    }
}
