//! What the team of an inspection reads: of the inspected units, in that movement, what a superior would, between the days
//! of the member and as long as the inspection lasts.
use std::collections::BTreeSet;

use actix_web::http::Method;
use entity::assignment::Role::{Inspector, Officer};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    authz::table::OPERATIONS,
    files::{PDF, upload},
    stories::{BA_BE, BAC_KAN, PAC_NAM, Paper, STANDING_BODY, Story, VU, plan_of, target},
    support::{Caller, TestApp, both},
};

/// What two sister units have sent, and what one of them is still writing.
struct World {
    story: Story,
    /// Of the inspected unit: where they are read, and their ids.
    sent: Vec<(&'static str, Uuid)>,
    /// Of a sister, and not sent.
    others: Vec<(&'static str, Uuid)>,
}

async fn sent_by(story: &Story, unit: &str) -> Vec<(&'static str, Uuid)> {
    let plan = story.draft_plan(unit, &plan_of(&[target("TGPL-04", 20)])).await;
    let officer = story.officer(unit).await;
    let file = upload(&story.app, &officer, "a.pdf", PDF).await.id();
    plan.step("attachments", &officer, json!({"file_id": file, "kind": "annex"})).await.is(201);
    story.issue(&plan, &story.number("KH-PTP")).await;
    story.send(&plan).await;
    story.receive(&plan).await;
    story.request_supplement(&plan).await;
    let target = plan.now().await["targets"][0]["id"].as_str().unwrap().parse().unwrap();
    let report = story.submitted(unit).await;
    let obligation = story.obligation(unit, "2023").await.id;
    vec![("plans", plan.id), ("targets", target), ("files", file), ("reports", report.id), ("obligations", obligation)]
}

impl Story {
    async fn submitted(&self, unit: &str) -> Paper {
        let report = self.draft_report(unit, "2023", &[("TGPL-04", json!({"value": 8}))]).await;
        self.sign(&report).await;
        self.submit(&report).await;
        report
    }
}

async fn world(app: &TestApp) -> World {
    let story = Story::of(app.clone()).await;
    let (sent, mut others) = (sent_by(&story, BA_BE).await, sent_by(&story, PAC_NAM).await);
    let draft = story.draft_report(BA_BE, "2024", &[]).await;
    let file = upload(app, &story.officer(BA_BE).await, "b.pdf", PDF).await.id();
    others.extend([("reports", draft.id), ("files", file)]);
    World { story, sent, others }
}

/// Every read of the table below one of these things.
fn reads(things: &[(&'static str, Uuid)]) -> Vec<(String, Uuid)> {
    let mut all = vec![];
    // An empty form is for who writes, and tells nothing of the paper.
    let of_papers = OPERATIONS.iter().filter(|row| row.1 == "GET" && !row.2.ends_with("/template"));
    for (_, _, path, _) in of_papers.filter(|row| row.2.matches('{').count() == 1) {
        for (collection, id) in things {
            if path.starts_with(&format!("/api/v1/{collection}/{{id}}")) {
                all.push((path.replace("{id}", &id.to_string()), *id));
            }
        }
    }
    all
}

const LISTS: [&str; 4] = ["/plans", "/targets", "/reports", "/obligations"];

impl World {
    /// Every paper, every sub-list and every list answers the member as it answers a superior, or as nothing.
    async fn holds(&self, member: &Caller, reading: bool) {
        let app = &self.story.app;
        let above = self.story.officer(BAC_KAN).await;
        let mut asked = 0;
        for (path, _) in reads(&self.sent) {
            let superior = app.get(&path, &above).await.status;
            let status = app.get(&path, member).await.status;
            // What the two sides of a report say to each other is theirs.
            let of_sides = ["/previous-values", "/messages"].iter().any(|end| path.ends_with(end));
            let expected = match (reading, of_sides) {
                (true, false) => superior,
                (true, true) => 403,
                (false, _) => 404,
            };
            assert_eq!(status, expected, "{path}");
            asked += 1;
        }
        assert!(asked > 15, "only {asked} reads");
        for (path, _) in reads(&self.others) {
            assert_eq!(app.get(&path, member).await.status, 404, "{path}");
        }
        for list in LISTS {
            let ids = async |path: String, caller: &Caller| {
                let found = app.get(&path, caller).await.is(200);
                found.each("id").into_iter().map(str::to_owned).collect::<BTreeSet<_>>()
            };
            let of_unit = format!("{list}?limit=200&unit_id={}", app.unit(BA_BE).await);
            let theirs = ids(of_unit, &above).await;
            // Beside what its own unit has.
            let own = ids(format!("{list}?limit=200&unit_id={}", app.unit(VU).await), member).await;
            let seen = ids(format!("{list}?limit=200"), member).await;
            let expected = if reading { theirs } else { BTreeSet::new() };
            assert_eq!(seen, expected.union(&own).cloned().collect(), "{list}");
        }
    }
}

async fn member(app: &TestApp) -> [Caller; 2] {
    [app.caller_with(&[(Officer, VU)]).await, app.caller_with(&[(Inspector, STANDING_BODY)]).await]
}

fn in_team(caller: &Caller, role: &str, from: &str, to: &str) -> Value {
    json!({"user_id": caller.id(), "role": role, "valid_from": from, "valid_to": to})
}

/// An officer of a Vụ that has nothing to do with the unit, and somebody who is an inspector and nothing else.
#[actix_web::test]
async fn a_member_reads_between_its_days_and_while_the_inspection_lasts() {
    both(async |app| {
        let world = world(&app).await;
        let members = member(&app).await;
        let story = &world.story;
        let inspection = story.planned_inspection(STANDING_BODY, &[BA_BE]).await;
        let (from, to) = ("2024-06-04", "2024-06-06");
        let team = [in_team(&members[0], "leader", from, to), in_team(&members[1], "member", from, to)];
        story.set_team(&inspection, &team).await.is(200);
        app.set_clock("2024-06-04T02:00:00Z");
        for member in &members {
            world.holds(member, false).await;
            inspection.read_by(member).await.refused(404, "not_found");
        }
        app.set_clock("2024-06-03T02:00:00Z");
        story.sign_inspection(&inspection, "announce").await.is(200);
        for (instant, reading) in [
            ("2024-06-03T16:59:59.999999Z", false),
            ("2024-06-03T17:00:00Z", true),
            ("2024-06-06T16:59:59.999999Z", true),
            ("2024-06-06T17:00:00Z", false),
        ] {
            app.set_clock(instant);
            for member in &members {
                world.holds(member, reading).await;
                assert_eq!(inspection.read_by(member).await.status, if reading { 200 } else { 404 }, "{instant}");
            }
        }
        // Reading is all: none of it is theirs to write, and it says why it is seen.
        app.set_clock("2024-06-05T02:00:00Z");
        let plan = world.sent[0].1;
        assert_eq!(app.get(&format!("/plans/{plan}"), &members[0]).await.is(200)["via"], "inspection");
        let receive = json!({"content_digest": "seen"});
        let reply = app.post(&format!("/plans/{plan}/receive"), &members[0]).if_match("*").json(receive).await;
        reply.refused(403, "forbidden");
        // What is missing is a place at one of the two sides, not the permission by which it reads the report.
        let messages = format!("/reports/{}/messages", world.sent[3].1);
        let told = app.get(&messages, &members[0]).await.refused(403, "forbidden");
        for side in ["Phòng Tư pháp huyện Ba Bể", "Sở Tư pháp tỉnh Bắc Kạn"] {
            assert!(told["detail"].as_str().unwrap().contains(side), "{}", told.describe());
        }
        // Another instant, another end: it is cancelled.
        let reason = json!({"reason": "Trùng với cuộc kiểm tra của Bộ"});
        inspection.step("cancel", &story.head(STANDING_BODY).await, reason).await.is(200);
        for member in &members {
            world.holds(member, false).await;
        }
    })
    .await;
}

#[actix_web::test]
async fn it_ends_with_the_closing_with_leaving_the_team_and_with_another_units_inspection() {
    both(async |app| {
        let world = world(&app).await;
        let [member, _] = member(&app).await;
        let story = &world.story;
        let inspection = story.concluded_inspection(STANDING_BODY, &[BA_BE], &[]).await;
        let officer = story.officer(STANDING_BODY).await;
        let team = |members: &[Value]| json!({"members": members});
        let whole = [in_team(&member, "member", "2024-06-01", "2024-12-31")];
        inspection.step("set-team", &officer, team(&whole)).await.is(200);
        world.holds(&member, true).await;
        inspection.step("set-team", &officer, team(&[])).await.is(200);
        world.holds(&member, false).await;
        inspection.step("set-team", &officer, team(&whole)).await.is(200);
        inspection.step("follow-up", &officer, Value::Null).await.is(200);
        world.holds(&member, true).await;
        inspection.step("close", &story.head(STANDING_BODY).await, Value::Null).await.is(200);
        world.holds(&member, false).await;
        // Of another unit it opens nothing of this one.
        let other = story.announced_inspection(STANDING_BODY, &[PAC_NAM]).await;
        other.step("set-team", &officer, team(&whole)).await.is(200);
        for (path, _) in reads(&world.sent) {
            assert_eq!(app.get(&path, &member).await.status, 404, "{path}");
        }
    })
    .await;
}

/// An inspection in one movement opens nothing of another.
#[actix_web::test]
async fn it_covers_its_own_movement_only() {
    both(async |app| {
        let world = world(&app).await;
        let [member, _] = member(&app).await;
        let body = json!({
            "code": "TD-KHAC", "title": "Phong trào khác", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
            "launched_by_unit_id": app.unit("G15").await, "award_form_codes": ["GK"], "indicator_codes": ["TGPL-04"],
            "reporting_lines": [{"unit_kind": "district_justice_office", "receiver": "parent"}]});
        let story = &world.story;
        let made = app.post("/movements", &story.officer(STANDING_BODY).await).json(body).await.is(201);
        let movement = story.paper("movements", "G15", &made);
        let launch = json!({"document": story.document(&story.number("QĐ-BTP"))});
        movement.step("launch", &story.head("G15").await, launch).await.is(200);
        let elsewhere = Story { movement: movement.id, ..story.clone() };
        let inspection = elsewhere.announced_inspection(STANDING_BODY, &[BA_BE]).await;
        let whole = [in_team(&member, "member", "2024-06-01", "2024-12-31")];
        let officer = story.officer(STANDING_BODY).await;
        inspection.step("set-team", &officer, json!({"members": whole})).await.is(200);
        world.holds(&member, false).await;
        assert_eq!(app.call(Method::GET, &inspection.path(), &member).await.status, 200);
    })
    .await;
}
