//! What was measured, as Markdown.
use std::io::Write;

use anyhow::Result;

use crate::load::Round;

/// Of the bare handler's answers in the same time, at least so many.
pub const READ_SHARE: f64 = 0.60;
/// Of the whole sector: within twice the time of the bare SQL.
pub const SECTOR_SHARE: f64 = 0.50;
const PEAK_MEGABYTES: f64 = 150.0;
const START_SECONDS: f64 = 1.0;
const PREVIEW_SECONDS: f64 = 5.0;
const APPLY_SECONDS: f64 = 20.0;

pub struct Line {
    pub name: String,
    /// The least ratio, if there is one.
    pub least: Option<f64>,
    pub service: Round,
    pub bare: Round,
    pub ratio: f64,
}

pub struct Cold {
    pub first_ms: f64,
    pub changed_ms: f64,
    pub bare_ms: f64,
}

/// Peaks in megabytes: after the reads, after everything, and of the bare handlers.
pub struct Memory {
    pub reads: f64,
    pub all: f64,
    pub bare: f64,
}

pub struct Told {
    pub database: &'static str,
    pub filled: String,
    pub filled_seconds: f64,
    pub connections: usize,
    pub starts: Vec<f64>,
    pub cold: Cold,
    pub lines: Vec<Line>,
    pub memory: Memory,
    /// Seconds to preview and to apply the reform.
    pub reform: (f64, f64),
}

pub fn say(text: &str) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{text}")?)
}

const fn verdict(good: bool) -> &'static str {
    if good { "OK" } else { "MISS" }
}

impl Told {
    pub fn markdown(&self) -> String {
        let mut text = format!(
            "{}, {} connections. Filled in {:.1} s: {}.\n\n{HEAD}",
            self.database, self.connections, self.filled_seconds, self.filled
        );
        for line in &self.lines {
            text.push_str(&line.row());
        }
        text.push_str(&self.figures());
        text
    }

    fn figures(&self) -> String {
        let slowest = self.starts.iter().copied().fold(0.0, f64::max);
        let Cold { first_ms, changed_ms, bare_ms } = self.cold;
        let Memory { reads, all, bare } = self.memory;
        let (preview, apply) = self.reform;
        format!(
            "
| | measured | target | |
| --- | ---: | ---: | --- |
| start on the existing database, slowest of {} | {:.2} s | < {START_SECONDS} s | {} |
| peak memory of the service | {all:.0} MB ({reads:.0} MB after the reads; bare {bare:.0} MB) | < {PEAK_MEGABYTES} MB | {} |
| progress of the ministry, first request | {first_ms:.1} ms | | |
| progress of the ministry, after a change | {changed_ms:.1} ms (bare, computed: {bare_ms:.1} ms) | | |
| the reform of 2023 to 2026, all previews | {preview:.2} s | < {PREVIEW_SECONDS} s | {} |
| the same, applied | {apply:.2} s | < {APPLY_SECONDS} s | {} |",
            self.starts.len(),
            slowest,
            verdict(slowest < START_SECONDS),
            verdict(all < PEAK_MEGABYTES),
            verdict(preview < PREVIEW_SECONDS),
            verdict(apply < APPLY_SECONDS),
        )
    }
}

const HEAD: &str = "\
| | service req/s | p50 ms | p99 ms | CPU µs | bare req/s | p50 ms | p99 ms | CPU µs | ratio | target | |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
";

impl Line {
    fn row(&self) -> String {
        let Self { name, least, service, bare, ratio } = self;
        let (target, verdict) = match least {
            Some(least) => (format!("≥ {:.0} %", least * 100.0), verdict(ratio >= least)),
            None => (String::new(), ""),
        };
        let half = |r: &Round| format!("{:.0} | {:.2} | {:.2} | {:.0}", r.per_second, r.p50_ms, r.p99_ms, r.cpu_us);
        format!("| {name} | {} | {} | {:.0} % | {target} | {verdict} |\n", half(service), half(bare), ratio * 100.0)
    }
}
