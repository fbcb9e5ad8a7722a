//! The places of one indicator's figures: by run, and by group or period.
use super::fold::{Folding, Tally};

pub struct Cell {
    pub tally: Tally,
    pub expected: u64,
    /// Reports with a figure that were submitted at least.
    pub submitted: u64,
    last: Option<(u32, u32)>,
}

impl Cell {
    /// Figures of one report come one after the other.
    pub fn submit(&mut self, unit: u32, at: u32) {
        if self.last != Some((unit, at)) {
            self.last = Some((unit, at));
            self.submitted += 1;
        }
    }
}

pub struct Cells {
    folding: Folding,
    runs: usize,
    cells: Vec<Option<Cell>>,
    /// Where a cell is asked for that there cannot be.
    nowhere: Cell,
}

impl Cells {
    pub fn new(folding: Folding, runs: usize) -> Self {
        Self { folding, runs: runs.max(1), cells: vec![], nowhere: cell(folding) }
    }

    pub fn at(&mut self, place: usize, run: usize) -> &mut Cell {
        let index = place * self.runs + run;
        if index >= self.cells.len() {
            self.cells.resize_with(index + 1, || None);
        }
        let folding = self.folding;
        match self.cells.get_mut(index) {
            Some(found) => found.get_or_insert_with(|| cell(folding)),
            None => &mut self.nowhere,
        }
    }

    /// Whether there is a cell in any run.
    pub fn is_filled(&self, place: usize) -> bool {
        let runs = self.cells.iter().skip(place * self.runs).take(self.runs);
        runs.into_iter().any(Option::is_some)
    }

    /// All cells, each with its place and its run.
    pub fn into_filled(self) -> impl Iterator<Item = (usize, usize, Cell)> {
        let runs = self.runs;
        let filled = self.cells.into_iter().enumerate();
        filled.filter_map(move |(index, cell)| Some((index / runs, index % runs, cell?)))
    }
}

const fn cell(folding: Folding) -> Cell {
    Cell { tally: Tally::new(folding), expected: 0, submitted: 0, last: None }
}
