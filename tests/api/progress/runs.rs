//! Movements with several runs of periods, and movements below others.
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ask, rows};
use crate::{
    bi,
    stories::{CUC_BAC_KAN, MINISTRY, STANDING_BODY, Story, TONG_CUC, VU, target},
    support::both,
};

/// A movement that runs: drafted by an officer of one unit, launched by the head of another.
async fn launched(story: &Story, (drafter, launcher): (&str, &str), body: Value) -> Uuid {
    let app = &story.app;
    let mut all = json!({"title": "Phong trào thử", "launched_by_unit_id": app.unit(launcher).await});
    all.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    let made = app.post("/movements", &story.officer(drafter).await).json(all).await.is(201);
    let document = json!({"document": story.document(&story.number("QĐ-BTP"))});
    let launch = format!("/movements/{}/launch", made.id());
    app.post(&launch, &story.head(launcher).await).if_match("*").json(document).await.is(200);
    made.id()
}

fn period(code: &str, kind: &str, from: &str, to: &str) -> Value {
    let due: Vec<_> =
        ["central", "provincial", "district"].map(|tier| json!({"tier": tier, "due_on": "2025-01-20"})).into();
    json!({"code": code, "kind": kind, "data_from": from, "data_to": to, "due": due})
}

fn built(houses: i64) -> [(&'static str, Value); 1] {
    [("ASXH-04", json!({"value": houses}))]
}

#[actix_web::test]
async fn what_overlapping_periods_tell_is_never_added() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let body = json!({"code": "RUNS", "starts_on": "2023-01-01", "ends_on": "2024-12-31",
            "indicator_codes": ["ASXH-04", "THADS-05"],
            "reporting_lines": [{"unit_kind": "ministry_unit", "receiver": "standing_body"}],
            "periods": [period("H1", "half", "2023-01-01", "2023-06-30"),
                period("H2", "half", "2023-07-01", "2023-12-31"), period("Y", "year", "2023-01-01", "2023-12-31"),
                period("Z", "year", "2024-01-01", "2024-12-31")]});
        let movement = launched(&story, (STANDING_BODY, MINISTRY), body).await;
        let story = Story { movement, ..story };
        let plan = story.received_plan(VU, &[target("ASXH-04", 10)]).await;
        let reader = story.officer(STANDING_BODY).await;
        let told = async |query: &str| -> Vec<(String, Value)> {
            let rows = rows(&story, &reader, &format!("&indicator_code=ASXH-04{query}")).await;
            rows.iter().map(|row| (row["run"].as_str().unwrap().to_owned(), row["value"].clone())).collect()
        };
        let half = |value: i64| ("half".to_owned(), json!(value));
        let year = |value: i64| ("year".to_owned(), json!(value));
        story.accepted_report(VU, "H1", &built(4)).await;
        assert_eq!(told("").await, [half(4), ("year".to_owned(), Value::Null)]);
        assert_eq!(plan.now().await["targets"][0]["current_value"], 4);
        story.accepted_report(VU, "Y", &built(9)).await;
        assert_eq!(told("").await, [half(4), year(9)]);
        assert_eq!(plan.now().await["targets"][0]["current_value"], 9, "the year has the half in it");
        bi::targets_agree(&story).await;
        story.accepted_report(VU, "H2", &built(5)).await;
        assert_eq!(told("").await, [half(9), year(9)]);
        assert_eq!(told("&period=H1&period=Y").await, [half(4), year(9)]);
        assert_eq!(told("&period=Y").await, [year(9)]);
        assert_eq!(plan.now().await["targets"][0]["current_value"], 9);
    })
    .await;
}

#[actix_web::test]
async fn a_child_movement_counts_for_its_parent_once() {
    both(async |app| {
        let parent = Story::of(app.clone()).await;
        let body = json!({"code": "THADS", "starts_on": "2023-03-30", "ends_on": "2025-12-31",
            "parent_movement_id": parent.movement, "indicator_codes": ["ASXH-04"],
            "reporting_lines": [{"unit_kind": "provincial_enforcement_department", "receiver": "standing_body"}],
            "periods": [period("2023", "year", "2023-03-30", "2023-12-14"),
                period("2024", "year", "2023-12-15", "2024-12-14")]});
        let movement = launched(&parent, (TONG_CUC, TONG_CUC), body).await;
        let child = Story { movement, ..parent.clone() };
        let reader = parent.officer(STANDING_BODY).await;
        let query = "&indicator_code=ASXH-04&period=2023";
        let told = async |story: &Story| {
            let answer = ask(story, &reader, query).await.is(200);
            let rows = answer.items();
            assert_eq!(rows.len(), 1, "{}", answer.describe());
            let row = ["value", "reported", "in_children", "expected"].map(|name| rows[0][name].clone());
            (row, answer["child_movements"].clone())
        };
        let plan = child.received_plan(CUC_BAC_KAN, &[target("ASXH-04", 10)]).await;
        child.accepted_report(CUC_BAC_KAN, "2023", &built(10)).await;
        let row = |[value, reported, in_children, expected]: [i64; 4]| {
            [value, reported, in_children, expected].map(|n| json!(n))
        };
        assert_eq!(told(&child).await, (row([10, 1, 0, 63]), json!([])));
        assert_eq!(told(&parent).await, (row([10, 1, 1, 1561]), json!([movement])));

        let covered = async || {
            let path = format!("/plan-coverage?movement_id={}&group_by=unit", parent.movement);
            let answer = parent.list(&path, &reader).await;
            let own = json!(app.unit(CUC_BAC_KAN).await);
            let row = answer["rows"].as_array().unwrap().iter().find(|row| row["unit_id"] == own).cloned().unwrap();
            (row["plan_id"].clone(), row["movement_id"].clone(), answer["total"]["in_children"].clone())
        };
        assert_eq!(covered().await, (json!(plan.id), json!(movement), json!(1)));
        // What it tells in the parent itself takes the place of what it told below.
        let own = parent.received_plan(CUC_BAC_KAN, &[target("ASXH-04", 10)]).await;
        assert_eq!(covered().await, (json!(own.id), json!(parent.movement), json!(0)));
        parent.accepted_report(CUC_BAC_KAN, "2023", &built(11)).await;
        assert_eq!(told(&parent).await, (row([11, 1, 0, 1561]), json!([movement])));
        assert_eq!(told(&child).await, (row([10, 1, 0, 63]), json!([])));
    })
    .await;
}
