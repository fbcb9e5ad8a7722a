//! Facts of dossiers from what was read for all of them together.
use std::collections::{HashMap, HashSet};

use base::kernel::{digest, error::Result, scope::Scope};
use chrono::{Datelike, NaiveDate};
use entity::{
    StatementKind,
    award::{self, AwardStatus},
    award_form::{self, AwardClass},
    movement,
    nomination::{self, NominationStatus, SubjectType},
    obligation::{self, ObligationStatus},
    plan, report,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    dto::{Fact, Source},
    facts::{Award, Facts, UnitList, YearReport},
    rested,
};
use crate::{
    exemplars::facts::RecognisedExemplar,
    nominations::{dto::Evidence, initiatives},
};

/// What was read for some dossiers.
pub struct Read<'a> {
    pub scope: &'a Scope,
    pub forms: Vec<award_form::Model>,
    pub awards: Vec<award::Model>,
    /// Of people of collectives.
    pub members: Vec<award::Model>,
    /// The dossiers of those awards.
    pub granted: HashMap<Uuid, nomination::Model>,
    pub owed: Vec<(obligation::Model, Option<report::Model>)>,
    pub evidence: HashMap<Uuid, Vec<Evidence>>,
    pub reports: HashMap<Uuid, report::Model>,
    pub plans: HashMap<Uuid, plan::Model>,
    pub exemplars: HashMap<Uuid, RecognisedExemplar>,
    pub used: Vec<(String, award::Model)>,
    pub movements: HashMap<Uuid, movement::Model>,
    pub listed: Vec<nomination::Model>,
    /// The form that a list of the unit is measured by, of each form that is.
    pub bases: HashMap<Uuid, Uuid>,
}

const fn fact(source: Source, id: Uuid, said: String) -> Fact {
    Fact { source, id: Some(id), version_no: None, digest: None, on: None, year: None, said }
}

/// A subject that is known by its personal number, and not by its name at a unit.
fn by_number(subject_key: &str) -> bool {
    subject_key.matches(':').count() == 1
}

impl Read<'_> {
    pub fn facts(&self, m: &nomination::Model) -> Result<Facts> {
        let organisation = &self.scope.organisation;
        let below: HashSet<Uuid> = organisation.subtree(m.nominating_unit_id, self.scope.today).into_iter().collect();
        let unit = organisation.unit(m.subject_unit_id);
        let minutes =
            m.minutes_number.clone().map(|said| Fact { on: m.minutes_on, ..fact(Source::Minutes, m.id, said) });
        Ok(Facts {
            movement_id: m.movement_id,
            stage: m.stage,
            subject: m.subject_type,
            form_code: self.form(m.award_form_id).map(|form| form.code.clone()).unwrap_or_default(),
            from: m.achievement_from,
            to: m.achievement_to,
            minutes,
            movement: fact(Source::Movement, m.movement_id, self.movement(m.movement_id)),
            of_ministry: self.of_ministry(m.movement_id),
            evidence: self.evidence(m.id)?,
            stated: m.stated.0.clone(),
            initiatives: rested::initiatives(self.scope, m, &self.exemplars, self.named(m.id))?,
            reports: self.stated_years(m),
            awards: self.awards(m, &below)?,
            members: self.members(m, &below)?,
            used: self.used(m)?,
            unit: Fact {
                on: unit.and_then(|unit| unit.valid_to),
                ..fact(Source::Unit, m.subject_unit_id, m.subject_unit_name.clone())
            },
            unit_ended: unit.is_some_and(|unit| unit.ended_before(self.scope.today)),
            proposed_by_managing: m.nominating_unit_id == m.subject_unit_id || below.contains(&m.subject_unit_id),
            list: self.list(m),
            held: m.held_on.map(|on| Fact {
                on: Some(on),
                ..fact(Source::Dossier, m.id, m.hold_document.clone().unwrap_or_default())
            }),
            cleared: m.cleared_by.clone().map(|said| fact(Source::Dossier, m.id, said)),
            appraised: m.appraisal_opinion.is_some() && !before_appraisal(m.status),
            findings: m.findings.clone(),
        })
    }

    fn form(&self, id: Uuid) -> Option<&award_form::Model> {
        self.forms.iter().find(|form| form.id == id)
    }

    fn movement(&self, id: Uuid) -> String {
        self.movements.get(&id).map(|movement| movement.title.chars().take(300).collect()).unwrap_or_default()
    }

    /// What a movement below another achieves, it achieves in that one too.
    fn of_ministry(&self, id: Uuid) -> bool {
        let ministry = self.scope.organisation.ministry();
        let mut next = self.movements.get(&id);
        while let Some(movement) = next {
            if Some(movement.launched_by_unit_id) == ministry {
                return true;
            }
            next = movement.parent_movement_id.and_then(|parent| self.movements.get(&parent));
        }
        false
    }

    fn named(&self, id: Uuid) -> &[Evidence] {
        self.evidence.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    fn evidence(&self, id: Uuid) -> Result<Vec<Fact>> {
        let of = |evidence: &Evidence| match (evidence.report_id, evidence.target_id, evidence.exemplar_id) {
            (Some(report), ..) => self.reports.get(&report).map(of_report).map(Ok),
            (None, Some(target), _) => self.plans.get(&target).map(of_plan).map(Ok),
            (None, None, Some(exemplar)) => self.exemplars.get(&exemplar).map(rested::of_exemplar),
            (None, None, None) => None,
        };
        self.named(id).iter().filter_map(of).collect()
    }

    /// Awards of the subject but for its own of this dossier, and of namesakes whom no number tells apart.
    fn awards(&self, m: &nomination::Model, below: &HashSet<Uuid>) -> Result<Vec<Award>> {
        let own = |award: &&award::Model| award.nomination_id == m.id;
        let mut found = vec![];
        for award in self.awards.iter().filter(|award| !own(award)) {
            let same = award.subject_key == m.subject_key;
            let person = m.subject_type == SubjectType::Individual && award.subject_type == SubjectType::Individual;
            let told_apart = by_number(&award.subject_key) && by_number(&m.subject_key);
            if same || (person && award.search_text == m.search_text && !told_apart) {
                found.extend(self.award(award, same, below)?);
            }
        }
        Ok(found)
    }

    fn members(&self, m: &nomination::Model, below: &HashSet<Uuid>) -> Result<Vec<Award>> {
        let mut found = vec![];
        if m.subject_type == SubjectType::Collective {
            for award in self.members.iter().filter(|award| award.unit_id == m.subject_unit_id) {
                found.extend(self.award(award, true, below)?);
            }
        }
        Ok(found)
    }

    /// One whose dossier is gone says nothing of its days.
    fn award(&self, award: &award::Model, same_subject: bool, below: &HashSet<Uuid>) -> Result<Option<Award>> {
        let Some(dossier) = self.granted.get(&award.nomination_id) else { return Ok(None) };
        let form = self.form(award.award_form_id);
        let year = dossier.achievement_to.year();
        Ok(Some(Award {
            id: award.id,
            form_code: form.map(|form| form.code.clone()).unwrap_or_default(),
            is_title: form.is_some_and(|form| form.class == AwardClass::Title),
            revoked: award.status == AwardStatus::Revoked,
            movement_id: award.movement_id,
            stage: award.stage,
            from: dossier.achievement_from,
            to: dossier.achievement_to,
            unit_id: award.unit_id,
            same_subject,
            fact: of_award(award, form, year)?,
            // Whether a unit elsewhere reported is not told to whoever reads this dossier.
            report: match below.contains(&award.unit_id) {
                true => self.report_of(award.unit_id, year),
                false => YearReport::NotOwed,
            },
        }))
    }

    /// Whether the report of a unit for the last period of a year came that it owes.
    fn report_of(&self, unit_id: Uuid, year: i32) -> YearReport {
        let settled = [ObligationStatus::Waived, ObligationStatus::ClosedByReorganisation];
        let of_year = self
            .owed
            .iter()
            .filter(|(m, _)| m.unit_id == unit_id && m.data_to.year() == year && !settled.contains(&m.status));
        let mut missing = YearReport::NotOwed;
        for (owed, report) in of_year.rev() {
            let came = matches!(owed.status, ObligationStatus::Submitted | ObligationStatus::Accepted);
            match report.as_ref().filter(|_| came) {
                Some(report) => return YearReport::Came(of_report(report)),
                None if owed.late_after < self.scope.today => missing = YearReport::Missing(owed.period_code.clone()),
                None => {}
            }
        }
        missing
    }

    fn stated_years(&self, m: &nomination::Model) -> Vec<(i32, YearReport)> {
        let titles = m.stated.0.iter().filter(|statement| statement.kind == StatementKind::Title);
        titles.filter_map(|title| title.year).map(|year| (year, self.report_of(m.nominating_unit_id, year))).collect()
    }

    fn used(&self, m: &nomination::Model) -> Result<Vec<Fact>> {
        let mut keys = initiatives::keys(&m.stated);
        keys.extend(rested::keys(self.scope, m, (&self.exemplars, &self.evidence)));
        let mut found = vec![];
        for (key, award) in &self.used {
            let stands = award.status != AwardStatus::Revoked && award.nomination_id != m.id;
            let told = found.iter().any(|fact: &Fact| fact.id == Some(award.id));
            if stands && !told && keys.contains(key) {
                let year = award.decided_on.year();
                found.push(of_award(award, self.form(award.award_form_id), year)?);
            }
        }
        Ok(found)
    }

    /// The list of the unit for one review, with this dossier.
    fn list(&self, m: &nomination::Model) -> Option<UnitList> {
        let base_form = self.bases.get(&m.award_form_id)?;
        let of_list = |other: &&nomination::Model| {
            let same = (other.nominating_unit_id, other.movement_id, other.stage);
            same == (m.nominating_unit_id, m.movement_id, m.stage)
        };
        let listed = || self.listed.iter().filter(of_list);
        let asked = listed().filter(|other| other.award_form_id == m.award_form_id && other.id != m.id).count() + 1;
        let base = listed().filter(|other| other.award_form_id == *base_form).count();
        Some(UnitList { asked: i64::try_from(asked).ok()?, base: i64::try_from(base).ok()? })
    }
}

/// An appraisal of a level below, or of a version that was returned, answers nothing any more.
const fn before_appraisal(status: NominationStatus) -> bool {
    use NominationStatus::{Draft, Received, Returned, Submitted, UnitReviewed};
    matches!(status, Draft | UnitReviewed | Submitted | Received | Returned)
}

fn of_report(m: &report::Model) -> Fact {
    Fact {
        version_no: m.shown_version_no,
        digest: m.content_digest.clone(),
        on: Some(m.data_to),
        ..fact(Source::Report, m.id, m.period_code.clone())
    }
}

fn of_plan(m: &plan::Model) -> Fact {
    Fact {
        version_no: Some(m.version_no),
        digest: m.content_digest.clone(),
        on: m.document_issued_on,
        ..fact(Source::Plan, m.id, m.document_number.clone().unwrap_or_default())
    }
}

/// As the register tells it: which, and whose decision it was.
fn of_award(m: &award::Model, form: Option<&award_form::Model>, year: i32) -> Result<Fact> {
    let code = form.map(|form| form.code.as_str()).unwrap_or_default();
    let open = json!({
        "id": m.id,
        "decision_number": m.decision_number,
        "decided_on": m.decided_on,
        "order_no": m.order_no,
        "award_form_code": code,
        "full_name": m.full_name,
        "unit_name": m.unit_name,
        "status": m.status,
    });
    let text = digest::canonical(&open)?;
    let on: Option<NaiveDate> = Some(m.decided_on);
    let said = format!("{code} {year} · {} ({})", m.decision_number, m.issuing_unit_name);
    let digest = Some(digest::sha256_hex(text.as_bytes()));
    Ok(Fact { digest, on, year: Some(year), ..fact(Source::Award, m.id, said) })
}
