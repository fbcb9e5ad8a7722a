//! How long work waits after it has failed, and how often it is tried: data of its kind.
use chrono::TimeDelta;
use uuid::Uuid;

#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// After the first failure. Each wait is twice the one before it …
    pub first: TimeDelta,
    /// … but never longer than this.
    pub longest: TimeDelta,
    /// After so many attempts the work is given up; none for what is never given up.
    pub attempts: Option<i32>,
}

/// What comes again by itself.
pub const RECURRING: Waits = Waits { first: TimeDelta::seconds(2), longest: TimeDelta::minutes(5), attempts: None };
/// What is to be done once: tried for some four hours.
pub const ORDERED: Waits = Waits { first: TimeDelta::seconds(2), longest: TimeDelta::hours(2), attempts: Some(10) };
/// What somebody waits for: tried for some ten minutes.
pub const AWAITED: Waits = Waits { first: TimeDelta::seconds(2), longest: TimeDelta::minutes(4), attempts: Some(8) };

impl Waits {
    /// Differs by up to a quarter, so that what failed together is not tried together.
    pub fn after(&self, attempt: i32) -> TimeDelta {
        let times = 2_i32.saturating_pow(attempt.clamp(1, 20).unsigned_abs() - 1);
        let wait = self.first.checked_mul(times).unwrap_or(self.longest).min(self.longest);
        let jitter = i32::from(Uuid::new_v4().as_bytes().first().copied().unwrap_or_default());
        wait + wait * jitter / 1024
    }

    pub fn are_over(&self, attempt: i32) -> bool {
        self.attempts.is_some_and(|most| attempt >= most)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::{AWAITED, ORDERED, RECURRING};

    #[test]
    fn waits_grow_and_end() {
        for waits in [RECURRING, ORDERED, AWAITED] {
            for attempt in 1..40 {
                let wait = waits.after(attempt);
                assert!(wait >= waits.first && wait <= waits.longest * 5 / 4, "{attempt}: {wait}");
            }
            assert!(waits.after(6) > waits.after(4));
        }
        let tried = |most: i32| (1..most).map(|attempt| ORDERED.after(attempt)).sum::<TimeDelta>();
        assert!(ORDERED.are_over(10) && !ORDERED.are_over(9) && tried(10) > TimeDelta::minutes(17));
        assert!(!RECURRING.are_over(1_000_000));
    }
}
