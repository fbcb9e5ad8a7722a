//! Figures and reports owed, by indicator and group: each figure is put where its parts belong.
mod ahead;

use std::{collections::HashMap, rc::Rc};

use base::{
    kernel::scope::Scope,
    store::figures::{Frame, Movement, Promise, Row},
};
use chrono::NaiveDate;
use entity::{indicator, period::PeriodKind, unit::UnitKind};
use uuid::Uuid;

use super::{
    cells::{Cell, Cells},
    dto::{Basis, Group, GroupBy, Quality},
    family::{Family, Slot},
    fold::{Folding, Part},
    groups,
    lineage::Amounts,
    lines::{Line, Lines, counted},
    pledge::pledge,
    routing::Routing,
};

/// What is asked of the figures.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The movement that is asked about.
    pub movement_id: Uuid,
    pub group_by: GroupBy,
    pub quality: Quality,
    pub basis: Basis,
    /// Each period for itself.
    pub series: bool,
    /// Whose own target is told beside the sum, where there are no groups.
    pub asked: Option<Uuid>,
}

/// A movement of the family: its figures, and where each of its periods stands.
struct Member<'a> {
    movement: &'a Movement,
    spots: Rc<[Option<Spot>]>,
}

/// Where figures of a period stand: the places of their run and of the period.
#[derive(Clone, Copy)]
struct Spot {
    run: usize,
    at: u32,
}

/// A figure, the place of its movement in the family, and where it stands.
type Item<'a> = (&'a Row, usize, Spot);

/// A report owed by a unit of a kind, by run and place; by the first day of the period too where units report on something
/// from a later period on only.
type Debt = (usize, usize, UnitKind, Option<NaiveDate>);

pub struct Table<'a> {
    scope: &'a Scope,
    question: Question,
    family: &'a Family,
    indicators: &'a [indicator::Model],
    members: Vec<Member<'a>>,
    routing: Routing<'a>,
    /// The kinds of the periods asked for.
    runs: Vec<PeriodKind>,
    owed: HashMap<Debt, u64>,
    by_period: bool,
    promises: HashMap<(usize, usize), Vec<&'a Promise>>,
    figures: u32,
    lines: Vec<Line>,
}

impl<'a> Table<'a> {
    pub fn new(
        scope: &'a Scope,
        question: Question,
        family: &'a Family,
        indicators: &'a [indicator::Model],
        (routing, by_period): (Routing<'a>, bool),
    ) -> Self {
        let mut runs: Vec<PeriodKind> = family.periods.iter().map(|m| m.kind).collect();
        runs.sort_unstable();
        runs.dedup();
        let (members, owed, promises) = Default::default();
        Self {
            scope,
            question,
            family,
            indicators,
            members,
            routing,
            runs,
            owed,
            by_period,
            promises,
            figures: 0,
            lines: vec![],
        }
    }

    /// The movements of the family, in its order: what a unit told, owes or promised in one of them is not counted again
    /// from the next.
    pub fn count(&mut self, movements: Vec<&'a Movement>) {
        let spot = |slot: Slot| Spot { run: self.run(slot.run), at: slot.at };
        let spots = |m: &Movement| m.periods().iter().map(|id| self.family.slot(*id).map(spot)).collect();
        self.members = movements.into_iter().map(|movement| Member { movement, spots: spots(movement) }).collect();
        self.expect();
        self.promise();
        // By unit there are tens of thousands: a list that grows by doubling would need as much room again.
        self.lines.reserve_exact(self.indicators.len() * self.routing.count());
    }

    const fn place(&self, group: usize, at: u32) -> usize {
        if self.question.series { at as usize } else { group }
    }

    fn run(&self, run: PeriodKind) -> usize {
        self.runs.iter().position(|known| *known == run).unwrap_or_default()
    }

    /// Folds the figures of one indicator, by its place.
    pub fn fold(&mut self, frame: &Frame, at: usize, indicator: &indicator::Model) {
        let folding = Folding::of(indicator);
        let mut cells = Cells::new(folding, self.runs.len());
        match self.members.as_slice() {
            // Of one movement all count as they lie, hundreds of thousands: no list is made of them.
            [only] => {
                let (column, spots) = (only.movement.column(Some(indicator.id)), Rc::clone(&only.spots));
                let by_unit = column.chunk_by(|a, b| a.unit == b.unit);
                by_unit.for_each(|rows| self.add_unit(&mut cells, folding, rows, &spots));
            }
            _ => self.items(indicator.id).into_iter().for_each(|item| self.add(&mut cells, folding, item)),
        }
        let asked = frame.asked(self.question.movement_id, indicator.id);
        for ((run, place, kind, began), owed) in &self.owed {
            if asked.iter().any(|one| one.kind == *kind && one.from.is_none_or(|from| Some(from) <= *began)) {
                cells.at(*place, *run).expected += owed;
            }
        }
        self.make_room(at, &mut cells);
        for (place, run, cell) in cells.into_filled() {
            let Some(run) = self.runs.get(run).copied() else { continue };
            let line = self.line((at, indicator), run, place, cell);
            self.lines.push(line);
        }
    }

    /// The figures that are told here, of several movements; in the order of units, and of each unit in that of its periods.
    fn items(&self, indicator_id: Uuid) -> Vec<Item<'a>> {
        let mut items = vec![];
        let hidden = |row: &Row, rank: usize| rank > 0 && self.routing.is_inspected_only(row.unit);
        for (rank, member) in self.members.iter().enumerate() {
            let column = member.movement.column(Some(indicator_id));
            items.reserve(column.len());
            let shown = column.iter().filter(|row| !hidden(row, rank));
            items.extend(shown.filter_map(|row| Some((row, rank, spot(&member.spots, row.period)?))));
        }
        items.sort_by_key(|(row, rank, spot)| (row.unit, spot.at, *rank));
        let mut told = vec![];
        for of_report in items.chunk_by(|(a, _, one), (b, _, other)| (a.unit, one.at) == (b.unit, other.at)) {
            let first = of_report.iter().find(|(row, ..)| self.counts(row)).map(|(_, rank, _)| *rank);
            told.extend(of_report.iter().filter(|(_, rank, _)| first.is_none_or(|first| *rank <= first)));
        }
        told
    }

    fn counts(&self, row: &Row) -> bool {
        self.question.quality == Quality::Submitted || row.accepted
    }

    /// All figures of one unit. Of most units all that they told goes one way, which is asked for once.
    fn add_unit(&mut self, cells: &mut Cells, folding: Folding, rows: &[Row], spots: &[Option<Spot>]) {
        let unit = rows.first().map(|row| row.unit);
        let only = unit.filter(|_| folding.is_sum()).and_then(|unit| self.routing.only(unit));
        for row in rows {
            let Some(spot) = spot(spots, row.period) else { continue };
            match only {
                Some((filer, group)) => self.add_whole(cells, (filer, group), row, spot),
                None => self.add(cells, folding, (row, 0, spot)),
            }
        }
    }

    /// The same as of any other figure, without its parts.
    fn add_whole(&mut self, cells: &mut Cells, (filer, group): (Uuid, usize), row: &Row, spot: Spot) {
        let (whole, figure) = (row.amounts(), self.figures);
        self.figures += 1;
        let cell = cells.at(self.place(group, spot.at), spot.run);
        if whole.is_reported() {
            cell.submit(row.unit, spot.at);
            if self.counts(row) {
                cell.tally.add_whole((filer, spot.at), figure, &whole);
            }
        }
    }

    fn add(&mut self, cells: &mut Cells, folding: Folding, (row, rank, spot): Item<'_>) {
        let Some(route) = self.routing.route(row.unit, row.data_to).filter(|route| route.is_asked()) else { return };
        let (whole, figure, of) = (row.amounts(), self.figures, route.groups.len());
        self.figures += 1;
        let amounts = match () {
            () if route.lineage.is_whole() => vec![],
            () if folding.is_intensive() => route.lineage.copied(whole),
            () => route.lineage.divide(whole),
        };
        let counts = self.counts(row);
        for (no, (leaf, group)) in route.parts().enumerate() {
            let Some(group) = group else { continue };
            let cell = cells.at(self.place(group, spot.at), spot.run);
            if whole.is_reported() {
                cell.submit(row.unit, spot.at);
            }
            if counts {
                let amounts = amounts.get(no).copied().unwrap_or(whole);
                let (filer, leaf) = (route.filer, Rc::clone(leaf));
                let (at, data_to, of_child) = (spot.at, row.data_to, rank > 0);
                cell.tally.add(Part { figure, of, filer, leaf, at, data_to, amounts, of_child });
            }
        }
    }

    /// What is promised has a line, though nothing is owed or reported there yet.
    fn make_room(&self, indicator: usize, cells: &mut Cells) {
        let Some(run) = self.family.periods.first().map(|m| self.run(m.kind)) else { return };
        if self.question.series {
            return;
        }
        let promised = self.promises.keys().filter(|(its, _)| *its == indicator).map(|(_, group)| *group);
        for group in promised {
            if !cells.is_filled(group) {
                cells.at(group, run);
            }
        }
    }

    fn line(&self, (at, m): (usize, &indicator::Model), run: PeriodKind, place: usize, cell: Cell) -> Line {
        let (expected, submitted) = (counted(cell.expected), counted(cell.submitted));
        let folded = cell.tally.folded();
        if folded.overflow {
            tracing::error!(indicator = m.code, "the figures add up to more than a figure can be");
        }
        let (its, period) =
            if self.question.series { (0, u32::try_from(place).ok()) } else { (place, self.family.last()) };
        let promises = self.promises.get(&(at, its)).map(Vec::as_slice).unwrap_or_default();
        let own = match self.question.group_by {
            GroupBy::Unit => self.routing.unit_of(place),
            _ => self.question.asked,
        };
        let milestone = |promise: &Promise| -> Option<Amounts> {
            let due = |(id, _): &&(Uuid, Amounts)| self.family.slot(*id).map(|slot| slot.at) == period;
            promise.milestones.iter().find(due).filter(|_| period.is_some()).map(|(_, amounts)| *amounts)
        };
        let pledge = (!promises.is_empty()).then(|| Box::new(pledge(m, promises, own, milestone, &folded)));
        let (indicator, group, figure) = (number(at), number(place), folded.into());
        Line { indicator, run, group, figure, expected, submitted, pledge }
    }

    pub fn into_lines(self) -> Lines {
        let (mut lines, mut found) = (self.lines, self.routing.into_groups());
        found.sort_by_cached_key(|(group, _)| groups::key(group));
        if !self.question.series {
            let mut places = vec![0; found.len()];
            for (at, (_, group)) in found.iter().enumerate() {
                if let Some(place) = places.get_mut(*group) {
                    *place = number(at);
                }
            }
            for line in &mut lines {
                line.group = places.get(line.group as usize).copied().unwrap_or(line.group);
            }
        }
        lines.sort_unstable_by_key(|line| (line.indicator, line.run, line.group));
        Lines::new(found.into_iter().map(|(group, _): (Group, usize)| group).collect(), lines)
    }
}

fn spot(spots: &[Option<Spot>], period: u16) -> Option<Spot> {
    spots.get(usize::from(period)).copied().flatten()
}

/// A place among indicators, groups or periods, of which there are thousands at most.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
