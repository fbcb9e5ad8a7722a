//! What rules look at: loaded once, of one dossier.
use chrono::{Datelike, NaiveDate};
use entity::{
    Findings, Statement, StatementKind,
    nomination::{Stage, SubjectType},
};
use uuid::Uuid;

use super::dto::{Fact, Source};

/// Whether the unit's report of a year came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YearReport {
    /// None was owed, or it is not due yet.
    NotOwed,
    /// The period for which none came.
    Missing(String),
    Came(Fact),
}

/// An award of the register that speaks of the subject, or of people in it.
#[derive(Clone, Debug)]
pub struct Award {
    pub id: Uuid,
    pub form_code: String,
    /// A title of emulation, and not a form of commendation.
    pub is_title: bool,
    pub revoked: bool,
    pub movement_id: Uuid,
    pub stage: Stage,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub unit_id: Uuid,
    /// The same subject for certain: by its personal number or, at one unit, by its name.
    pub same_subject: bool,
    pub fact: Fact,
    pub report: YearReport,
}

impl Award {
    pub fn year(&self) -> i32 {
        self.to.year()
    }

    pub fn overlaps(&self, from: NaiveDate, to: NaiveDate) -> bool {
        self.from <= to && from <= self.to
    }
}

/// A recognised initiative of the subject, and how it is known.
#[derive(Clone, Debug)]
pub struct Initiative {
    /// It was recognised, and that was not withdrawn.
    pub stands: bool,
    /// The ministry has recognised it too.
    pub of_ministry: bool,
    pub keys: Vec<String>,
    pub fact: Fact,
}

/// How many of the unit's own list ask for the form, and how many have the title that it is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitList {
    pub asked: i64,
    pub base: i64,
}

#[derive(Clone, Debug)]
pub struct Facts {
    pub movement_id: Uuid,
    pub stage: Stage,
    pub subject: SubjectType,
    pub form_code: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Minutes of the unit's review.
    pub minutes: Option<Fact>,
    pub movement: Fact,
    /// Whether the ministry launched the movement, or one above it.
    pub of_ministry: bool,
    /// Reports and plans that the dossier names.
    pub evidence: Vec<Fact>,
    pub stated: Vec<Statement>,
    /// Recognised initiatives of the subject that the dossier names.
    pub initiatives: Vec<Initiative>,
    /// Whether the report of the nominating unit came, for the years that are stated.
    pub reports: Vec<(i32, YearReport)>,
    /// Awards of the subject, and of namesakes elsewhere.
    pub awards: Vec<Award>,
    /// Titles of people of the collective.
    pub members: Vec<Award>,
    /// Awards for which an initiative of this dossier was used.
    pub used: Vec<Fact>,
    /// The unit of the subject: its name, its last day if it has ended, and whether the nominating unit stands for it.
    pub unit: Fact,
    pub unit_ended: bool,
    pub proposed_by_managing: bool,
    pub list: Option<UnitList>,
    /// The document by which the dossier is held.
    pub held: Option<Fact>,
    /// The document that cleared it after it was held.
    pub cleared: Option<Fact>,
    /// The appraisal's general opinion answers what it does not name.
    pub appraised: bool,
    pub findings: Findings,
}

impl Facts {
    pub fn stated(&self, kind: StatementKind) -> impl Iterator<Item = &Statement> {
        self.stated.iter().filter(move |statement| statement.kind == kind)
    }
}

/// A statement as a fact.
pub fn of_statement(statement: &Statement) -> Fact {
    let what = statement.what.as_deref().unwrap_or_default();
    let number = statement.number.map(|number| number.to_string()).unwrap_or_default();
    let said = [what, &number, &statement.document_number, &statement.issuer];
    let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
    Fact {
        source: Source::Statement,
        id: None,
        version_no: None,
        digest: None,
        on: Some(statement.ended_on.unwrap_or(statement.document_on)),
        year: statement.year,
        said: said.join(" · "),
    }
}
