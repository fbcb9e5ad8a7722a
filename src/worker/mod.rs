//! Background work: jobs as rows, worked off lane by lane, so that several instances may run and no slow work holds up
//! other; and what each instance does for itself.
mod figures;
mod kinds;
mod looks;
mod report;
mod work;

use std::{sync::Arc, time::Duration};

use base::{
    http::{inside::Inside, state::AppState},
    kernel::error::{Look, Result},
    store::jobs::{self, Due, Lane, Order},
};
pub use kinds::{ALL, Job, When};
use looks::Looks;
use organisation::clients;
pub use report::report;
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};
use uuid::Uuid;
pub use work::{Work, Worker};

/// Short enough that the seal never lags two seconds behind.
const TICK: Duration = Duration::from_millis(500);
/// For what nobody waits for.
const UNHURRIED: Duration = Duration::from_secs(5);
/// Ticks between two reports to the metrics: five seconds.
const SELDOM: u32 = 10;
/// For what was done last to be sealed, when the service stops.
const LAST: Duration = Duration::from_secs(5);

/// Runs the jobs until told to stop; then writes and seals what was done last.
pub async fn run(state: Arc<AppState>, inside: Inside, looks: mpsc::Receiver<Look>, stop: watch::Receiver<bool>) {
    report::begin();
    let worker = Worker { state: state.clone(), inside, holder: Uuid::now_v7() };
    let start = |lane| actix_web::rt::spawn(work_off(worker.clone(), lane, stop.clone()));
    let mut lanes = Lane::ALL.map(|lane| (lane, start(lane)));
    let mut looks = Looks::new(looks);
    let mut ticks = 0_u32;
    loop {
        told("looks", looks.write(&state.db).await);
        if ticks.is_multiple_of(SELDOM) {
            state.limits.forget_idle();
            told("report", report(&state.db).await);
            told("usage", clients::write_down(&state.db, &state.usage).await);
        }
        for (lane, running) in &mut lanes {
            if running.is_finished() && !*stop.borrow() {
                tracing::error!(lane = lane.name(), "the lane had stopped and is started again");
                *running = start(*lane);
            }
        }
        ticks = ticks.wrapping_add(1);
        let mut stop = stop.clone();
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            _ = stop.wait_for(|told| *told) => break,
        }
    }
    let last = async {
        for (_, running) in lanes {
            running.await.ok();
        }
        told("looks", looks.write(&state.db).await);
        told("usage", clients::write_down(&state.db, &state.usage).await);
        told("seal", run_due(&worker, Lane::Seal).await.map(drop));
    };
    if timeout(LAST, last).await.is_err() {
        tracing::warn!("stopped before everything was sealed; it will be at the next start");
    }
}

async fn work_off(worker: Worker, lane: Lane, mut stop: watch::Receiver<bool>) {
    let mut planted = false;
    loop {
        if !planted {
            planted = told(lane.name(), plant(&worker.state, lane).await);
        }
        if planted {
            told(lane.name(), run_due(&worker, lane).await.map(drop));
        }
        tokio::select! {
            () = tokio::time::sleep(pause(lane)) => {}
            _ = stop.changed() => return,
        }
    }
}

/// Between two looks at what is due.
const fn pause(lane: Lane) -> Duration {
    match lane {
        Lane::Seal | Lane::Calendar | Lane::Webhooks | Lane::Documents | Lane::Long => TICK,
        Lane::Housekeeping | Lane::Files => UNHURRIED,
    }
}

fn told(what: &str, done: Result<()>) -> bool {
    if let Err(error) = &done {
        tracing::error!(what, ?error, "background work failed and will be tried again");
    }
    done.is_ok()
}

fn of(lane: Lane) -> impl Iterator<Item = &'static dyn Job> {
    ALL.iter().copied().filter(move |job| job.lane() == lane)
}

/// The rows of what comes again and again.
async fn plant(state: &AppState, lane: Lane) -> Result<()> {
    let again: Vec<_> = of(lane).filter(|job| !matches!(job.when(), When::Ordered)).collect();
    let plant = async |uow: &_| {
        for job in &again {
            let order = Order { lane, kind: job.kind(), key: "", payload: serde_json::json!({}) };
            jobs::plant(uow, &order).await?;
        }
        Ok(())
    };
    state.db.maintain("jobs", plant).await
}

/// Runs what is due in a lane, one after the other. Returns how many jobs were run.
async fn run_due(worker: &Worker, lane: Lane) -> Result<usize> {
    let state = &worker.state;
    let kinds: Vec<_> = of(lane).map(Job::kind).collect();
    if kinds.is_empty() {
        return Ok(0);
    }
    let due = jobs::due(state.db.read_latest(), &kinds).await?;
    let mut run = 0;
    for job in of(lane).filter(|job| due.iter().any(|kind| kind == job.kind())) {
        while job.wanted(state).await? && work::claim_and_run(worker, job, Due::Now).await? {
            run += 1;
            // One run does all there is; what was ordered may be there many times.
            if !matches!(job.when(), When::Ordered) {
                break;
            }
        }
    }
    Ok(run)
}

/// The jobs of one instance, run by hand: for tests and at the end of a run.
pub struct Jobs {
    worker: Worker,
    looks: Looks,
}

impl Jobs {
    pub fn new(worker: Worker, looks: mpsc::Receiver<Look>) -> Self {
        Self { worker, looks: Looks::new(looks) }
    }

    /// What is due now, as the service does it.
    pub async fn tick(&mut self) -> Result<()> {
        for lane in Lane::ALL {
            plant(&self.worker.state, lane).await?;
            run_due(&self.worker, lane).await?;
        }
        self.looks.write(&self.worker.state.db).await
    }

    /// Everything, due or not, until nothing is left to do.
    pub async fn settle(&mut self) -> Result<()> {
        for lane in Lane::ALL.into_iter().filter(|lane| *lane != Lane::Seal) {
            plant(&self.worker.state, lane).await?;
            for job in of(lane) {
                self.run_out(job).await?;
            }
        }
        self.looks.write(&self.worker.state.db).await?;
        clients::write_down(&self.worker.state.db, &self.worker.state.usage).await?;
        plant(&self.worker.state, Lane::Seal).await?;
        for job in of(Lane::Seal) {
            self.run_out(job).await?;
        }
        Ok(())
    }

    async fn run_out(&self, job: &dyn Job) -> Result<()> {
        // What was ordered may be there many times.
        let rounds = match job.when() {
            When::Ordered => usize::MAX,
            When::Every(_) | When::Asked => job.rounds(&self.worker.state).await?,
        };
        for _ in 0..rounds {
            if !job.wanted(&self.worker.state).await? || !work::claim_or_fail(&self.worker, job).await? {
                break;
            }
        }
        Ok(())
    }
}
