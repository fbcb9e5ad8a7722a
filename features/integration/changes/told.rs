//! How a reader stood towards each unit, as the feed has told it so far: a part of every cursor.
use base::kernel::{digest, organisation::Organisation, scope::Scope};
use uuid::Uuid;

use crate::resources::Reader;

/// Bytes of runs that a text holds: longer ones would make a cursor longer than one may be.
const MOST_RUNS: usize = 6_000;

/// Units in the order of their ids, which is that of their making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Which resources are read at all.
    resources: u32,
    /// Each unit, and how the reader stands towards it.
    units: Vec<(Uuid, u32)>,
}

/// What a reader is told of its own rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Everything has to be read again.
    Everything,
    /// What is seen of a unit is more than before, or otherwise.
    Entered(Uuid),
    /// Nothing of the unit is seen any more but what everybody sees.
    Left(Uuid),
}

impl Told {
    /// Where nothing was told yet: no reader reads such resources, so that everything is told.
    pub const fn nothing() -> Self {
        Self { resources: u32::MAX, units: vec![] }
    }

    pub fn of(scope: &Scope, reader: &Reader) -> Self {
        let ids = ids(&scope.organisation);
        let standings = scope.standings(&ids);
        Self { resources: reader.resources(), units: ids.into_iter().zip(standings).collect() }
    }

    /// Tells at most `limit` of what is otherwise `now`, and takes note of it.
    pub fn turn(&mut self, now: &Self, limit: usize) -> Vec<Turn> {
        if self.resources != now.resources {
            *self = now.clone();
            return vec![Turn::Everything];
        }
        let (mut turns, mut known) = (vec![], self.units.iter().peekable());
        let mut told = Vec::with_capacity(now.units.len());
        for (unit, standing) in &now.units {
            while known.next_if(|(id, _)| id < unit).is_some() {}
            let before = known.next_if(|(id, _)| id == unit).map_or(0, |(_, standing)| *standing);
            if before == *standing || turns.len() >= limit {
                told.push((*unit, before));
                continue;
            }
            turns.push(if *standing == 0 { Turn::Left(*unit) } else { Turn::Entered(*unit) });
            told.push((*unit, *standing));
        }
        self.units = told;
        turns
    }

    /// `resources.last unit.runs`, or a digest of the runs where they are too long: that shows whether the reader still stands
    /// as it did, and no more.
    pub fn text(&self) -> String {
        let last = self.units.last().map_or(Uuid::nil(), |(id, _)| *id);
        let runs = self.runs();
        let kept = if runs.len() <= MOST_RUNS { runs } else { format!("={}", digest::sha256_hex(runs.as_bytes())) };
        format!("{:x}.{}.{kept}", self.resources, last.simple())
    }

    /// Runs of units towards which the reader stands alike: `standing*length,…`.
    fn runs(&self) -> String {
        let mut runs: Vec<(u32, usize)> = vec![];
        for (_, standing) in &self.units {
            match runs.last_mut().filter(|(of, _)| of == standing) {
                Some((_, length)) => *length += 1,
                None => runs.push((*standing, 1)),
            }
        }
        let runs: Vec<String> = runs.iter().map(|(standing, length)| format!("{standing:x}*{length}")).collect();
        runs.join(",")
    }

    /// Nothing was told where units have come or gone among those that the text counts, or where it has a digest of something
    /// else than what is `now`: then everything is read again.
    pub fn read(text: &str, now: &Self, organisation: &Organisation) -> Self {
        let same = || now.as_in(text);
        Self::parse(text, ids(organisation)).or_else(same).unwrap_or_else(Self::nothing)
    }

    /// What is now of the units that a text counts, if that is what it says.
    fn as_in(&self, text: &str) -> Option<Self> {
        let last: Uuid = text.split('.').nth(1)?.parse().ok()?;
        let units = self.units.iter().copied().filter(|(id, _)| *id <= last).collect();
        Some(Self { resources: self.resources, units }).filter(|same| same.text() == text)
    }

    fn parse(text: &str, mut ids: Vec<Uuid>) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let resources = u32::from_str_radix(parts.next()?, 16).ok()?;
        let last: Uuid = parts.next()?.parse().ok()?;
        ids.retain(|id| *id <= last);
        let mut standings = Vec::with_capacity(ids.len());
        for run in parts.next()?.split(',').filter(|run| !run.is_empty()) {
            let (standing, length) = run.split_once('*')?;
            let (standing, length) = (u32::from_str_radix(standing, 16).ok()?, length.parse::<usize>().ok()?);
            if standings.len().saturating_add(length) > ids.len() {
                return None;
            }
            standings.extend(std::iter::repeat_n(standing, length));
        }
        let whole = standings.len() == ids.len();
        whole.then(|| Self { resources, units: ids.into_iter().zip(standings).collect() })
    }
}

fn ids(organisation: &Organisation) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = organisation.units().map(|unit| unit.id).collect();
    ids.sort_unstable();
    ids
}

#[cfg(test)]
impl Told {
    /// Towards units of which nothing else is known.
    pub fn standing(resources: u32, standings: impl IntoIterator<Item = u32>) -> Self {
        let units = (1_u128..).zip(standings).map(|(id, standing)| (Uuid::from_u128(id), standing));
        Self { resources, units: units.collect() }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{MOST_RUNS, Told, Turn};

    fn told(resources: u32, standings: &[u32]) -> Told {
        Told::standing(resources, standings.iter().copied())
    }

    fn unit(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[test]
    fn a_text_is_read_back_and_shows_that_units_came_or_went() {
        for one in [told(7, &[0, 0, 5, 5, 5, 0]), told(1, &[9; 1_600]), told(0, &[]), told(511, &[3])] {
            let ids: Vec<Uuid> = one.units.iter().map(|(id, _)| *id).collect();
            assert_eq!(Told::parse(&one.text(), ids.clone()), Some(one.clone()));
            // Units made later are none that it counts.
            let later: Vec<Uuid> = ids.iter().copied().chain([unit(9_999)]).collect();
            assert_eq!(Told::parse(&one.text(), later), Some(one.clone()));
            if ids.len() > 2 {
                assert_eq!(Told::parse(&one.text(), ids[1..].to_vec()), None, "one is gone");
            }
        }
        for wrong in ["", "7", "7.x.", "7.00000000000000000000000000000003.5*99999999999"] {
            assert_eq!(Told::parse(wrong, vec![unit(1), unit(2), unit(3)]), None, "{wrong}");
        }
        assert!(told(511, &[7; 1_600]).text().len() < 60, "whoever stands alike everywhere has a short cursor");
    }

    #[test]
    fn a_text_that_would_be_too_long_tells_only_whether_all_is_as_it_was() {
        let standings: Vec<u32> = (0..1_600).map(|number| u32::MAX - number).collect();
        let (scattered, text) = (told(511, &standings), told(511, &standings).text());
        assert!(text.len() <= MOST_RUNS, "{}", text.len());
        assert_eq!(scattered.as_in(&text), Some(scattered.clone()));
        let ids = scattered.units.iter().map(|(id, _)| *id).collect();
        assert_eq!(Told::parse(&text, ids), None);
        // Units made later are none that it counts; what became of the others is not known.
        let later = told(511, &[&standings[..], &[3]].concat());
        assert_eq!(later.as_in(&text), Some(scattered));
        let mut otherwise = standings.clone();
        otherwise[800] = 1;
        for changed in [told(511, &otherwise), told(511, &standings[1..]), told(255, &standings)] {
            assert_eq!(changed.as_in(&text), None);
            // Everything is told once, and then no more.
            let mut known = Told::nothing();
            assert_eq!((known.turn(&changed, 1), known.turn(&changed, 1)), (vec![Turn::Everything], vec![]));
        }
    }

    #[test]
    fn what_changed_is_told_bit_by_bit_and_then_no_more() {
        let (mut before, now) = (told(7, &[0, 5, 5, 4, 0]), told(7, &[3, 5, 0, 6, 0, 8]));
        let all = [Turn::Entered(unit(1)), Turn::Left(unit(3)), Turn::Entered(unit(4)), Turn::Entered(unit(6))];
        let mut turns = vec![];
        for _ in 0..2 {
            turns.extend(before.turn(&now, 2));
        }
        assert_eq!(turns, all);
        assert_eq!((before.turn(&now, 9), &before), (vec![], &now));
        assert_eq!(before.turn(&told(3, &[0; 6]), 1), [Turn::Everything]);
        assert_eq!(before, told(3, &[0; 6]));
    }
}
