//! What an import answers: the same for a rehearsal as for the thing itself.
use serde::Serialize;
use utoipa::ToSchema;

use super::{Sheet, rows::Rows};
use crate::{
    http::{
        import::rows::letters,
        problem::{FaultCode, Language, ProblemCode},
    },
    kernel::error::{Error, FieldError},
};

/// What became of a row, or would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImportOutcome, example = "created")]
pub enum Outcome {
    /// It is new.
    Created,
    /// It was there, and something of it is otherwise now.
    Changed,
    /// It was there just so.
    Unchanged,
    /// Something is wrong with it.
    Refused,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportReport {
    /// How many rows the file has.
    #[schema(minimum = 0, maximum = 10_000, example = 137)]
    pub total: usize,
    /// How many rows are new.
    #[schema(minimum = 0, maximum = 10_000, example = 120)]
    pub created: usize,
    /// How many rows change what is there.
    #[schema(minimum = 0, maximum = 10_000, example = 10)]
    pub changed: usize,
    /// How many rows say what is there already.
    #[schema(minimum = 0, maximum = 10_000, example = 5)]
    pub unchanged: usize,
    /// How many rows are refused.
    #[schema(minimum = 0, maximum = 10_000, example = 2)]
    pub refused: usize,
    /// Whether a commit keeps the rows that were not refused: with `atomic=all` only where none was.
    #[schema(example = false)]
    pub accepted: bool,
    /// Each row of the file, in its order.
    #[schema(max_items = 10_000)]
    pub rows: Vec<ImportedRow>,
}

/// One row of an import.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportedRow {
    /// Its number in the file, from 1: of a table the line with the names is the first.
    #[schema(minimum = 1, maximum = 1_048_576, example = 7)]
    pub row: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// Of a refused row: the code that the operation on one such thing answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ProblemCode>)]
    pub code: Option<&'static str>,
    /// Of a refused row: what is to be done about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000, example = "Sửa các lỗi được liệt kê")]
    pub detail: Option<String>,
    /// The faults of its content: only the first of them, once the rows before it have told 10,000.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 1000)]
    pub errors: Vec<CellFault>,
}

/// What is wrong with a cell, or with the row.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CellFault {
    /// The cell, as spreadsheets name it; none of lines of JSON, and where no one cell is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 12, example = "C7")]
    pub cell: Option<String>,
    /// The column.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, example = "due_on")]
    pub column: Option<&'static str>,
    /// A JSON pointer (RFC 6901) into the body that the row is.
    #[schema(max_length = 500, example = "/due_on")]
    pub pointer: String,
    /// Never translated, never changed. New ones may come.
    #[schema(value_type = FaultCode)]
    pub code: &'static str,
    /// What is wrong.
    #[schema(max_length = 500, example = "Giá trị không hợp lệ")]
    pub message: &'static str,
}

/// What became of a row.
#[derive(Debug)]
pub enum Told {
    Done(Outcome),
    Refused(Box<Error>),
}

impl Told {
    pub const fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

pub fn report(sheet: &Sheet, rows: &Rows, told: &[Told], (all, language): (bool, Language)) -> ImportReport {
    let count = |outcome| told.iter().filter(|one| matches!(one, Told::Done(done) if *done == outcome)).count();
    let refused = told.iter().filter(|one| one.is_refused()).count();
    let row = |(row, told): (&super::Row, &Told)| match told {
        Told::Done(outcome) => {
            ImportedRow { row: row.number, outcome: *outcome, code: None, detail: None, errors: vec![] }
        }
        Told::Refused(error) => ImportedRow {
            row: row.number,
            outcome: Outcome::Refused,
            code: Some(error.code.spec().slug),
            detail: Some(language.pick(error.code.spec().detail).replace("{}", &error.particulars)),
            errors: error.fields.iter().map(|fault| cell(sheet, rows, row.number, (fault, language))).collect(),
        },
    };
    ImportReport {
        total: told.len(),
        created: count(Outcome::Created),
        changed: count(Outcome::Changed),
        unchanged: count(Outcome::Unchanged),
        refused,
        accepted: !all || refused == 0,
        rows: rows.rows.iter().zip(told).map(row).collect(),
    }
}

fn cell(sheet: &Sheet, rows: &Rows, number: u32, (error, language): (&FieldError, Language)) -> CellFault {
    let (code, message) = error.fault.spec();
    let at = column_of(sheet, &error.pointer);
    let place = at.and_then(|at| rows.places.get(at).copied().flatten());
    CellFault {
        cell: place.map(|place| format!("{}{number}", letters(place))),
        column: at.and_then(|at| sheet.columns.get(at)).map(|column| column.name),
        pointer: error.pointer.clone(),
        code,
        message: language.pick(message),
    }
}

/// The column whose place in the body a pointer is in.
fn column_of(sheet: &Sheet, pointer: &str) -> Option<usize> {
    let is_in = |place: &str| pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    sheet.columns.iter().position(|column| is_in(&column.told_at()))
}
