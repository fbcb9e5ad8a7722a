//! Obligations by who owes them. They are many, so they are counted by short keys, and what a row is about is worked out for
//! these.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::scope::Scope,
    store::figures::{Figures, Filing, Movement, Owed},
};
use uuid::Uuid;

use super::{
    compute::Ask,
    counts::{Moment, Tally},
    dto::ComplianceGroupBy,
    whose::Owners,
};
use crate::progress::family::Family;

pub struct Counted<'a> {
    pub owners: Owners<'a>,
    pub moment: Moment<'a>,
    /// Of each owner so many tallies: one, or one for each period.
    pub width: usize,
    pub tallies: Vec<Tally>,
}

impl<'a> Counted<'a> {
    pub fn of(figures: &'a Figures, (scope, ask): (&'a Scope, &Ask), family: &Family, moment: Moment<'a>) -> Self {
        let by_period = ask.group_by == ComplianceGroupBy::Period;
        let width = if by_period { family.periods.len().max(1) } else { 1 };
        let mut counted = Self { owners: Owners::new(figures, scope, ask), moment, width, tallies: vec![] };
        match family.movements.as_slice() {
            // Of one movement all count as they lie: no list is made of them.
            [only] => owed_in(figures.movement(*only), family, false).for_each(|one| counted.add(&one)),
            _ => once(figures, family, &inspected_only(scope, ask.movement_id)).iter().for_each(|one| counted.add(one)),
        }
        counted
    }

    fn add(&mut self, Filed { one, at, of_child }: &Filed<'_>) {
        let Some(owner) = self.owners.of(one) else { return };
        let place = owner * self.width + if self.width > 1 { *at as usize } else { 0 };
        if self.tallies.len() <= place {
            self.tallies.resize((owner + 1) * self.width, Tally::default());
        }
        if let Some(tally) = self.tallies.get_mut(place) {
            tally.add(one, &mut self.moment, *of_child);
        }
    }
}

/// An obligation that counts, the place of its period, and whether it is of a movement below.
struct Filed<'a> {
    one: &'a Owed,
    at: u32,
    of_child: bool,
}

/// Units that the caller reads as an inspector and not else: in the movement of the inspection, and in none below it.
fn inspected_only(scope: &Scope, movement_id: Uuid) -> HashSet<Uuid> {
    scope.inspected_in(movement_id).filter(|unit| !scope.sees(*unit, true)).collect()
}

/// What is owed in one movement of the family.
fn owed_in<'a>(movement: &'a Movement, family: &Family, of_child: bool) -> impl Iterator<Item = Filed<'a>> {
    let slots: Vec<Option<u32>> = movement.periods().iter().map(|id| family.slot(*id).map(|slot| slot.at)).collect();
    let slot = move |one: &Owed| slots.get(usize::from(one.period)).copied().flatten();
    movement.expected().iter().filter_map(move |one| Some(Filed { one, at: slot(one)?, of_child }))
}

/// What a unit owes for a period in several movements is one: it stands where the unit has reported, else where the report is
/// owed, and of several such movements in the nearest.
fn once<'a>(figures: &'a Figures, family: &Family, inspected_only: &HashSet<Uuid>) -> Vec<Filed<'a>> {
    let mut found: Vec<Filed<'a>> = vec![];
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
