//! Documents and sources, and the citations that rules are given: one row for all that stand in one place.
use std::collections::HashMap;

use base::{
    kernel::{
        calendar::Edition,
        error::{Error, Result},
    },
    store::db::{Uow, bulk},
};
use chrono::NaiveDate;
use entity::{citation, legal_document};
use sea_orm::ActiveValue::Set;
use serde::Deserialize;
use uuid::Uuid;

use crate::import::files;

const DOCUMENTS: &str = include_str!("../../../data/regimes/documents.csv");
/// Of the working calendar, which carries its own rows.
const CALENDAR_DOCUMENTS: &str = Edition::OURS.documents;
const SOURCES: &str = include_str!("../../../data/regimes/sources.csv");

#[derive(Deserialize)]
struct DocumentRow {
    id: String,
    number: String,
    kind: String,
    title_vi: String,
    issuer: String,
    issued_on: Option<NaiveDate>,
    in_force_from: Option<NaiveDate>,
    in_force_to: Option<NaiveDate>,
    verified: bool,
}

#[derive(Deserialize)]
struct SourceRow {
    id: String,
    title: String,
    #[serde(rename = "where")]
    place: String,
}

/// Where a rule stands, as its row says.
#[derive(Clone, Copy)]
pub struct Cited<'a> {
    pub document: &'a str,
    pub article: Option<&'a str>,
    pub verified: bool,
    pub source: &'a str,
    pub note: Option<&'a str>,
}

/// Document, article, verified, source, note.
type Place = (Uuid, Option<String>, bool, String, Option<String>);

pub struct Library {
    documents: HashMap<String, Uuid>,
    rows: Vec<legal_document::ActiveModel>,
    sources: HashMap<String, String>,
    citations: HashMap<Place, Uuid>,
}

impl Library {
    pub fn read() -> Result<Self> {
        let sources: Vec<SourceRow> = files::rows(SOURCES)?;
        let sources = sources.into_iter().map(|row| (row.id, format!("{} ({})", row.title, row.place))).collect();
        let mut library = Self { documents: HashMap::new(), rows: vec![], sources, citations: HashMap::new() };
        let of_calendar = files::rows::<DocumentRow>(CALENDAR_DOCUMENTS)?;
        for row in files::rows::<DocumentRow>(DOCUMENTS)?.into_iter().chain(of_calendar) {
            let id = Uuid::now_v7();
            library.documents.insert(row.id.clone(), id);
            library.rows.push(legal_document::ActiveModel {
                id: Set(id),
                code: Set(row.id),
                number: Set(row.number),
                kind: Set(row.kind),
                title: Set(row.title_vi),
                issuer: Set(row.issuer),
                issued_on: Set(row.issued_on),
                in_force_from: Set(row.in_force_from),
                in_force_to: Set(row.in_force_to),
                verified: Set(row.verified),
            });
        }
        Ok(library)
    }

    pub fn document(&self, code: &str) -> Result<Uuid> {
        self.documents.get(code).copied().ok_or_else(|| Error::internal(anyhow::anyhow!("there is no document {code}")))
    }

    pub fn document_if_any(&self, code: Option<&str>) -> Result<Option<Uuid>> {
        code.map(|code| self.document(code)).transpose()
    }

    pub fn cite(&mut self, cited: Cited<'_>) -> Result<Uuid> {
        let source = self.sources.get(cited.source);
        let source = source.ok_or_else(|| Error::internal(anyhow::anyhow!("there is no source {}", cited.source)))?;
        let said = |text: Option<&str>| text.map(str::to_owned);
        let place =
            (self.document(cited.document)?, said(cited.article), cited.verified, source.clone(), said(cited.note));
        Ok(*self.citations.entry(place).or_insert_with(Uuid::now_v7))
    }

    pub async fn store(self, uow: &Uow) -> Result<()> {
        bulk::insert(&uow.tx, self.rows).await?;
        let row = |((document_id, article, verified, source, note), id): (Place, Uuid)| citation::ActiveModel {
            id: Set(id),
            document_id: Set(document_id),
            article: Set(article),
            verified: Set(verified),
            source: Set(source),
            note: Set(note),
        };
        bulk::insert(&uow.tx, self.citations.into_iter().map(row).collect()).await
    }
}
