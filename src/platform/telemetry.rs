//! Logs and metrics. Neither holds personal data: no names, no query strings, no bodies.
use std::io::IsTerminal;

use anyhow::{Context, Result};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

/// Beside the level of a command. What `actix_http` calls an error is a client that speaks no HTTP; what fails here is
/// logged at the edge.
const OF_OTHERS: &str = "sqlx=warn,sea_orm_migration=warn,actix_server=warn,actix_http=off,opentelemetry=warn";

/// Room for them is taken at the start.
const WAITING_LINES: usize = 8192;

/// Of the service beside this one.
const CRATES: [&str; 8] = ["awards", "base", "integration", "me", "organisation", "oversight", "planning", "reporting"];

/// By the place that a line comes from and its level alone: filters of spans cost each look at each request.
fn filter(level: &str) -> Targets {
    let asked = std::env::var("RUST_LOG").ok().filter(|asked| !asked.is_empty());
    let default = || format!("{level},{OF_OTHERS}").parse().ok();
    of_all_crates(asked.and_then(|asked| asked.parse().ok()).or_else(default).unwrap_or_default())
}

/// What is asked of `thidua` is asked of the whole service.
fn of_all_crates(asked: Targets) -> Targets {
    match asked.iter().find_map(|(target, level)| (target == "thidua").then_some(level)) {
        Some(level) => CRATES.iter().fold(asked, |asked, name| asked.with_target(*name, level)),
        None => asked,
    }
}

/// JSON lines on standard error, for the server. A thread of its own writes them, so that no request waits for the
/// terminal or the disk; what is still to be written is, when the guard is dropped.
pub fn json() -> WorkerGuard {
    let builder = NonBlockingBuilder::default().lossy(false).buffered_lines_limit(WAITING_LINES);
    let (writer, guard) = builder.finish(std::io::stderr());
    // A request has one span: a list of spans would say it twice.
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_span_list(false).with_writer(writer);
    // A second call, as tests make, changes nothing.
    tracing_subscriber::registry().with(lines).with(filter("info")).try_init().ok();
    guard
}

/// Warnings only, for commands that a person runs: coloured on a terminal, plain in a file.
pub fn plain() {
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    let lines = tracing_subscriber::fmt::layer().with_ansi(colours).with_writer(std::io::stderr);
    tracing_subscriber::registry().with(lines).with(filter("warn")).try_init().ok();
}

pub fn metrics() -> Result<PrometheusHandle> {
    let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
    PrometheusBuilder::new()
        .set_buckets(&buckets)
        .context("the buckets of the metrics")?
        .install_recorder()
        .context("the metrics recorder")
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::filter::LevelFilter;

    use super::*;

    #[test]
    fn what_is_asked_of_the_service_is_asked_of_each_of_its_crates() {
        let mut crates: Vec<_> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/features"))
            .unwrap()
            .map(|folder| folder.unwrap().file_name().into_string().unwrap())
            .chain(["base".to_owned()])
            .collect();
        crates.sort();
        assert_eq!(CRATES.to_vec(), crates);
        let asked = of_all_crates("info,thidua=debug,sqlx=warn".parse().unwrap());
        let debug = |target: &str| asked.would_enable(target, &tracing::Level::DEBUG);
        assert!(crates.iter().all(|name| debug(name)) && debug("base::http::edge") && debug("thidua::cli"));
        assert!(!debug("sqlx") && !debug("actix_web"));
        assert_eq!(of_all_crates(Targets::new().with_default(LevelFilter::INFO)).iter().count(), 0);
    }
}
