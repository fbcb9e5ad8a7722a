//! Whose a figure is, and which group it is put into: found once for each unit and each of its reorganisations.
use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use base::{kernel::scope::Scope, store::figures::Ids};
use chrono::NaiveDate;
use entity::unit::UnitKind;
use uuid::Uuid;

use super::{
    dto::{Basis, Group, GroupBy},
    groups,
    lineage::{Days, Leaf, Lineage},
    table::Question,
};

/// Which way the figures of a unit go, and the group of each part; none for what is not asked for.
pub struct Route {
    pub filer: Uuid,
    pub lineage: Lineage,
    pub groups: Vec<Option<usize>>,
}

impl Route {
    pub fn parts(&self) -> impl Iterator<Item = (&Rc<Leaf>, Option<usize>)> {
        self.lineage.leaves.iter().zip(self.groups.iter().copied())
    }

    /// The group of the first part.
    pub fn first(&self) -> Option<usize> {
        self.groups.first().copied().flatten()
    }

    pub fn is_asked(&self) -> bool {
        self.groups.iter().any(Option::is_some)
    }
}

/// What the route of a figure depends on besides its unit: the next reorganisation after its last day, and where groups
/// are of their time that day itself.
type Since = (Option<NaiveDate>, Option<NaiveDate>);

struct Known {
    id: Uuid,
    kind: Option<UnitKind>,
    ended: Option<NaiveDate>,
    /// When others took over from it, in the order of time.
    reorganised: Vec<NaiveDate>,
    routes: Vec<(Since, Rc<Route>)>,
}

impl Known {
    fn of(scope: &Scope, id: Uuid) -> Self {
        let unit = scope.organisation.unit(id);
        let mut reorganised: Vec<_> = unit.into_iter().flat_map(|u| &u.successors).map(|s| s.effective_on).collect();
        reorganised.dedup();
        Self { id, kind: unit.map(|u| u.kind), ended: unit.and_then(|u| u.valid_to), reorganised, routes: vec![] }
    }

    fn next(&self, data_to: NaiveDate) -> Option<NaiveDate> {
        // What a unit has after its end it had on its last day.
        let since = self.ended.map_or(data_to, |last| data_to.min(last));
        self.reorganised.iter().copied().find(|day| *day > since)
    }
}

pub struct Routing<'a> {
    scope: &'a Scope,
    question: Question,
    /// Whose parts are asked for; none stands for all.
    units: Option<HashSet<Uuid>>,
    ids: &'a Ids,
    /// Each unit by its place.
    known: Vec<Option<Known>>,
    /// The last unit that was asked about, where all that it has goes one way whenever it was told.
    last: Option<(u32, Rc<Route>)>,
    groups: HashMap<Group, usize>,
    /// Of each group the unit that it is of, if it is of one.
    units_of: Vec<Option<Uuid>>,
}

impl<'a> Routing<'a> {
    pub fn new(scope: &'a Scope, question: Question, units: Option<HashSet<Uuid>>, ids: &'a Ids) -> Self {
        let known = std::iter::repeat_with(|| None).take(ids.count()).collect();
        Self { scope, question, units, ids, known, last: None, groups: HashMap::new(), units_of: vec![] }
    }

    pub fn kind(&mut self, unit: u32) -> Option<UnitKind> {
        self.known(unit)?.kind
    }

    /// Whether a unit is read for an inspection only: then what it told in the movement itself, and in none below it.
    pub fn is_inspected_only(&self, unit: u32) -> bool {
        let id = self.ids.id(unit);
        let inspected = self.scope.inspected_in(self.question.movement_id).any(|inspected| inspected == id);
        inspected && !self.scope.sees(id, true)
    }

    /// How many groups were found so far.
    pub const fn count(&self) -> usize {
        self.units_of.len()
    }

    /// The groups found so far, each with its number.
    pub fn into_groups(self) -> Vec<(Group, usize)> {
        self.groups.into_iter().collect()
    }

    /// Whose group a number stands for, where there is one for each unit.
    pub fn unit_of(&self, group: usize) -> Option<Uuid> {
        self.units_of.get(group).copied().flatten()
    }

    fn known(&mut self, unit: u32) -> Option<&mut Known> {
        let (scope, ids) = (self.scope, self.ids);
        let known = self.known.get_mut(unit as usize)?;
        Some(known.get_or_insert_with(|| Known::of(scope, ids.id(unit))))
    }

    /// None of a unit that is not among those of the figures.
    pub fn route(&mut self, unit: u32, data_to: NaiveDate) -> Option<Rc<Route>> {
        if let Some((_, route)) = self.last.as_ref().filter(|(last, _)| *last == unit) {
            return Some(Rc::clone(route));
        }
        let of_its_time = self.is_of_its_time();
        let known = self.known(unit)?;
        let (id, since) = (known.id, (known.next(data_to), of_its_time.then_some(data_to)));
        let lasts = !of_its_time && known.reorganised.is_empty();
        let found = known.routes.iter().find(|(known, _)| *known == since).map(|(_, route)| Rc::clone(route));
        let route = match found {
            Some(route) => route,
            None => {
                let traced = self.trace(id, data_to);
                self.remember(unit, since, traced)?
            }
        };
        self.last = lasts.then(|| (unit, Rc::clone(&route)));
        Some(route)
    }

    /// Who tells it, and the group of all that a unit tells, where it is asked for and goes one way whenever it is told.
    pub fn only(&mut self, unit: u32) -> Option<(Uuid, usize)> {
        if self.is_of_its_time() || !self.known(unit)?.reorganised.is_empty() {
            return None;
        }
        let route = self.route(unit, self.scope.today)?;
        Some((route.filer, route.first()?))
    }

    /// Whether groups are those of the last day that a figure tells of.
    fn is_of_its_time(&self) -> bool {
        self.question.group_by == GroupBy::Province && self.question.basis == Basis::AsReported
    }

    fn remember(&mut self, unit: u32, since: Since, route: Route) -> Option<Rc<Route>> {
        let route = Rc::new(route);
        self.known(unit)?.routes.push((since, Rc::clone(&route)));
        Some(route)
    }

    fn trace(&mut self, unit: Uuid, data_to: NaiveDate) -> Route {
        let scope = self.scope;
        let days = Days { base: self.question.basis.day(scope.today), today: scope.today };
        let next = |id, since, until| scope.organisation.taken_over(id, since, until);
        let lineage = Lineage::trace(unit, data_to, days, next);
        // A day in the past opens nothing that the caller does not read today.
        let movement = self.question.movement_id;
        let sees = |unit: Uuid| scope.sees_in(movement, unit, true);
        let reads = |heir: Uuid| scope.reads_sector() || sees(unit) || sees(heir);
        let mut groups = vec![];
        for leaf in &lineage.leaves {
            let asked = self.units.as_ref().is_none_or(|units| units.contains(&leaf.base)) && reads(leaf.heir);
            groups.push(asked.then(|| self.group(leaf.base, data_to)));
        }
        Route { filer: unit, lineage, groups }
    }

    fn group(&mut self, id: Uuid, data_to: NaiveDate) -> usize {
        let unit = self.scope.organisation.unit(id);
        let day = |else_on: NaiveDate| self.question.basis.day(self.scope.today).unwrap_or(else_on);
        let group = match self.question.group_by {
            GroupBy::Indicator => Group::default(),
            GroupBy::Unit => unit.map(|unit| groups::unit(unit, day(self.scope.today))).unwrap_or_default(),
            GroupBy::Kind => Group { kind: unit.map(|u| u.kind), ..Default::default() },
            GroupBy::Province => unit.map(|unit| groups::province(unit, day(data_to))).unwrap_or_default(),
        };
        let (next, unit) = (self.groups.len(), group.unit_id);
        let number = *self.groups.entry(group).or_insert(next);
        if number == next {
            self.units_of.push(unit);
        }
        number
    }
}
