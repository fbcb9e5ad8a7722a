//! The files of `data/calendar`, read and held against themselves: a calendar that contradicts itself is refused at start.
use std::{collections::HashMap, sync::Arc};

use anyhow::{Context, Result, bail, ensure};
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, de::DeserializeOwned};

use super::{Calendar, Closing, DayKind, Known, Marked};

/// The files of one edition.
#[derive(Clone, Copy)]
pub struct Edition<'a> {
    pub years: &'a str,
    pub holidays: &'a str,
    pub swapped_days: &'a str,
    pub documents: &'a str,
    pub sources: &'a str,
}

impl Edition<'static> {
    /// The edition of this program.
    pub const OURS: Self = Self {
        years: include_str!("../../../data/calendar/years.csv"),
        holidays: include_str!("../../../data/calendar/holidays.csv"),
        swapped_days: include_str!("../../../data/calendar/swapped-days.csv"),
        documents: include_str!("../../../data/calendar/documents.csv"),
        sources: include_str!("../../../data/calendar/sources.csv"),
    };
}

/// A law, a notice or a letter that days rest on.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Document {
    #[serde(rename = "id")]
    pub code: String,
    pub number: String,
    pub kind: String,
    #[serde(rename = "title_vi")]
    pub title: String,
    pub issuer: String,
    pub issued_on: Option<NaiveDate>,
    pub in_force_from: Option<NaiveDate>,
    pub in_force_to: Option<NaiveDate>,
    pub verified: bool,
}

#[derive(Deserialize)]
struct SourceRow {
    id: String,
    title: String,
    #[serde(rename = "where")]
    place: String,
}

#[derive(Deserialize)]
struct YearRow {
    year: i32,
    known_to: NaiveDate,
    verified: bool,
}

#[derive(Deserialize)]
struct HolidayRow {
    day: NaiveDate,
    kind: DayKind,
    name_vi: String,
    name_en: String,
    instead_of: Option<NaiveDate>,
    document_id: String,
    article: Option<String>,
    verified: bool,
    source_id: String,
    note: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SwapStatus {
    Adopted,
    /// On file, and never counted.
    Proposed,
}

#[derive(Deserialize)]
struct SwapRow {
    off_on: NaiveDate,
    worked_on: NaiveDate,
    status: SwapStatus,
    document_id: String,
    article: Option<String>,
    verified: bool,
    source_id: String,
    note: Option<String>,
}

/// Where a day stands, by the names that its row gives.
#[derive(Clone, Copy)]
struct Place<'a> {
    document: &'a str,
    article: Option<&'a str>,
    verified: bool,
    source: &'a str,
    note: Option<&'a str>,
}

/// A mark before anybody has looked up where it stands.
#[derive(Clone, Copy)]
struct Mark<'a> {
    kind: DayKind,
    names: (&'a str, &'a str),
    instead_of: Option<NaiveDate>,
    place: Place<'a>,
}

impl HolidayRow {
    fn mark(&self) -> Mark<'_> {
        let place = Place {
            document: &self.document_id,
            article: self.article.as_deref(),
            verified: self.verified,
            source: &self.source_id,
            note: self.note.as_deref(),
        };
        Mark { kind: self.kind, names: (&self.name_vi, &self.name_en), instead_of: self.instead_of, place }
    }
}

impl SwapRow {
    fn place(&self) -> Place<'_> {
        Place {
            document: &self.document_id,
            article: self.article.as_deref(),
            verified: self.verified,
            source: &self.source_id,
            note: self.note.as_deref(),
        }
    }

    /// The day off and the day that is worked.
    fn marks(&self) -> [(NaiveDate, Mark<'_>); 2] {
        let mark = |kind, names, other| Mark { kind, names, instead_of: Some(other), place: self.place() };
        [
            (self.off_on, mark(DayKind::SwappedOff, OFF, self.worked_on)),
            (self.worked_on, mark(DayKind::Worked, WORKED, self.off_on)),
        ]
    }
}

impl Calendar {
    pub fn read(edition: Edition<'_>, closing: Closing) -> Result<Self> {
        let (first, last, unread_from) = years(&rows(edition.years)?)?;
        let library = Library::read(edition)?;
        let mut calendar = Known { first, last, unread_from, days: Default::default() };
        let holidays: Vec<HolidayRow> = rows(edition.holidays)?;
        for row in &holidays {
            check_holiday(row, &holidays)?;
            calendar.mark(row.day, library.marked(row.mark())?)?;
        }
        for row in rows::<SwapRow>(edition.swapped_days)? {
            ensure!(!is_weekend(row.off_on) && is_weekend(row.worked_on), "{} is no swap", row.off_on);
            for (day, mark) in row.marks() {
                let marked = library.marked(mark)?;
                if row.status == SwapStatus::Adopted {
                    calendar.mark(day, marked)?;
                }
            }
        }
        Ok(Self::new(calendar, closing))
    }
}

impl Known {
    fn mark(&mut self, day: NaiveDate, marked: Marked) -> Result<()> {
        ensure!((self.first..=self.last).contains(&day), "{day} lies outside the years that are known");
        ensure!(self.days.insert(day, Arc::new(marked)).is_none(), "{day} stands there twice");
        Ok(())
    }
}

const OFF: (&str, &str) = ("Ngày nghỉ hoán đổi", "Day off by a swap");
const WORKED: (&str, &str) = ("Ngày làm việc hoán đổi", "Working day by a swap");

fn rows<T: DeserializeOwned>(text: &str) -> Result<Vec<T>> {
    Ok(csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>()?)
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The first day, the last day, and the first day of a year whose notice was not read. Only the last year may be known in part.
fn years(rows: &[YearRow]) -> Result<(NaiveDate, NaiveDate, NaiveDate)> {
    let mut span: Option<(NaiveDate, NaiveDate, Option<NaiveDate>)> = None;
    for row in rows {
        let begins = NaiveDate::from_ymd_opt(row.year, 1, 1).context("a year")?;
        ensure!(row.known_to.year() == row.year, "{} is known to a day of another year", row.year);
        let (first, last, unread) = span.unwrap_or((begins, begins.pred_opt().context("a year")?, None));
        ensure!(last.succ_opt() == Some(begins), "there is a gap before {}", row.year);
        ensure!(unread.is_none() || !row.verified, "{} was read, the year before it was not", row.year);
        span = Some((first, row.known_to, unread.or((!row.verified).then_some(begins))));
    }
    let (first, last, unread) = span.context("no year is known")?;
    Ok((first, last, unread.or(last.succ_opt()).context("a year")?))
}

fn check_holiday(row: &HolidayRow, all: &[HolidayRow]) -> Result<()> {
    match (row.kind, row.instead_of) {
        (DayKind::Holiday, None) => Ok(()),
        (DayKind::DayInLieu, Some(holiday)) => {
            let is_there = all.iter().any(|other| other.day == holiday && other.kind == DayKind::Holiday);
            let in_order = is_weekend(holiday) && !is_weekend(row.day) && holiday < row.day;
            ensure!(is_there && in_order, "{} is in lieu of no holiday on a weekend", row.day);
            Ok(())
        }
        _ => bail!("{} is neither a holiday nor a day in lieu of one", row.day),
    }
}

/// Documents and sources by the names that rows give them.
struct Library {
    documents: HashMap<String, Arc<Document>>,
    sources: HashMap<String, String>,
}

impl Library {
    fn read(edition: Edition<'_>) -> Result<Self> {
        let documents: Vec<Document> = rows(edition.documents)?;
        let sources: Vec<SourceRow> = rows(edition.sources)?;
        Ok(Self {
            documents: documents.into_iter().map(|document| (document.code.clone(), Arc::new(document))).collect(),
            sources: sources.into_iter().map(|row| (row.id, format!("{} ({})", row.title, row.place))).collect(),
        })
    }

    fn marked(&self, mark: Mark<'_>) -> Result<Marked> {
        let Mark { kind, names, instead_of, place } = mark;
        let document = self.documents.get(place.document);
        let source = self.sources.get(place.source);
        Ok(Marked {
            kind,
            name: names.0.to_owned(),
            name_en: names.1.to_owned(),
            instead_of,
            document: document.with_context(|| format!("there is no document {}", place.document))?.clone(),
            article: place.article.map(str::to_owned),
            verified: place.verified,
            source: source.with_context(|| format!("there is no source {}", place.source))?.clone(),
            note: place.note.map(str::to_owned),
        })
    }
}
