//! Tables: the same rows as JSON, CSV, lines of JSON or a spreadsheet, as the caller's `Accept` asks.
mod cell;
mod schema;
mod sheet;
#[cfg(test)]
mod tests;
mod texts;

use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::header::{self, HeaderMap, HeaderValue},
    web,
};
use serde::{Serialize, Serializer, ser::SerializeMap};

pub use self::{
    cell::{Cell, Kind, is_guarded},
    schema::{CsvFile, NdjsonFile, XlsxFile},
    sheet::Sheet,
    texts::parted,
};

use crate::http::{answer::Tagged, problem};
use crate::{
    http::auth::let_in,
    kernel::error::{Code, Error, Result},
};

/// In which form a table is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json,
    Csv,
    /// One object of JSON a line.
    Ndjson,
    Xlsx,
}

impl Format {
    /// In the order in which they are preferred where the caller does not care.
    pub const ALL: &[Self] = &[Self::Json, Self::Csv, Self::Ndjson, Self::Xlsx];
    /// What every operation offers.
    pub const ALONE: &[Self] = &[Self::Json];

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Ndjson => "application/x-ndjson",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            other => other.media_type(),
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Xlsx => "xlsx",
        }
    }

    /// What a range of `Accept` has to do with it: nothing, or how closely it names it.
    fn named_by(self, range: &str) -> Option<u8> {
        let (kind, _) = self.media_type().split_once('/').unwrap_or_default();
        match range {
            // Whoever takes problems takes what they come instead of.
            problem::MEDIA_TYPE if self == Self::Json => Some(0),
            "" | "*/*" => Some(1),
            _ if range.strip_suffix("/*") == Some(kind) => Some(2),
            _ => (range == self.media_type()).then_some(3),
        }
    }

    /// How much it is wanted, and how closely it was named (RFC 9110, section 12.5.1): the closest range counts.
    fn weight(self, accept: &str) -> Option<(f32, u8)> {
        let named = accept.split(',').filter_map(|range| {
            let (media, parameters) = range.split_once(';').unwrap_or((range, ""));
            let closeness = self.named_by(&media.trim().to_ascii_lowercase())?;
            let quality = parameters.split(';').find_map(|p| p.trim().strip_prefix("q=")?.parse().ok());
            Some((quality.unwrap_or(1.0_f32), closeness))
        });
        named.max_by_key(|(_, closeness)| *closeness).filter(|(quality, _)| *quality > 0.0)
    }

    /// The one of `offered` that the caller wants most.
    pub fn wanted(headers: &HeaderMap, offered: &[Self]) -> Result<Self> {
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut best: Option<((f32, u8), Self)> = None;
        for format in offered {
            let Some(weight) = format.weight(accept) else { continue };
            if best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, *format));
            }
        }
        best.map(|(_, format)| format).ok_or_else(|| {
            let names: Vec<_> = offered.iter().map(|format| format.media_type()).collect();
            Error::with(Code::NotAcceptable, names.join(", "))
        })
    }
}

impl FromRequest for Format {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let_in(&req).await;
            Self::wanted(req.headers(), Self::ALL)
        })
    }
}

/// What a path answers that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    Json,
    /// JSON, and the same rows in the other formats.
    Tables,
    /// The bytes of a file, of whatever type it is.
    Bytes,
}

/// Tells what each path offers; the published spec knows.
#[derive(Clone, Copy)]
pub struct Offers(pub fn(&str) -> Offer);

/// A column: its name and what its cells are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// Rows of cells, each as long as `columns`.
#[derive(Clone, Debug)]
pub struct Table {
    /// Of the file, and of its sheet.
    pub name: &'static str,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

/// `whole` to who takes JSON, else the table of it as a file. `bom`: a spreadsheet program reads the CSV as UTF-8.
pub async fn answer<T: Serialize>(
    req: &HttpRequest,
    format: Format,
    whole: &T,
    table: impl FnOnce(&T) -> Result<Table>,
    bom: bool,
) -> Result<HttpResponse> {
    answer_page(req, format, (|| whole, None), || table(whole), bom).await
}

/// The same for one page of a list, with the address of the next.
pub async fn answer_page<T: Serialize>(
    req: &HttpRequest,
    format: Format,
    (page, next): (impl FnOnce() -> T, Option<String>),
    table: impl FnOnce() -> Result<Table>,
    bom: bool,
) -> Result<HttpResponse> {
    if format == Format::Json {
        let bytes = serde_json::to_vec(&page()).map_err(Error::internal)?;
        return Ok(vary(Tagged::new(bytes).answer(req, next)));
    }
    let table = table()?;
    let name = table.name;
    let bytes = match format {
        Format::Csv => [csv_head(&table.columns, bom)?, csv_rows(&table.rows)?].concat(),
        Format::Json | Format::Ndjson => table.ndjson()?,
        Format::Xlsx => web::block(move || table.xlsx()).await.map_err(Error::internal)??,
    };
    Ok(as_file(req, format, name, bytes))
}

/// A file that is made.
pub fn as_file(req: &HttpRequest, format: Format, name: &str, bytes: Vec<u8>) -> HttpResponse {
    let mut response = vary(Tagged::new(bytes).answer(req, None));
    // A 304 has none.
    if response.headers().contains_key(header::CONTENT_TYPE) {
        name_file(&mut response, name, format);
    }
    response
}

/// Says of which type the file is, and what it is to be called.
pub fn name_file(response: &mut HttpResponse, name: &str, format: Format) {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.extension());
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
}

/// The answer depends on what the caller takes, also where it is JSON.
pub fn vary(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept"));
    response
}

impl Table {
    fn ndjson(&self) -> Result<Vec<u8>> {
        let mut bytes = vec![];
        for row in &self.rows {
            serde_json::to_writer(&mut bytes, &Line { columns: &self.columns, row }).map_err(Error::internal)?;
            bytes.push(b'\n');
        }
        Ok(bytes)
    }

    fn xlsx(&self) -> Result<Vec<u8>> {
        let mut sheet = Sheet::begin(self.name, &self.columns)?;
        for row in &self.rows {
            sheet.push(row)?;
        }
        let mut bytes = std::io::Cursor::new(vec![]);
        sheet.finish(&mut bytes)?;
        Ok(bytes.into_inner())
    }
}

/// The names of the columns as the first line of a CSV.
pub fn csv_head(columns: &[Column], bom: bool) -> Result<Vec<u8>> {
    let start = if bom { "\u{feff}".as_bytes().to_vec() } else { vec![] };
    csv_lines(start, [columns.iter().map(|column| column.name.as_str())])
}

pub fn csv_rows(rows: &[Vec<Cell>]) -> Result<Vec<u8>> {
    csv_lines(vec![], rows.iter().map(|row| row.iter().map(Cell::as_csv)))
}

/// RFC 4180.
fn csv_lines<L, C>(start: Vec<u8>, lines: impl IntoIterator<Item = L>) -> Result<Vec<u8>>
where
    L: IntoIterator<Item = C>,
    C: AsRef<[u8]>,
{
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(start);
    for line in lines {
        writer.write_record(line).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(|e| Error::internal(e.into_error()))
}

/// One row as an object, its members in the order of the columns.
struct Line<'a> {
    columns: &'a [Column],
    row: &'a [Cell],
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(self.columns.len()))?;
        for (column, cell) in self.columns.iter().zip(self.row) {
            members.serialize_entry(&column.name, cell)?;
        }
        members.end()
    }
}
