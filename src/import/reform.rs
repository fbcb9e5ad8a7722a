//! The reorganisations since 2023, read from the files of `data/` as the documents that an administrator would write.
//!
//! A unit that is renamed goes on, whatever its code; so within a document it is told by its code on the eve.
use std::collections::{BTreeMap, BTreeSet, HashSet};

use base::kernel::{
    clock::covers,
    error::{Error, Result},
    province::ProvinceCode,
    text::Text,
};
use chrono::{Datelike, NaiveDate};
use entity::{Quantity, unit::UnitKind};
use organisation::reorganisations::dto::{
    AbsorbStep, ConvertStep, CreateReorganisation, CreateStep, DissolveStep, MergeStep, Part, RenameStep, SplitStep,
    Step, UnitDraft, UnitRef,
};
use serde::Deserialize;

use super::files;

/// One, in the fixed point of `Quantity`.
const WHOLE: i64 = Quantity::whole(1).0;

#[derive(Clone, Debug, Deserialize)]
struct UnitRow {
    code: String,
    kind: UnitKind,
    name_vi: String,
    name_en: Option<String>,
    parent_code: Option<String>,
    province_gso_code: Option<String>,
    district_gso_code: Option<String>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ChangeKind {
    Continue,
    Rename,
    Merge,
    Split,
    Dissolve,
}

/// What becomes of one unit on one day.
#[derive(Clone, Debug, Deserialize)]
struct ChangeRow {
    old_code: String,
    new_code: Option<String>,
    effective_date: NaiveDate,
    kind: ChangeKind,
}

#[derive(Debug, Deserialize)]
struct DocumentRow {
    effective_date: NaiveDate,
    title: String,
    legal_basis: String,
    in_force_from: NaiveDate,
    verified: bool,
}

#[derive(Debug, Deserialize)]
struct PersonalityRow {
    unit_code: String,
}

/// The documents whose day is not after 31 December of a year, in order of time.
pub fn reorganisations(through: i32) -> Result<Vec<CreateReorganisation>> {
    let (units, changes) = (units()?, changes()?);
    let persons: Vec<PersonalityRow> = files::rows(files::LEGAL_PERSONALITY)?;
    let persons: HashSet<String> = persons.into_iter().map(|row| row.unit_code).collect();
    let mut documents: Vec<DocumentRow> = files::rows(files::REORGANISATIONS)?;
    documents.retain(|document| document.effective_date.year() <= through);
    documents.sort_by_key(|document| document.effective_date);
    documents.iter().map(|document| write(document, &Day::of(document, &units, &changes, &persons))).collect()
}

/// All units by code; a code that several files name has the same row in each.
fn units() -> Result<BTreeMap<String, UnitRow>> {
    let mut all = BTreeMap::new();
    for file in [files::UNITS, files::UNITS_INTERIM, files::UNITS_2025, files::UNITS_2026] {
        all.extend(files::rows::<UnitRow>(file)?.into_iter().map(|row| (row.code.clone(), row)));
    }
    Ok(all)
}

/// All changes but those of units that had ended before: their true steps are among the interim ones.
fn changes() -> Result<Vec<ChangeRow>> {
    let units = units()?;
    let mut all = vec![];
    for file in [files::REORGANISATION_2025, files::REORGANISATION_INTERIM, files::REORGANISATION_2026] {
        all.extend(files::rows::<ChangeRow>(file)?);
    }
    let ended = |row: &ChangeRow| {
        let last = units.get(&row.old_code).and_then(|unit| unit.valid_to);
        last.zip(row.effective_date.pred_opt()).is_some_and(|(last, eve)| last < eve)
    };
    all.retain(|row| row.kind != ChangeKind::Continue && !ended(row));
    Ok(all)
}

fn write(document: &DocumentRow, day: &Day<'_>) -> Result<CreateReorganisation> {
    Ok(CreateReorganisation {
        title: text(&document.title)?,
        legal_basis: text(&document.legal_basis)?,
        legal_basis_verified: document.verified,
        in_force_from: document.in_force_from.into(),
        operational_from: document.effective_date.into(),
        steps: day.steps()?,
    })
}

fn text<const MAX: usize>(raw: &str) -> Result<Text<MAX>> {
    Text::parse(raw).map_err(|_| Error::internal(anyhow::anyhow!("a text of the reorganisations: {raw}")))
}

fn province(code: &str) -> Result<ProvinceCode> {
    ProvinceCode::parse(code).map_err(|_| Error::internal(anyhow::anyhow!("there is no province {code}")))
}

fn some_text<const MAX: usize>(raw: Option<&String>) -> Result<Option<Text<MAX>>> {
    raw.map(|raw| text(raw)).transpose()
}

/// What changes on one day.
struct Day<'a> {
    first: NaiveDate,
    eve: NaiveDate,
    units: &'a BTreeMap<String, UnitRow>,
    changes: Vec<&'a ChangeRow>,
    persons: &'a HashSet<String>,
}

impl<'a> Day<'a> {
    fn of(
        document: &DocumentRow,
        units: &'a BTreeMap<String, UnitRow>,
        changes: &'a [ChangeRow],
        persons: &'a HashSet<String>,
    ) -> Self {
        let first = document.effective_date;
        let changes = changes.iter().filter(|row| row.effective_date == first).collect();
        Self { first, eve: first.pred_opt().unwrap_or(first), units, changes, persons }
    }

    fn steps(&self) -> Result<Vec<Step>> {
        let mut steps = vec![];
        for unit in self.units.values().filter(|unit| unit.valid_from == self.first) {
            if !self.changes.iter().any(|row| row.new_code.as_ref() == Some(&unit.code)) {
                steps.push(Step::Create(CreateStep { unit: self.new_unit(&unit.code)? }));
            }
        }
        for row in self.of_kind(ChangeKind::Rename) {
            steps.push(self.rename(row)?);
        }
        let merged: BTreeSet<_> = self.of_kind(ChangeKind::Merge).filter_map(|row| row.new_code.as_ref()).collect();
        for code in merged {
            steps.push(self.merge(code)?);
        }
        let split: BTreeSet<_> = self.of_kind(ChangeKind::Split).map(|row| &row.old_code).collect();
        for code in split {
            steps.push(self.split(code)?);
        }
        for row in self.of_kind(ChangeKind::Dissolve) {
            let into = row.new_code.as_ref().map(|code| self.reference(code)).transpose()?;
            steps.push(Step::Dissolve(DissolveStep { unit: text(&row.old_code)?, into }));
        }
        Ok(steps)
    }

    fn of_kind(&self, kind: ChangeKind) -> impl Iterator<Item = &'a ChangeRow> {
        self.changes.iter().copied().filter(move |row| row.kind == kind)
    }

    /// The code of a unit on the eve, or of a new one on the day.
    fn code_then<'b>(&self, code: &'b str) -> &'b str
    where
        'a: 'b,
    {
        let renamed = self.of_kind(ChangeKind::Rename).find(|row| row.new_code.as_deref() == Some(code));
        renamed.map_or(code, |row| &row.old_code)
    }

    fn reference(&self, code: &str) -> Result<UnitRef> {
        text(self.code_then(code))
    }

    fn row(&self, code: &str) -> Result<&'a UnitRow> {
        self.units.get(code).ok_or_else(|| Error::internal(anyhow::anyhow!("no unit {code}")))
    }

    /// Whether a unit is there already on the eve, under whatever code.
    fn is_there(&self, code: &str) -> Result<bool> {
        let row = self.row(self.code_then(code))?;
        Ok(covers(row.valid_from, row.valid_to, self.eve))
    }

    fn new_unit(&self, code: &str) -> Result<UnitDraft> {
        let row = self.row(code)?;
        let orphan = || Error::internal(anyhow::anyhow!("{code} has no superior"));
        Ok(UnitDraft {
            id: None,
            code: text(code)?,
            kind: row.kind,
            name: text(&row.name_vi)?,
            name_en: some_text(row.name_en.as_ref())?,
            parent: self.reference(row.parent_code.as_ref().ok_or_else(orphan)?)?,
            province_code: row.province_gso_code.as_deref().map(province).transpose()?,
            district_code: some_text(row.district_gso_code.as_ref())?,
            legal_personality: self.persons.contains(code),
        })
    }

    fn rename(&self, change: &ChangeRow) -> Result<Step> {
        let row = self.row(change.new_code.as_deref().unwrap_or_default())?;
        Ok(Step::Rename(RenameStep {
            unit: text(&change.old_code)?,
            name: text(&row.name_vi)?,
            name_en: some_text(row.name_en.as_ref())?,
            code: Some(text(&row.code)?),
        }))
    }

    fn merge(&self, code: &str) -> Result<Step> {
        let from = self.of_kind(ChangeKind::Merge).filter(|row| row.new_code.as_deref() == Some(code));
        let mut units: Vec<UnitRef> = from.map(|row| text(&row.old_code)).collect::<Result<_>>()?;
        if self.is_there(code)? {
            return Ok(Step::Absorb(AbsorbStep { units, into: self.reference(code)? }));
        }
        let into = self.new_unit(code)?;
        match (units.pop(), units.is_empty()) {
            (Some(unit), true) => Ok(Step::Convert(ConvertStep { unit, into })),
            (last, _) => {
                units.extend(last);
                Ok(Step::Merge(MergeStep { units, into }))
            }
        }
    }

    /// Nothing is known of the sizes of the parts, so they are taken to be equal.
    fn split(&self, code: &str) -> Result<Step> {
        let mut parts = vec![];
        if self.row(code)?.valid_to != Some(self.eve) {
            parts.push(code);
        }
        let rows = self.of_kind(ChangeKind::Split).filter(|row| row.old_code == code);
        parts.extend(rows.filter_map(|row| row.new_code.as_deref()));
        let count = i64::try_from(parts.len()).unwrap_or(1).max(1);
        let mut rest = WHOLE % count;
        let mut into = vec![];
        for part in parts {
            let share = Quantity(WHOLE / count + std::mem::take(&mut rest));
            into.push(if self.is_there(part)? {
                Part { unit: Some(self.reference(part)?), new: None, share }
            } else {
                Part { unit: None, new: Some(self.new_unit(part)?), share }
            });
        }
        Ok(Step::Split(SplitStep { unit: text(code)?, into }))
    }
}

#[cfg(test)]
mod tests;
