//! The file of an import, as it comes in: bounded, and of a type that is read.
use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::header,
    web::{self, Bytes},
};
use serde::Deserialize;
use tokio::sync::Semaphore;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, schema::Type},
};

use super::{Import, Sheet, csv, lines, rows::Rows, xlsx};
use crate::{
    http::{
        auth::let_in,
        body,
        idempotency::{self, BodyDigest},
        later,
        problem::Language,
        published::Published,
        table::Format,
    },
    kernel::error::{Code, Error, Result},
};

/// What a file may have.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Files that are unpacked and read at once: each may need as much memory as it unpacks to.
static READING: Semaphore = Semaphore::const_new(2);
/// What is read, as `Accept-Post` tells it.
pub const MEDIA_TYPES: &str =
    "text/csv, application/x-ndjson, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Whether an import is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImportMode)]
pub enum Mode {
    /// Everything is checked and told, nothing is kept: a dry run.
    Validate,
    #[default]
    Commit,
}

/// What a refused row does to the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImportAtomicity)]
pub enum Atomic {
    /// Nothing is kept.
    #[default]
    All,
    /// Each row is kept or refused by itself.
    Row,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ImportParams {
    /// `validate` answers the same report and keeps nothing.
    #[serde(default)]
    #[param(inline)]
    pub mode: Mode,
    /// `all` keeps nothing where a row is refused; `row` keeps the others.
    #[serde(default)]
    #[param(inline)]
    pub atomic: Atomic,
}

/// The bytes of a file that is imported, for the spec.
pub struct ImportFile;

impl PartialSchema for ImportFile {
    fn schema() -> RefOr<Schema> {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(binary))
            .description(Some(
                "A table with the columns' names in its first line (of CSV with commas, semicolons or tabs, in UTF-8), \
                 or lines of JSON with the members of an exported one. Columns are those of the template; an exported list can \
                 be sent as it is. At most 8 MiB and 10,000 rows.",
            ))
            .into()
    }
}

impl ToSchema for ImportFile {}

/// A file that has come in.
pub struct Upload {
    bytes: Bytes,
    format: Format,
    language: Language,
    req: HttpRequest,
}

impl FromRequest for Upload {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let req = req.clone();
        let payload = web::Payload::from_request(&req, payload).into_inner();
        Box::pin(async move {
            let_in(&req).await;
            let text = |name| req.headers().get(name).and_then(|value| value.to_str().ok());
            let given = text(header::CONTENT_TYPE).and_then(|given| given.split(';').next()).unwrap_or_default();
            let given = given.trim().to_ascii_lowercase();
            let format = [Format::Csv, Format::Ndjson, Format::Xlsx].into_iter().find(|one| one.media_type() == given);
            let format = format.ok_or_else(|| Error::with(Code::UnsupportedMediaType, MEDIA_TYPES))?;
            let payload = payload.map_err(|e| Error::with(Code::MalformedRequest, e.to_string()))?;
            let bytes = body::read(&req, payload, MOST_BYTES).await?;
            if req.headers().contains_key(idempotency::HEADER) {
                req.extensions_mut().insert(BodyDigest::of_file(&bytes));
            }
            if later::is_wanted(&req) {
                req.extensions_mut().insert(later::Came(bytes.clone()));
            }
            let language = Language::of(text(header::ACCEPT_LANGUAGE));
            Ok(Self { bytes, format, language, req })
        })
    }
}

impl Upload {
    /// Reads the rows: not on a thread that serves requests.
    pub async fn read(self, sheet: &'static Sheet) -> Result<Import> {
        let shape = Published::component(&self.req, sheet.schema);
        let shape = shape.ok_or_else(|| Error::internal(anyhow::anyhow!("no schema {}", sheet.schema)))?;
        let (bytes, format) = (self.bytes, self.format);
        let _turn = READING.acquire().await.map_err(Error::internal)?;
        let rows = web::block(move || rows(sheet, format, &bytes)).await;
        // A file that stops its reader cannot be read.
        let rows = rows.map_err(|_| Error::with(Code::ImportUnreadable, "–"))??;
        Ok(Import::new(sheet, rows, shape, self.language))
    }
}

fn rows(sheet: &Sheet, format: Format, bytes: &[u8]) -> Result<Rows> {
    let rows = match format {
        Format::Xlsx => xlsx::read(sheet, bytes)?,
        Format::Ndjson => lines::read(sheet, bytes)?,
        Format::Csv | Format::Json => csv::read(sheet, bytes)?,
    };
    rows.check_filled(sheet)?;
    Ok(rows)
}
