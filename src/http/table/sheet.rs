//! A table as a spreadsheet.
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use crate::http::table::Table;
use crate::kernel::error::{Error, Result};

pub fn xlsx(table: &Table) -> Result<Vec<u8>> {
    write(table).map_err(Error::internal)
}

fn write(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Equal tables are equal files, and so have one tag: the day of making would tell them apart.
    let always = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&always));
    let sheet = workbook.add_worksheet();
    sheet.set_name(table.name)?;
    sheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (at, column) in (0..).zip(table.columns) {
        sheet.write_string_with_format(0, at, *column, &bold)?;
    }
    for (line, row) in (1..).zip(&table.rows) {
        for (at, value) in (0..).zip(row) {
            write_cell(sheet, line, at, value)?;
        }
    }
    workbook.save_to_buffer()
}

/// Text stays text, whatever it begins with.
fn write_cell(sheet: &mut Worksheet, line: u32, at: u16, value: &Value) -> Result<(), XlsxError> {
    match value {
        Value::Null => Ok(()),
        Value::Bool(yes) => sheet.write_boolean(line, at, *yes).map(drop),
        Value::String(text) => sheet.write_string(line, at, text).map(drop),
        other => match other.as_f64() {
            Some(number) => sheet.write_number(line, at, number).map(drop),
            None => sheet.write_string(line, at, other.to_string()).map(drop),
        },
    }
}
