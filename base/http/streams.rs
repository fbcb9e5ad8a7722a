//! Answers that go on for long: how many there are, how long each may last, and what ends them all.
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::kernel::error::{Code, Error, Limit, Result};

/// Of one account at a time.
const OF_ONE: u32 = 4;
/// Of one instance.
const OF_ALL: usize = 500;
/// Snapshots that are read at a time: each keeps a connection of the database for as long.
const SNAPSHOTS: usize = 2;
/// When to come back.
const AGAIN: Duration = Duration::from_secs(5);

pub struct Streams {
    open: Mutex<HashMap<Uuid, u32>>,
    ending: AtomicBool,
    /// A stream ends by itself then, and its client connects again.
    pub longest: Duration,
    pub snapshots: Arc<Semaphore>,
}

/// A place among the streams; given back when dropped.
pub struct Place {
    streams: Arc<Streams>,
    user_id: Uuid,
}

impl Streams {
    pub fn new(longest: Duration) -> Self {
        let snapshots = Arc::new(Semaphore::new(SNAPSHOTS));
        Self { open: Mutex::default(), ending: AtomicBool::new(false), longest, snapshots }
    }

    /// A place for a stream of an account.
    pub fn open(self: &Arc<Self>, user_id: Uuid) -> Result<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if self.are_ending() || open.values().map(|n| *n as usize).sum::<usize>() >= OF_ALL {
            return Err(Error::new(Code::Unavailable).retry_after(AGAIN));
        }
        let own = open.entry(user_id).or_default();
        if *own >= OF_ONE {
            let limit = Limit { name: "streams", quota: OF_ONE, seconds: self.longest.as_secs().max(1) };
            return Err(Error::limited(limit, AGAIN));
        }
        *own += 1;
        Ok(Place { streams: self.clone(), user_id })
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).values().map(|n| *n as usize).sum()
    }

    /// The service stops: what goes on ends at the next occasion.
    pub fn end(&self) {
        self.ending.store(true, Ordering::SeqCst);
    }

    pub fn are_ending(&self) -> bool {
        self.ending.load(Ordering::SeqCst)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.streams.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.user_id) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.user_id);
            }
        }
    }
}
