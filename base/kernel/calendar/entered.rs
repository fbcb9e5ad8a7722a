//! Years whose days the ministry has entered by a document. They stand in the place of those of the program, which come with an
//! upgrade: a notice that is out today is not waited for.
use std::{collections::BTreeMap, sync::Arc};

use chrono::{Datelike, NaiveDate};
use entity::calendar_year;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryOrder};
use serde::{Deserialize, Serialize};

use super::{DayKind, Document, Marked};

/// A day as it lies in its year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnteredDay {
    pub day: NaiveDate,
    pub kind: DayKind,
    pub name: String,
    pub name_en: String,
    pub instead_of: Option<NaiveDate>,
}

/// All years that were entered, by their days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entered(BTreeMap<i32, BTreeMap<NaiveDate, Arc<Marked>>>);

impl Entered {
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let rows = calendar_year::Entity::find().order_by_asc(calendar_year::Column::Year).all(db).await?;
        Ok(Self(rows.into_iter().map(|m| (m.year, marked(&m))).collect()))
    }

    /// The days of a year, if it was entered.
    pub fn of(&self, day: NaiveDate) -> Option<&BTreeMap<NaiveDate, Arc<Marked>>> {
        self.0.get(&day.year())
    }

    /// The last day that is known, where all is known until `last`.
    pub fn last(&self, mut last: NaiveDate) -> NaiveDate {
        let end = |year: i32| NaiveDate::from_ymd_opt(year, 12, 31);
        let next = |last: NaiveDate| last.succ_opt().filter(|day| self.0.contains_key(&day.year()));
        while let Some(end) = next(last).and_then(|day| end(day.year())) {
            last = end;
        }
        last
    }
}

/// What cannot be read is no day of the calendar: it was held against its rules when it was entered.
fn marked(m: &calendar_year::Model) -> BTreeMap<NaiveDate, Arc<Marked>> {
    let days: Vec<EnteredDay> = serde_json::from_value(m.days.clone()).unwrap_or_default();
    let document = Arc::new(Document {
        code: format!("CAL-{}", m.year),
        number: m.document_number.clone(),
        kind: "configuration".to_owned(),
        title: m.document_title.clone(),
        issuer: m.issuer.clone(),
        issued_on: Some(m.document_issued_on),
        in_force_from: None,
        in_force_to: None,
        verified: true,
    });
    let mark = |one: EnteredDay| Marked {
        kind: one.kind,
        name: one.name,
        name_en: one.name_en,
        instead_of: one.instead_of,
        document: document.clone(),
        article: None,
        verified: true,
        source: "the document itself".to_owned(),
        note: None,
    };
    days.into_iter().map(|one| (one.day, Arc::new(mark(one)))).collect()
}
