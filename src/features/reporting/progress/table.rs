//! Figures and reports owed, by indicator and group: each figure is put where its parts belong.
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::NaiveDate;
use entity::{indicator, unit::UnitKind};
use uuid::Uuid;

use super::{
    dto::{Basis, Group, GroupBy, ProgressRow},
    fold::{Part, fold},
    lineage::{Amounts, Days, Lineage},
    repo::{FigureRow, Owed},
};
use crate::kernel::scope::Scope;

/// Where indicators and periods stand in the movement.
pub struct Place {
    indicators: HashMap<Uuid, usize>,
    periods: HashMap<Uuid, u32>,
}

impl Place {
    pub fn of(indicators: &[Uuid], periods: &[Uuid]) -> Self {
        Self {
            indicators: indicators.iter().copied().zip(0..).collect(),
            periods: periods.iter().copied().zip(0..).collect(),
        }
    }
}

/// Which way the figures of a unit go, and the group of each part; none for what is not asked for.
struct Route {
    lineage: Lineage,
    groups: Vec<Option<usize>>,
}

#[derive(Default)]
struct Cell {
    parts: Vec<Part>,
    expected: u64,
}

pub struct Table<'a> {
    scope: &'a Scope,
    group_by: GroupBy,
    basis: Basis,
    /// Whose parts are asked for; none stands for all.
    units: Option<HashSet<Uuid>>,
    routes: HashMap<(Uuid, NaiveDate), Arc<Route>>,
    groups: HashMap<Group, usize>,
    cells: HashMap<(usize, usize), Cell>,
    figures: u32,
}

impl<'a> Table<'a> {
    pub fn new(scope: &'a Scope, group_by: GroupBy, basis: Basis, units: Option<HashSet<Uuid>>) -> Self {
        let (routes, groups, cells) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { scope, group_by, basis, units, routes, groups, cells, figures: 0 }
    }

    pub fn add(&mut self, place: &Place, row: &FigureRow) {
        let (Some(indicator), Some(at)) = (place.indicators.get(&row.indicator_id), place.periods.get(&row.period_id))
        else {
            return;
        };
        let route = self.route(row.unit_id, row.data_to);
        let whole = Amounts { value: row.value, numerator: row.numerator, denominator: row.denominator };
        let (figure, of) = (self.figures, route.groups.len());
        self.figures += 1;
        let parts = route.lineage.leaves.iter().zip(&route.groups).zip(route.lineage.divide(whole));
        for ((leaf, group), amounts) in parts {
            let Some(group) = group else { continue };
            let (leaf, filer, data_to) = (Arc::clone(leaf), row.unit_id, row.data_to);
            let part = Part { figure, of, filer, leaf, at: *at, data_to, amounts };
            self.cells.entry((*indicator, *group)).or_default().parts.push(part);
        }
    }

    /// Reports owed by a unit count where the first part of what it had went.
    pub fn expect(&mut self, indicator: usize, applies: &[UnitKind], owed: &Owed) {
        if !self.scope.organisation.unit(owed.unit_id).is_some_and(|unit| applies.contains(&unit.kind)) {
            return;
        }
        let route = self.route(owed.unit_id, owed.data_to);
        if let Some(Some(group)) = route.groups.first() {
            self.cells.entry((indicator, *group)).or_default().expected += owed.count;
        }
    }

    fn route(&mut self, unit: Uuid, data_to: NaiveDate) -> Arc<Route> {
        if let Some(route) = self.routes.get(&(unit, data_to)) {
            return Arc::clone(route);
        }
        let scope = self.scope;
        let days = Days { base: self.basis.day(scope.today), today: scope.today };
        let next = |id, since, until| scope.organisation.taken_over(id, since, until);
        let lineage = Lineage::trace(unit, data_to, days, next);
        // A day in the past opens nothing that the caller does not read today.
        let reads = |heir: Uuid| scope.reads_sector() || scope.sees(unit, true) || scope.sees(heir, true);
        let mut groups = vec![];
        for leaf in &lineage.leaves {
            let asked = self.units.as_ref().is_none_or(|units| units.contains(&leaf.base)) && reads(leaf.heir);
            groups.push(asked.then(|| self.group(leaf.base)));
        }
        let route = Arc::new(Route { lineage, groups });
        self.routes.insert((unit, data_to), Arc::clone(&route));
        route
    }

    fn group(&mut self, id: Uuid) -> usize {
        let unit = self.scope.organisation.unit(id);
        let group = match self.group_by {
            GroupBy::Indicator => Group::default(),
            GroupBy::Unit => Group { unit_id: Some(id), unit_name: self.name(id), ..Default::default() },
            GroupBy::Kind => Group { kind: unit.map(|u| u.kind), ..Default::default() },
            GroupBy::Province => {
                Group { province_code: unit.and_then(|u| u.province_code.clone()), ..Default::default() }
            }
        };
        let next = self.groups.len();
        *self.groups.entry(group).or_insert(next)
    }

    /// On the day of the basis; of a unit that had ended by then, its last.
    fn name(&self, id: Uuid) -> Option<String> {
        let unit = self.scope.organisation.unit(id)?;
        let day = self.basis.day(self.scope.today).unwrap_or(self.scope.today);
        let day = unit.valid_to.map_or(day, |last| last.min(day));
        Some(unit.name_on(day).to_owned())
    }

    /// In the order of the indicators, then of the groups.
    pub fn rows(self, indicators: &[indicator::Model]) -> Vec<ProgressRow> {
        let mut groups: Vec<(Group, usize)> = self.groups.into_iter().collect();
        groups.sort_unstable();
        let mut cells = self.cells;
        let mut rows = vec![];
        for (at, indicator) in indicators.iter().enumerate() {
            for (group, index) in &groups {
                rows.extend(cells.remove(&(at, *index)).map(|cell| row(indicator, group.clone(), &cell)));
            }
        }
        rows
    }
}

fn row(indicator: &indicator::Model, group: Group, cell: &Cell) -> ProgressRow {
    let folded = fold(indicator.aggregation, &cell.parts);
    ProgressRow {
        indicator_id: indicator.id,
        indicator_code: indicator.code.clone(),
        unit_of_measure: indicator.unit_of_measure.clone(),
        aggregation: indicator.aggregation,
        group,
        value: folded.value,
        numerator: folded.numerator,
        denominator: folded.denominator,
        percent: folded.percent,
        reported: folded.reported,
        expected: cell.expected,
        estimated: folded.estimated,
    }
}
