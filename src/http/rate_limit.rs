//! How many requests one caller may make: a person by account, anybody else by address.
use std::{net::IpAddr, num::NonZeroU32};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
};
use uuid::Uuid;

use crate::kernel::error::{Error, Limit, Result};

const WINDOW_SECONDS: u64 = 60;

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
    limit: Limit,
}

/// What is left, for the `RateLimit` header.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    limit: Limit,
    remaining: u32,
}

impl Left {
    pub fn policy(self) -> String {
        self.limit.policy()
    }

    pub fn header(self) -> String {
        self.limit.header(self.remaining, self.limit.seconds)
    }
}

impl RateLimits {
    /// `per_minute` requests for each caller; 0 for no limit.
    pub fn new(per_minute: u32) -> Self {
        let limiter = NonZeroU32::new(per_minute)
            .map(|n| RateLimiter::keyed(Quota::per_minute(n)).with_middleware::<StateInformationMiddleware>());
        Self { limiter, limit: Limit { name: "default", quota: per_minute, seconds: WINDOW_SECONDS } }
    }

    pub fn check(&self, who: &Who) -> Result<Option<Left>> {
        let Some(limiter) = &self.limiter else { return Ok(None) };
        match limiter.check_key(who) {
            Ok(state) => Ok(Some(Left { limit: self.limit, remaining: state.remaining_burst_capacity() })),
            Err(until) => Err(Error::limited(self.limit, until.wait_time_from(DefaultClock::default().now()))),
        }
    }

    /// Drops callers whose bucket is full again.
    pub fn forget_idle(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
        }
    }
}
