//! Logs and metrics. Neither holds personal data: no names, no query strings, no bodies.
use anyhow::{Context, Result};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

const DEFAULT_FILTER: &str = "info,sqlx=warn,sea_orm_migration=warn,actix_server=warn";

fn filter(default: &str) -> EnvFilter {
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default))
}

/// JSON lines on standard error, for the server.
pub fn json() {
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_writer(std::io::stderr);
    // A second call, as tests make, changes nothing.
    lines.with_env_filter(filter(DEFAULT_FILTER)).try_init().ok();
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
