use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use organisation::reorganisations::dto::{
    AbsorbStep, ConvertStep, CreateStep, DissolveStep, MergeStep, Part, RenameStep, SplitStep, Step,
};

use super::{UnitRow, covers, reorganisations, units};

type Codes = BTreeSet<String>;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn eve(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap()
}

/// What the files say is in being.
fn in_being(units: &BTreeMap<String, UnitRow>, day: NaiveDate) -> Codes {
    units.values().filter(|unit| covers(unit.valid_from, unit.valid_to, day)).map(|unit| unit.code.clone()).collect()
}

/// The codes that go, and those that come.
fn told(step: &Step) -> (Vec<&str>, Vec<&str>) {
    let new = |unit: &Part| unit.new.is_some();
    match step {
        Step::Merge(MergeStep { units, into }) => (units.iter().map(|unit| &**unit).collect(), vec![&*into.code]),
        Step::Absorb(AbsorbStep { units, .. }) => (units.iter().map(|unit| &**unit).collect(), vec![]),
        Step::Convert(ConvertStep { unit, into }) => (vec![unit], vec![&*into.code]),
        Step::Split(SplitStep { unit, into }) => {
            let goes = if into.iter().all(new) { vec![&**unit] } else { vec![] };
            (goes, into.iter().filter_map(|part| part.new.as_ref()).map(|new| &*new.code).collect())
        }
        Step::Rename(RenameStep { unit, code, .. }) => (vec![unit], code.as_deref().into_iter().collect()),
        Step::Dissolve(DissolveStep { unit, .. }) => (vec![unit], vec![]),
        Step::Create(CreateStep { unit }) => (vec![], vec![&*unit.code]),
        Step::Transfer(_) => (vec![], vec![]),
    }
}

/// Units that a step names without changing them.
fn named(step: &Step) -> Vec<&str> {
    match step {
        Step::Absorb(AbsorbStep { into, .. }) => vec![into],
        Step::Dissolve(DissolveStep { into, .. }) => into.iter().map(|into| &**into).collect(),
        Step::Merge(MergeStep { into, .. })
        | Step::Convert(ConvertStep { into, .. })
        | Step::Create(CreateStep { unit: into }) => vec![&*into.parent],
        Step::Split(SplitStep { into, .. }) => {
            into.iter().filter_map(|part| part.new.as_ref()).map(|new| &*new.parent).collect()
        }
        Step::Rename(_) | Step::Transfer(_) => vec![],
    }
}

#[test]
fn the_steps_lead_from_each_day_to_the_next() {
    let units = units().unwrap();
    let mut now = in_being(&units, day("2023-01-01"));
    for document in reorganisations(2026).unwrap() {
        let on = *document.operational_from;
        assert_eq!(now, in_being(&units, eve(on)), "before {on}");
        let before = now.clone();
        let mut gone = Codes::new();
        for step in &document.steps {
            let (goes, comes) = told(step);
            for code in goes {
                assert!(now.remove(code), "{on}: {code} is not there");
                gone.insert(code.to_owned());
            }
            for code in comes {
                assert!(now.insert(code.to_owned()), "{on}: {code} is there already");
            }
        }
        let renames =
            |step: &Step, code: &str| matches!(step, Step::Rename(RenameStep { unit, .. }) if **unit == *code);
        let renamed = |code: &str| document.steps.iter().any(|step| renames(step, code));
        for code in document.steps.iter().flat_map(named) {
            let stays = before.contains(code) && (!gone.contains(code) || renamed(code));
            let begins = now.contains(code) && !before.contains(code);
            assert!(stays || begins, "{on}: {code} takes nothing over");
        }
        assert_eq!(now, in_being(&units, on), "on {on}");
    }
}

#[test]
fn every_day_of_change_has_its_document() {
    let documents = reorganisations(2026).unwrap();
    let known: BTreeSet<_> = documents.iter().map(|document| *document.operational_from).collect();
    let mut days: BTreeSet<NaiveDate> = units().unwrap().values().map(|unit| unit.valid_from).collect();
    days.extend(units().unwrap().values().filter_map(|unit| unit.valid_to?.checked_add_days(Days::new(1))));
    days.retain(|changed| *changed > day("2023-01-01"));
    assert_eq!(days, known);
    assert!(documents.iter().all(|document| document.in_force_from <= document.operational_from));
    assert!(documents.iter().all(|document| (1..=2000).contains(&document.steps.len())));
}

#[test]
fn a_year_bounds_what_is_told() {
    let last = |through| reorganisations(through).unwrap().last().map(|document| *document.operational_from);
    assert_eq!(last(2022), None);
    assert_eq!(last(2024), Some(day("2024-12-01")));
    assert_eq!(last(2025), Some(day("2025-07-01")));
    assert_eq!(last(2026), Some(day("2026-04-30")));
}

#[test]
fn parts_make_a_whole() {
    let documents = reorganisations(2026).unwrap();
    let mut splits = 0;
    for step in documents.iter().flat_map(|document| &document.steps) {
        if let Step::Split(SplitStep { into, .. }) = step {
            splits += 1;
            assert_eq!(into.iter().map(|part| part.share.0).sum::<i64>(), super::WHOLE);
        }
    }
    assert_eq!(splits, 4);
}
