//! Whose what a unit owed is, as far as the caller reads it. Obligations are many, so each answer is worked out once.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::scope::Scope,
    store::figures::{Figures, Owed},
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::compute::Ask;
use crate::progress::{
    lineage::{Days, Lineage},
    reading_units,
};

/// What is known of a unit, by its place among figures.
#[derive(Clone, Copy)]
enum Known {
    Nothing,
    /// Nobody took over from it, so that it is the same whenever something was owed.
    Lasting(Option<usize>),
    /// It depends on the last day of the figures.
    Dated,
}

pub struct Owners<'a> {
    scope: &'a Scope,
    figures: &'a Figures,
    movement_id: Uuid,
    days: Days,
    /// None stands for all.
    within: Option<HashSet<Uuid>>,
    known: Vec<Known>,
    dated: HashMap<(u32, NaiveDate), Option<usize>>,
    /// Who owes, each at the place that it is told by.
    pub units: Vec<Uuid>,
    places: HashMap<Uuid, usize>,
}

impl<'a> Owners<'a> {
    pub fn new(figures: &'a Figures, scope: &'a Scope, ask: &Ask) -> Self {
        Self {
            scope,
            figures,
            movement_id: ask.movement_id,
            days: Days { base: ask.basis.day(scope.today), today: scope.today },
            within: reading_units(scope, ask.movement_id, ask.within.or(ask.unit), ask.basis),
            known: vec![Known::Nothing; figures.units.count()],
            dated: HashMap::new(),
            units: vec![],
            places: HashMap::new(),
        }
    }

    /// The place of who owes it on the day of the basis; none where the caller does not read of it.
    pub fn of(&mut self, one: &Owed) -> Option<usize> {
        match self.known.get(one.unit as usize).copied()? {
            Known::Lasting(place) => place,
            Known::Dated => self.on(one),
            Known::Nothing => {
                let unit = self.scope.organisation.unit(self.figures.units.id(one.unit));
                let lasts = unit.is_none_or(|unit| unit.successors.is_empty());
                let place = self.on(one);
                if let Some(known) = self.known.get_mut(one.unit as usize) {
                    *known = if lasts { Known::Lasting(place) } else { Known::Dated };
                }
                place
            }
        }
    }

    fn on(&mut self, one: &Owed) -> Option<usize> {
        let asked = (one.unit, one.data_to);
        if let Some(place) = self.dated.get(&asked) {
            return *place;
        }
        let place = self.trace(one).map(|unit| {
            *self.places.entry(unit).or_insert_with(|| {
                self.units.push(unit);
                self.units.len() - 1
            })
        });
        self.dated.insert(asked, place);
        place
    }

    fn trace(&self, one: &Owed) -> Option<Uuid> {
        let unit = self.figures.units.id(one.unit);
        let next = |id, since, until| self.scope.organisation.taken_over(id, since, until);
        let lineage = Lineage::trace(unit, one.data_to, self.days, next);
        let first = lineage.leaves.first()?;
        // A day in the past opens nothing that the caller does not read today.
        let reads = self.scope.sees_in(self.movement_id, unit, true) || self.scope.sees(first.heir, true);
        let within = self.within.as_ref().is_none_or(|units| units.contains(&first.base));
        (reads && within).then_some(first.base)
    }
}
