//! The records of a CSV, numbered as a spreadsheet shows them: empty rows count, the lines within a cell do not.
use csv::{Reader, ReaderBuilder, StringRecord};

use super::unreadable;
use crate::kernel::error::Result;

const ENDS: [char; 2] = ['\r', '\n'];

pub struct Records<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    separator: u8,
    /// Where the cells of the last one ended.
    end: usize,
    /// Of the last one.
    pub number: u32,
    pub record: StringRecord,
}

impl<'a> Records<'a> {
    /// Of a text that has so many lines before it.
    pub fn of(text: &'a str, separator: u8, before: u32) -> Self {
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(separator);
        let reader = builder.from_reader(text.as_bytes());
        Self { reader, text, separator, end: 0, number: before + 1, record: StringRecord::new() }
    }

    /// Goes on to the next one, if there is one. A quote that does not close may have swallowed others: then nothing that
    /// follows is what it seems.
    pub fn advance(&mut self) -> Result<bool> {
        let from = self.place();
        if !self.reader.read_record(&mut self.record).map_err(|e| unreadable(e.to_string()))? {
            return Ok(false);
        }
        let written = self.text.get(from..self.place()).unwrap_or_default();
        let cells = written.trim_start_matches(ENDS);
        let begin = from + (written.len() - cells.len());
        let between = self.text.get(self.end..begin).unwrap_or_default();
        self.number = self.number.saturating_add(row_ends(between));
        let cells = cells.trim_end_matches(ENDS);
        self.end = begin + cells.len();
        if quotes_close(cells, self.separator) { Ok(true) } else { Err(unreadable(format!("{}: \"", self.number))) }
    }

    fn place(&self) -> usize {
        usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX)
    }
}

/// How many rows end in what stands between two records.
fn row_ends(between: &str) -> u32 {
    let ends = between.matches(ENDS).count() - between.matches("\r\n").count();
    u32::try_from(ends).unwrap_or(u32::MAX)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Where a cell begins.
    Begin,
    Bare,
    Quoted,
    /// After a quote within quotes: their end, or half of one that is meant.
    Closed,
}

/// Whether each quote that opens a cell of a record closes it, right before the next cell.
fn quotes_close(cells: &str, separator: u8) -> bool {
    let mut place = Place::Begin;
    for byte in cells.bytes() {
        place = match place {
            Place::Begin | Place::Bare | Place::Closed if byte == separator => Place::Begin,
            Place::Begin | Place::Closed if byte == b'"' => Place::Quoted,
            Place::Begin | Place::Bare => Place::Bare,
            Place::Quoted if byte == b'"' => Place::Closed,
            Place::Quoted => Place::Quoted,
            Place::Closed => return false,
        };
    }
    place != Place::Quoted
}
