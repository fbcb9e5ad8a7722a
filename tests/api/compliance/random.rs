//! Units begin, end, merge and split within a period: no rate leaves [0, 1], and every count is what the ledger comes to.
use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    counts, opened,
    recount::{Counts, add, replay},
    rows,
};
use crate::{
    reorganisations::applied,
    stories::{STANDING_BODY, Story, target},
    support::both,
};

const UNITS: [&str; 4] = ["H03.STP", "H55.STP", "H60.STP", "H01.STP"];

#[derive(Clone, Debug)]
enum Change {
    Begin,
    Merge(usize, usize),
    Absorb(usize, usize),
    Split(usize, bool),
    Submit(usize),
    Waive(usize),
    Extend(usize, u64, bool),
    Wait(u64),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let unit = || 0_usize..8;
    let change = prop_oneof![
        Just(Change::Begin),
        (unit(), unit()).prop_map(|(a, b)| Change::Merge(a, b)),
        (unit(), unit()).prop_map(|(a, b)| Change::Absorb(a, b)),
        (unit(), any::<bool>()).prop_map(|(unit, goes_on)| Change::Split(unit, goes_on)),
        unit().prop_map(Change::Submit),
        unit().prop_map(Change::Waive),
        (unit(), 1_u64..20, any::<bool>()).prop_map(|(unit, days, excuses)| Change::Extend(unit, days, excuses)),
        (1_u64..6).prop_map(Change::Wait),
    ];
    prop::collection::vec(change, 12..16)
}

/// Who there is, and who has what each unit had: of a split the first part.
struct World {
    living: Vec<String>,
    heirs: Vec<(String, NaiveDate, String)>,
    made: usize,
    today: NaiveDate,
}

impl World {
    fn at(&self, index: usize) -> String {
        self.living[index % self.living.len()].clone()
    }

    fn new_unit(&mut self) -> (String, Value) {
        self.made += 1;
        let code = format!("H99.STP{}", self.made);
        let unit = json!({"code": code, "kind": "provincial_justice_department", "parent": "G15",
            "name": format!("Sở Tư pháp số {}", self.made), "province_code": "19"});
        self.living.push(code.clone());
        (code, unit)
    }

    fn pass(&mut self, old: &str, new: &str, goes_on: bool) {
        self.heirs.push((old.to_owned(), self.today, new.to_owned()));
        if !goes_on {
            self.living.retain(|code| code != old);
        }
    }

    fn step(&mut self, change: &Change) -> Option<Value> {
        match change {
            Change::Merge(a, b) => {
                let (a, b) = (self.at(*a), self.at(*b));
                let (code, unit) = (a != b).then(|| self.new_unit())?;
                self.pass(&a, &code, false);
                self.pass(&b, &code, false);
                Some(json!({"type": "merge", "units": [a, b], "into": unit}))
            }
            Change::Absorb(a, b) => {
                let (a, b) = (self.at(*a), self.at(*b));
                (a != b).then_some(())?;
                self.pass(&a, &b, false);
                Some(json!({"type": "absorb", "units": [a], "into": b}))
            }
            Change::Split(unit, goes_on) => {
                let old = self.at(*unit);
                let (first, unit) = self.new_unit();
                let rest = match goes_on {
                    true => json!({"unit": old, "share": 0.4}),
                    false => json!({"new": self.new_unit().1, "share": 0.4}),
                };
                self.pass(&old, &first, *goes_on);
                Some(json!({"type": "split", "unit": old, "into": [{"new": unit, "share": 0.6}, rest]}))
            }
            _ => None,
        }
    }
}

async fn happens(story: &Story, world: &mut World, change: &Change) {
    let app = &story.app;
    app.set_clock(&format!("{}T02:00:00Z", app.clock.today() + Days::new(1)));
    world.today = app.clock.today();
    let owed = async |at: usize| {
        let unit = world.at(at);
        let path = format!("/obligations?movement_id={}&unit_id={}", story.movement, app.unit(&unit).await);
        let found = story.list(&path, &story.officer(STANDING_BODY).await).await;
        (unit, found.items().first().cloned())
    };
    let head = story.head(STANDING_BODY).await;
    match change {
        Change::Begin => {
            let (_, mut unit) = world.new_unit();
            let unit = unit.as_object_mut().unwrap();
            unit.remove("parent");
            unit.insert("parent_id".to_owned(), json!(app.unit("G15").await));
            unit.insert("valid_from".to_owned(), json!(app.clock.today()));
            app.post("/units", &app.admin().await).json(json!(unit)).await.is(201);
        }
        Change::Submit(at) => {
            let (unit, Some(owed)) = owed(*at).await else { return };
            let over = owed["period"]["data_to"].as_str().unwrap() < app.clock.today().to_string().as_str();
            if over && owed["status"] == "expected" {
                story.issued_plan(&unit, &[target("TGPL-04", 20)]).await;
                story.submitted_report(&unit, "A", &[("TGPL-04", json!({"value": 1}))]).await;
            }
        }
        Change::Waive(at) | Change::Extend(at, ..) => {
            let (_, Some(owed)) = owed(*at).await else { return };
            let mut body = json!({"document_number": story.number("QĐ-BTP"), "reason": "Theo đề nghị của đơn vị"});
            let mut action = "waive";
            if let Change::Extend(_, days, excuses) = change {
                action = "extend";
                let due: chrono::NaiveDate = owed["due_on"].as_str().unwrap().parse().unwrap();
                body["due_on"] = json!(due + Days::new(*days));
                body["excuses_lateness"] = json!(excuses);
            }
            let path = format!("/obligations/{}/{action}", owed["id"].as_str().unwrap());
            // What stands against it is no matter here.
            app.post(&path, &head).if_match("*").json(body).await;
        }
        Change::Wait(days) => app.set_clock(&format!("{}T02:00:00Z", app.clock.today() + Days::new(*days))),
        _ => {
            if let Some(step) = world.step(change) {
                applied(app, &app.admin().await, &app.clock.today().to_string(), json!([step])).await;
            }
        }
    }
    app.settle().await;
}

/// By unit: what the ledger comes to, as whoever has it by the basis.
async fn recounted(story: &Story, world: &World, mapped: bool) -> BTreeMap<Uuid, Counts> {
    let (app, now) = (&story.app, story.app.clock.now());
    let organisation = app.state.db.latest_snapshot().await.unwrap().organisation;
    let mut passed = vec![];
    for (old, day, new) in &world.heirs {
        passed.push((app.unit(old).await, *day, app.unit(new).await));
    }
    let mut found: BTreeMap<Uuid, Counts> = BTreeMap::new();
    for one in replay(app, story.movement).await {
        let (mut unit, mut since) = (one.unit, one.data_to);
        if let Some(last) = organisation.unit(unit).and_then(|unit| unit.valid_to) {
            since = since.min(last);
        }
        // Passed on in the order of time.
        for (old, day, new) in passed.iter().filter(|_| mapped) {
            if *old == unit && *day > since {
                (unit, since) = (*new, *day);
            }
        }
        let sum = found.entry(unit).or_default();
        *sum = add(*sum, one.counts(now));
    }
    found
}

async fn holds(story: &Story, world: &World, told: &[Change]) {
    let reader = story.officer(STANDING_BODY).await;
    for (basis, mapped) in [("as_reported", false), ("current", true)] {
        let mine = recounted(story, world, mapped).await;
        let by_unit = rows(story, &reader, &format!("&group_by=unit&basis={basis}")).await;
        let theirs: BTreeMap<Uuid, Counts> =
            by_unit.iter().map(|row| (row["unit_id"].as_str().unwrap().parse().unwrap(), counts(row))).collect();
        assert_eq!(theirs, mine, "{basis}: {told:?}");
        let whole = mine.values().copied().reduce(add).unwrap_or_default();
        for by in ["total", "kind", "tier", "province", "period", "unit"] {
            let parts = rows(story, &reader, &format!("&group_by={by}&basis={basis}")).await;
            assert_eq!(parts.iter().map(counts).reduce(add).unwrap_or_default(), whole, "{basis} {by}: {told:?}");
            parts.iter().for_each(is_sound);
        }
    }
}

/// Rates are null where nothing can be judged, and else the parts that they say, rounded down.
fn is_sound(row: &Value) {
    let [owed, on_time, late, missing, not_yet_due, _] = counts(row);
    assert_eq!(owed, on_time + late + missing + not_yet_due, "{row}");
    let judged = on_time + late + missing;
    for (name, part) in [("on_time_rate", on_time), ("submission_rate", on_time + late)] {
        match row[name].as_f64() {
            None => assert_eq!(judged, 0, "{row}"),
            Some(rate) => {
                assert!((0.0..=1.0).contains(&rate), "{row}");
                let told: u64 = format!("{:.0}", rate * 10_000.0).parse().unwrap();
                assert_eq!(told, part * 10_000 / judged, "{row}");
            }
        }
    }
}

#[actix_web::test]
async fn every_count_is_what_the_ledger_comes_to() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..3 {
        let told: &'static [Change] = changes().new_tree(&mut runner).unwrap().current().leak();
        both(move |app| async move {
            let story = Story::without_periods(app).await;
            opened(&story).await;
            let living = UNITS.iter().map(|code| (*code).to_owned()).collect();
            let mut world = World { living, heirs: vec![], made: 0, today: story.app.clock.today() };
            for change in told {
                happens(&story, &mut world, change).await;
                holds(&story, &world, told).await;
            }
        })
        .await;
    }
}
