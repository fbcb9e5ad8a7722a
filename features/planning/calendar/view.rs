//! Days as clients see them.
use base::kernel::{
    calendar::{Calendar, Document, EnteredDay, Marked},
    error::{Error, Result},
    text::Text,
};
use chrono::NaiveDate;
use entity::calendar_year;

use super::dto::{CalendarDay, CalendarYearView, YearDay};
use crate::law::dto::{Citation, LegalDocument};

pub fn day(calendar: &Calendar, day: NaiveDate) -> Result<CalendarDay> {
    let (kind, marked) = (calendar.kind(day)?, calendar.marked(day));
    Ok(CalendarDay {
        day,
        kind,
        working: kind.is_working(),
        name: marked.as_ref().map(|marked| marked.name.clone()),
        name_en: marked.as_ref().map(|marked| marked.name_en.clone()),
        instead_of: marked.as_ref().and_then(|marked| marked.instead_of),
        verified: marked.as_ref().map_or_else(|| calendar.is_read(day), |marked| marked.verified),
        citation: marked.as_deref().map(citation),
    })
}

fn citation(marked: &Marked) -> Citation {
    Citation {
        document: document(&marked.document),
        article: marked.article.clone(),
        verified: marked.verified,
        source: marked.source.clone(),
        note: marked.note.clone(),
    }
}

fn document(document: &Document) -> LegalDocument {
    LegalDocument {
        code: document.code.clone(),
        number: document.number.clone(),
        kind: document.kind.clone(),
        title: document.title.clone(),
        issuer: document.issuer.clone(),
        issued_on: document.issued_on,
        in_force_from: document.in_force_from,
        in_force_to: document.in_force_to,
        verified: document.verified,
    }
}

pub fn year(m: calendar_year::Model) -> Result<CalendarYearView> {
    Ok(CalendarYearView {
        days: days(&m)?,
        id: m.id,
        year: m.year,
        document_title: m.document_title,
        document_number: m.document_number,
        document_issued_on: m.document_issued_on,
        version: m.version,
    })
}

pub fn days(m: &calendar_year::Model) -> Result<Vec<YearDay>> {
    let kept: Vec<EnteredDay> = serde_json::from_value(m.days.clone()).map_err(Error::internal)?;
    let day = |one: EnteredDay| YearDay {
        day: one.day.into(),
        kind: one.kind,
        name: Text::stored(one.name),
        name_en: Text::stored(one.name_en),
        instead_of: one.instead_of.map(Into::into),
    };
    Ok(kept.into_iter().map(day).collect())
}
