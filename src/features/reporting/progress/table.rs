//! Figures and reports owed, by indicator and group: each figure is put where its parts belong.
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::NaiveDate;
use entity::{indicator, period::PeriodKind, unit::UnitKind};
use uuid::Uuid;

use super::{
    dto::{Basis, Group, GroupBy, ProgressRow},
    family::Family,
    fold::{Folding, Part, fold},
    lineage::{Amounts, Days, Lineage},
    repo::{FigureRow, Owed},
};
use crate::kernel::{organisation::Unit, province, scope::Scope};

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
    family: &'a Family,
    indicators: &'a [indicator::Model],
    places: HashMap<Uuid, usize>,
    routes: HashMap<(Uuid, NaiveDate), Arc<Route>>,
    groups: HashMap<Group, usize>,
    cells: HashMap<(usize, PeriodKind, usize), Cell>,
    figures: u32,
    /// In which of the movements a unit told an indicator for a period.
    told: HashMap<(Uuid, usize, u32), usize>,
    owed: HashSet<(Uuid, u32)>,
}

impl<'a> Table<'a> {
    pub fn new(
        scope: &'a Scope,
        group_by: GroupBy,
        basis: Basis,
        units: Option<HashSet<Uuid>>,
        family: &'a Family,
        indicators: &'a [indicator::Model],
    ) -> Self {
        Self {
            scope,
            group_by,
            basis,
            units,
            family,
            indicators,
            places: indicators.iter().map(|m| m.id).zip(0..).collect(),
            routes: HashMap::new(),
            groups: HashMap::new(),
            cells: HashMap::new(),
            figures: 0,
            told: HashMap::new(),
            owed: HashSet::new(),
        }
    }

    /// `rank` is the place of the figure's movement in the family, which come in this order: what a unit told in one of
    /// them is not counted again from the next.
    pub fn add(&mut self, rank: usize, row: &FigureRow) {
        let place = self.places.get(&row.indicator_id).copied();
        let (Some(indicator), Some(slot)) = (place, self.family.slot(row.period_id)) else { return };
        let first = *self.told.entry((row.unit_id, indicator, slot.at)).or_insert(rank);
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
            let (leaf, filer, data_to) = (Arc::clone(leaf), row.unit_id, row.data_to);
            let part = Part { figure, of, filer, leaf, at: slot.at, data_to, amounts, of_child: rank > 0 };
            self.cells.entry((indicator, slot.run, *group)).or_default().parts.push(part);
        }
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
                    self.cells.entry((at, slot.run, *group)).or_default().expected += 1;
                }
            }
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
            groups.push(asked.then(|| self.group(leaf.base, data_to)));
        }
        let route = Arc::new(Route { lineage, groups });
        self.routes.insert((unit, data_to), Arc::clone(&route));
        route
    }

    fn group(&mut self, id: Uuid, data_to: NaiveDate) -> usize {
        let unit = self.scope.organisation.unit(id);
        let group = match self.group_by {
            GroupBy::Indicator => Group::default(),
            GroupBy::Unit => Group { unit_id: Some(id), unit_name: self.name(id), ..Default::default() },
            GroupBy::Kind => Group { kind: unit.map(|u| u.kind), ..Default::default() },
            GroupBy::Province => unit.map(|unit| self.province(unit, data_to)).unwrap_or_default(),
        };
        let next = self.groups.len();
        *self.groups.entry(group).or_insert(next)
    }

    fn province(&self, unit: &Unit, data_to: NaiveDate) -> Group {
        let day = self.basis.day(self.scope.today).unwrap_or(data_to);
        let day = unit.valid_to.map_or(day, |last| last.min(day)).max(unit.valid_from);
        let found = unit.province_code.as_deref().and_then(|code| province::on(code, day));
        Group {
            province_id: found.map(|province| province.id),
            province_code: unit.province_code.clone(),
            province_name: found.map(|province| province.name.clone()),
            province_from: found.map(|province| province.valid_from),
            province_to: found.and_then(|province| province.valid_to),
            ..Group::default()
        }
    }

    /// On the day of the basis; of a unit that had ended by then, its last.
    fn name(&self, id: Uuid) -> Option<String> {
        let unit = self.scope.organisation.unit(id)?;
        let day = self.basis.day(self.scope.today).unwrap_or(self.scope.today);
        let day = unit.valid_to.map_or(day, |last| last.min(day));
        Some(unit.name_on(day).to_owned())
    }

    /// In the order of the indicators, then of the runs, then of the groups.
    pub fn rows(self) -> Vec<ProgressRow> {
        let mut groups: Vec<(Group, usize)> = self.groups.into_iter().collect();
        groups.sort_unstable();
        let mut place = vec![0; groups.len()];
        for (at, (_, index)) in groups.iter().enumerate() {
            if let Some(place) = place.get_mut(*index) {
                *place = at;
            }
        }
        let at = |(indicator, run, group): &(usize, PeriodKind, usize)| (*indicator, *run, place.get(*group).copied());
        let mut cells: Vec<_> = self.cells.into_iter().collect();
        cells.sort_by_key(|(key, _)| at(key));
        let row = |(key, cell): ((usize, PeriodKind, usize), Cell)| {
            let indicator = self.indicators.get(key.0)?;
            let (group, _) = groups.get(at(&key).2?)?;
            Some(row(indicator, key.1, group.clone(), &cell))
        };
        cells.into_iter().filter_map(row).collect()
    }
}

fn row(indicator: &indicator::Model, run: PeriodKind, group: Group, cell: &Cell) -> ProgressRow {
    let folded = fold(Folding::of(indicator), &cell.parts);
    if folded.overflow {
        tracing::error!(indicator = indicator.code, ?group, "the figures add up to more than a figure can be");
    }
    ProgressRow {
        indicator_id: indicator.id,
        indicator_code: indicator.code.clone(),
        unit_of_measure: indicator.unit_of_measure.clone(),
        aggregation: indicator.aggregation,
        run,
        group,
        value: folded.value,
        numerator: folded.numerator,
        denominator: folded.denominator,
        percent: folded.percent,
        overflow: folded.overflow,
        reported: folded.reported,
        in_children: folded.in_children,
        expected: cell.expected,
        estimated: folded.estimated,
    }
}
