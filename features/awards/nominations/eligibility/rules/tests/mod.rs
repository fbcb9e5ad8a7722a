//! Every row of the criteria and guards of `data/regimes`: decided by a rule on facts, or named here as one that a person
//! answers or that asks nothing.
mod cases;

use std::collections::{BTreeSet, HashMap};

use Outcome::{Fail, Pass, Unknown};
use cases::cases;
use chrono::NaiveDate;
use entity::{
    Finding, Findings, Statement, StatementKind, legal_rule,
    nomination::{Stage, SubjectType},
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{CRITERION, GUARD, How, how, judge, unanswered};
use crate::nominations::eligibility::{
    dto::{DecidedBy, Fact, Found, Judgement, Outcome, Source},
    facts::{Award, Facts, UnitList, YearReport},
};

/// Rows that a person answers: `unknown` until the appraisal says.
const PERSON: &[&str] = &[
    "CR002", "CR014", "CR015", "CR016", "CR017", "CR019", "CR020", "CR021", "CR023", "CR024", "CR025", "CR026",
    "CR028", "CR029", "CR031", "CR032", "CR036", "CR038", "CR039", "CR041", "CR042", "CR043", "CR045", "CR046",
    "CR048", "CR049", "CR051", "CR053", "CR054", "CR055", "CR067",
];

/// Rows that ask nothing of a subject, or are off.
const NOBODY: &[&str] = &[
    "CR027",
    "ELIG_FEMALE_LEADER",
    "ELIG_GENDER_EQUALITY",
    "ELIG_INTERVAL",
    "ELIG_MATERNITY",
    "ELIG_NO_LADDER",
    "ELIG_SCALE_GRASSROOTS",
    "ELIG_TIE_FEMALE",
    "ELIG_TRANSITION_152",
    "ELIG_TRANSITION_2026",
];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rules() -> Vec<legal_rule::Model> {
    let files = [
        (CRITERION, include_str!("../../../../../../data/regimes/criteria.csv")),
        (GUARD, include_str!("../../../../../../data/regimes/guards.csv")),
    ];
    let mut made = vec![];
    for (kind, text) in files {
        let rows: Vec<HashMap<String, String>> =
            csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect();
        for (row, ordinal) in rows.iter().zip(1..) {
            made.push(rule(kind, ordinal, row));
        }
    }
    made
}

fn rule(kind: &str, ordinal: i32, row: &HashMap<String, String>) -> legal_rule::Model {
    let cell = |name: &str| row.get(name).filter(|text| !text.is_empty()).cloned();
    let mut params: Map<String, Value> =
        row.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.clone(), json!(text))).collect();
    params.insert("params".to_owned(), serde_json::from_str(&row["params"]).unwrap());
    legal_rule::Model {
        id: Uuid::now_v7(),
        kind: kind.to_owned(),
        ordinal,
        regimes: format!(",{},", row["regimes"].replace(';', ",")),
        award_form: cell("award_form"),
        scope: cell("scope"),
        params: Value::Object(params),
        words: cell("text_vi"),
        citation_id: Uuid::nil(),
        valid_from: cell("valid_from").map(|text| day(&text)),
        valid_to: cell("valid_to").map(|text| day(&text)),
    }
}

fn fact(source: Source, year: i32) -> Fact {
    Fact { source, id: None, version_no: None, digest: None, on: None, year: Some(year), said: String::new() }
}

fn facts(form: &str, subject: SubjectType) -> Facts {
    Facts {
        movement_id: Uuid::nil(),
        stage: Stage::Interim,
        subject,
        form_code: form.to_owned(),
        from: day("2024-01-01"),
        to: day("2024-11-30"),
        minutes: None,
        movement: fact(Source::Movement, 2024),
        of_ministry: true,
        evidence: vec![],
        stated: vec![],
        initiatives: vec![],
        reports: vec![],
        awards: vec![],
        members: vec![],
        used: vec![],
        unit: fact(Source::Unit, 2024),
        unit_ended: false,
        proposed_by_managing: true,
        list: None,
        held: None,
        cleared: None,
        appraised: false,
        findings: Findings::default(),
    }
}

fn award(form_code: &str, year: i32) -> Award {
    Award {
        id: Uuid::now_v7(),
        form_code: form_code.to_owned(),
        is_title: true,
        revoked: false,
        movement_id: Uuid::now_v7(),
        stage: Stage::Final,
        from: day(&format!("{year}-01-01")),
        to: day(&format!("{year}-12-31")),
        unit_id: Uuid::nil(),
        same_subject: true,
        fact: fact(Source::Award, year),
        report: YearReport::NotOwed,
    }
}

fn state(kind: StatementKind, what: &str, year: i32) -> Statement {
    Statement {
        kind,
        what: Some(what.to_owned()),
        year: Some(year),
        number: Some(1),
        ended_on: Some(day(&format!("{year}-06-30"))),
        document_number: "1/QĐ-STP".to_owned(),
        document_on: day("2024-01-02"),
        issuer: "Sở Tư pháp".to_owned(),
    }
}

fn with(base: &Facts, change: impl FnOnce(&mut Facts)) -> Facts {
    let mut facts = base.clone();
    change(&mut facts);
    facts
}

fn code(rule: &legal_rule::Model) -> String {
    rule.params.get("rule_id").or(rule.params.get("code")).unwrap().as_str().unwrap().to_owned()
}

/// What is found of one row, under a regime and on a day of its own.
fn of_row(rule: &legal_rule::Model, facts: &Facts) -> (Judgement, Found) {
    let regime = rule.regimes.split(',').find(|code| !code.is_empty()).unwrap();
    let on = rule.valid_from.unwrap_or(day("2024-12-01"));
    let judgement = judge(std::slice::from_ref(rule), Some(regime), on, facts);
    let found = judgement.findings.first().unwrap_or_else(|| panic!("{} was not asked", code(rule))).clone();
    (judgement, found)
}

fn base_of(rule: &legal_rule::Model) -> Facts {
    let subject = match rule.params.get("subject_type").and_then(Value::as_str) {
        Some("collective") => SubjectType::Collective,
        Some("household") => SubjectType::Household,
        _ => SubjectType::Individual,
    };
    facts(rule.award_form.as_deref().unwrap_or("GK"), subject)
}

#[test]
fn every_row_is_decided_by_a_rule_or_by_a_person_that_is_named() {
    let (mut person, mut nobody) = (BTreeSet::new(), BTreeSet::new());
    for rule in rules() {
        let (_, found) = of_row(&rule, &base_of(&rule));
        match found.decided_by {
            DecidedBy::Facts => {}
            DecidedBy::Person => {
                assert_eq!(found.outcome, Unknown, "{}", code(&rule));
                assert!(rule.words.is_some(), "{} has no words for whoever answers it", code(&rule));
                person.insert(code(&rule));
            }
            DecidedBy::Nobody => {
                assert!(found.outcome == Pass && !found.binding, "{}", code(&rule));
                nobody.insert(code(&rule));
            }
        }
    }
    assert_eq!(person, PERSON.iter().map(|code| (*code).to_owned()).collect());
    assert_eq!(nobody, NOBODY.iter().map(|code| (*code).to_owned()).collect());
}

#[test]
fn every_row_that_facts_decide_says_what_it_should_of_them() {
    let mut held = 0;
    for rule in rules().iter().filter(|rule| matches!(how(rule), How::Facts(_))) {
        for (facts, outcome) in cases(rule, &base_of(rule)) {
            let (_, found) = of_row(rule, &facts);
            assert_eq!(found.outcome, outcome, "{}: {found:?}", code(rule));
            assert_eq!(found.remedy.is_none(), outcome == Pass, "{}: {found:?}", code(rule));
            held += 1;
        }
    }
    assert!(held > 120, "only {held} cases");
}

fn under(regime: &str, on: &str, facts: &Facts) -> Judgement {
    judge(&rules(), Some(regime), day(on), facts)
}

#[test]
fn of_the_alternatives_one_is_enough_and_what_no_fact_decides_a_person_answers() {
    let clear = with(&facts("CSTDCS", SubjectType::Individual), |f| {
        f.awards.push(award("LDTT", 2024));
        f.stated.push(state(StatementKind::NoPendingCase, "", 2024));
        f.stated.push(state(StatementKind::NoDiscipline, "", 2024));
    });
    assert_eq!(under("R2022a", "2024-12-01", &clear).outcome, Unknown);
    for (kind, what) in [(StatementKind::Evaluation, "HTXSNV"), (StatementKind::Initiative, "grassroots")] {
        let one = with(&clear, |f| f.stated.push(state(kind, what, 2024)));
        assert_eq!(under("R2022a", "2024-12-01", &one).outcome, Pass, "{what}");
    }
    // An opinion as a whole answers what it does not name; what it leaves open stays open.
    let appraised = with(&clear, |f| f.appraised = true);
    let whole = under("R2022a", "2024-12-01", &appraised);
    assert!(whole.outcome == Pass && unanswered(&whole).is_empty());
    let all = rules();
    let named = |code_: &str, met| {
        let rule_id = all.iter().find(|rule| code(rule) == code_).unwrap().id;
        let facts = with(&appraised, |f| f.findings = Findings(vec![Finding { rule_id, met, note: None }]));
        judge(&all, Some("R2022a"), day("2024-12-01"), &facts)
    };
    // One alternative that is not met leaves the others.
    assert_eq!(named("CR005", Some(false)).outcome, Pass);
    let bare = with(&appraised, |f| f.awards.clear());
    let ldtt = all.iter().find(|rule| code(rule) == "CR003").unwrap().id;
    for (met, outcome) in [(Some(true), Pass), (Some(false), Fail), (None, Unknown)] {
        let facts = with(&bare, |f| f.findings = Findings(vec![Finding { rule_id: ldtt, met, note: None }]));
        let judgement = judge(&all, Some("R2022a"), day("2024-12-01"), &facts);
        assert_eq!(judgement.outcome, outcome, "{met:?}");
    }
}

#[test]
fn a_rule_holds_under_its_regime_and_from_its_first_day() {
    let dissolved = with(&facts("GK", SubjectType::Collective), |f| f.unit_ended = true);
    let asked = |regime: &str, on: &str| {
        under(regime, on, &dissolved).findings.iter().any(|found| found.rule_code == "ELIG_DISSOLVED")
    };
    assert!(!asked("R2022a", "2025-06-30") && !asked("R2022b", "2025-08-04") && asked("R2022b", "2025-08-05"));
    let list = with(&facts("CSTDCS", SubjectType::Individual), |f| f.list = Some(UnitList { asked: 4, base: 20 }));
    assert_eq!(under("R2003", "2023-06-01", &list).outcome, Fail);
    assert_ne!(under("R2022a", "2024-06-01", &list).outcome, Fail, "no cap since 2024");
    assert!(judge(&rules(), None, day("2016-01-01"), &list).findings.is_empty());
}
