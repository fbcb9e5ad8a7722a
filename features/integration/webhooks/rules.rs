//! How often a message is tried, what an answer makes of it, and when a webhook is left alone.
use base::http::outgoing::{Answered, Failure};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{webhook, webhook_delivery::DeliveryFailure};
use uuid::Uuid;

/// The waits after each attempt that failed, some three days in all; after the last one a message is a dead letter.
pub const LADDER: [TimeDelta; 9] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(20),
    TimeDelta::hours(20),
];
/// So many failures in a row, and it is the receiver and not a message: from then on it is asked seldom.
pub const PATIENCE: i32 = 3;
/// Between two attempts at a receiver that fails, or at a webhook at which something fails inside.
pub const QUIET: TimeDelta = TimeDelta::seconds(30);
/// A receiver may ask for more time than the ladder gives, but not for ever.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(24);
/// The old and the new one of a kind, while they are exchanged.
pub const MOST_SECRETS: usize = 2;
/// Webhooks of one client.
pub const MOST_WEBHOOKS: u64 = 10;
/// Messages to one webhook that are under way at a time, each about another subject.
pub const AT_ONCE: u64 = 4;
/// Days for which what has become of a message can be read.
pub const KEPT: TimeDelta = TimeDelta::days(30);

const GONE: u16 = 410;

/// What an attempt makes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Delivered,
    Failed(DeliveryFailure),
    /// The receiver wants nothing any more, of whatever kind.
    Gone,
}

pub fn outcome(called: &Result<Answered, Failure>) -> Outcome {
    match called {
        Ok(answered) => match answered.status {
            200..=299 => Outcome::Delivered,
            300..=399 => Outcome::Failed(DeliveryFailure::Redirected),
            GONE => Outcome::Gone,
            _ => Outcome::Failed(DeliveryFailure::NotAccepted),
        },
        Err(Failure::AddressRefused) => Outcome::Failed(DeliveryFailure::AddressRefused),
        Err(Failure::Unreachable) => Outcome::Failed(DeliveryFailure::Unreachable),
        Err(Failure::TimedOut) => Outcome::Failed(DeliveryFailure::TimedOut),
    }
}

/// Whether it is left alone just now.
pub fn is_quiet(webhook: &webhook::Model, now: DateTime<Utc>) -> bool {
    webhook.quiet_until.is_some_and(|until| now < until)
}

/// How long to wait after so many attempts; none where that was the last. It differs by up to an eighth, so that
/// what failed together is not tried together.
pub fn wait(attempts: i32, asked_for: Option<TimeDelta>) -> Option<TimeDelta> {
    let rung = usize::try_from(attempts).ok()?.checked_sub(1)?;
    let wait = *LADDER.get(rung)?;
    let jitter = i32::from(Uuid::new_v4().as_bytes().first().copied().unwrap_or_default());
    let wait = wait + wait * jitter / 2048;
    Some(asked_for.map_or(wait, |asked_for| wait.max(asked_for.min(LONGEST_WAIT))))
}

#[cfg(test)]
mod tests {
    use base::http::outgoing::{Answered, Failure};
    use chrono::TimeDelta;
    use entity::webhook_delivery::DeliveryFailure::{AddressRefused, NotAccepted, Redirected, TimedOut, Unreachable};

    use super::{LADDER, Outcome, outcome, wait};

    #[test]
    fn a_message_is_tried_for_three_days() {
        let all: TimeDelta = LADDER.into_iter().sum();
        assert!(all > TimeDelta::hours(70) && all < TimeDelta::hours(74), "{all}");
        for (attempts, least) in (1..).zip(LADDER) {
            let wait = wait(attempts, None).unwrap();
            assert!(wait >= least && wait <= least * 9 / 8, "{attempts}: {wait}");
        }
        assert_eq!((wait(10, None), wait(11, None), wait(0, None), wait(-1, None)), (None, None, None, None));
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_less_nor_for_ever() {
        let asked = |seconds| wait(1, Some(TimeDelta::seconds(seconds))).unwrap();
        assert_eq!(asked(600), TimeDelta::minutes(10));
        assert!(asked(0) >= LADDER[0] && asked(1) >= LADDER[0]);
        assert_eq!(asked(1_000_000_000), TimeDelta::hours(24));
        assert_eq!(wait(10, Some(TimeDelta::seconds(5))), None);
    }

    #[test]
    fn every_answer_has_its_outcome() {
        let answered = |status| outcome(&Ok(Answered { status, body: String::new(), wait: None }));
        for status in 100..600 {
            let expected = match status {
                200..=299 => Outcome::Delivered,
                410 => Outcome::Gone,
                300..=399 => Outcome::Failed(Redirected),
                _ => Outcome::Failed(NotAccepted),
            };
            assert_eq!(answered(status), expected, "{status}");
        }
        let failures = [
            (Failure::AddressRefused, AddressRefused),
            (Failure::Unreachable, Unreachable),
            (Failure::TimedOut, TimedOut),
        ];
        for (failure, told) in failures {
            assert_eq!(outcome(&Err(failure)), Outcome::Failed(told));
        }
    }
}
