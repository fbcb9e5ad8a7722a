//! The jobs. Each does a bounded piece of work in one transaction and may be run at any time, any number of times.
use std::sync::Arc;

use serde_json::json;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::lease;
use crate::{
    features,
    http::{idempotency, state::AppState},
    kernel::error::{Denied, Result},
    store::{
        db::Uow,
        journal::{self, Change},
    },
};

/// Ticks between two runs of the jobs that need not hurry: half a minute.
const SELDOM: u32 = 60;
/// How many stored objects are asked about at once.
const OBJECTS: usize = 200;

pub struct Jobs {
    state: Arc<AppState>,
    denials: mpsc::Receiver<Denied>,
    holder: Uuid,
    ticks: u32,
    /// The part of the store of files that was last looked through.
    swept: String,
}

impl Jobs {
    pub fn new(state: Arc<AppState>, denials: mpsc::Receiver<Denied>, holder: Uuid) -> Self {
        Self { state, denials, holder, ticks: 0, swept: String::new() }
    }

    /// What is due now. A job that fails is logged and tried again.
    pub async fn tick(&mut self) {
        if self.ticks.is_multiple_of(SELDOM) {
            log("calendar", self.calendar().await);
            log("housekeeping", self.housekeeping().await);
            log("files", self.clear_files().await);
        }
        self.ticks = self.ticks.wrapping_add(1);
        log("reorganisations", self.reorganise().await);
        log("denials", self.write_denials().await);
        log("seal", self.seal().await);
    }

    /// Everything, until nothing is left to do: for tests and at the end of a run.
    pub async fn settle(&mut self) -> Result<()> {
        self.reorganise().await?;
        self.calendar().await?;
        self.expire_files().await?;
        for part in self.state.storage.parts().await? {
            self.sweep(&part).await?;
        }
        self.write_denials().await?;
        while self.seal_once().await? > 0 {}
        Ok(())
    }

    async fn seal(&self) -> Result<()> {
        // A long queue is worked off within the tick, a batch at a time.
        for _ in 0..20 {
            if self.seal_once().await? == 0 {
                break;
            }
        }
        Ok(())
    }

    async fn seal_once(&self) -> Result<usize> {
        if !journal::anything_unsealed(self.state.db.read_latest()).await? {
            return Ok(0);
        }
        let sealed = self.leased("seal", async |uow| journal::seal_batch(&uow.tx, uow.now).await).await?;
        Ok(sealed.unwrap_or(0))
    }

    /// What the calendar does: movements start, plans take effect, reports come to be owed.
    async fn calendar(&self) -> Result<()> {
        self.leased("movements", async |uow| features::planning::movements::service::start_due(uow).await).await?;
        self.leased("plans", async |uow| features::planning::plans::service::start_due(uow).await).await?;
        self.leased("obligations", async |uow| features::reporting::reports::generate(uow, uow.organisation()).await)
            .await?;
        Ok(())
    }

    /// At every tick: accounts of a unit that ends are refused from that minute on.
    async fn reorganise(&self) -> Result<()> {
        use features::organisation::reorganisations::service::{anything_due, apply_due, give_up};
        let (db, heirs) = (&self.state.db, self.state.heirs);
        while anything_due(db.read_latest(), self.state.clock.today()).await? {
            match self.leased("reorganisations", async |uow| apply_due(uow, heirs).await).await {
                Ok(Some(Some(_))) => {}
                Ok(_) => break,
                Err(error) if error.code.spec().status < 500 => {
                    let reason = error.to_string();
                    self.leased("reorganisations", async |uow| give_up(uow, &reason).await).await?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn housekeeping(&self) -> Result<()> {
        self.state.limits.forget_idle();
        self.leased("idempotency", async |uow| idempotency::forget_old(&uow.tx, uow.now).await).await?;
        Ok(())
    }

    /// A batch of files, and one part of the store: the next one at the next run.
    async fn clear_files(&mut self) -> Result<()> {
        if self.state.storage.limits.orphans.is_none() {
            return Ok(());
        }
        self.expire_files().await?;
        let parts = self.state.storage.parts().await?;
        if let Some(part) = parts.iter().find(|part| **part > self.swept).or(parts.first()) {
            self.sweep(part).await?;
            self.swept.clone_from(part);
        }
        Ok(())
    }

    async fn expire_files(&self) -> Result<()> {
        let Some(age) = self.state.storage.limits.orphans else { return Ok(()) };
        let expired =
            self.leased("files", async |uow| features::planning::files::service::expire(uow, age).await).await?;
        self.discard(&expired.unwrap_or_default()).await
    }

    /// Looks through a part of the store for bytes that no file has: of uploads that failed, and of files deleted.
    async fn sweep(&self, part: &str) -> Result<()> {
        let Some(age) = self.state.storage.limits.orphans else { return Ok(()) };
        let old = self.state.storage.written_before(part, self.state.clock.now() - age).await?;
        for digests in old.chunks(OBJECTS) {
            let unused = features::planning::files::service::unused(self.state.db.read_latest(), digests).await?;
            self.discard(&unused).await?;
        }
        Ok(())
    }

    async fn discard(&self, digests: &[String]) -> Result<()> {
        if digests.is_empty() {
            return Ok(());
        }
        let storage = &self.state.storage;
        let discard = async |uow: &Uow| features::planning::files::service::discard(uow, storage, digests).await;
        self.leased("files", discard).await?;
        Ok(())
    }

    async fn write_denials(&mut self) -> Result<()> {
        let mut denied = vec![];
        while let Ok(one) = self.denials.try_recv() {
            denied.push(one);
        }
        if denied.is_empty() {
            return Ok(());
        }
        let write = async |uow: &Uow| {
            for one in &denied {
                let data = json!({ "user_id": one.user_id });
                let (subject_type, subject_id, unit_id) = (one.subject_type, one.subject_id, one.unit_id);
                let change = Change { event: "access.denied", subject_type, subject_id, unit_id, data: &data };
                uow.record(change, ()).await?;
            }
            Ok(())
        };
        self.state.db.maintain("denials", write).await
    }

    /// Runs `work` if no other instance has the lease.
    async fn leased<T>(&self, job: &'static str, work: impl AsyncFn(&Uow) -> Result<T>) -> Result<Option<T>> {
        let under_lease = async |uow: &Uow| {
            if lease::take(uow, job, self.holder).await? { work(uow).await.map(Some) } else { Ok(None) }
        };
        self.state.db.maintain(job, under_lease).await
    }
}

fn log(job: &str, done: Result<()>) {
    if let Err(error) = done {
        tracing::error!(job, ?error, "a job failed and will be tried again");
    }
}
