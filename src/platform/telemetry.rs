//! Logs and metrics. Neither holds personal data: no names, no query strings, no bodies.
use std::time::Duration;

use anyhow::{Context, Result};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

const UPKEEP: Duration = Duration::from_secs(5);
const DEFAULT_FILTER: &str = "info,sqlx=warn,sea_orm_migration=warn,actix_server=warn";

fn filter(default: &str) -> EnvFilter {
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default))
}

/// JSON lines on standard error, for the server. A thread of its own writes them, so that no request waits for the
/// terminal or the disk; what is still to be written is, when the guard is dropped.
pub fn json() -> WorkerGuard {
    let (writer, guard) = NonBlockingBuilder::default().lossy(false).finish(std::io::stderr());
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_writer(writer);
    // A second call, as tests make, changes nothing.
    lines.with_env_filter(filter(DEFAULT_FILTER)).try_init().ok();
    guard
}

/// Warnings only, for commands that a person runs.
pub fn plain() {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter("warn")).try_init().ok();
}

pub fn metrics() -> Result<PrometheusHandle> {
    let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
    PrometheusBuilder::new()
        .set_buckets(&buckets)
        .context("the buckets of the metrics")?
        .install_recorder()
        .context("the metrics recorder")
}

/// Folds what was measured into its buckets: until then every single duration is kept, scraped or not.
pub async fn upkeep(handle: PrometheusHandle) {
    loop {
        tokio::time::sleep(UPKEEP).await;
        handle.run_upkeep();
    }
}
