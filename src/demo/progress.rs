//! What is said to whoever waits while the database is filled.
use std::{
    cell::RefCell,
    time::{Duration, Instant},
};

const PAUSE: Duration = Duration::from_secs(1);

/// Says each new step at once, and how far a long one is once a second.
pub struct Progress {
    out: Box<dyn Fn(&str)>,
    last: RefCell<Option<(String, Instant)>>,
}

impl Progress {
    pub fn to(out: impl Fn(&str) + 'static) -> Self {
        Self { out: Box::new(out), last: RefCell::default() }
    }

    pub fn step(&self, what: &str) {
        self.at(what, 0, 0);
    }

    pub fn at(&self, what: &str, done: usize, of: usize) {
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_some_and(|(said, at)| said == what && at.elapsed() < PAUSE) {
            return;
        }
        *last = Some((what.to_owned(), Instant::now()));
        if done == 0 { (self.out)(what) } else { (self.out)(&format!("{what}: {done} of {of}")) }
    }
}
