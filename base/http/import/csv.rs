//! CSV as spreadsheet programs write it: with or without BOM, with commas, semicolons or tabs.
mod records;

use std::collections::HashSet;

use csv::StringRecord;

use self::records::Records;
use super::{
    Sheet,
    given::{Given, Style},
    rows::{self, Row, Rows},
};
use crate::{
    http::table::is_guarded,
    kernel::error::{Code, Error, Fault, Result},
};

/// A line that Excel reads the separator from.
const SEPARATOR_LINE: &str = "sep=";

pub fn read(sheet: &Sheet, bytes: &[u8]) -> Result<Rows> {
    let text = std::str::from_utf8(bytes).map_err(|_| unreadable("UTF-8".to_owned()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (separator, text, before) = separator(text);
    // Where commas separate cells they do not separate decimals.
    let style = if separator == b',' { Style::Point } else { Style::Comma };
    let mut records = Records::of(text, separator, before);
    if !records.advance()? {
        return Err(unreadable("0".to_owned()));
    }
    let names: Vec<String> = records.record.iter().map(str::to_owned).collect();
    let columns = rows::columns(sheet, &names)?;
    let mut found = Rows { places: rows::places(sheet, &columns), ..Rows::default() };
    let mut seen = HashSet::new();
    while records.advance()? {
        found.push(row(sheet, &columns, &records.record, (records.number, style)), sheet, &mut seen)?;
    }
    Ok(found)
}

fn unreadable(why: String) -> Error {
    Error::with(Code::ImportUnreadable, why)
}

fn row(sheet: &Sheet, columns: &[Option<usize>], record: &StringRecord, (number, style): (u32, Style)) -> Row {
    let mut row = Row::new(number, sheet.columns.len(), style);
    let filled = record.iter().any(|cell| !cell.trim().is_empty());
    if record.len() != columns.len() && filled {
        row.wrong("", Fault::CellsMissing);
    }
    for (cell, column) in record.iter().zip(columns) {
        if let Some(at) = column {
            row.put(*at, given(cell));
        }
    }
    row
}

fn given(cell: &str) -> Given {
    let text = cell.trim();
    // Exports put an apostrophe before what a spreadsheet program would take for a formula.
    let bare = text.strip_prefix('\'').filter(|rest| is_guarded(rest));
    match bare {
        Some(rest) => Given::Text(rest.to_owned()),
        None if text.is_empty() => Given::Empty,
        None if text.starts_with('=') => Given::Wrong(Fault::Formula),
        None => Given::Text(text.to_owned()),
    }
}

/// The separator, the text without a line that only names it, and how many lines that were.
fn separator(text: &str) -> (u8, &str, u32) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let named = first.trim_end_matches('\r').strip_prefix(SEPARATOR_LINE).and_then(|named| named.bytes().next());
    if let Some(named) = named.filter(|named| b",;\t".contains(named)) {
        return (named, rest, 1);
    }
    let (mut counts, mut inside) = ([(b',', 0_usize), (b';', 0), (b'\t', 0)], false);
    for byte in first.bytes() {
        inside ^= byte == b'"';
        counts.iter_mut().filter(|(separator, _)| *separator == byte && !inside).for_each(|(_, count)| *count += 1);
    }
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| separator);
    (most, text, 0)
}
