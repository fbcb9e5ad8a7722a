//! How many requests one caller may make: a person by account, a machine by client, anybody else by address.
use std::{
    collections::HashMap,
    net::IpAddr,
    num::NonZeroU32,
    sync::{Arc, PoisonError, RwLock},
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
};
use uuid::Uuid;

use super::{auth::Claims, client, state::AppState};
use crate::kernel::error::{Error, Limit, Result};

const WINDOW_SECONDS: u64 = 60;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    User(Uuid),
    /// A machine, and its own limit if it has one.
    Client(Uuid, Option<NonZeroU32>),
    /// What one caller has of addresses.
    Address(IpAddr),
}

impl Who {
    /// Of whoever a token is, else of an address. What is in memory of clients is looked at as for every request; where that fails,
    /// the limit is that of all.
    pub async fn of(state: &AppState, claims: Option<&Claims>, address: Option<IpAddr>) -> Option<Self> {
        match claims {
            Some(claims) if claims.is_of_machine() => {
                let known = state.db.snapshot().await;
                let own = known.ok().and_then(|known| known.access.client(claims.sub)?.per_minute);
                Some(Self::Client(claims.sub, own))
            }
            Some(claims) => Some(Self::User(claims.sub)),
            None => address.map(|address| Self::Address(client::origin(address))),
        }
    }
}

type Limiter = RateLimiter<Who, DashMapStateStore<Who>, DefaultClock, StateInformationMiddleware>;

/// Keyed token buckets of this instance; none when unlimited.
pub struct RateLimits {
    limiter: Option<Limiter>,
    limit: Limit,
    /// Of clients with limits of their own: one for each quota that some of them have.
    own: RwLock<HashMap<NonZeroU32, Arc<Limiter>>>,
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
        let limit = Limit { name: "default", quota: per_minute, seconds: WINDOW_SECONDS };
        Self { limiter: NonZeroU32::new(per_minute).map(limiter), limit, own: RwLock::default() }
    }

    pub fn check(&self, who: &Who) -> Result<Option<Left>> {
        if let Who::Client(_, Some(quota)) = who {
            let limit = Limit { name: "client", quota: quota.get(), seconds: WINDOW_SECONDS };
            return checked(&self.of_quota(*quota), limit, who).map(Some);
        }
        self.limiter.as_ref().map(|limiter| checked(limiter, self.limit, who)).transpose()
    }

    fn of_quota(&self, quota: NonZeroU32) -> Arc<Limiter> {
        let known = self.own.read().unwrap_or_else(PoisonError::into_inner).get(&quota).cloned();
        known.unwrap_or_else(|| {
            let mut own = self.own.write().unwrap_or_else(PoisonError::into_inner);
            own.entry(quota).or_insert_with(|| Arc::new(limiter(quota))).clone()
        })
    }

    /// Drops callers whose bucket is full again.
    pub fn forget_idle(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
        }
        let mut own = self.own.write().unwrap_or_else(PoisonError::into_inner);
        own.values().for_each(|limiter| limiter.retain_recent());
        own.retain(|_, limiter| !limiter.is_empty());
    }
}

fn limiter(per_minute: NonZeroU32) -> Limiter {
    RateLimiter::keyed(Quota::per_minute(per_minute)).with_middleware::<StateInformationMiddleware>()
}

fn checked(limiter: &Limiter, limit: Limit, who: &Who) -> Result<Left> {
    match limiter.check_key(who) {
        Ok(state) => Ok(Left { limit, remaining: state.remaining_burst_capacity() }),
        Err(until) => Err(Error::limited(limit, until.wait_time_from(DefaultClock::default().now()))),
    }
}
