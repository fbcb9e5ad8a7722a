//! The last hour before a deadline: everybody submits at once while others read, and in the middle of it the service is
//! killed. Whoever is told to come back later, or is told nothing, asks again with the same key.
use std::{
    collections::HashSet,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{client::Client, database::all, load::Step, process::Server};

/// As many as owe a report.
pub const SUBMISSIONS: usize = 1600;
const SENDERS: usize = 128;
const READERS: usize = 4;
/// Between two attempts where no answer says how long to wait.
const PAUSE: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(120);

/// How a rush went.
pub struct Rush {
    pub seconds: f64,
    /// Of the slowest in a hundred, from its first attempt to its good answer.
    pub p99_seconds: f64,
    /// Attempts that were told to come back, and those that got no answer.
    pub put_off: usize,
    pub unanswered: usize,
    pub read: usize,
    /// Good answers, reports that are submitted, and versions kept of them.
    pub good: usize,
    pub submitted: usize,
    pub versions: usize,
}

impl Rush {
    /// None lost, none doubled.
    pub const fn is_whole(&self) -> bool {
        self.good == SUBMISSIONS && self.submitted == self.good && self.versions == self.good
    }
}

struct Crowd {
    address: SocketAddr,
    queue: Mutex<Vec<Step>>,
    done: Mutex<Vec<f64>>,
    put_off: AtomicUsize,
    unanswered: AtomicUsize,
    read: AtomicUsize,
    over: AtomicBool,
}

/// `reading` is what the readers ask.
pub async fn rush(server: &mut Server, db: &impl ConnectionTrait, steps: Vec<Step>, reading: Vec<u8>) -> Result<Rush> {
    ensure!(steps.len() == SUBMISSIONS, "only {} reports are signed", steps.len());
    let paths: HashSet<String> = steps.iter().map(|step| step.path.clone()).collect();
    let begun = Instant::now();
    let crowd = Arc::new(Crowd {
        address: server.address,
        queue: Mutex::new(steps),
        done: Mutex::default(),
        put_off: AtomicUsize::new(0),
        unanswered: AtomicUsize::new(0),
        read: AtomicUsize::new(0),
        over: AtomicBool::new(false),
    });
    let senders: Vec<_> = (0..SENDERS).map(|_| actix_web::rt::spawn(crowd.clone().send_all())).collect();
    let readers: Vec<_> = (0..READERS).map(|_| actix_web::rt::spawn(crowd.clone().read_on(reading.clone()))).collect();
    while crowd.answered() < SUBMISSIONS / 2 && begun.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.kill_and_start().await?;
    for sender in senders {
        sender.await??;
    }
    let seconds = begun.elapsed().as_secs_f64();
    crowd.over.store(true, Ordering::SeqCst);
    for reader in readers {
        reader.await?;
    }
    let (submitted, versions) = kept(db, &paths).await?;
    let mut done = crowd.done.lock().unwrap_or_else(PoisonError::into_inner).clone();
    done.sort_by(f64::total_cmp);
    Ok(Rush {
        seconds,
        p99_seconds: done.get(done.len() * 99 / 100).copied().unwrap_or_default(),
        put_off: crowd.put_off.load(Ordering::SeqCst),
        unanswered: crowd.unanswered.load(Ordering::SeqCst),
        read: crowd.read.load(Ordering::SeqCst),
        good: done.len(),
        submitted,
        versions,
    })
}

impl Crowd {
    fn answered(&self) -> usize {
        self.done.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    async fn send_all(self: Arc<Self>) -> Result<()> {
        loop {
            let Some(step) = self.queue.lock().unwrap_or_else(PoisonError::into_inner).pop() else { return Ok(()) };
            let begun = Instant::now();
            self.until_good(&step).await?;
            self.done.lock().unwrap_or_else(PoisonError::into_inner).push(begun.elapsed().as_secs_f64());
        }
    }

    async fn until_good(&self, step: &Step) -> Result<()> {
        let (begun, key) = (Instant::now(), Uuid::now_v7().to_string());
        let asked = step.request_as(&key);
        while begun.elapsed() < PATIENCE {
            let answer = match Client::connect(self.address).await {
                Ok(mut client) => client.send(&asked).await,
                Err(error) => Err(error),
            };
            let wait = match answer {
                Ok(answer) if answer.status == 200 => return Ok(()),
                Ok(answer) if matches!(answer.status, 429 | 503) => {
                    self.put_off.fetch_add(1, Ordering::SeqCst);
                    let seconds = answer.retry_after.context("told to come back, but not when")?;
                    Duration::from_secs(seconds)
                }
                Ok(answer) => bail!("{}: {}", answer.status, String::from_utf8_lossy(&answer.body)),
                Err(_) => {
                    self.unanswered.fetch_add(1, Ordering::SeqCst);
                    PAUSE
                }
            };
            tokio::time::sleep(wait).await;
        }
        bail!("{} was not submitted in time", step.path)
    }

    async fn read_on(self: Arc<Self>, asked: Vec<u8>) {
        while !self.over.load(Ordering::SeqCst) {
            if let Ok(mut client) = Client::connect(self.address).await {
                while !self.over.load(Ordering::SeqCst)
                    && client.send(&asked).await.is_ok_and(|answer| answer.status == 200)
                {
                    self.read.fetch_add(1, Ordering::SeqCst);
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Of the reports that were sent: how many the database has as submitted, and how many versions of them.
async fn kept(db: &impl ConnectionTrait, paths: &HashSet<String>) -> Result<(usize, usize)> {
    let sql = "SELECT r.id, r.status, COUNT(v.id) AS versions FROM report r
        JOIN paper_version v ON v.paper_id = r.id GROUP BY r.id, r.status";
    let (mut submitted, mut versions) = (0, 0);
    for row in all(db, sql, vec![]).await? {
        let (id, status): (Uuid, String) = (row.try_get("", "id")?, row.try_get("", "status")?);
        if paths.contains(&format!("/api/v1/reports/{id}/submit")) {
            submitted += usize::from(status == "submitted");
            versions += usize::try_from(row.try_get::<i64>("", "versions")?)?;
        }
    }
    Ok((submitted, versions))
}
