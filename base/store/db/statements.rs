//! What this process sends to the database: counted, and told to who listens.
use std::sync::{
    OnceLock,
    atomic::{AtomicU64, Ordering},
};

use sea_orm::Statement;

type Listener = Box<dyn Fn(&Statement) + Send + Sync>;

#[derive(Default)]
pub struct Statements {
    sent: AtomicU64,
    listener: OnceLock<Listener>,
}

impl Statements {
    pub fn count(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Only the first listener is told: one is all that a look behind the scenes needs.
    pub fn listen(&self, listener: impl Fn(&Statement) + Send + Sync + 'static) {
        self.listener.set(Box::new(listener)).ok();
    }

    pub(super) fn answered(&self, statement: &Statement) {
        self.sent.fetch_add(1, Ordering::Relaxed);
        if let Some(listener) = self.listener.get() {
            listener(statement);
        }
    }
}
