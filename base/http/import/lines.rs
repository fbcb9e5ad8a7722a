//! Lines of JSON: each an object with the members of an exported one, or of the body.
use std::collections::HashSet;

use serde_json::value::RawValue;

use super::{
    Sheet,
    given::{Given, Style},
    rows::{Row, Rows},
};
use crate::{
    http::shape::members,
    kernel::error::{Code, Error, Fault, Result},
};

/// Deeper than any body.
const DEEPEST: usize = 4;

pub fn read(sheet: &Sheet, bytes: &[u8]) -> Result<Rows> {
    let text = std::str::from_utf8(bytes).map_err(|_| Error::with(Code::ImportUnreadable, "UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut found, mut seen) = (Rows { places: vec![None; sheet.columns.len()], ..Rows::default() }, HashSet::new());
    for (line, number) in text.split('\n').zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        let mut row = Row::new(number, sheet.columns.len(), Style::Point);
        match serde_json::from_str::<&RawValue>(line) {
            Ok(raw) if raw.get().starts_with('{') => {
                row.cells.fill(Given::Absent);
                object(sheet, &mut row, raw, ("", 0));
                // An object without members is a row all the same.
                if row.is_empty() {
                    row.wrong("", Fault::Required);
                }
            }
            _ => row.wrong("", Fault::WrongType),
        }
        found.push(row, sheet, &mut seen)?;
    }
    Ok(found)
}

fn object(sheet: &Sheet, row: &mut Row, raw: &RawValue, (above, depth): (&str, usize)) {
    for (member, value) in members(raw) {
        let name = format!("{above}{member}");
        let nested = value.get().starts_with('{') && depth < DEEPEST;
        match column(sheet, &name) {
            Some(at) if matches!(row.cells.get(at), Some(Given::Absent)) => row.put(at, Given::Raw(value.to_owned())),
            Some(_) => row.wrong(pointer(&name), Fault::Duplicate),
            None if nested => object(sheet, row, value, (&format!("{name}."), depth + 1)),
            None if sheet.is_read_only(&name) => {}
            None => row.wrong(pointer(&name), Fault::UnknownMember),
        }
    }
}

/// By the name of the column, or by its place in the body.
fn column(sheet: &Sheet, name: &str) -> Option<usize> {
    let place = format!("/{}", name.replace('.', "/"));
    sheet.named(name).or_else(|| sheet.columns.iter().position(|column| column.pointer == place))
}

fn pointer(name: &str) -> String {
    let told: String = name.chars().take(100).collect();
    format!("/{}", told.replace('~', "~0").replace('/', "~1").replace('.', "/"))
}
