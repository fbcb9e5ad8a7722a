//! How many requests one caller may make: a person by account, anybody else by address.
use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
};
use uuid::Uuid;

use crate::kernel::error::{Code, Error, Result};

const WINDOW_SECONDS: u32 = 60;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    User(Uuid),
    /// What one caller has of addresses.
    Address(IpAddr),
}

type Limiter = RateLimiter<Who, DashMapStateStore<Who>, DefaultClock, StateInformationMiddleware>;

/// Keyed token buckets of this instance; none when unlimited.
pub struct RateLimits {
    limiter: Option<Limiter>,
    quota: u32,
}

/// What is left, for the `RateLimit` header.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    pub quota: u32,
    pub remaining: u32,
}

impl Left {
    pub fn policy(self) -> String {
        format!("\"default\";q={};w={WINDOW_SECONDS}", self.quota)
    }

    pub fn header(self) -> String {
        format!("\"default\";r={};t={WINDOW_SECONDS}", self.remaining)
    }
}

impl RateLimits {
    /// `per_minute` requests for each caller; 0 for no limit.
    pub fn new(per_minute: u32) -> Self {
        let limiter = NonZeroU32::new(per_minute)
            .map(|n| RateLimiter::keyed(Quota::per_minute(n)).with_middleware::<StateInformationMiddleware>());
        Self { limiter, quota: per_minute }
    }

    pub fn check(&self, who: &Who) -> Result<Option<Left>> {
        let Some(limiter) = &self.limiter else { return Ok(None) };
        match limiter.check_key(who) {
            Ok(state) => Ok(Some(Left { quota: self.quota, remaining: state.remaining_burst_capacity() })),
            Err(until) => {
                let wait = until.wait_time_from(DefaultClock::default().now());
                Err(Error::new(Code::TooManyRequests).retry_after(wait.max(Duration::from_secs(1))))
            }
        }
    }

    /// Drops callers whose bucket is full again.
    pub fn forget_idle(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
        }
    }
}
