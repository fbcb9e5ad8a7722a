//! What was asked for, counted from what is in memory.
use std::collections::{BTreeMap, HashMap, HashSet};

use base::{
    kernel::{
        calendar::Calendar,
        error::{Code, Error, Result},
        organisation::Unit,
        scope::Scope,
    },
    store::figures::{Figures, Filing, Movement, Owed},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{period_due::Tier, unit::UnitKind, unit_code::CodeScheme};
use planning::movements;
use uuid::Uuid;

use super::{
    counts::{Moment, Tally},
    dto::{Basis, ComplianceGroupBy, ComplianceRow, Counts},
    rank::ranks,
    whose::Owners,
};
use crate::progress::{family::Family, groups};

pub struct Ask {
    pub movement_id: Uuid,
    pub within: Option<Uuid>,
    pub periods: Vec<String>,
    pub kinds: Vec<UnitKind>,
    pub tiers: Vec<Tier>,
    pub provinces: Vec<String>,
    /// The units that are ranked among each other.
    pub peers: Option<HashSet<Uuid>>,
    /// Of this unit only.
    pub unit: Option<Uuid>,
    pub group_by: ComplianceGroupBy,
    pub basis: Basis,
    /// With the movements below.
    pub children: bool,
    pub now: DateTime<Utc>,
}

/// What a row is about, in the order of rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place<'a> {
    All,
    Tier(Tier),
    Kind(UnitKind),
    Province(Option<&'a str>),
    Period(NaiveDate, String, Uuid),
    /// As units stand in the register: by tier, province and name.
    Unit(Tier, Option<&'a str>, &'a [u8], Uuid),
}

/// A row before it is told.
pub struct Line<'a> {
    place: Place<'a>,
    pub counts: Counts,
    pub rank: Option<u64>,
}

/// What was counted.
pub struct Counting<'a> {
    scope: &'a Scope,
    ask: &'a Ask,
    family: Family,
    found: BTreeMap<Place<'a>, Tally>,
}

pub fn compute<'a>(figures: &Figures, scope: &'a Scope, calendar: &Calendar, ask: &'a Ask) -> Result<Counting<'a>> {
    let measured = figures.frame.movement(ask.movement_id);
    measured
        .filter(|m| movements::repo::sees(scope, m.status, m.launched_by_unit_id))
        .ok_or_else(|| Error::new(Code::NotFound))?;
    let make = if ask.children { Family::of } else { Family::alone };
    let family = make(&figures.frame, ask.movement_id, &ask.periods)?;
    let (mut owners, moment) = (Owners::new(figures, scope, ask), Moment::new(calendar, ask.now));
    // Obligations are many, so they are counted by short keys, and what a row is about is worked out for these.
    let by_period = ask.group_by == ComplianceGroupBy::Period;
    let width = if by_period { family.periods.len().max(1) } else { 1 };
    let mut tallies: Vec<Tally> = vec![];
    let count = |Counted { one, at, of_child }: Counted<'_>| {
        let Some(owner) = owners.of(one) else { return };
        let place = owner * width + if by_period { at as usize } else { 0 };
        if tallies.len() <= place {
            tallies.resize((owner + 1) * width, Tally::default());
        }
        if let Some(tally) = tallies.get_mut(place) {
            tally.add(one, &moment, of_child);
        }
    };
    match family.movements.as_slice() {
        // Of one movement all count as they lie: no list is made of them.
        [only] => owed_in(figures.movement(*only), &family, false).for_each(count),
        _ => once(figures, &family, &inspected_only(scope, ask.movement_id)).into_iter().for_each(count),
    }
    let mut counting = Counting { scope, ask, family, found: BTreeMap::new() };
    for (unit, tallies) in owners.units.iter().zip(tallies.chunks(width)) {
        let Some(unit) = scope.organisation.unit(*unit).filter(|unit| counting.is_asked(unit)) else { continue };
        for (at, tally) in tallies.iter().enumerate().filter(|(_, tally)| **tally != Tally::default()) {
            if let Some(place) = counting.place(unit, at) {
                counting.found.entry(place).or_default().join(*tally);
            }
        }
    }
    Ok(counting)
}

/// An obligation that counts, the place of its period, and whether it is of a movement below.
struct Counted<'a> {
    one: &'a Owed,
    at: u32,
    of_child: bool,
}

/// Units that the caller reads as an inspector and not else: in the movement of the inspection, and in none below it.
fn inspected_only(scope: &Scope, movement_id: Uuid) -> HashSet<Uuid> {
    scope.inspected_in(movement_id).filter(|unit| !scope.sees(*unit, true)).collect()
}

/// What is owed in one movement of the family.
fn owed_in<'a>(movement: &'a Movement, family: &Family, of_child: bool) -> impl Iterator<Item = Counted<'a>> {
    let slots: Vec<Option<u32>> = movement.periods().iter().map(|id| family.slot(*id).map(|slot| slot.at)).collect();
    let slot = move |one: &Owed| slots.get(usize::from(one.period)).copied().flatten();
    movement.expected().iter().filter_map(move |one| Some(Counted { one, at: slot(one)?, of_child }))
}

/// What a unit owes for a period in several movements is one: it stands where the unit has reported, else where the report is
/// owed, and of several such movements in the nearest.
fn once<'a>(figures: &'a Figures, family: &Family, inspected_only: &HashSet<Uuid>) -> Vec<Counted<'a>> {
    let mut found: Vec<Counted<'a>> = vec![];
    let mut known = HashMap::<(u32, u32), usize>::new();
    for (rank, id) in family.movements.iter().enumerate() {
        for next in owed_in(figures.movement(*id), family, rank > 0) {
            if rank > 0 && inspected_only.contains(&figures.units.id(next.one.unit)) {
                continue;
            }
            let no = *known.entry((next.one.unit, next.at)).or_insert(found.len());
            match found.get_mut(no) {
                Some(before) if weight(next.one) > weight(before.one) => *before = next,
                Some(_) => {}
                None => found.push(next),
            }
        }
    }
    found
}

const fn weight(one: &Owed) -> u8 {
    match one.filing {
        Filing::Waived => 0,
        Filing::Open => 1,
        Filing::OnTime | Filing::Late => 2,
    }
}

impl<'a> Counting<'a> {
    fn is_asked(&self, unit: &Unit) -> bool {
        let Ask { kinds, tiers, provinces, peers, unit: only, .. } = self.ask;
        let province = unit.province_code.as_ref();
        only.is_none_or(|only| only == unit.id)
            && peers.as_ref().is_none_or(|peers| peers.contains(&unit.id))
            && (kinds.is_empty() || kinds.contains(&unit.kind))
            && (tiers.is_empty() || tiers.contains(&unit.tier()))
            && (provinces.is_empty() || province.is_some_and(|code| provinces.contains(code)))
    }

    fn place(&self, unit: &'a Unit, period: usize) -> Option<Place<'a>> {
        let province = unit.province_code.as_deref();
        Some(match self.ask.group_by {
            ComplianceGroupBy::Total => Place::All,
            ComplianceGroupBy::Tier => Place::Tier(unit.tier()),
            ComplianceGroupBy::Kind => Place::Kind(unit.kind),
            ComplianceGroupBy::Province => Place::Province(province),
            ComplianceGroupBy::Period => {
                let period = self.family.periods.get(period)?;
                Place::Period(period.data_from, period.code.clone(), period.id)
            }
            ComplianceGroupBy::Unit => {
                let name = unit.sort_key_on(groups::within(unit, self.day()));
                Place::Unit(unit.tier(), province, name, unit.id)
            }
        })
    }

    /// The day whose names are told.
    fn day(&self) -> NaiveDate {
        self.ask.basis.day(self.scope.today).unwrap_or(self.scope.today)
    }

    /// In the order of what they are about.
    pub fn lines(&self) -> Vec<Line<'a>> {
        let tallies: Vec<Tally> = self.found.values().copied().collect();
        let ranks = if self.is_ranked() { ranks(&tallies) } else { vec![None; tallies.len()] };
        let line = |((place, tally), rank): ((&Place<'a>, &Tally), _)| Line {
            place: place.clone(),
            counts: tally.view(),
            rank,
        };
        self.found.iter().zip(ranks).map(line).collect()
    }

    /// Whoever is told a rank could else infer how units fare that it does not read.
    fn is_ranked(&self) -> bool {
        let reads = |unit: &Uuid| self.scope.reads_sector() || self.scope.sees(*unit, true);
        let asks_less = !(self.ask.kinds.is_empty() && self.ask.tiers.is_empty() && self.ask.provinces.is_empty());
        let whole = self.ask.within.is_none() && !asks_less;
        whole && self.ask.peers.as_ref().is_some_and(|peers| peers.iter().all(reads))
    }

    pub fn row(&self, line: Line<'_>) -> ComplianceRow {
        let Line { place, counts, rank } = line;
        let mut row = ComplianceRow {
            unit_id: None,
            unit_code: None,
            unit_name: None,
            unit_kind: None,
            tier: None,
            province_code: None,
            province_name: None,
            period_id: None,
            period_code: None,
            data_from: None,
            data_to: None,
            counts,
            rank,
        };
        match place {
            Place::All => {}
            Place::Tier(tier) => row.tier = Some(tier),
            Place::Kind(kind) => row.unit_kind = Some(kind),
            Place::Province(code) => {
                row.province_code = code.map(str::to_owned);
                row.province_name = code.and_then(|code| province_name(code, self.day()));
            }
            Place::Period(_, _, id) => self.tell_period(&mut row, id),
            Place::Unit(.., id) => self.tell_unit(&mut row, id),
        }
        row
    }

    fn tell_period(&self, row: &mut ComplianceRow, id: Uuid) {
        let Some(period) = self.family.periods.iter().find(|m| m.id == id) else { return };
        row.period_id = Some(id);
        row.period_code = Some(period.code.clone());
        row.data_from = Some(period.data_from);
        row.data_to = Some(period.data_to);
    }

    fn tell_unit(&self, row: &mut ComplianceRow, id: Uuid) {
        let Some(unit) = self.scope.organisation.unit(id) else { return };
        let day = groups::within(unit, self.day());
        row.unit_id = Some(id);
        row.unit_code = unit.code_on(CodeScheme::Internal, day).map(str::to_owned);
        row.unit_name = Some(unit.name_on(day).to_owned());
        row.unit_kind = Some(unit.kind);
        row.tier = Some(unit.tier());
        row.province_code.clone_from(&unit.province_code);
        row.province_name = unit.province_code.as_deref().and_then(|code| province_name(code, day));
    }
}

fn province_name(code: &str, day: NaiveDate) -> Option<String> {
    base::kernel::province::history::on(code, day).map(|province| province.name.clone())
}
