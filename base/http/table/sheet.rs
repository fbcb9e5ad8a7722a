//! A table as a spreadsheet, row by row: the rows lie in a temporary file until the sheet is finished.
use std::io::Write;

use chrono::{DateTime, Datelike, NaiveDate, Timelike};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{
    Column,
    cell::{Cell, Kind},
};
use crate::kernel::{
    clock,
    error::{Code, Error, Result},
};

/// Rows that a sheet has, but for the one with the names.
const MAX_ROWS: u32 = 1_048_575;

pub struct Sheet {
    workbook: Workbook,
    kinds: Vec<Kind>,
    lines: u32,
    day: Format,
    instant: Format,
}

impl Sheet {
    pub fn begin(name: &str, columns: &[Column]) -> Result<Self> {
        let mut workbook = Workbook::new();
        begin(&mut workbook, name, columns).map_err(Error::internal)?;
        let kinds = columns.iter().map(|column| column.kind).collect();
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let instant = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        Ok(Self { workbook, kinds, lines: 0, day, instant })
    }

    pub fn push(&mut self, row: &[Cell]) -> Result<()> {
        if self.lines == MAX_ROWS {
            return Err(Error::with(Code::NotAcceptable, format!("xlsx: at most {MAX_ROWS} rows")));
        }
        self.lines += 1;
        self.write(row).map_err(Error::internal)
    }

    fn write(&mut self, row: &[Cell]) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        for ((at, cell), kind) in (0..).zip(row).zip(&self.kinds) {
            let format = match kind {
                Kind::Day => Some(&self.day),
                Kind::Instant => Some(&self.instant),
                _ => None,
            };
            write_cell(sheet, (self.lines, at), cell, *kind, format)?;
        }
        Ok(())
    }

    pub fn finish(mut self, into: impl Write + std::io::Seek + Send) -> Result<()> {
        self.workbook.save_to_writer(into).map_err(Error::internal)
    }
}

fn begin(workbook: &mut Workbook, name: &str, columns: &[Column]) -> Result<(), XlsxError> {
    // Equal tables are equal files, and so have one tag: the day of making would tell them apart.
    let always = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&always));
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (at, column) in (0..).zip(columns) {
        match column.kind {
            Kind::Day => sheet.set_column_width(at, 11)?,
            Kind::Instant => sheet.set_column_width(at, 19)?,
            _ => sheet,
        }
        .write_string_with_format(0, at, column.name.as_str(), &bold)?;
    }
    Ok(())
}

/// Days and instants are dates, instants by the clock of Viet Nam; text stays text, whatever it begins with.
fn write_cell(
    sheet: &mut Worksheet,
    (line, at): (u32, u16),
    cell: &Cell,
    kind: Kind,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => Ok(()),
        Cell::Flag(yes) => sheet.write_boolean(line, at, *yes).map(drop),
        Cell::Number(digits) => match digits.parse::<f64>() {
            Ok(number) => sheet.write_number(line, at, number).map(drop),
            Err(_) => sheet.write_string(line, at, digits).map(drop),
        },
        Cell::Text(text) => match (date(text, kind)?, format) {
            (Some(date), Some(format)) => sheet.write_datetime_with_format(line, at, &date, format).map(drop),
            _ => sheet.write_string(line, at, text).map(drop),
        },
    }
}

fn date(text: &str, kind: Kind) -> Result<Option<ExcelDateTime>, XlsxError> {
    match kind {
        Kind::Day => text.parse::<NaiveDate>().ok().map(excel_day).transpose(),
        Kind::Instant => DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|at| {
                let local = clock::local(at.to_utc());
                let seconds = u16::try_from(local.second()).unwrap_or_default();
                let (hour, minute) = (local.hour(), local.minute());
                excel_day(local.date())?.and_hms(
                    u16::try_from(hour).unwrap_or_default(),
                    u8::try_from(minute).unwrap_or_default(),
                    f64::from(seconds),
                )
            })
            .transpose(),
        _ => Ok(None),
    }
}

fn excel_day(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or_default(), part(day.month()), part(day.day()))
}
