//! Spreadsheets (Office Open XML): their first sheet, by the names in its first row. Nothing in them is computed.
use std::{collections::HashSet, io::Cursor};

use calamine::{DataRef, Dimensions, Reader, Xlsx};
use chrono::NaiveDate;

use super::{
    Sheet,
    given::{Given, Style},
    rows::{self, MOST_COLUMNS, Row, Rows},
};
use crate::kernel::{
    archive::{self, Odd},
    error::{Code, Error, Fault, Result},
};

/// What a file may unpack to.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;
const CONTENT_TYPES: &[u8] = b"[Content_Types].xml";
const CONTENT_TYPES_BYTES: u64 = 1024 * 1024;
/// Merged cells that are told one by one.
const MOST_MERGED: usize = 200;
/// The type of the main part; that of a file with macros, or of a template, is another.
const MAIN_PART: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
/// What macros lie in, whatever the file says that it is.
const MACROS: &[u8] = b"vbaProject.bin";

pub fn read(sheet: &Sheet, bytes: &[u8]) -> Result<Rows> {
    check(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let first = book.sheet_names().first().cloned().ok_or_else(unreadable)?;
    let merged = book.merge_cells_by_sheet_name(&first).map_err(|_| unreadable())?;
    if merged.len() > MOST_MERGED {
        return Err(Error::field("", Fault::MergedCell));
    }
    let mut reader = book.worksheet_cells_reader(&first).map_err(|_| unreadable())?;
    let mut found = Reading { sheet, merged, columns: None, names: vec![], rows: Rows::default(), row: None };
    let mut seen = HashSet::new();
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|_| unreadable())? {
        let given = if cell.formula.is_some() { Given::Wrong(Fault::Formula) } else { given(&cell.value) };
        found.take(cell.pos, given, &mut seen)?;
    }
    found.finish(&mut seen)
}

fn unreadable() -> Error {
    Error::with(Code::ImportUnreadable, "XLSX")
}

/// What it is, and what it unpacks to, before anything of it is read.
fn check(bytes: &[u8]) -> Result<()> {
    let kept = |name: &[u8]| if name == CONTENT_TYPES { CONTENT_TYPES_BYTES } else { 0 };
    let (mut plain, mut macros) = (false, false);
    let see = |name: &[u8], head: &[u8]| {
        plain |= name == CONTENT_TYPES && String::from_utf8_lossy(head).contains(MAIN_PART);
        macros |= name.ends_with(MACROS);
    };
    archive::look_through(Cursor::new(bytes), MOST_UNPACKED, kept, see).map_err(|odd| match odd {
        Odd::TooLarge => Error::with(Code::ArchiveTooLarge, MOST_UNPACKED.to_string()),
        Odd::Broken | Odd::Unreadable(_) => unreadable(),
    })?;
    if plain && !macros { Ok(()) } else { Err(Error::with(Code::FileTypeNotAllowed, "csv, ndjson, xlsx")) }
}

struct Reading<'a> {
    sheet: &'a Sheet,
    merged: Vec<Dimensions>,
    /// Once the first row was read: which column of the sheet each column of the file is.
    columns: Option<Vec<Option<usize>>>,
    names: Vec<String>,
    rows: Rows,
    row: Option<(u32, Row)>,
}

impl Reading<'_> {
    fn take(&mut self, (line, column): (u32, u32), given: Given, seen: &mut HashSet<String>) -> Result<()> {
        let at = usize::try_from(column).map_err(Error::internal)?;
        if line == 0 {
            return self.name(at, given);
        }
        self.named()?;
        if self.row.as_ref().is_none_or(|(current, _)| *current != line) {
            self.end_row(seen)?;
            self.row = Some((line, self.begin_row(line)));
        }
        let column = self.columns.as_ref().and_then(|columns| columns.get(at).copied().flatten());
        let beyond = self.columns.as_ref().is_none_or(|columns| columns.get(at).is_none());
        let Some((_, row)) = &mut self.row else { return Ok(()) };
        match column {
            Some(at) if !matches!(row.cells.get(at), Some(Given::Wrong(_))) => row.put(at, given),
            None if beyond && !matches!(given, Given::Empty) => {
                row.wrong(format!("/{}", rows::letters(at)), Fault::UnknownMember);
            }
            _ => {}
        }
        Ok(())
    }

    fn name(&mut self, at: usize, given: Given) -> Result<()> {
        if at >= MOST_COLUMNS {
            return Err(Error::with(Code::ImportUnreadable, format!("> {MOST_COLUMNS}")));
        }
        if self.names.len() <= at {
            self.names.resize(at + 1, String::new());
        }
        match (given, self.names.get_mut(at)) {
            (Given::Text(text), Some(name)) => *name = text,
            (Given::Empty, _) => {}
            _ => return Err(Error::field(format!("/{}", rows::letters(at)), Fault::NotText)),
        }
        Ok(())
    }

    /// The names are whole once the second row begins.
    fn named(&mut self) -> Result<()> {
        if self.columns.is_none() {
            if self.merged.iter().any(|region| region.start.0 == 0) {
                return Err(Error::field("", Fault::MergedCell));
            }
            let columns = rows::columns(self.sheet, &self.names)?;
            self.rows.places = rows::places(self.sheet, &columns);
            self.columns = Some(columns);
        }
        Ok(())
    }

    /// Columns that the file has are empty so far, or part of a merged cell.
    fn begin_row(&self, line: u32) -> Row {
        let mut row = Row::new(line + 1, self.sheet.columns.len(), Style::Comma);
        for (place, column) in (0..).zip(self.columns.iter().flatten()) {
            let inside = |region: &Dimensions| region.contains(line, place);
            let given = if self.merged.iter().any(inside) { Given::Wrong(Fault::MergedCell) } else { Given::Empty };
            if let Some(at) = column {
                row.put(*at, given);
            }
        }
        row
    }

    fn end_row(&mut self, seen: &mut HashSet<String>) -> Result<()> {
        match self.row.take() {
            Some((_, row)) => self.rows.push(row, self.sheet, seen),
            None => Ok(()),
        }
    }

    fn finish(mut self, seen: &mut HashSet<String>) -> Result<Rows> {
        self.named()?;
        self.end_row(seen)?;
        Ok(self.rows)
    }
}

fn given(value: &DataRef<'_>) -> Given {
    match value {
        DataRef::Empty => Given::Empty,
        DataRef::String(text) => text_of(text),
        DataRef::SharedString(text) => text_of(text),
        #[expect(clippy::cast_precision_loss, reason = "spreadsheets keep whole numbers as floats")]
        DataRef::Int(number) => Given::Number(*number as f64),
        DataRef::Float(number) => Given::Number(*number),
        DataRef::Bool(flag) => Given::Flag(*flag),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
            let whole = at.is_datetime() && (hour, minute, second, milli) == (0, 0, 0, 0);
            let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()).filter(|_| whole);
            day.map_or(Given::Wrong(Fault::InvalidValue), Given::Day)
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Given::Text(text.clone()),
        DataRef::Error(_) => Given::Wrong(Fault::Formula),
    }
}

fn text_of(text: &str) -> Given {
    let text = text.trim();
    if text.is_empty() { Given::Empty } else { Given::Text(text.to_owned()) }
}
