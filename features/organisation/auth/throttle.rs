//! Slows down guessing, whether or not there is such an account. Each instance counts for itself.
//!
//! A try is counted when it begins, so that many at once are as many tries. Three counters stand beside each other: of a
//! name from one address, of an address, and of a name from wherever. The first is narrow: whoever guesses waits, and
//! the owner of the name does not. The last, against guesses from many addresses, is wide, and does not concern an
//! address from which the owner has signed in before.
use std::{
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use base::{
    http::client::origin,
    kernel::error::{Error, Limit, Result},
};
use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;

const COUNTERS: u64 = 100_000;
const COUNTED: Duration = Duration::from_secs(3600);
const KNOWN: Duration = Duration::from_secs(30 * 24 * 3600);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Counter {
    Pair(String, Option<IpAddr>),
    Address(IpAddr),
    Name(String),
}

/// Tells of the narrow counter: it is what honest callers meet.
const LIMIT: Limit = Limit { name: "sign-in", quota: 5, seconds: 300 };

/// Tries that cost nothing, and the longest wait in seconds.
struct Bounds {
    free: u32,
    longest: i64,
}

impl Counter {
    const fn bounds(&self) -> Bounds {
        match self {
            Self::Pair(..) => Bounds { free: 5, longest: 300 },
            // An office shares one address.
            Self::Address(_) => Bounds { free: 100, longest: 300 },
            Self::Name(_) => Bounds { free: 100, longest: 60 },
        }
    }
}

#[derive(Clone, Copy)]
struct Tries {
    count: u32,
    /// None while tries cost nothing: the clock of one is not quite that of another that begins beside it, which would wait.
    until: Option<DateTime<Utc>>,
}

pub struct Throttle {
    tries: Cache<Counter, Tries>,
    /// Names and addresses from which their owners have signed in.
    known: Cache<(String, IpAddr), ()>,
    /// Looking and counting are one step.
    turn: Mutex<()>,
}

impl Default for Throttle {
    fn default() -> Self {
        Self {
            tries: Cache::builder().max_capacity(COUNTERS).time_to_live(COUNTED).build(),
            known: Cache::builder().max_capacity(COUNTERS).time_to_live(KNOWN).build(),
            turn: Mutex::default(),
        }
    }
}

/// A try that has been counted. What becomes of it is said by `succeeded` or `withdrawn`; left alone, it has failed.
#[must_use]
pub struct Try {
    username: String,
    address: Option<IpAddr>,
    counters: Vec<Counter>,
}

impl Throttle {
    /// Counts a try before its password is looked at, or says how long to wait.
    pub fn begin(&self, username: &str, address: Option<IpAddr>, now: DateTime<Utc>) -> Result<Try> {
        let address = address.map(origin);
        let counters = self.counters(username, address);
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let until = counters.iter().filter_map(|counter| self.tries.get(counter)?.until).max();
        if let Some(until) = until.filter(|until| *until > now) {
            let wait = (until - now).to_std().unwrap_or_default().max(Duration::from_secs(1));
            return Err(Error::limited(LIMIT, wait));
        }
        for counter in &counters {
            self.count(counter, now);
        }
        Ok(Try { username: username.to_owned(), address, counters })
    }

    fn counters(&self, username: &str, address: Option<IpAddr>) -> Vec<Counter> {
        let mut counters = vec![Counter::Pair(username.to_owned(), address)];
        counters.extend(address.map(Counter::Address));
        if !address.is_some_and(|address| self.known.contains_key(&(username.to_owned(), address))) {
            counters.push(Counter::Name(username.to_owned()));
        }
        counters
    }

    /// Doubles the wait with every try beyond the free ones.
    fn count(&self, counter: &Counter, now: DateTime<Utc>) {
        let Bounds { free, longest } = counter.bounds();
        let count = self.tries.get(counter).map_or(0, |tries| tries.count) + 1;
        let beyond = count.saturating_sub(free).min(10);
        let wait = TimeDelta::seconds(2_i64.pow(beyond).min(longest));
        let until = (count >= free).then(|| now + wait);
        self.tries.insert(counter.clone(), Tries { count, until });
    }

    /// The right password: the owner starts afresh at this address, and others are counted as before.
    pub fn succeeded(&self, one: Try) {
        let pair = Counter::Pair(one.username.clone(), one.address);
        if let Some(address) = one.address {
            self.known.insert((one.username.clone(), address), ());
        }
        self.withdrawn(one);
        self.tries.invalidate(&pair);
    }

    /// The password was not looked at.
    pub fn withdrawn(&self, one: Try) {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        for counter in one.counters {
            if let Some(Tries { count, .. }) = self.tries.get(&counter) {
                self.tries.insert(counter, Tries { count: count.saturating_sub(1), until: None });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use chrono::{DateTime, TimeDelta};

    use super::Throttle;

    #[test]
    fn those_who_sign_in_at_once_from_one_address_do_not_wait_for_each_other() {
        let (throttle, office) = (Throttle::default(), Some(Ipv4Addr::new(203, 0, 113, 7).into()));
        // Each looked at the clock a moment before the one that was counted first.
        for (before, name) in ["an", "binh", "chi", "an"].into_iter().enumerate() {
            let moment = DateTime::UNIX_EPOCH - TimeDelta::microseconds(i64::try_from(before).unwrap());
            throttle.begin(name, office, moment).map(drop).unwrap();
        }
    }
}
