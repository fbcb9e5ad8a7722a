//! How much machine clients ask, counted in memory: no request writes a row for it. A job of each instance writes down what was
//! counted, so that what is lost with a process is what came since.
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use actix_web::{HttpMessage, HttpRequest, http::StatusCode, web::Data};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{
    auth::{self, Verified},
    inside::FromInside,
    state::AppState,
};

/// Of one client on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Answered 2xx.
    pub succeeded: i64,
    /// Answered 3xx.
    pub redirected: i64,
    /// Answered 4xx, but for what was refused.
    pub rejected: i64,
    /// Answered 5xx.
    pub failed: i64,
    /// Answered 401, 403 or 429.
    pub refused: i64,
    pub last: DateTime<Utc>,
}

impl Count {
    const fn add(&mut self, status: u16) {
        let counter = match status {
            401 | 403 | 429 => &mut self.refused,
            500.. => &mut self.failed,
            400..=499 => &mut self.rejected,
            300..=399 => &mut self.redirected,
            _ => &mut self.succeeded,
        };
        *counter += 1;
    }

    fn and(self, other: Self) -> Self {
        Self {
            succeeded: self.succeeded + other.succeeded,
            redirected: self.redirected + other.redirected,
            rejected: self.rejected + other.rejected,
            failed: self.failed + other.failed,
            refused: self.refused + other.refused,
            last: self.last.max(other.last),
        }
    }
}

pub type Counted = ((Uuid, NaiveDate), Count);

/// What was counted and not yet written down: an entry for each client and day.
#[derive(Default)]
pub struct Usage(Mutex<HashMap<(Uuid, NaiveDate), Count>>);

impl Usage {
    fn count(&self, client: Uuid, day: NaiveDate, status: u16, now: DateTime<Utc>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry((client, day)).or_default();
        count.add(status);
        count.last = count.last.max(now);
    }

    /// Takes at most so many entries out.
    pub fn take(&self, most: usize) -> Vec<Counted> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keys: Vec<_> = held.keys().copied().take(most).collect();
        keys.into_iter().filter_map(|key| held.remove_entry(&key)).collect()
    }

    /// What could not be written down is counted on.
    pub fn give_back(&self, counted: Vec<Counted>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, count) in counted {
            let entry = held.entry(key).or_default();
            *entry = entry.and(count);
        }
    }
}

/// Counts one request, if it is a machine's own. What the service carries out for it later was counted when it was asked for.
pub struct Meter(Option<(Data<AppState>, Uuid)>);

impl Meter {
    pub fn of(req: &HttpRequest) -> Self {
        let extensions = req.extensions();
        let verified = extensions.get::<Verified>().filter(|verified| verified.0.is_of_machine());
        let client = verified.filter(|_| !extensions.contains::<FromInside>()).map(|verified| verified.0.sub);
        Self(auth::state(req).ok().zip(client))
    }

    pub fn count(&self, status: StatusCode) {
        if let Some((state, client)) = &self.0 {
            state.usage.count(*client, state.clock.today(), status.as_u16(), state.clock.now());
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use uuid::Uuid;

    use super::Usage;

    #[test]
    fn every_request_is_counted_once_under_what_it_was_answered() {
        let (usage, client, day, now) = (Usage::default(), Uuid::now_v7(), NaiveDate::MIN, DateTime::UNIX_EPOCH);
        for status in 100..600 {
            usage.count(client, day, status, now);
        }
        let taken = usage.take(10);
        let (_, count) = taken.first().copied().unwrap();
        assert_eq!((count.redirected, count.rejected, count.failed, count.refused), (100, 97, 100, 3));
        assert_eq!(count.succeeded, 200, "what is no failure");
        assert!(usage.take(10).is_empty());
        usage.count(client, day, 200, now);
        usage.give_back(taken);
        assert_eq!(usage.take(10).first().map(|(_, count)| count.succeeded), Some(201));
    }
}
