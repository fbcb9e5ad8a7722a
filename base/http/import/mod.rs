//! Imports: many things at once, as a spreadsheet, as CSV or as lines of JSON.
//!
//! `csv`, `xlsx` and `lines` read bytes into rows of cells (`rows`). A row becomes the body that the operation on one such
//! thing takes (`body`), is held against the schema of that body and is carried out by the same use case (`run`). What
//! is wrong with a row is told with its place, by the code that the operation on one thing would have answered (`report`).
pub mod body;
mod csv;
mod given;
mod lines;
pub mod report;
pub mod rows;
pub mod run;
mod template;
#[cfg(test)]
mod tests;
mod upload;
mod xlsx;

pub use report::{ImportReport, Outcome, Told};
pub use rows::Row;
pub use run::{Import, Refusals};
pub use template::Template;
pub use upload::{Atomic, ImportFile, ImportParams, MEDIA_TYPES, Mode, Upload};

/// What the cells of a column are read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Text of which every digit counts: a spreadsheet holds it as text, never as a number.
    Code,
    Day,
    Number,
    Flag,
    Id,
    /// A unit, by its id or by its code.
    Unit,
    /// One of a closed list, by its name or by what it is called in Vietnamese.
    Choice(&'static [(&'static str, &'static str)]),
    /// Several texts, with semicolons between them.
    Texts,
    /// What no cell can hold: of lines of JSON only.
    Json,
}

/// A column that can be written.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// As lists name it when they are exported.
    pub name: &'static str,
    /// What it is called in Vietnamese, which is understood too.
    pub title: &'static str,
    /// Where it goes in the body; none where the use case reads it itself.
    pub pointer: &'static str,
    pub kind: Kind,
    /// Whether a new thing needs it.
    pub required: bool,
    /// In how many rows it may be filled, where each of them takes its time.
    pub most: Option<usize>,
}

impl Column {
    pub const fn new(name: &'static str, title: &'static str, pointer: &'static str, kind: Kind) -> Self {
        Self { name, title, pointer, kind, required: false, most: None }
    }

    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub const fn at_most(self, rows: usize) -> Self {
        Self { most: Some(rows), ..self }
    }

    /// Where its faults are told.
    fn told_at(&self) -> String {
        if self.pointer.is_empty() { format!("/{}", self.name) } else { self.pointer.to_owned() }
    }
}

/// What can be imported, declared once.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// Of the template, and of its first sheet.
    pub name: &'static str,
    /// The component of the spec that the body of one of them is.
    pub schema: &'static str,
    pub columns: &'static [Column],
    /// What lists call some columns otherwise when they are exported.
    pub aliases: &'static [(&'static str, &'static str)],
    /// Columns of the exported list that nobody can write, and members of them: they are read over.
    pub read_only: &'static [&'static str],
    /// As many rows as are taken.
    pub most: usize,
}

impl Sheet {
    /// The column of a name, without looking at titles.
    fn named(&self, name: &str) -> Option<usize> {
        let name = self.aliases.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, column)| column);
        self.columns.iter().position(|column| column.name == name)
    }

    fn is_read_only(&self, name: &str) -> bool {
        let below = |known: &str| name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.read_only.iter().any(|known| below(known))
    }
}
