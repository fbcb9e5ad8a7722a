//! The worked examples of `data/regimes`, in full.
use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::period::PeriodKind;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Due, DueRule, Rule, Rules, Window};
use crate::kernel::{
    calendar::{Calendar, Closing, Edition, Roll},
    clock::day_of,
};

fn calendar(closing: Closing) -> Calendar {
    Calendar::read(Edition::OURS, closing).unwrap()
}

/// As the import reads them: whole numbers as such.
fn rules() -> Vec<Rule> {
    let text = include_str!("../../../data/regimes/reporting_rules.csv");
    let mut rules = vec![];
    for row in csv::Reader::from_reader(text.as_bytes()).deserialize::<HashMap<String, String>>() {
        let row = row.unwrap();
        let day = |name: &str| row.get(name).filter(|text| !text.is_empty()).map(|text| text.parse().unwrap());
        let cell = |text: &String| match text.parse::<i64>() {
            Ok(number) => Value::from(number),
            Err(_) => Value::from(text.as_str()),
        };
        let filled = row.iter().filter(|(_, text)| !text.is_empty());
        let params: Map<String, Value> = filled.map(|(name, text)| (name.clone(), cell(text))).collect();
        rules.extend(Rule::read(&params.into(), day("valid_from"), day("valid_to")));
    }
    rules
}

#[derive(Deserialize)]
struct Example {
    id: String,
    rule: String,
    year: i32,
    index: u32,
    data_from: NaiveDate,
    data_to: NaiveDate,
    due_rule: Option<String>,
    due_on: Option<NaiveDate>,
}

fn examples() -> Vec<Example> {
    let text = include_str!("../../../data/regimes/reporting_examples.csv");
    let rows: Vec<Example> = csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), 24);
    rows
}

#[test]
fn every_row_of_the_rules_is_understood_or_says_no_day() {
    let found = rules();
    assert_eq!(found.len(), 31, "all but the ban on carrying over");
    assert!(found.iter().all(|rule| rule.code != "THADS_NO_CARRY"));
}

#[test]
fn every_example_of_a_period_is_met_by_its_rule_and_by_its_regime() {
    let all = rules();
    let named = Rules::new(all.iter().map(|rule| (rule.clone(), ())).collect());
    for Example { id, rule, year, index, data_from, data_to, .. } in examples() {
        let window = Window { from: data_from, to: data_to };
        let its: Vec<_> = all.iter().filter(|one| one.is_called(&rule)).collect();
        let found: Vec<_> = its.iter().filter_map(|one| one.window(year, index)).collect();
        assert!(!found.is_empty() && found.iter().all(|one| *one == window), "{id}: {found:?}");
        let (regime, kind) = (&its[0].regime, its[0].kind().unwrap());
        assert_eq!(named.period(regime, kind, year, index).map(|(found, ())| found), Some(window), "{id}");
    }
}

#[test]
fn every_example_of_a_due_day_is_met() {
    let (all, calendar) =
        (Rules::new(rules().into_iter().map(|rule| (rule, ())).collect()), calendar(Closing::default()));
    let mut met = 0;
    for Example { id, data_to, due_rule, due_on, .. } in examples() {
        let (Some(name), Some(on)) = (due_rule, due_on) else { continue };
        let (due, ()) = all.due(&name, data_to).unwrap_or_else(|| panic!("{id}: no {name}"));
        assert_eq!(due.of(data_to, None, &calendar).unwrap(), Due { on, rolled_from: None }, "{id}");
        met += 1;
    }
    assert_eq!(met, 13);
}

#[test]
fn a_regime_has_its_own_periods_and_no_other() {
    let all = Rules::new(rules().into_iter().map(|rule| (rule, ())).collect());
    let there = |regime: &str, kind, year, number| all.period(regime, kind, year, number).is_some();
    // Nghị định 09/2019 knows no nine months; the inspection does.
    assert!(!there("general", PeriodKind::NineMonth, 2026, 1) && there("inspection", PeriodKind::NineMonth, 2026, 1));
    assert!(there("general", PeriodKind::Half, 2025, 2) && !there("general", PeriodKind::Half, 2025, 3));
    assert!(!there("general", PeriodKind::Month, 2025, 0) && !there("general", PeriodKind::Month, 2025, 13));
    assert!(there("enforcement", PeriodKind::ThadsYear, 2025, 12) && !there("enforcement", PeriodKind::Year, 2025, 1));
    // The rules of the inspection hold from 30 September 2025.
    assert!(!there("inspection", PeriodKind::Quarter, 2025, 3) && there("inspection", PeriodKind::Quarter, 2025, 4));
}

/// Each run tells every day once.
#[test]
fn the_periods_of_a_run_lie_end_to_end() {
    let all = Rules::new(rules().into_iter().map(|rule| (rule, ())).collect());
    for (kind, numbers) in
        [(PeriodKind::Month, 12), (PeriodKind::Quarter, 4), (PeriodKind::Half, 2), (PeriodKind::Year, 1)]
    {
        let mut last: Option<NaiveDate> = None;
        for year in 2020..2030 {
            for number in 1..=numbers {
                let (window, ()) = all.period("general", kind, year, number).unwrap();
                assert!(last.is_none_or(|last| last.succ_opt() == Some(window.from)), "{kind:?} {year} {number}");
                last = Some(window.to);
            }
        }
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_due_day_rolls_only_where_its_rule_says_so() {
    let calendar = calendar(Closing::default());
    let rule = DueRule::DayOfLastMonth(20);
    // 20/9/2026 is a Sunday.
    let due = |roll| rule.of(day("2026-09-14"), roll, &calendar).unwrap();
    assert_eq!(due(None), Due { on: day("2026-09-20"), rolled_from: None });
    assert_eq!(due(Some(Roll::Next)), Due { on: day("2026-09-21"), rolled_from: Some(day("2026-09-20")) });
    assert_eq!(due(Some(Roll::Previous)), Due { on: day("2026-09-18"), rolled_from: Some(day("2026-09-20")) });
    let short = DueRule::DayOfLastMonth(31).of(day("2025-06-14"), None, &calendar).unwrap();
    assert_eq!(short.on, day("2025-06-30"));
    let january = DueRule::date("01-15").unwrap().of(day("2025-12-31"), None, &calendar).unwrap();
    assert_eq!(january.on, day("2026-01-15"));
    assert!(["2-30", "02-29", "13-01", "1-1", "0101", "aa-bb"].iter().all(|text| DueRule::date(text).is_none()));
    // Of years that nobody knows, a date is still a date; working days are none.
    let far = day("2030-12-14");
    assert_eq!(DueRule::date("12-20").unwrap().of(far, None, &calendar).unwrap().on, day("2030-12-20"));
    for refused in [DueRule::WorkingDaysAfter(2).of(far, None, &calendar), rule.of(far, Some(Roll::Next), &calendar)] {
        assert_eq!(refused.unwrap_err().code.spec().slug, "no_calendar");
    }
}

#[test]
fn a_microsecond_before_the_close_is_in_time_and_the_close_is_late() {
    let at = |text: &str| -> DateTime<Utc> { text.parse().unwrap() };
    let one = TimeDelta::microseconds(1);
    for (closing, minute, closes) in [
        ("24:00", None, "2024-12-17T17:00:00Z"),
        ("17:00", None, "2024-12-17T10:00:00Z"),
        ("24:00", Some(16 * 60 + 30), "2024-12-17T09:30:00Z"),
        ("17:00", Some(24 * 60), "2024-12-17T17:00:00Z"),
        ("17:00", Some(0), "2024-12-17T10:00:00Z"),
    ] {
        let found = calendar(closing.parse().unwrap()).closes(day("2024-12-17"), minute);
        assert_eq!(found, at(closes), "{closing} {minute:?}");
        assert_eq!(day_of(found - one), day("2024-12-17"));
    }
}
