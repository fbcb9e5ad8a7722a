//! Which places hold together. A unit that ended leaves its places to whoever took over, so pools are of the units of today.
use std::collections::{BTreeMap, HashMap, HashSet};

use base::kernel::organisation::Organisation;
use chrono::NaiveDate;
use entity::award_quota_item::Model;
use uuid::Uuid;

use super::hold::Key;

/// Places of units that are counted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    pub key: Key,
    /// One, or all that took over from one that ended.
    pub units: Vec<Uuid>,
    pub places: i64,
    pub items: Vec<Uuid>,
}

/// So many awards of subjects whom a unit nominated.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    pub key: Key,
    pub nominating_unit_id: Uuid,
    pub number: i64,
}

/// The pools of items of which none was replaced.
pub fn pools(organisation: &Organisation, today: NaiveDate, items: &[Model]) -> Vec<Pool> {
    let mut pools: BTreeMap<(Key, Vec<Uuid>), (i64, Vec<Uuid>)> = BTreeMap::new();
    for item in items {
        let units = held_by(organisation, today, items, item);
        if units.is_empty() {
            continue;
        }
        let (places, of) = pools.entry((Key::of(item), units)).or_default();
        *places += i64::from(item.places);
        of.push(item.id);
    }
    pools.into_iter().map(|((key, units), (places, items))| Pool { key, units, places, items }).collect()
}

/// The unit itself, or those that took over from it and were given none of their own since.
fn held_by(organisation: &Organisation, today: NaiveDate, items: &[Model], item: &Model) -> Vec<Uuid> {
    let ended = organisation.unit(item.unit_id).filter(|unit| unit.ended_before(today)).and_then(|unit| unit.valid_to);
    let Some(last_day) = ended else { return vec![item.unit_id] };
    let own = |unit: Uuid| {
        let same = |other: &&Model| other.unit_id == unit && Key::of(other) == Key::of(item);
        items.iter().filter(same).any(|other| other.given_on > last_day)
    };
    let heirs = organisation.heirs(item.unit_id, today);
    // Nobody took over: it stays with those that hang where the unit did.
    if heirs.is_empty() {
        return vec![item.unit_id];
    }
    let mut left: Vec<Uuid> = heirs.into_iter().filter(|unit| !own(*unit)).collect();
    left.sort_unstable();
    left
}

/// Where units stand, each looked up once.
pub struct Lines<'a> {
    organisation: &'a Organisation,
    today: NaiveDate,
    known: HashMap<Uuid, HashSet<Uuid>>,
}

impl<'a> Lines<'a> {
    pub fn new(organisation: &'a Organisation, today: NaiveDate) -> Self {
        Self { organisation, today, known: HashMap::new() }
    }

    /// Whether what a unit nominates is of a pool: it is one of the pool's units, or below one.
    pub fn meet(&mut self, pool: &Pool, (key, unit): (Key, Uuid)) -> bool {
        if pool.key != key {
            return false;
        }
        let above = || self.organisation.ancestors(unit, self.today).into_iter().chain([unit]).collect();
        let line = self.known.entry(unit).or_insert_with(above);
        pool.units.iter().any(|of| line.contains(of))
    }

    pub fn taken(&mut self, pool: &Pool, all: &[Taken]) -> i64 {
        all.iter().filter(|one| self.meet(pool, (one.key, one.nominating_unit_id))).map(|one| one.number).sum()
    }
}
