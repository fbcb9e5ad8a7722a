//! How files of tables are published.
use utoipa::{PartialSchema, ToSchema, openapi};

/// A table as CSV (RFC 4180), for the spec.
pub struct CsvFile;

/// A table as lines of JSON, for the spec: one of them.
pub struct NdjsonFile;

/// A table as a spreadsheet (Office Open XML), for the spec.
pub struct XlsxFile;

const LONGEST: usize = 100_000_000;

impl PartialSchema for CsvFile {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        file("The columns' names, then one line for each row; lines end with CRLF.").into()
    }
}

impl ToSchema for CsvFile {}

impl PartialSchema for NdjsonFile {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        openapi::ObjectBuilder::new()
            .schema_type(openapi::schema::Type::Object)
            .description(Some("One line of the answer: a row, with the members that CSV has for columns."))
            .into()
    }
}

impl ToSchema for NdjsonFile {}

impl PartialSchema for XlsxFile {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        let binary = openapi::SchemaFormat::KnownFormat(openapi::KnownFormat::Binary);
        file("One sheet: the columns' names, then one line for each row.").format(Some(binary)).into()
    }
}

impl ToSchema for XlsxFile {}

fn file(description: &str) -> openapi::ObjectBuilder {
    openapi::ObjectBuilder::new()
        .schema_type(openapi::schema::Type::String)
        .description(Some(description))
        .max_length(Some(LONGEST))
}
