//! Imports: many things at once, as CSV, spreadsheets and lines of JSON.
mod bad_input;
mod calendar;
mod dossiers;
mod indicators;
mod parts;
mod people;
mod register;
mod rows;
mod template;
mod values;

use actix_web::web::Bytes;
use rust_xlsxwriter::{Workbook, Worksheet};
use serde_json::Value;

use crate::support::{Caller, Reply, TestApp};

pub const CSV: &str = "text/csv";
pub const NDJSON: &str = "application/x-ndjson";
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
pub const FORMATS: [&str; 3] = [CSV, NDJSON, XLSX];

/// A spreadsheet with one sheet.
pub fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

/// The same of texts.
pub fn sheet(lines: &[&[&str]]) -> Vec<u8> {
    book(|sheet| {
        for (line, cells) in (0..).zip(lines) {
            for (at, cell) in (0..).zip(*cells) {
                sheet.write_string(line, at, *cell).unwrap();
            }
        }
    })
}

pub async fn import(
    app: &TestApp,
    caller: &Caller,
    path: &str,
    (media_type, bytes): (&str, impl Into<Bytes>),
) -> Reply {
    app.post(path, caller).if_match("*").body(media_type, bytes).await
}

/// How many rows are new, changed, as they were, and refused.
pub fn counts(reply: &Reply) -> [u64; 4] {
    ["created", "changed", "unchanged", "refused"].map(|name| reply[name].as_u64().unwrap())
}

/// The refused rows: number, code of the row, then cell, pointer and code of each fault.
pub fn refusals(reply: &Reply) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let fault =
        |fault: &Value| format!("{} {} {}", text(&fault["cell"]), text(&fault["pointer"]), text(&fault["code"]));
    let rows = reply["rows"].as_array().unwrap().iter().filter(|row| row["outcome"] == "refused");
    rows.map(|row| {
        let faults: Vec<_> = row["errors"].as_array().into_iter().flatten().map(fault).collect();
        format!("{} {}: {}", row["row"], text(&row["code"]), faults.join(", "))
    })
    .collect()
}

/// A list is exported in a form and imported again just so.
pub async fn comes_back(app: &TestApp, caller: &Caller, (list, to): (&str, &str), media_type: &str) -> Reply {
    let file = app.get(list, caller).header("Accept", media_type).await.is(200);
    let reply = import(app, caller, to, (media_type, file.body.clone())).await.is(200);
    assert_eq!(refusals(&reply), [""; 0], "{list} {media_type}");
    assert_eq!(reply["unchanged"], reply["total"], "{list} {media_type}: {}", reply.describe());
    reply
}
