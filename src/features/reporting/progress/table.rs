//! Figures and reports owed, by indicator and group: each figure is put where its parts belong.
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::NaiveDate;
use entity::{indicator, period::PeriodKind, report_value::ValueQuality, unit::UnitKind};
use uuid::Uuid;

use super::{
    dto::{Basis, Group, GroupBy, Quality},
    family::Family,
    fold::{Folded, Folding, Part, fold},
    groups,
    lineage::{Amounts, Days, Lineage},
    pledge::{Pledge, pledge},
    promise::Promise,
    repo::{FigureRow, Owed},
};
use crate::kernel::scope::Scope;

/// Which way the figures of a unit go, and the group of each part; none for what is not asked for.
struct Route {
    lineage: Lineage,
    groups: Vec<Option<usize>>,
}

#[derive(Default)]
struct Cell {
    parts: Vec<Part>,
    expected: u64,
    /// Reports with a figure that were submitted at least.
    submitted: HashSet<(Uuid, u32)>,
}

/// Indicator, run and group; of a series the period stands for the group.
type Spot = (usize, PeriodKind, usize);

/// What is asked of the figures.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    pub group_by: GroupBy,
    pub quality: Quality,
    pub basis: Basis,
    /// Each period for itself.
    pub series: bool,
    /// Whose own target is told beside the sum, where there are no groups.
    pub asked: Option<Uuid>,
}

/// One indicator of one run in one group.
pub struct Line {
    pub indicator: usize,
    pub run: PeriodKind,
    pub group: usize,
    pub folded: Folded,
    pub expected: u64,
    pub submitted: u64,
    pub pledge: Pledge,
}

/// All that was asked for, in the order of the indicators, then of the runs, then of the groups.
pub struct Lines {
    pub groups: Vec<Group>,
    /// Of each group what it is told from others by, and in whose order they stand.
    pub keys: Vec<String>,
    /// Of each group its place in the order of the alphabet, if it has a name.
    pub names: Vec<Option<String>>,
    pub lines: Vec<Line>,
}

pub struct Table<'a> {
    scope: &'a Scope,
    question: Question,
    /// Whose parts are asked for; none stands for all.
    units: Option<HashSet<Uuid>>,
    family: &'a Family,
    indicators: &'a [indicator::Model],
    places: HashMap<Uuid, usize>,
    routes: HashMap<(Uuid, NaiveDate), Arc<Route>>,
    groups: HashMap<Group, usize>,
    cells: HashMap<Spot, Cell>,
    promises: HashMap<(usize, usize), Vec<Promise>>,
    figures: u32,
    /// In which of the movements a unit told an indicator for a period.
    told: HashMap<(Uuid, usize, u32), usize>,
    promised: HashMap<(Uuid, usize), usize>,
    owed: HashSet<(Uuid, u32)>,
}

impl<'a> Table<'a> {
    pub fn new(
        scope: &'a Scope,
        question: Question,
        units: Option<HashSet<Uuid>>,
        family: &'a Family,
        indicators: &'a [indicator::Model],
    ) -> Self {
        Self {
            scope,
            question,
            units,
            family,
            indicators,
            places: indicators.iter().map(|m| m.id).zip(0..).collect(),
            routes: HashMap::new(),
            groups: HashMap::new(),
            cells: HashMap::new(),
            promises: HashMap::new(),
            figures: 0,
            told: HashMap::new(),
            promised: HashMap::new(),
            owed: HashSet::new(),
        }
    }

    /// `rank` is the place of the figure's movement in the family, which come in this order: what a unit told in one of
    /// them is not counted again from the next.
    pub fn add(&mut self, rank: usize, row: &FigureRow) {
        let place = self.places.get(&row.indicator_id).copied();
        let (Some(indicator), Some(slot)) = (place, self.family.slot(row.period_id)) else { return };
        let counts = self.question.quality == Quality::Submitted || row.quality == ValueQuality::Accepted;
        let first = if counts {
            *self.told.entry((row.unit_id, indicator, slot.at)).or_insert(rank)
        } else {
            self.told.get(&(row.unit_id, indicator, slot.at)).copied().unwrap_or(rank)
        };
        if first != rank {
            return;
        }
        let route = self.route(row.unit_id, row.data_to);
        let whole = Amounts { value: row.value, numerator: row.numerator, denominator: row.denominator };
        let (figure, of) = (self.figures, route.groups.len());
        self.figures += 1;
        let intensive = self.indicators.get(indicator).is_some_and(|m| Folding::of(m).is_intensive());
        let amounts = if intensive { route.lineage.copied(whole) } else { route.lineage.divide(whole) };
        for ((leaf, group), amounts) in route.lineage.leaves.iter().zip(&route.groups).zip(amounts) {
            let Some(group) = group else { continue };
            let cell = self.cells.entry((indicator, slot.run, self.place(*group, slot.at))).or_default();
            if whole.is_reported() {
                cell.submitted.insert((row.unit_id, slot.at));
            }
            if counts {
                let (leaf, filer, data_to) = (Arc::clone(leaf), row.unit_id, row.data_to);
                let part = Part { figure, of, filer, leaf, at: slot.at, data_to, amounts, of_child: rank > 0 };
                cell.parts.push(part);
            }
        }
    }

    const fn place(&self, group: usize, at: u32) -> usize {
        if self.question.series { at as usize } else { group }
    }

    /// Targets in force, of the movements in the same order. What is not sent is its unit's own affair.
    pub fn promise(&mut self, rank: usize, promises: Vec<Promise>) {
        for promise in promises {
            let Some(indicator) = self.places.get(&promise.indicator_id).copied() else { continue };
            let first = *self.promised.entry((promise.unit_id, indicator)).or_insert(rank);
            if first != rank || !self.scope.sees(promise.unit_id, promise.sent_at.is_some()) {
                continue;
            }
            let route = self.route(promise.unit_id, self.scope.today);
            let Some(Some(group)) = route.groups.first() else { continue };
            self.promises.entry((indicator, *group)).or_default().push(promise);
        }
    }

    pub fn promised(&self) -> Vec<Uuid> {
        self.promises.values().flatten().map(|promise| promise.id).collect()
    }

    /// Reports owed by units that each indicator applies to count where the first part of what a unit had went. One that
    /// is owed in several movements is one.
    pub fn expect(&mut self, owed: &[Owed], applies: &HashMap<Uuid, Vec<UnitKind>>) {
        for one in owed {
            let Some(slot) = self.family.slot(one.period_id) else { continue };
            let Some(kind) = self.scope.organisation.unit(one.unit_id).map(|unit| unit.kind) else { continue };
            if !self.owed.insert((one.unit_id, slot.at)) {
                continue;
            }
            let route = self.route(one.unit_id, one.data_to);
            let Some(Some(group)) = route.groups.first() else { continue };
            for (at, indicator) in self.indicators.iter().enumerate() {
                if applies.get(&indicator.id).is_some_and(|kinds| kinds.contains(&kind)) {
                    self.cells.entry((at, slot.run, self.place(*group, slot.at))).or_default().expected += 1;
                }
            }
        }
    }

    fn route(&mut self, unit: Uuid, data_to: NaiveDate) -> Arc<Route> {
        if let Some(route) = self.routes.get(&(unit, data_to)) {
            return Arc::clone(route);
        }
        let scope = self.scope;
        let days = Days { base: self.question.basis.day(scope.today), today: scope.today };
        let next = |id, since, until| scope.organisation.taken_over(id, since, until);
        let lineage = Lineage::trace(unit, data_to, days, next);
        // A day in the past opens nothing that the caller does not read today.
        let reads = |heir: Uuid| scope.reads_sector() || scope.sees(unit, true) || scope.sees(heir, true);
        let mut groups = vec![];
        for leaf in &lineage.leaves {
            let asked = self.units.as_ref().is_none_or(|units| units.contains(&leaf.base)) && reads(leaf.heir);
            groups.push(asked.then(|| self.group(leaf.base, data_to)));
        }
        let route = Arc::new(Route { lineage, groups });
        self.routes.insert((unit, data_to), Arc::clone(&route));
        route
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
        let next = self.groups.len();
        *self.groups.entry(group).or_insert(next)
    }

    /// `milestones` by target and by the place of its period.
    pub fn lines(mut self, milestones: &HashMap<(Uuid, u32), Amounts>) -> Lines {
        self.make_room();
        let mut groups: Vec<(Group, usize)> = std::mem::take(&mut self.groups).into_iter().collect();
        groups.sort_by_cached_key(|(group, _)| groups::key(group));
        let mut place = vec![0; groups.len()];
        for (at, (_, index)) in groups.iter().enumerate() {
            if let Some(place) = place.get_mut(*index) {
                *place = at;
            }
        }
        let at = |group: usize| if self.question.series { group } else { place.get(group).copied().unwrap_or(group) };
        let mut cells: Vec<(Spot, Cell)> = std::mem::take(&mut self.cells).into_iter().collect();
        cells.sort_by_key(|((indicator, run, group), _)| (*indicator, *run, at(*group)));
        let last = self.family.last();
        let line = |((indicator, run, group), cell): (Spot, Cell)| {
            let m = self.indicators.get(indicator)?;
            let folded = fold(Folding::of(m), &cell.parts);
            if folded.overflow {
                tracing::error!(indicator = m.code, "the figures add up to more than a figure can be");
            }
            let (its, period) = if self.question.series { (0, u32::try_from(group).ok()) } else { (group, last) };
            let promises = self.promises.get(&(indicator, its)).map(Vec::as_slice).unwrap_or_default();
            let own = match self.question.group_by {
                GroupBy::Unit => groups.get(at(group)).and_then(|(group, _)| group.unit_id),
                _ => self.question.asked,
            };
            let milestone = |target| milestones.get(&(target, period?)).copied();
            let pledge = pledge(m, promises, own, milestone, &folded);
            let submitted = cell.submitted.len() as u64;
            Some(Line { indicator, run, group: at(group), folded, expected: cell.expected, submitted, pledge })
        };
        let lines = cells.into_iter().filter_map(line).collect();
        let groups: Vec<Group> = groups.into_iter().map(|(group, _)| group).collect();
        let (keys, names) = (groups.iter().map(groups::key).collect(), groups.iter().map(groups::name).collect());
        Lines { groups, keys, names, lines }
    }

    /// What is promised has a line, though nothing is owed or reported there yet.
    fn make_room(&mut self) {
        let Some(run) = self.family.periods.first().map(|m| m.kind) else { return };
        if self.question.series {
            return;
        }
        let known: HashSet<(usize, usize)> =
            self.cells.keys().map(|(indicator, _, group)| (*indicator, *group)).collect();
        for (indicator, group) in self.promises.keys().filter(|key| !known.contains(key)) {
            self.cells.entry((*indicator, run, *group)).or_default();
        }
    }
}
