//! Rows of cells, whatever file they are from.
use std::collections::HashSet;

use super::{
    Column, Sheet,
    given::{Given, Style},
};
use crate::{
    http::shape::MOST_FAULTS,
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        text::fold,
    },
};

/// Columns of a file, also of those that are read over.
pub const MOST_COLUMNS: usize = 200;
/// Faults of all rows that are told. Beyond them each row tells one, so that none is refused without a reason.
pub const MOST_TOLD: usize = 10_000;
/// The last one that spreadsheets have, and that a report may name.
const LAST_ROW: u32 = 1_048_576;

/// One row: a cell for each column of the sheet.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its number in the file, from 1: the line with the names counts.
    pub number: u32,
    pub(super) cells: Vec<Given>,
    /// What is wrong with it beside its cells.
    pub(super) faults: Vec<FieldError>,
    pub(super) style: Style,
}

impl Row {
    pub(super) fn new(number: u32, columns: usize, style: Style) -> Self {
        Self { number, cells: vec![Given::Absent; columns], faults: vec![], style }
    }

    pub(super) fn put(&mut self, at: usize, given: Given) {
        if let Some(cell) = self.cells.get_mut(at) {
            *cell = given;
        }
    }

    pub(super) fn wrong(&mut self, pointer: impl Into<String>, fault: Fault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(FieldError { pointer: pointer.into(), fault });
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.faults.is_empty() && self.cells.iter().all(|cell| matches!(cell, Given::Absent | Given::Empty))
    }

    pub(super) fn column<'a>(&self, sheet: &'a Sheet, name: &str) -> Option<(&'a Column, &Given)> {
        sheet.columns.iter().zip(&self.cells).find(|(column, _)| column.name == name)
    }
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Rows {
    pub rows: Vec<Row>,
    /// Where each column of the sheet stands in the file, from 0; none of lines of JSON.
    pub places: Vec<Option<usize>>,
    /// How many faults the rows have so far.
    pub(super) faults: usize,
}

impl Rows {
    /// Takes a row, unless it is empty. The same row twice is a slip.
    pub(super) fn push(&mut self, mut row: Row, sheet: &Sheet, seen: &mut HashSet<String>) -> Result<()> {
        if row.is_empty() {
            return Ok(());
        }
        if self.rows.len() >= sheet.most || row.number > LAST_ROW {
            return Err(Error::with(Code::TooManyRows, sheet.most.to_string()));
        }
        if !seen.insert(format!("{:?}", row.cells)) {
            row.wrong("", Fault::Duplicate);
        }
        row.faults.truncate(told_after(self.faults));
        self.faults += row.faults.len();
        self.rows.push(row);
        Ok(())
    }

    /// Refuses a column that is filled in more rows than it may be.
    pub(super) fn check_filled(&self, sheet: &Sheet) -> Result<()> {
        for (at, column) in sheet.columns.iter().enumerate() {
            let Some(most) = column.most else { continue };
            let filled = self.rows.iter().filter(|row| row.cells.get(at).is_some_and(Given::is_filled)).count();
            if filled > most {
                return Err(Error::with(Code::TooManyRows, format!("{} ({}: {most})", sheet.most, column.name)));
            }
        }
        Ok(())
    }
}

/// How many faults a row tells after those that others have told.
pub fn told_after(told: usize) -> usize {
    MOST_TOLD.saturating_sub(told).clamp(1, MOST_FAULTS)
}

/// Which column of the sheet each column of a file is, by the names in its first line.
pub fn columns(sheet: &Sheet, names: &[String]) -> Result<Vec<Option<usize>>> {
    if names.len() > MOST_COLUMNS {
        return Err(Error::with(Code::ImportUnreadable, format!("> {MOST_COLUMNS}")));
    }
    let (mut found, mut faults) = (vec![], vec![]);
    let mut wrong = |name: &str, fault| {
        let told: String = name.chars().take(100).collect();
        faults.push(FieldError { pointer: format!("/{}", told.replace('~', "~0").replace('/', "~1")), fault });
    };
    for name in names {
        // A template marks what is required.
        let plain = fold(name.trim().trim_end_matches('*'));
        let titled = || sheet.columns.iter().position(|column: &Column| fold(column.title) == plain);
        let at = sheet.named(&plain).or_else(titled);
        match at {
            Some(at) if found.contains(&Some(at)) => wrong(name, Fault::Duplicate),
            None if !plain.is_empty() && !sheet.is_read_only(&plain) => wrong(name, Fault::UnknownMember),
            _ => {}
        }
        found.push(at);
    }
    // What is there already is known by its id, and needs nothing else.
    let has =
        |name: &str| sheet.columns.iter().position(|c| c.name == name).is_some_and(|at| found.contains(&Some(at)));
    let known = has("id");
    for column in sheet.columns.iter().filter(|column| column.required && !known && !has(column.name)) {
        wrong(column.name, Fault::Required);
    }
    if faults.is_empty() { Ok(found) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// Where each column of the sheet stands among those of the file.
pub fn places(sheet: &Sheet, columns: &[Option<usize>]) -> Vec<Option<usize>> {
    (0..sheet.columns.len()).map(|at| columns.iter().position(|column| *column == Some(at))).collect()
}

/// `A`, …, `Z`, `AA`, …: as spreadsheets name columns.
pub fn letters(column: usize) -> String {
    let (mut left, mut letters) = (column + 1, vec![]);
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}
