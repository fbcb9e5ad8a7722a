//! Whether requests are still answered: what `/livez` goes by.
use std::{
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

const BEAT: Duration = Duration::from_secs(1);
/// A loop that has not turned for so long is stuck.
const STUCK: Duration = Duration::from_secs(20);
/// Deadlines passed in a row, without an answer between: a service that only another start may help.
const HOPELESS: u32 = 4;

/// Times are in milliseconds since it began; 0 stands for never.
pub struct Pulse {
    began: Instant,
    /// Since when every request that ended has run into its deadline.
    overdue: AtomicU64,
    workers: Mutex<Vec<Weak<AtomicU64>>>,
}

impl Default for Pulse {
    fn default() -> Self {
        Self { began: Instant::now(), overdue: AtomicU64::new(0), workers: Mutex::default() }
    }
}

impl Pulse {
    /// A request was answered in time, whatever the answer.
    pub fn answered(&self) {
        if self.overdue.load(Ordering::Relaxed) > 0 {
            self.overdue.store(0, Ordering::Relaxed);
        }
    }

    /// A request was given up at its deadline.
    pub fn gave_up(&self) {
        self.overdue.compare_exchange(0, self.now(), Ordering::Relaxed, Ordering::Relaxed).ok();
    }

    /// Beats for as long as the event loop it runs on turns.
    pub async fn beat(self: Arc<Self>) {
        let own = Arc::new(AtomicU64::new(self.now()));
        self.workers.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&own));
        loop {
            tokio::time::sleep(BEAT).await;
            own.store(self.now(), Ordering::Relaxed);
        }
    }

    /// Why the process had better be started again, if so.
    pub fn fault(&self, deadline: Duration) -> Option<&'static str> {
        let since = |at: u64| Duration::from_millis(self.now().saturating_sub(at));
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        workers.retain(|worker| worker.strong_count() > 0);
        let stuck =
            |worker: &Weak<AtomicU64>| worker.upgrade().is_some_and(|at| since(at.load(Ordering::Relaxed)) > STUCK);
        if workers.iter().any(stuck) {
            return Some("a thread that serves requests is stuck");
        }
        let overdue = self.overdue.load(Ordering::Relaxed);
        (overdue > 0 && since(overdue) > deadline * HOPELESS).then_some("every request runs into its deadline")
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use super::Pulse;

    #[tokio::test]
    async fn requests_that_all_hang_are_told_and_one_answer_clears_it() {
        let (pulse, deadline) = (Pulse::default(), Duration::from_millis(1));
        pulse.gave_up();
        tokio::time::sleep(deadline * 6).await;
        assert_eq!(pulse.fault(deadline), Some("every request runs into its deadline"));
        pulse.answered();
        assert_eq!(pulse.fault(deadline), None);
    }

    #[tokio::test]
    async fn a_worker_that_has_ended_is_not_stuck() {
        let pulse = Arc::new(Pulse::default());
        let beat = tokio::spawn(pulse.clone().beat());
        tokio::task::yield_now().await;
        beat.abort();
        assert!(beat.await.is_err() && pulse.fault(Duration::ZERO).is_none());
    }
}
