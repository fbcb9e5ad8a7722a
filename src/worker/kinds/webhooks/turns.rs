//! Whose turn it is at the few places that there are: of those at which something is due, who was served longest ago. Who is slow
//! has places of its own, so that those who are quick never wait for it.
use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};

use uuid::Uuid;

/// Places for those who are quick, or of whom nothing is known yet; and for those who are slow.
const AT_ONCE: usize = 16;
/// Who takes longer for its turn is slow, until it is quicker.
const SLOW: Duration = Duration::from_secs(2);

#[derive(Default)]
pub struct Turns {
    /// Since when.
    under_way: HashMap<Uuid, Instant>,
    /// The number of the turn that each had last.
    last: HashMap<Uuid, u64>,
    slow: HashSet<Uuid>,
    ended: u64,
}

impl Turns {
    /// Whose turn begins now, of those at which something is due. They are given in the order in which they have come to wait.
    pub fn begin(&mut self, due: &[Uuid], now: Instant) -> Vec<Uuid> {
        let mut waiting: Vec<Uuid> = due.iter().copied().filter(|id| !self.under_way.contains_key(id)).collect();
        waiting.sort_by_key(|id| self.last.get(id));
        let taken_slowly = self.under_way.iter().filter(|(id, since)| self.is_slow(id, now - **since)).count();
        let (mut slow, mut quick) = (taken_slowly, self.under_way.len() - taken_slowly);
        let mut begun = vec![];
        for id in waiting {
            let taken = if self.slow.contains(&id) { &mut slow } else { &mut quick };
            if *taken < AT_ONCE {
                *taken += 1;
                self.under_way.insert(id, now);
                begun.push(id);
            }
        }
        begun
    }

    pub fn end(&mut self, id: Uuid, now: Instant) {
        let Some(since) = self.under_way.remove(&id) else { return };
        self.ended += 1;
        self.last.insert(id, self.ended);
        if now - since > SLOW {
            self.slow.insert(id);
        } else {
            self.slow.remove(&id);
        }
    }

    /// Known to be, or found to be just now.
    fn is_slow(&self, id: &Uuid, for_so_long: Duration) -> bool {
        self.slow.contains(id) || for_so_long > SLOW
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webhooks(many: usize) -> Vec<Uuid> {
        (0..many).map(|_| Uuid::now_v7()).collect()
    }

    /// All that can begin, in turns of so long; who had one.
    fn round(turns: &mut Turns, due: &[Uuid], now: &mut Instant, long: Duration) -> Vec<Uuid> {
        let begun = turns.begin(due, *now);
        *now += long;
        begun.iter().for_each(|id| turns.end(*id, *now));
        begun
    }

    #[test]
    fn whoever_was_served_longest_ago_is_next() {
        let (mut turns, mut now, due) = (Turns::default(), Instant::now(), webhooks(20));
        let quick = Duration::from_millis(100);
        assert_eq!(round(&mut turns, &due, &mut now, quick), due[..16]);
        assert_eq!(round(&mut turns, &due, &mut now, quick), [&due[16..], &due[..12]].concat());
        assert_eq!(round(&mut turns, &due, &mut now, quick), [&due[12..], &due[..8]].concat());
    }

    #[test]
    fn the_slow_take_turns_and_no_places_of_the_quick() {
        let (mut turns, mut now, slow) = (Turns::default(), Instant::now(), webhooks(20));
        let long = Duration::from_secs(14);
        round(&mut turns, &slow, &mut now, long);
        round(&mut turns, &slow[16..], &mut now, long);
        assert_eq!(turns.begin(&slow, now), slow[..16], "no more than their places");
        // Nobody of them has ended, and still there is a place for each who is quick.
        let quick = webhooks(17);
        assert_eq!(turns.begin(&[&slow[..], &quick[..]].concat(), now), quick[..16]);
        quick.iter().for_each(|id| turns.end(*id, now + SLOW));
        turns.end(slow[3], now + long);
        assert_eq!(turns.begin(&slow, now + long), [slow[16]], "one for one, and not the same again");
    }

    #[test]
    fn whoever_is_found_to_be_slow_gives_its_place_away_at_once() {
        let (mut turns, now, unknown) = (Turns::default(), Instant::now(), webhooks(17));
        assert_eq!(turns.begin(&unknown, now), unknown[..16]);
        assert!(turns.begin(&unknown, now + SLOW).is_empty());
        let later = now + SLOW + Duration::from_millis(1);
        assert_eq!(turns.begin(&unknown, later), [unknown[16]]);
        // Once it is quick again it is one of the quick.
        turns.end(unknown[0], later);
        turns.begin(&unknown[..1], later);
        turns.end(unknown[0], later);
        assert!(!turns.slow.contains(&unknown[0]));
    }
}
