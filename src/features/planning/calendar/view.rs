//! Days as clients see them.
use chrono::NaiveDate;

use super::dto::CalendarDay;
use crate::{
    features::planning::law::dto::{Citation, LegalDocument},
    kernel::{
        calendar::{Calendar, Document, Marked},
        error::Result,
    },
};

pub fn day(calendar: &Calendar, day: NaiveDate) -> Result<CalendarDay> {
    let (kind, marked) = (calendar.kind(day)?, calendar.marked(day));
    Ok(CalendarDay {
        day,
        kind,
        working: kind.is_working(),
        name: marked.map(|marked| marked.name.clone()),
        name_en: marked.map(|marked| marked.name_en.clone()),
        instead_of: marked.and_then(|marked| marked.instead_of),
        verified: marked.map_or_else(|| calendar.is_read(day), |marked| marked.verified),
        citation: marked.map(citation),
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
