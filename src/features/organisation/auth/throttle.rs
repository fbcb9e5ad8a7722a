//! Slows down guessing, per account name and per address, whether or not there is such an account.
//! Each instance counts for itself.
use std::{net::IpAddr, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;

use crate::kernel::error::{Error, Limit, Result};

const FREE_TRIES_NAME: u32 = 5;
/// An office shares one address.
const FREE_TRIES_ADDRESS: u32 = 100;
const LONGEST: i64 = 300;
const LIMIT: Limit = Limit { name: "sign-in", quota: FREE_TRIES_NAME, seconds: 300 };

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    until: DateTime<Utc>,
}

pub struct Throttle {
    failures: Cache<String, Failures>,
}

impl Default for Throttle {
    fn default() -> Self {
        Self { failures: Cache::builder().max_capacity(100_000).time_to_live(Duration::from_secs(3600)).build() }
    }
}

fn keys(username: &str, address: Option<IpAddr>) -> Vec<(String, u32)> {
    let mut keys = vec![(format!("name:{username}"), FREE_TRIES_NAME)];
    keys.extend(address.map(|address| (format!("address:{address}"), FREE_TRIES_ADDRESS)));
    keys
}

impl Throttle {
    pub fn check(&self, username: &str, address: Option<IpAddr>, now: DateTime<Utc>) -> Result<()> {
        let until = keys(username, address).iter().filter_map(|(key, _)| self.failures.get(key)).map(|f| f.until).max();
        match until.filter(|until| *until > now) {
            Some(until) => {
                let wait = (until - now).to_std().unwrap_or_default().max(Duration::from_secs(1));
                Err(Error::limited(LIMIT, wait))
            }
            None => Ok(()),
        }
    }

    /// Doubles the wait with every failure beyond the free tries, up to five minutes.
    pub fn failed(&self, username: &str, address: Option<IpAddr>, now: DateTime<Utc>) {
        for (key, free) in keys(username, address) {
            let count = self.failures.get(&key).map_or(0, |f| f.count) + 1;
            let beyond = count.saturating_sub(free).min(10);
            let wait = if count < free { 0 } else { 2_i64.pow(beyond).min(LONGEST) };
            self.failures.insert(key, Failures { count, until: now + TimeDelta::seconds(wait) });
        }
    }

    pub fn succeeded(&self, username: &str) {
        self.failures.invalidate(&format!("name:{username}"));
    }
}
