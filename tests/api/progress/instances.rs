//! Figures in the memory of two instances, held against sums that are made here of plain rows, another way: after every
//! step of a random history each instance answers what the rows say.
use std::{collections::BTreeMap, rc::Rc};

use chrono::TimeDelta;
use entity::{
    obligation::{self, ObligationStatus},
    paper_version, report,
    report::ReportStatus,
    report_value,
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::reached::stands_on_targets;
use crate::{
    reorganisations::applied,
    stories::{BA_BE, BAC_KAN, CHO_DON, NA_HANG, PAC_NAM, Paper, STANDING_BODY, Story, ratio, target},
    support::{Caller, TestApp, both},
};

const UNITS: [&str; 4] = [BA_BE, PAC_NAM, CHO_DON, NA_HANG];
/// Of Bắc Kạn, and none of them reports anything.
const IDLE: [&str; 4] = ["H03.D058.PTP", "H03.D062.PTP", "H03.D063.PTP", "H03.D065.PTP"];
const PERIODS: [&str; 2] = ["2023", "2024"];
const STEPS: usize = 28;
/// In which step Chợ Đồn goes up in Ba Bể, in which that is taken back before anybody has built on it, and in which it happens again.
const REORGANISED: [usize; 3] = [7, 8, 12];
const DAY: &str = "2024-06-01";
const HOUSES: &str = "ASXH-04";
const SETTLED: &str = "HGCS-03";

/// The same numbers at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, faces: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % faces
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// What is asked of an instance.
#[derive(Clone, Copy, Debug)]
struct Question {
    by: &'static str,
    accepted: bool,
    current: bool,
    in_bac_kan: bool,
    period: Option<&'static str>,
}

/// Houses, reports with them, of these submitted and owed; of cases settled part and whole.
type Sums = (Option<i64>, i64, i64, i64, Option<(i64, i64)>);

/// The rows as they are, read without any of what is tested.
struct Rows {
    owed: Vec<obligation::Model>,
    /// Values of the last version of each report that counts, with their report, and whether it was accepted.
    values: Vec<(report::Model, report_value::Model, bool)>,
    periods: BTreeMap<Uuid, String>,
}

impl Rows {
    async fn read(app: &TestApp) -> Self {
        let db = app.state.db.primary();
        let mut last: BTreeMap<Uuid, paper_version::Model> = BTreeMap::new();
        let versions = paper_version::Entity::find().all(db).await.unwrap();
        for version in versions.iter().cloned() {
            if last.get(&version.paper_id).is_none_or(|other| other.version_no < version.version_no) {
                last.insert(version.paper_id, version);
            }
        }
        let reports = report::Entity::find().all(db).await.unwrap();
        // While one is corrected, what was accepted counts, whatever has been written and sent since.
        let corrected = |m: &report::Model| {
            let no = m.corrects?;
            versions.iter().find(|version| version.paper_id == m.id && version.version_no == no)
        };
        let counted: BTreeMap<(Uuid, i32), (&report::Model, bool)> = reports
            .iter()
            .filter_map(|m| match (corrected(m), m.status) {
                (Some(version), _) => Some(((m.id, version.version_no), (m, true))),
                (None, ReportStatus::Submitted) => Some(((m.id, last.get(&m.id)?.version_no), (m, false))),
                (None, ReportStatus::Accepted) => Some(((m.id, last.get(&m.id)?.version_no), (m, true))),
                _ => None,
            })
            .collect();
        let values = report_value::Entity::find().all(db).await.unwrap().into_iter();
        let of = |m: report_value::Model| {
            let (report, accepted) = counted.get(&(m.report_id, m.version_no))?;
            Some(((*report).clone(), m, *accepted))
        };
        let values = values.filter_map(of).collect();
        let over = [ObligationStatus::Waived, ObligationStatus::ClosedByReorganisation];
        let mut owed = obligation::Entity::find().all(db).await.unwrap();
        owed.retain(|m| !over.contains(&m.status));
        let periods = entity::period::Entity::find().all(db).await.unwrap();
        Self { owed, values, periods: periods.into_iter().map(|m| (m.id, m.code)).collect() }
    }
}

struct Model<'a> {
    rows: &'a Rows,
    story: &'a Story,
    /// Who has taken over from whom.
    heirs: &'a BTreeMap<Uuid, Uuid>,
    houses: Uuid,
    settled: Uuid,
}

impl Model<'_> {
    /// By group: what the rows say.
    async fn sums(&self, question: Question) -> BTreeMap<String, Sums> {
        let organisation = self.story.app.state.db.latest_snapshot().await.unwrap().organisation;
        let top = self.story.app.unit(BAC_KAN).await;
        let below = organisation.subtree(top, self.story.app.clock.today());
        let group = |filer: Uuid| {
            let own = if question.current { self.heirs.get(&filer).copied().unwrap_or(filer) } else { filer };
            if question.in_bac_kan && !below.contains(&own) {
                return None;
            }
            let unit = organisation.unit(own).unwrap();
            Some(match question.by {
                "unit" => own.to_string(),
                "kind" => json!(unit.kind).as_str().unwrap().to_owned(),
                "province" => unit.province_code.clone().unwrap_or_default(),
                _ => String::new(),
            })
        };
        let asked = |period: &Uuid| question.period.is_none_or(|code| self.rows.periods[period] == code);
        let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
        for owed in self.rows.owed.iter().filter(|m| asked(&m.period_id)) {
            if let Some(group) = group(owed.unit_id) {
                sums.entry(group).or_default().3 += 1;
            }
        }
        for (report, value, accepted) in self.rows.values.iter().filter(|(report, ..)| asked(&report.period_id)) {
            let Some(group) = group(report.unit_id) else { continue };
            let sum = sums.entry(group).or_default();
            let counts = *accepted || !question.accepted;
            if value.indicator_id == Some(self.houses) {
                sum.2 += 1;
                if counts {
                    sum.0 = Some(sum.0.unwrap_or(0) + value.value.unwrap().0);
                    sum.1 += 1;
                }
            } else if value.indicator_id == Some(self.settled) && counts {
                let (n, d) = sum.4.unwrap_or_default();
                sum.4 = Some((n + value.numerator.unwrap().0, d + value.denominator.unwrap().0));
            }
        }
        sums
    }
}

fn ten_thousandths(value: &Value) -> Option<i64> {
    value.as_f64().map(|value| format!("{:.0}", value * 10_000.0).parse().unwrap())
}

/// What an instance answers, and up to which change.
async fn answered(app: &TestApp, caller: &Caller, story: &Story, question: Question) -> (BTreeMap<String, Sums>, i64) {
    // Somebody else's write is seen within half a second; who does not wait looks at the counter.
    app.state.db.latest_snapshot().await.unwrap();
    let Question { by, accepted, current, in_bac_kan, period } = question;
    let mut path = format!("/progress?movement_id={}&group_by={by}", story.movement);
    path += &format!("&indicator_code={HOUSES}&indicator_code={SETTLED}");
    path += if accepted { "" } else { "&quality=submitted" };
    path += if current { "&basis=current" } else { "" };
    if in_bac_kan {
        path += &format!("&within={}", app.unit(BAC_KAN).await);
    }
    path += &period.map(|code| format!("&period={code}")).unwrap_or_default();
    let seq = app.get(&format!("{path}&limit=1"), caller).await.is(200)["as_of_seq"].as_i64().unwrap();
    let lines = app.get(&path, caller).header("Accept", "application/x-ndjson").await.is(200);
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    for line in std::str::from_utf8(&lines.body).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let member = match by {
            "unit" => "unit_id",
            "kind" => "kind",
            "province" => "province_code",
            _ => "",
        };
        // A code may have stood for several provinces, one after the other.
        let sum = sums.entry(row[member].as_str().unwrap_or_default().to_owned()).or_default();
        if row["indicator_code"] == HOUSES {
            let count = |member: &str| row[member].as_i64().unwrap();
            if let Some(value) = ten_thousandths(&row["value"]) {
                sum.0 = Some(sum.0.unwrap_or(0) + value);
            }
            sum.1 += count("reported");
            sum.2 += count("submitted");
            sum.3 += count("expected");
        } else if let Some((n, d)) = ten_thousandths(&row["numerator"]).zip(ten_thousandths(&row["denominator"])) {
            let (part, whole) = sum.4.unwrap_or_default();
            sum.4 = Some((part + n, whole + d));
        }
    }
    // What is only promised has a line too.
    sums.retain(|_, sum| *sum != Sums::default());
    (sums, seq)
}

/// What becomes of one report in one step.
async fn step(story: &Story, dice: &mut Dice, reports: &mut BTreeMap<(&'static str, &'static str), Paper>, gone: bool) {
    let units: Vec<&str> = UNITS.iter().copied().filter(|unit| !gone || *unit != CHO_DON).collect();
    let (unit, period) = (dice.of(&units), dice.of(&PERIODS));
    let (part, rest) = (i64::try_from(dice.below(50)).unwrap(), i64::try_from(dice.below(50)).unwrap());
    let figures =
        [(HOUSES, json!({"value": part * 7})), (SETTLED, json!({"numerator": part, "denominator": part + rest}))];
    let Some(paper) = reports.get(&(unit, period)) else {
        let report = story.submitted_report(unit, period, &figures).await;
        reports.insert((unit, period), report);
        return;
    };
    let report = Paper { app: story.app.clone(), ..paper.clone() };
    match report.status().await.as_str() {
        "submitted" if dice.below(3) == 0 => drop(story.return_report(&report).await),
        "submitted" => drop(story.accept(&report).await),
        "accepted" if dice.below(3) > 0 => drop(story.correct(&report).await),
        "returned" | "correcting" => {
            let values = crate::stories::values(&story.plan_in_force(unit).await, &figures);
            report.change(&story.officer(unit).await, json!({ "values": values })).await.is(200);
            story.sign(&report).await;
            story.submit(&report).await;
        }
        _ => drop(story.waive(dice.of(&IDLE), period).await),
    }
}

#[actix_web::test]
async fn two_instances_answer_what_the_rows_say_after_every_step() {
    both(async |app| {
        let other = TestApp::on(Rc::new(app.database.again()), |options| options.clock = app.clock.clone()).await;
        let story = Story::of(app.clone()).await;
        let elsewhere = Story { app: other.clone(), ..story.clone() };
        for unit in UNITS {
            story.received_plan(unit, &[target(HOUSES, 10), ratio(SETTLED, 80, 100)]).await;
        }
        let (reader, admin) = (story.officer(STANDING_BODY).await, app.admin().await);
        let indicators = entity::indicator::Entity::find().all(app.state.db.primary()).await.unwrap();
        let id = |code: &str| indicators.iter().find(|m| m.code == code).unwrap().id;
        let (mut dice, mut reports, mut heirs) = (Dice(7), BTreeMap::new(), BTreeMap::new());
        let (mut last, mut reform) = (0, None);
        for at in 0..STEPS {
            app.clock.advance(TimeDelta::seconds(1));
            let acting = if dice.below(2) == 0 { &story } else { &elsewhere };
            match REORGANISED.iter().position(|step| *step == at) {
                Some(1) => {
                    let paper: Paper = reform.take().unwrap();
                    paper.step("undo", &admin, json!({"reason": "Quyết định đã bị thu hồi"})).await.is(200);
                    heirs.clear();
                }
                Some(_) => {
                    let steps = json!([{"type": "dissolve", "unit": CHO_DON, "into": BA_BE}]);
                    reform = Some(applied(&app, &admin, DAY, steps).await);
                    heirs.insert(app.unit(CHO_DON).await, app.unit(BA_BE).await);
                }
                None => {
                    other.state.db.latest_snapshot().await.unwrap();
                    app.state.db.latest_snapshot().await.unwrap();
                    // Those of Chợ Đồn were signed out when it went up, and sign in no more.
                    step(acting, &mut dice, &mut reports, at > REORGANISED[0]).await;
                }
            }
            stands_on_targets(&app, &story, PAC_NAM).await;
            let rows = Rows::read(&app).await;
            let model = Model { rows: &rows, story: &story, heirs: &heirs, houses: id(HOUSES), settled: id(SETTLED) };
            for _ in 0..4 {
                let question = Question {
                    by: dice.of(&["indicator", "unit", "kind", "province"]),
                    accepted: dice.below(2) == 0,
                    current: dice.below(2) == 0,
                    in_bac_kan: dice.below(2) == 0,
                    period: dice.of(&[None, Some("2023"), Some("2024")]),
                };
                let said = model.sums(question).await;
                let (one, seq) = answered(&app, &reader, &story, question).await;
                let (two, also) = answered(&other, &reader, &story, question).await;
                assert_eq!(one, said, "step {at}: {question:?}");
                assert_eq!(two, said, "step {at}, the other instance: {question:?}");
                assert_eq!(seq, also, "step {at}: {question:?}");
                assert!(seq >= last, "step {at}: older than before");
                last = seq;
            }
        }
        for app in [&app, &other] {
            assert_eq!(app.state.db.check_figures().await.unwrap(), [], "what is held is what the facts make");
        }
    })
    .await;
}
