//! Criteria and guards as pure rules. Each kind of row stands in one of two tables, with the function that decides it or the
//! word that a person does: a row of no known kind is a person's to answer, and a test fails for it.
mod criteria;
mod fold;
mod guards;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use entity::{Finding, legal_rule, nomination::SubjectType};
use serde_json::Value;
use uuid::Uuid;

pub use fold::{overall, unmet};

use super::{
    dto::{DecidedBy, Fact, Found, Judgement, Outcome, Remedy, Source},
    facts::Facts,
};

pub const CRITERION: &str = "criterion";
pub const GUARD: &str = "guard";
/// One achievement is commended once.
pub const ONE_ACHIEVEMENT: &str = "ELIG_ONE_ACHIEVEMENT";
pub const INITIATIVE_ONCE: &str = "ELIG_INITIATIVE_ONCE";

/// What a row says by name.
#[derive(Clone, Copy)]
pub struct Terms<'a>(&'a Value);

impl<'a> Terms<'a> {
    pub fn text(self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.as_str()
    }

    pub fn number(self, name: &str) -> Option<i64> {
        self.0.get(name)?.as_i64()
    }

    pub fn flag(self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool) == Some(true)
    }

    /// How many it asks for: one, where it does not say.
    pub fn count(self) -> i64 {
        self.number("count").unwrap_or(1)
    }
}

/// What a rule says of the facts.
#[derive(Debug)]
pub struct Said {
    outcome: Outcome,
    needed: Option<i64>,
    found: Option<i64>,
    facts: Vec<Fact>,
    remedy: Option<Remedy>,
}

impl Said {
    const fn met(facts: Vec<Fact>) -> Self {
        Self { outcome: Outcome::Pass, needed: None, found: None, facts, remedy: None }
    }

    const fn unmet(outcome: Outcome, facts: Vec<Fact>, remedy: Remedy) -> Self {
        Self { outcome, needed: None, found: None, facts, remedy: Some(remedy) }
    }

    fn of(self, needed: i64, found: i64) -> Self {
        Self { needed: Some(needed), found: Some(found), ..self }
    }
}

/// How a row is decided.
#[derive(Clone, Copy)]
pub enum How {
    Facts(fn(Terms<'_>, &Facts) -> Said),
    /// Facts of the service do not show it.
    Person,
    /// It is as good as all others together.
    Others,
    /// It asks nothing of the subject.
    Nobody,
}

/// The table of a kind of rule, from the kind of its rows.
fn table(rule: &legal_rule::Model) -> &'static [(&'static str, How)] {
    if rule.kind == GUARD { guards::HOW } else { criteria::HOW }
}

fn named<'a>(rule: &'a legal_rule::Model, name: &str) -> Option<&'a str> {
    rule.params.get(name)?.as_str()
}

/// A rule is off by default where it is a choice of the service, or an alternative that another ministry has.
fn is_off(rule: &legal_rule::Model) -> bool {
    let alternative = named(rule, "alternative").unwrap_or_default();
    rule.scope.as_deref() == Some("configuration") || alternative.starts_with("ALT_")
}

fn how(rule: &legal_rule::Model) -> How {
    let kind = named(rule, "kind").unwrap_or_default();
    let known = table(rule).iter().find(|(name, _)| *name == kind).map(|(_, how)| *how);
    if is_off(rule) { How::Nobody } else { known.unwrap_or(How::Person) }
}

/// Law and practice of the sector bind; rules of other bodies are for comparison. Of guards only those that refuse or
/// suspend decide anything.
fn is_binding(rule: &legal_rule::Model) -> bool {
    let law = matches!(rule.scope.as_deref(), Some("national" | "justice"));
    let decides = rule.kind == CRITERION || matches!(named(rule, "effect"), Some("fail" | "hold"));
    law && decides && !is_off(rule) && !matches!(how(rule), How::Nobody | How::Others)
}

/// Whether a row speaks of a dossier under a regime on a day.
fn speaks_of(rule: &legal_rule::Model, regime_code: &str, law_of: NaiveDate, facts: &Facts) -> bool {
    let of_regime = rule.regimes.split(',').any(|code| code == regime_code);
    let holds = rule.valid_from.is_none_or(|from| from <= law_of) && rule.valid_to.is_none_or(|last| law_of <= last);
    let of_form = rule.award_form.as_deref().is_none_or(|form| form == facts.form_code);
    let of_subject = match named(rule, "subject_type") {
        Some("individual" | "unit_list") => facts.subject == SubjectType::Individual,
        Some("collective") => facts.subject == SubjectType::Collective,
        Some("household") => facts.subject == SubjectType::Household,
        _ => true,
    };
    of_regime && holds && of_form && of_subject
}

/// Holds a dossier against the rules of a regime.
pub fn judge(rules: &[legal_rule::Model], regime_code: Option<&str>, law_of: NaiveDate, facts: &Facts) -> Judgement {
    let asked = |rule: &&legal_rule::Model| regime_code.is_some_and(|code| speaks_of(rule, code, law_of, facts));
    let asked: Vec<_> = rules.iter().filter(asked).collect();
    let mut findings: Vec<Found> = asked.iter().map(|rule| found(rule, facts)).collect();
    let outcome = overall(&findings);
    for (rule, found) in asked.iter().zip(&mut findings) {
        if matches!(how(rule), How::Others) {
            found.outcome = outcome;
            found.remedy = (outcome != Outcome::Pass).then_some(Remedy::TheOthers);
        }
    }
    Judgement { regime_code: regime_code.map(str::to_owned), law_of, outcome, findings }
}

fn found(rule: &legal_rule::Model, facts: &Facts) -> Found {
    let terms = Terms(rule.params.get("params").unwrap_or(&Value::Null));
    let (said, decided_by) = match how(rule) {
        How::Facts(decide) => (decide(terms, facts), DecidedBy::Facts),
        How::Person => (Said::unmet(Outcome::Unknown, vec![], Remedy::AnswerInAppraisal), DecidedBy::Person),
        How::Others => (Said::met(vec![]), DecidedBy::Facts),
        How::Nobody => (Said::met(vec![]), DecidedBy::Nobody),
    };
    let code = named(rule, "rule_id").or_else(|| named(rule, "code")).unwrap_or_default();
    let found = Found {
        rule_id: rule.id,
        rule_code: code.to_owned(),
        outcome: said.outcome,
        decided_by,
        binding: is_binding(rule),
        answered: false,
        alternative: named(rule, "alternative").map(str::to_owned),
        needed: said.needed,
        found: said.found,
        facts: said.facts,
        remedy: said.remedy,
    };
    answered(found, facts)
}

/// What no fact decides is for a person: named in the appraisal, or answered by its opinion as a whole.
fn answered(mut found: Found, facts: &Facts) -> Found {
    if found.outcome != Outcome::Unknown || !facts.appraised {
        return found;
    }
    let named = facts.findings.0.iter().find(|finding| finding.rule_id == found.rule_id);
    found.answered = named.is_none_or(|finding| finding.met.is_some());
    if let Some(finding) = named {
        found.decided_by = DecidedBy::Person;
        found.facts.push(of_finding(finding));
        match finding.met {
            Some(true) => (found.outcome, found.remedy) = (Outcome::Pass, None),
            Some(false) => found.outcome = Outcome::Fail,
            None => {}
        }
    }
    found
}

fn of_finding(finding: &Finding) -> Fact {
    let said = finding.note.clone().unwrap_or_default();
    // What a note says is of any length; a fact says it in a few words.
    let said = said.chars().take(700).collect();
    Fact { source: Source::Appraisal, id: None, version_no: None, digest: None, on: None, year: None, said }
}

/// The rules that a person still has to answer.
pub fn unanswered(judgement: &Judgement) -> Vec<Uuid> {
    let open = |found: &&Found| found.outcome == Outcome::Unknown && !found.answered;
    judgement.findings.iter().filter(open).map(|found| found.rule_id).collect()
}
