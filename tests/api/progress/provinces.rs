//! A code of a province is another's later: figures are grouped by the province of their time, and by no code alone.
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::rows;
use crate::{
    reorganisations::applied,
    stories::{Paper, STANDING_BODY, Story, target},
    support::both,
};

/// Code 15 until 30 June 2025.
const YEN_BAI: &str = "H63.STP";
/// Code 10 until then.
const LAO_CAI: &str = "H38.STP";
/// What became of the two: it has the name of the one and the code of the other.
const NEW_LAO_CAI: &str = "H38.STP-202507";

/// The plan that restates those of both predecessors, received.
async fn restated(story: &Story) -> Paper {
    let drafts = story.list("/plans?status=draft", &story.officer(NEW_LAO_CAI).await).await;
    let [draft] = drafts.items() else { panic!("one draft: {}", drafts.describe()) };
    let id = draft["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let plan = Paper { app: story.app.clone(), collection: "plans", id, owner: NEW_LAO_CAI.to_owned() };
    story.issue(&plan, &story.number("KH-STP")).await;
    story.send(&plan).await;
    story.receive(&plan).await;
    plan
}

/// Of the last year, with the words that it asks for.
async fn closing_report(story: &Story, plan: &Paper, figures: &[i64]) {
    let obligation = story.obligation(NEW_LAO_CAI, "2025").await;
    let targets = plan.now().await["targets"].as_array().cloned().expect("targets");
    let values = targets.iter().zip(figures).map(|(target, n)| json!({"target_id": target["id"], "value": n}));
    let body = json!({"obligation_id": obligation.id, "values": values.collect::<Vec<_>>(), "narrative":
        {"results": "a", "limitations": "b", "causes": "c", "lessons": "d", "proposals": "e"}});
    let made = story.app.post("/reports", &story.officer(NEW_LAO_CAI).await).json(body).await.is(201);
    let report = story.paper("reports", NEW_LAO_CAI, &made);
    story.sign(&report).await;
    story.submit(&report).await;
    story.accept(&report).await;
}

#[actix_web::test]
async fn two_provinces_of_one_code_are_two_groups() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        for (unit, cases) in [(YEN_BAI, 30), (LAO_CAI, 200)] {
            story.received_plan(unit, &[target("TGPL-04", 10)]).await;
            story.accepted_report(unit, "2024", &[("TGPL-04", json!({"value": cases}))]).await;
        }
        app.set_clock("2025-07-02T02:00:00Z");
        let merge = json!([{"type": "merge", "units": [LAO_CAI, YEN_BAI], "into": {
            "code": NEW_LAO_CAI, "kind": "provincial_justice_department", "parent": "G15",
            "name": "Sở Tư pháp tỉnh Lào Cai", "province_code": "15", "legal_personality": true}}]);
        applied(&app, &app.admin().await, "2025-07-01", merge).await;
        let plan = restated(&story).await;
        closing_report(&story, &plan, &[500, 0]).await;

        let reader = story.officer(STANDING_BODY).await;
        let grouped = async |basis: &str| {
            let query = format!("&indicator_code=TGPL-04&group_by=province&basis={basis}");
            let mut found = rows(&story, &reader, &query).await;
            found.retain(|row| !row["value"].is_null());
            let ids: BTreeSet<_> = found.iter().map(|row| row["province_id"].to_string()).collect();
            assert_eq!(ids.len(), found.len(), "{found:?}");
            let members = ["province_code", "province_from", "province_to", "province_name", "value"];
            let mut told: Vec<Value> =
                found.iter().map(|row| members.iter().map(|m| row[*m].clone()).collect()).collect();
            told.sort_by_key(Value::to_string);
            told
        };
        let reported = [
            json!(["10", "2023-01-01", "2025-06-30", "Tỉnh Lào Cai", 200]),
            json!(["15", "2023-01-01", "2025-06-30", "Tỉnh Yên Bái", 30]),
            json!(["15", "2025-07-01", null, "Tỉnh Lào Cai", 500]),
        ];
        assert_eq!(grouped("as_reported").await, reported);
        // Of whoever stands there today it is one.
        assert_eq!(grouped("current").await, [json!(["15", "2025-07-01", null, "Tỉnh Lào Cai", 730])]);
    })
    .await;
}
