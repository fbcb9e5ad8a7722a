//! S7 and S8. What the reports of a line add up to, with a missing child, and when one of them is corrected.
use serde_json::{Value, json};

use super::{BA_BE, BAC_KAN, CHO_DON, PAC_NAM, Paper, STANDING_BODY, Story, ratio, target, values};
use crate::support::{Reply, both};

/// The eight Phòng Tư pháp of Bắc Kạn; the last one is that of Na Rì.
const OFFICES: [&str; 8] =
    ["H03.D058.PTP", PAC_NAM, BA_BE, "H03.D062.PTP", "H03.D063.PTP", CHO_DON, "H03.D065.PTP", "H03.D066.PTP"];
const CASES: &str = "TGPL-04";
const SETTLED: &str = "HGCS-03";
/// Of other offices' plans, and not of the department's.
const OTHERS: [&str; 2] = ["TGPL-07", "TCPL-01"];

impl Story {
    /// A draft of what was reported to a unit.
    pub async fn consolidate(&self, unit: &str, period: &str) -> Paper {
        let path = format!("/movements/{}/periods", self.movement);
        let officer = self.officer(unit).await;
        let periods = self.list(&path, &officer).await;
        let period = periods.items().iter().find(|item| item["code"] == period).expect("a period")["id"].clone();
        let body = json!({"movement_id": self.movement, "period_id": period, "unit_id": self.app.unit(unit).await});
        let made = self.app.post("/consolidations", &officer).json(body).await.is(201);
        self.paper("consolidations", unit, &made)
    }

    pub async fn issue_consolidation(&self, draft: &Paper) -> Reply {
        let seen = json!({"content_digest": draft.now().await["content_digest"]});
        draft.step("issue", &self.head(&draft.owner).await, seen).await.is(200)
    }

    pub async fn consolidated(&self, unit: &str, period: &str) -> Paper {
        let draft = self.consolidate(unit, period).await;
        self.issue_consolidation(&draft).await;
        draft
    }

    /// Takes what was consolidated into the unit's own report.
    pub async fn use_below(&self, report: &Paper, consolidation: &Paper) -> Reply {
        let read = consolidation.now().await;
        let body = json!({"consolidation_id": consolidation.id, "content_digest": read["content_digest"]});
        report.step("use-consolidation", &self.officer(&report.owner).await, body).await
    }
}

/// What a consolidation says of an indicator.
fn figure(read: &Reply, indicator: &str) -> Value {
    let figures = read["content"]["figures"].as_array().expect("figures");
    figures.iter().find(|figure| figure["indicator_code"] == indicator).cloned().unwrap_or_default()
}

async fn counted(story: &Story, more: &str) -> Value {
    let path = format!("/progress?movement_id={}&indicator_code={CASES}{more}", story.movement);
    story.list(&path, &story.officer(STANDING_BODY).await).await["items"][0]["value"].clone()
}

#[actix_web::test]
async fn ratios_are_weighted_and_nothing_of_nothing_lowers_none() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        for (unit, numerator, denominator) in [(PAC_NAM, 0, 0), (BA_BE, 6075, 7500), (CHO_DON, 90, 100)] {
            story.received_plan(unit, &[ratio(SETTLED, 80, 100)]).await;
            let settled = json!({"numerator": numerator, "denominator": denominator});
            story.accepted_report(unit, "2024", &[(SETTLED, settled)]).await;
            let read = story.consolidated(BAC_KAN, "2024").await.now().await;
            if unit == PAC_NAM {
                assert_eq!(figure(&read, SETTLED)["percent"], Value::Null, "nothing of nothing is no ratio");
                assert_eq!(figure(&read, SETTLED)["reported"], 1);
            }
        }
        let list = story.list("/consolidations?status=issued", &story.officer(BAC_KAN).await).await;
        let id = list.items()[0]["id"].as_str().unwrap();
        let read = app.get(&format!("/consolidations/{id}"), &story.officer(BAC_KAN).await).await.is(200);
        let settled = figure(&read, SETTLED);
        assert_eq!((&settled["numerator"], &settled["denominator"]), (&json!(6165), &json!(7600)));
        assert_eq!((&settled["percent"], &settled["reported"]), (&json!(81.12), &json!(3)));
    })
    .await;
}

#[actix_web::test]
async fn a_child_is_missing_and_a_correction_makes_the_consolidation_stale() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut corrected = None;
        for office in &OFFICES[..7] {
            story.received_plan(office, &[target(CASES, 120)]).await;
            let report = story.accepted_report(office, "2024", &[(CASES, json!({"value": 120}))]).await;
            corrected = corrected.or((*office == BA_BE).then_some(report));
        }
        let first = story.consolidated(BAC_KAN, "2024").await;
        let read = first.now().await;
        assert_eq!(
            (&read["units_with"], &read["units_without"], &read["units_waived"]),
            (&json!(7), &json!(1), &json!(0))
        );
        let sources = read["content"]["sources"].as_array().unwrap();
        let missing: Vec<_> = sources.iter().filter(|source| source["state"] == "missing").collect();
        assert_eq!(missing.len(), 1);
        assert_eq!(missing[0]["unit_name"], "Phòng Tư pháp huyện Na Rì");
        let cases = figure(&read, CASES);
        assert_eq!((&cases["value"], &cases["reported"], &read["stale"]), (&json!(840), &json!(7), &json!(false)));

        // Ba Bể corrects 120 to 102.
        let report = corrected.unwrap();
        let used = sources.iter().find(|source| source["report_id"] == json!(report.id)).unwrap();
        assert_eq!((&used["version_no"], &used["content_digest"]), (&json!(1), &report.now().await["content_digest"]));
        story.correct(&report).await;
        let figures = values(&story.plan_in_force(BA_BE).await, &[(CASES, json!({"value": 102}))]);
        report.change(&story.officer(BA_BE).await, json!({"values": figures})).await.is(200);
        story.sign(&report).await;
        story.submit(&report).await;
        assert_eq!(first.now().await["stale"], false, "what was accepted counts until the correction is");
        story.accept(&report).await;
        let stale = first.now().await;
        // The version is the same, and a client that knows it is told all the same.
        assert_eq!(stale.version(), read.version());
        let asked = app.get(&first.path(), &story.officer(&first.owner).await).if_none_match(read.etag());
        assert_eq!(asked.await.is(200)["stale"], true);
        let change = json!({"unit_id": app.unit(BA_BE).await, "before": "used", "before_version_no": 1,
            "after": "used", "after_version_no": 2});
        assert_eq!((&stale["stale"], &stale["changes"]), (&json!(true), &json!([change])));
        assert_eq!(stale["content"], read["content"], "what was issued stays what it is");

        let second = story.consolidated(BAC_KAN, "2024").await;
        let again = second.now().await;
        assert_eq!((&again["version_no"], &figure(&again, CASES)["value"]), (&json!(2), &json!(822)));
        let before = first.now().await;
        assert_eq!((&before["status"], &before["content_digest"]), (&json!("superseded"), &read["content_digest"]));
        // Na Rì reports at last, and it is stale again.
        let late = *OFFICES.last().unwrap();
        story.received_plan(late, &[target(CASES, 120)]).await;
        story.accepted_report(late, "2024", &[(CASES, json!({"value": 1}))]).await;
        let changes = second.now().await["changes"].clone();
        assert_eq!((&changes[0]["before"], &changes[0]["after"]), (&json!("missing"), &json!("used")));
    })
    .await;
}

#[actix_web::test]
async fn five_of_its_own_and_seven_and_eight_below_are_twenty_everywhere() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        for (office, value) in [(BA_BE, 7), (CHO_DON, 8)] {
            story.received_plan(office, &[target(CASES, 20)]).await;
            story.accepted_report(office, "2024", &[(CASES, json!({"value": value}))]).await;
        }
        story.received_plan(BAC_KAN, &[target(CASES, 20)]).await;
        let report = story.draft_report(BAC_KAN, "2024", &[]).await;
        let consolidation = story.consolidated(BAC_KAN, "2024").await;
        // The own figure is said first.
        story.use_below(&report, &consolidation).await.faults(&[("/values/0", "required")]);
        let plan = story.plan_in_force(BAC_KAN).await;
        let officer = story.officer(BAC_KAN).await;
        let own = |value: i32| json!({"values": values(&plan, &[(CASES, json!({"value": value}))])});
        report.change(&officer, own(4)).await.is(200);
        let wrong = json!({"consolidation_id": consolidation.id, "content_digest": "other"});
        report.step("use-consolidation", &officer, wrong).await.refused(412, "digest_mismatch");
        story.use_below(&report, &consolidation).await.is(200);
        // Writing the own figure anew leaves what is below.
        let read = report.change(&officer, own(5)).await.is(200);
        let value = &read["values"][0];
        assert_eq!(
            (&value["value"], &value["below"]["value"], &value["total"]["value"]),
            (&json!(5), &json!(15), &json!(20))
        );
        assert_eq!(read["consolidation"]["consolidation_id"], json!(consolidation.id));
        story.sign(&report).await;
        story.submit(&report).await;
        story.accept(&report).await;
        let content = app.get(&format!("{}/content", report.path()), &officer).await.is(200);
        assert_eq!(content["values"][0]["below"]["value"], 15);
        assert_eq!(content["consolidation"]["content_digest"], consolidation.now().await["content_digest"]);
        // Progress counts each figure with whoever reported it, once.
        assert_eq!(counted(&story, "").await, 20);
        assert_eq!(counted(&story, &format!("&within={}", app.unit(BAC_KAN).await)).await, 20);
        // So does the next level, which adds up what was reported to it.
        let above = story.consolidate(STANDING_BODY, "2024").await.now().await;
        let cases = figure(&above, CASES);
        assert_eq!((&cases["value"], &cases["reported"]), (&json!(20), &json!(1)));
        assert!(app.state.db.check_figures().await.unwrap().is_empty());
    })
    .await;
}

#[actix_web::test]
async fn what_has_no_place_in_the_report_is_named_above_too() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let [first, second] = OTHERS;
        story.received_plan(BA_BE, &[target(CASES, 20), target(first, 20)]).await;
        let below = [(CASES, json!({"value": 7})), (first, json!({"value": 3}))];
        story.accepted_report(BA_BE, "2024", &below).await;
        story.received_plan(BAC_KAN, &[target(CASES, 20)]).await;
        let report = story.draft_report(BAC_KAN, "2024", &[(CASES, json!({"value": 5}))]).await;
        let used = story.use_below(&report, &story.consolidated(BAC_KAN, "2024").await).await.is(200);
        assert_eq!(used["consolidation"]["left_out"], json!([first]));
        story.sign(&report).await;
        story.submit(&report).await;
        story.accept(&report).await;
        let officer = story.officer(STANDING_BODY).await;
        let above = async |more: &str| {
            let read = app.get(&format!("{}{more}", report.path()), &officer).await.is(200);
            read["consolidation"]["left_out"].clone()
        };
        assert_eq!((above("").await, above("/content").await), (json!([first]), json!([first])));

        // A correction leaves out more: nobody above is told of it, and dropped it leaves no trace.
        story.correct(&report).await;
        story.received_plan(CHO_DON, &[target(second, 20)]).await;
        story.accepted_report(CHO_DON, "2024", &[(second, json!({"value": 6}))]).await;
        let more = story.use_below(&report, &story.consolidated(BAC_KAN, "2024").await).await.is(200);
        let named = more["consolidation"]["left_out"].as_array().unwrap();
        assert!(named.len() == 2 && OTHERS.iter().all(|code| named.contains(&json!(code))), "{named:?}");
        assert_eq!(above("").await, json!([first]));
        let dropped = report.step("drop-correction", &story.head(BAC_KAN).await, Value::Null).await.is(200);
        assert_eq!(dropped["consolidation"]["left_out"], json!([first]));
    })
    .await;
}

#[actix_web::test]
async fn a_consolidation_goes_into_no_other_report() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target(CASES, 20)]).await;
        for period in ["2023", "2024"] {
            story.accepted_report(BA_BE, period, &[(CASES, json!({"value": 7}))]).await;
        }
        story.received_plan(BAC_KAN, &[target(CASES, 20)]).await;
        let report = story.draft_report(BAC_KAN, "2024", &[(CASES, json!({"value": 5}))]).await;
        let other = story.consolidated(BAC_KAN, "2023").await;
        story.use_below(&report, &other).await.faults(&[("/consolidation_id", "not_allowed")]);
        let draft = story.consolidate(BAC_KAN, "2024").await;
        story.use_below(&report, &draft).await.refused(409, "invalid_transition");
        let hidden = json!({"consolidation_id": uuid::Uuid::now_v7(), "content_digest": "seen"});
        let refused = report.step("use-consolidation", &story.officer(BAC_KAN).await, hidden).await;
        refused.faults(&[("/consolidation_id", "not_found")]);
    })
    .await;
}
