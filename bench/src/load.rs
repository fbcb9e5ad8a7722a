//! Connections that each send one request after the other, and the exact times of all answers.
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::{
    client::{self, Answer, Client},
    process::Server,
};

const WARM_UP: Duration = Duration::from_secs(1);

/// What one connection sends.
#[derive(Clone)]
pub enum Work {
    /// The same bytes each time.
    Read(Vec<u8>),
    /// A report of its own, written again and again, each time on the version that the last answer told, and by turns with these
    /// values: none is what it was.
    Write { path: String, token: String, bodies: [String; 2], tag: Arc<Mutex<String>> },
}

impl Work {
    pub fn request(&self) -> Vec<u8> {
        match self {
            Self::Read(bytes) => bytes.clone(),
            Self::Write { path, token, bodies, tag } => {
                let tag = tag.lock().unwrap_or_else(PoisonError::into_inner);
                let [even, odd] = bodies;
                // As in `"v3-…"`.
                let version = tag.trim_matches('"').split('-').next().unwrap_or_default();
                let body = if version.ends_with(['1', '3', '5', '7', '9']) { odd } else { even };
                let bearer = format!("Bearer {token}");
                client::request("PATCH", path, &[("Authorization", &bearer), ("If-Match", &tag)], Some(body))
            }
        }
    }

    fn learn(&self, etag: Option<String>) {
        if let (Self::Write { tag, .. }, Some(etag)) = (self, etag) {
            *tag.lock().unwrap_or_else(PoisonError::into_inner) = etag;
        }
    }
}

/// One round against one server.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// What the server's process spent on one request.
    pub cpu_us: f64,
}

/// A request that can be sent once: a step of one report.
#[derive(Clone, Debug)]
pub struct Step {
    pub path: String,
    pub token: Arc<str>,
    pub version: i64,
    /// The version of the report that is accepted.
    pub digest: Option<String>,
}

impl Step {
    pub fn request(&self) -> Vec<u8> {
        let (bearer, tag) = (format!("Bearer {}", self.token), format!("\"v{}\"", self.version));
        let body = self.digest.as_ref().map(|digest| format!("{{\"content_digest\":\"{digest}\"}}"));
        client::request("POST", &self.path, &[("Authorization", &bearer), ("If-Match", &tag)], body.as_deref())
    }

    /// Under a key by which the same request is known when it comes again.
    pub fn request_as(&self, key: &str) -> Vec<u8> {
        let (bearer, tag) = (format!("Bearer {}", self.token), format!("\"v{}\"", self.version));
        let headers = [("Authorization", bearer.as_str()), ("If-Match", &tag), ("Idempotency-Key", key)];
        client::request("POST", &self.path, &headers, None)
    }
}

/// Takes all steps, over some connections at once. What is told is of all of them.
pub async fn batch(server: &Server, steps: Vec<Step>, connections: usize) -> Result<Round> {
    let (cpu, begun, count) = (server.cpu_seconds()?, Instant::now(), steps.len());
    let queue = Arc::new(Mutex::new(steps));
    let one = || actix_web::rt::spawn(work_off(server.address, queue.clone()));
    let running: Vec<_> = (0..connections).map(|_| one()).collect();
    let mut times = vec![];
    for connection in running {
        times.extend(connection.await??);
    }
    let seconds = begun.elapsed().as_secs_f64();
    let cpu_us = (server.cpu_seconds()? - cpu) * 1_000_000.0 / count.max(1) as f64;
    Ok(Round::of(times, seconds, cpu_us))
}

async fn work_off(address: SocketAddr, queue: Arc<Mutex<Vec<Step>>>) -> Result<Vec<u32>> {
    let (mut client, mut times) = (Client::connect(address).await?, vec![]);
    loop {
        let Some(step) = queue.lock().unwrap_or_else(PoisonError::into_inner).pop() else { return Ok(times) };
        times.push(send(&mut client, &step.request()).await?.0);
    }
}

/// Takes a step every so often, until told to stop. Returns how many were taken.
pub async fn trickle(address: SocketAddr, steps: Vec<Step>, every: Duration, ends: Instant) -> Result<usize> {
    let (mut client, mut taken) = (Client::connect(address).await?, 0);
    let mut clock = tokio::time::interval(every);
    for step in steps {
        clock.tick().await;
        if Instant::now() >= ends {
            return Ok(taken);
        }
        send(&mut client, &step.request()).await?;
        taken += 1;
    }
    bail!("too few reports for {} steps a second", 1.0 / every.as_secs_f64())
}

/// Microseconds until the answer, which has to be good.
async fn send(client: &mut Client, request: &[u8]) -> Result<(u32, Answer)> {
    let sent = Instant::now();
    let answer = client.send(request).await?;
    if !(200..300).contains(&answer.status) {
        bail!("{}: {}", answer.status, String::from_utf8_lossy(answer.body.get(..300).unwrap_or(&answer.body)));
    }
    Ok((u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX), answer))
}

pub async fn round(server: &Server, work: &[Work], seconds: f64) -> Result<Round> {
    let cpu = server.cpu_seconds()?;
    let begins = Instant::now() + WARM_UP;
    let ends = begins + Duration::from_secs_f64(seconds);
    let connections: Vec<_> =
        work.iter().map(|work| actix_web::rt::spawn(connection(server.address, work.clone(), begins, ends))).collect();
    let (mut times, mut answers) = (vec![], 0);
    for connection in connections {
        let (of_one, warm_up) = connection.await??;
        answers += of_one.len() + warm_up;
        times.extend(of_one);
    }
    let cpu_us = (server.cpu_seconds()? - cpu) * 1_000_000.0 / answers.max(1) as f64;
    Ok(Round::of(times, seconds, cpu_us))
}

/// The microseconds of each answer that came between `begins` and `ends`, and how many came before and after.
async fn connection(address: SocketAddr, work: Work, begins: Instant, ends: Instant) -> Result<(Vec<u32>, usize)> {
    let mut client = Client::connect(address).await?;
    let (mut times, mut beside) = (vec![], 0);
    loop {
        let (time, answer) = send(&mut client, &work.request()).await?;
        let now = Instant::now();
        work.learn(answer.etag);
        if now >= begins && now < ends {
            times.push(time);
        } else {
            beside += 1;
        }
        if now >= ends {
            return Ok((times, beside));
        }
    }
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

impl Round {
    /// `times` are microseconds.
    fn of(mut times: Vec<u32>, seconds: f64, cpu_us: f64) -> Self {
        times.sort_unstable();
        let at = |share: f64| {
            let place = (1..=times.len()).find(|n| *n as f64 >= share * times.len() as f64).unwrap_or(1);
            times.get(place - 1).map_or(0.0, |us| f64::from(*us) / 1000.0)
        };
        Self { per_second: times.len() as f64 / seconds, p50_ms: at(0.50), p99_ms: at(0.99), cpu_us }
    }

    pub fn median(rounds: &[Self]) -> Self {
        let of = |part: fn(&Self) -> f64| median(rounds.iter().map(part).collect());
        Self {
            per_second: of(|r| r.per_second),
            p50_ms: of(|r| r.p50_ms),
            p99_ms: of(|r| r.p99_ms),
            cpu_us: of(|r| r.cpu_us),
        }
    }
}
