//! Random reorganisations over random reports: totals stay, rows stay, and papers are read by whoever took over and by
//! nobody else.
use std::collections::{BTreeMap, BTreeSet};

use entity::{journal, report, report_value};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::applied;
use crate::{
    stories::{Paper, STANDING_BODY, Story, target},
    support::both,
};

const UNITS: [&str; 5] = ["H03.STP", "H55.STP", "H60.STP", "H01.STP", "H04.STP"];

#[derive(Clone, Debug)]
enum Change {
    Merge(usize, usize),
    Absorb(usize, usize),
    Split { unit: usize, share: i32, goes_on: bool },
    Rename(usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let unit = || 0_usize..UNITS.len();
    let change = prop_oneof![
        (unit(), unit()).prop_map(|(a, b)| Change::Merge(a, b)),
        (unit(), unit()).prop_map(|(a, b)| Change::Absorb(a, b)),
        (unit(), 1_i32..10_000, any::<bool>()).prop_map(|(unit, share, goes_on)| Change::Split {
            unit,
            share,
            goes_on
        }),
        unit().prop_map(Change::Rename),
    ];
    prop::collection::vec(change, 3..6)
}

/// Who should hold what: kept beside the service, by hand.
struct Model {
    living: Vec<String>,
    /// The papers of each first unit, and who reads them as its own.
    holders: BTreeMap<String, BTreeSet<String>>,
    made: usize,
}

impl Model {
    fn new() -> Self {
        let living: Vec<String> = UNITS.iter().map(|code| (*code).to_owned()).collect();
        let holders = living.iter().map(|code| (code.clone(), BTreeSet::from([code.clone()]))).collect();
        Self { living, holders, made: 0 }
    }

    fn at(&self, index: usize) -> String {
        self.living[index % self.living.len()].clone()
    }

    fn new_unit(&mut self) -> (String, Value) {
        self.made += 1;
        let code = format!("H99.STP{}", self.made);
        let unit = json!({"code": code, "kind": "provincial_justice_department", "parent": "G15", "name": format!("Sở Tư pháp số {}", self.made)});
        self.living.push(code.clone());
        (code, unit)
    }

    /// Whatever `old` held is held by `new` from now on.
    fn pass(&mut self, old: &str, new: &[&str], goes_on: bool) {
        for holders in self.holders.values_mut() {
            if holders.contains(old) {
                holders.extend(new.iter().map(|code| (*code).to_owned()));
                if !goes_on {
                    holders.remove(old);
                }
            }
        }
        if !goes_on {
            self.living.retain(|code| code != old);
        }
    }

    fn step(&mut self, change: &Change) -> Option<Value> {
        match change {
            Change::Merge(a, b) => {
                let (a, b) = (self.at(*a), self.at(*b));
                if a == b {
                    return None;
                }
                let (code, unit) = self.new_unit();
                self.pass(&a, &[&code], false);
                self.pass(&b, &[&code], false);
                Some(json!({"type": "merge", "units": [a, b], "into": unit}))
            }
            Change::Absorb(a, b) => {
                let (a, b) = (self.at(*a), self.at(*b));
                if a == b {
                    return None;
                }
                self.pass(&a, &[&b], false);
                Some(json!({"type": "absorb", "units": [a], "into": b}))
            }
            Change::Split { unit, share, goes_on } => {
                let old = self.at(*unit);
                let (code, unit) = self.new_unit();
                let (x, y) = (f64::from(*share) / 10_000.0, f64::from(10_000 - share) / 10_000.0);
                let rest = if *goes_on {
                    (old.clone(), json!({"unit": old, "share": y}))
                } else {
                    let (other, unit) = self.new_unit();
                    (other, json!({"new": unit, "share": y}))
                };
                self.pass(&old, &[&code, &rest.0], *goes_on);
                Some(json!({"type": "split", "unit": old, "into": [{"new": unit, "share": x}, rest.1]}))
            }
            Change::Rename(unit) => {
                let unit = self.at(*unit);
                Some(json!({"type": "rename", "unit": unit, "name": "Sở Tư pháp đổi tên"}))
            }
        }
    }
}

async fn totals(story: &Story, expected: i64) {
    let reader = story.officer(STANDING_BODY).await;
    for basis in ["as_reported", "current", "as_of:2024-05-03", "as_of:2024-01-01"] {
        let path = format!("/progress?movement_id={}&indicator_code=TGPL-04&basis={basis}", story.movement);
        let whole = story.app.get(&path, &reader).await.is(200);
        assert_eq!(whole["items"][0]["value"], expected, "{basis}");
        let parts = story.app.get(&format!("{path}&group_by=unit&sort=-value&limit=200"), &reader).await.is(200);
        let sum: f64 = parts.items().iter().filter_map(|row| row["value"].as_f64()).sum();
        assert!((sum - expected as f64).abs() < 1e-6, "{basis}: the parts make {sum}, not {expected}");
    }
}

async fn readers(story: &Story, model: &Model, reports: &[(String, Paper)]) {
    for code in &model.living {
        let officer = story.officer(code).await;
        for (owner, report) in reports {
            let seen = report.read_by(&officer).await.status == 200;
            assert_eq!(seen, model.holders[owner].contains(code), "{code} reads the report of {owner}");
        }
    }
}

#[actix_web::test]
async fn totals_rows_and_readers_are_what_they_should_be() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..4 {
        let told = changes().new_tree(&mut runner).unwrap().current();
        let told: &'static [Change] = told.leak();
        both(move |app| async move {
            let story = Story::of(app).await;
            let admin = story.app.admin().await;
            let (mut model, mut reports, mut expected) = (Model::new(), vec![], 0);
            for (code, value) in UNITS.iter().zip([10, 11, 7, 1, 3]) {
                story.received_plan(code, &[target("TGPL-04", 20)]).await;
                let report = story.accepted_report(code, "2023", &[("TGPL-04", json!({"value": value}))]).await;
                reports.push(((*code).to_owned(), report));
                expected += value;
            }
            let db = story.app.state.db.primary();
            let rows = (
                report::Entity::find().count(db).await.unwrap(),
                report_value::Entity::find().count(db).await.unwrap(),
            );
            let mut entries = journal::Entity::find().count(db).await.unwrap();
            for (change, day) in told.iter().zip(2..) {
                let Some(step) = model.step(change) else { continue };
                applied(&story.app, &admin, &format!("2024-05-{day:02}"), json!([step])).await;
                totals(&story, expected).await;
                readers(&story, &model, &reports).await;
                let now = (
                    report::Entity::find().count(db).await.unwrap(),
                    report_value::Entity::find().count(db).await.unwrap(),
                );
                assert_eq!(now, rows, "{told:?}: a row was lost");
                let grown = journal::Entity::find().count(db).await.unwrap();
                assert!(grown > entries, "the journal only grows");
                entries = grown;
            }
        })
        .await;
    }
}
