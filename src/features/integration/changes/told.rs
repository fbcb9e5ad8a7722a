//! How a reader stood towards each unit, as the feed has told it so far: a part of every cursor.
use uuid::Uuid;

use crate::{
    features::integration::resources::Reader,
    kernel::{organisation::Organisation, scope::Scope},
};

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
    /// Where nothing was told yet.
    pub const fn nothing() -> Self {
        Self { resources: 0, units: vec![] }
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

    /// Runs of units towards which the reader stands alike: `resources.last unit.standing*length,…`.
    pub fn text(&self) -> String {
        let mut runs: Vec<(u32, usize)> = vec![];
        for (_, standing) in &self.units {
            match runs.last_mut().filter(|(of, _)| of == standing) {
                Some((_, length)) => *length += 1,
                None => runs.push((*standing, 1)),
            }
        }
        let last = self.units.last().map_or(Uuid::nil(), |(id, _)| *id);
        let runs: Vec<String> = runs.iter().map(|(standing, length)| format!("{standing:x}*{length}")).collect();
        format!("{:x}.{}.{}", self.resources, last.simple(), runs.join(","))
    }

    /// Nothing was told where units have come or gone among those that the text counts: then everything is read again.
    pub fn read(text: &str, organisation: &Organisation) -> Self {
        Self::parse(text, ids(organisation)).unwrap_or_else(Self::nothing)
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
mod tests {
    use uuid::Uuid;

    use super::{Told, Turn};

    fn told(resources: u32, standings: &[u32]) -> Told {
        let units = standings.iter().zip(1_u128..).map(|(standing, id)| (Uuid::from_u128(id), *standing));
        Told { resources, units: units.collect() }
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
