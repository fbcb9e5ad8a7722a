//! What was measured, as Markdown.
use std::io::Write;

use anyhow::Result;

use crate::{
    awards::ITEMS,
    growth::Growth,
    load::Round,
    rush::{Rush, SUBMISSIONS},
};

const START_SECONDS: f64 = 1.0;
const PREVIEW_SECONDS: f64 = 5.0;
const APPLY_SECONDS: f64 = 20.0;
const RUSH_SECONDS: f64 = 60.0;
const DECISION_MS: f64 = 1000.0;
/// Figures are read once after a start.
const FIRST_MS: f64 = 2000.0;
const FIRST_VALUES: f64 = 200_000.0;
/// What a read takes over ten times the history, of what it takes over the history.
const GROWTH: f64 = 1.2;

/// What a line is to reach.
#[derive(Clone, Copy)]
pub enum Target {
    /// Of what the bare handler does in the same time, at least so much.
    Share(f64),
    /// The slowest of a hundred in at most so many milliseconds, and so many a second if that counts.
    Within { p99_ms: f64, per_second: Option<f64> },
}

pub struct Line {
    pub name: String,
    pub target: Target,
    pub service: Round,
    /// The bare handler, and the ratio to it.
    pub bare: Option<(Round, f64)>,
}

/// In megabytes: peaks of the reads of the first history, of everything and of the bare handlers, and what is held at rest.
pub struct Memory {
    pub reads: f64,
    pub all: f64,
    pub rest: f64,
    pub bare: f64,
}

pub struct Told {
    pub database: &'static str,
    /// What the service may hold.
    pub most_megabytes: f64,
    pub filled: String,
    pub filled_seconds: f64,
    pub connections: usize,
    pub starts: Vec<f64>,
    /// The first question for progress after a start, over the first history and over ten times that.
    pub first_ms: [f64; 2],
    pub lines: Vec<Line>,
    /// Over ten times the history.
    pub enlarged: (i64, i64),
    pub later: Vec<Line>,
    pub growth: Vec<Growth>,
    /// To sign a decision of a thousand items.
    pub decision_ms: f64,
    pub rush: Rush,
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
        self.lines.iter().for_each(|line| text.push_str(&line.row()));
        let (reports, values) = self.enlarged;
        text.push_str(&format!("\nTen times the history: {reports} reports, {values} values.\n\n{HEAD}"));
        self.later.iter().for_each(|line| text.push_str(&line.row()));
        text.push_str(&self.growing());
        text.push_str(&self.figures());
        text
    }

    /// Both histories by turns.
    fn growing(&self) -> String {
        let mut text = GROWTH_HEAD.to_owned();
        for Growth { name, time, cpu } in &self.growth {
            let reached = verdict(*time <= GROWTH);
            text.push_str(&format!("| {name} | {time:.2} × | {cpu:.2} × | ≤ {GROWTH} × | {reached} |\n"));
        }
        text
    }

    fn figures(&self) -> String {
        let slowest = self.starts.iter().copied().fold(0.0, f64::max);
        let Memory { reads, all, rest, bare } = self.memory;
        let most = self.most_megabytes;
        let ((preview, apply), decision) = (self.reform, self.decision_ms);
        let ([first, later], (_, values)) = (self.first_ms, self.enlarged);
        format!(
            "
| | measured | target | |
| --- | ---: | ---: | --- |
| start on the existing database, slowest of {} | {:.2} s | < {START_SECONDS} s | {} |
| memory of the service, at rest after all of it | {rest:.0} MB | < {most} MB | {} |
| the most that it held meanwhile | {all:.0} MB, {reads:.0} MB in the first reads; bare {bare:.0} MB | | |
| progress of the ministry, first request | {first:.1} ms, over ten times the history {later:.1} ms | < {FIRST_MS} ms for {FIRST_VALUES} values | {} |
| a decision of {ITEMS} items signed, fastest of a handful | {decision:.0} ms | < {DECISION_MS} ms | {} |
| {SUBMISSIONS} submissions at once, the service killed in the middle | {} | < {RUSH_SECONDS} s, as many as good answers | {} |
| the reform of 2023 to 2026, all previews | {preview:.2} s | < {PREVIEW_SECONDS} s | {} |
| the same, applied | {apply:.2} s | < {APPLY_SECONDS} s | {} |",
            self.starts.len(),
            slowest,
            verdict(slowest < START_SECONDS),
            verdict(rest < most),
            verdict(later < FIRST_MS / FIRST_VALUES * values as f64),
            verdict(decision < DECISION_MS),
            self.rush.told(),
            verdict(self.rush.is_whole() && self.rush.seconds < RUSH_SECONDS),
            verdict(preview < PREVIEW_SECONDS),
            verdict(apply < APPLY_SECONDS),
        )
    }
}

impl Rush {
    fn told(&self) -> String {
        format!(
            "{:.1} s, p99 {:.1} s: {} good answers, {} submitted, {} versions; {} put off, {} unanswered, {} reads meanwhile",
            self.seconds,
            self.p99_seconds,
            self.good,
            self.submitted,
            self.versions,
            self.put_off,
            self.unanswered,
            self.read
        )
    }
}

const HEAD: &str = "\
| | service req/s | p50 ms | p99 ms | CPU µs | bare req/s | p50 ms | p99 ms | CPU µs | ratio | target | |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
";

const GROWTH_HEAD: &str = "
| over ten times the history | time | CPU | target | |
| --- | ---: | ---: | ---: | --- |
";

impl Line {
    fn row(&self) -> String {
        let half = |r: &Round| format!("{:.0} | {:.2} | {:.2} | {:.0}", r.per_second, r.p50_ms, r.p99_ms, r.cpu_us);
        let (bare, ratio) = match &self.bare {
            Some((bare, ratio)) => (half(bare), format!("{:.0} %", ratio * 100.0)),
            None => (" | | | ".to_owned(), String::new()),
        };
        let (target, reached) = self.judged();
        format!("| {} | {} | {bare} | {ratio} | {target} | {} |\n", self.name, half(&self.service), verdict(reached))
    }

    fn judged(&self) -> (String, bool) {
        match self.target {
            Target::Share(least) => {
                let reached = self.bare.is_some_and(|(_, ratio)| ratio >= least);
                (format!("≥ {:.0} %", least * 100.0), reached)
            }
            Target::Within { p99_ms, per_second: None } => {
                (format!("p99 ≤ {p99_ms:.0} ms"), self.service.p99_ms <= p99_ms)
            }
            Target::Within { p99_ms, per_second: Some(least) } => (
                format!("p99 ≤ {p99_ms:.0} ms, ≥ {least:.0}/s"),
                self.service.p99_ms <= p99_ms && self.service.per_second >= least,
            ),
        }
    }
}
