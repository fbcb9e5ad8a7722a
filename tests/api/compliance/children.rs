//! What is owed in movements below, each once.
use serde_json::json;

use super::{counts, rows};
use crate::{
    stories::{CUC_BAC_KAN, STANDING_BODY, Story, TONG_CUC, target},
    support::both,
};

/// A movement below that obliges the Cục for 2023 too.
async fn child_of(parent: &Story) -> Story {
    let app = &parent.app;
    let due = ["central", "provincial", "district"].map(|tier| json!({"tier": tier, "due_on": "2025-01-20"}));
    let period = |code: &str, from: &str, to: &str| json!({"code": code, "kind": "year", "data_from": from, "data_to": to, "due": due});
    // The last one asks for the final review.
    let periods = [period("2023", "2023-03-30", "2023-12-14"), period("2024", "2023-12-15", "2024-12-14")];
    let body = json!({"code": "THADS", "title": "Phong trào thử", "starts_on": "2023-03-30", "ends_on": "2025-12-31",
        "launched_by_unit_id": app.unit(TONG_CUC).await, "parent_movement_id": parent.movement,
        "indicator_codes": ["ASXH-04"], "periods": periods,
        "reporting_lines": [{"unit_kind": "provincial_enforcement_department", "receiver": "standing_body"}]});
    let made = app.post("/movements", &parent.officer(TONG_CUC).await).json(body).await.is(201);
    let document = json!({"document": parent.document(&parent.number("QĐ-TCTHADS"))});
    let launch = format!("/movements/{}/launch", made.id());
    app.post(&launch, &parent.head(TONG_CUC).await).if_match("*").json(document).await.is(200);
    Story { movement: made.id(), ..parent.clone() }
}

#[actix_web::test]
async fn what_a_unit_owes_in_several_movements_is_one_and_marked() {
    both(async |app| {
        let parent = Story::of(app.clone()).await;
        let child = child_of(&parent).await;
        app.settle().await;
        let reader = parent.officer(STANDING_BODY).await;
        let unit = app.unit(CUC_BAC_KAN).await;
        let told = async |story: &Story, more: &str| {
            let of = rows(story, &reader, &format!("&period=2023&group_by=unit{more}")).await;
            let row = of.iter().find(|row| row["unit_id"] == json!(unit)).cloned().unwrap();
            let sum: u64 = of.iter().map(|row| counts(row)[0]).sum();
            let marked: u64 = of.iter().map(|row| row["in_children"].as_u64().unwrap()).sum();
            (counts(&row), row["in_children"].clone(), sum, marked)
        };
        let with = "&include_children=true";
        // Owed, in time, late, missing, not yet due, waived: where nothing is reported, the nearest movement counts.
        let missing = [1, 0, 0, 1, 0, 0];
        assert_eq!(told(&parent, "").await, (missing, json!(0), 1561, 0));
        assert_eq!(told(&parent, with).await, (missing, json!(0), 1561, 0));
        let built = |houses: i64| [("ASXH-04", json!({"value": houses}))];
        child.received_plan(CUC_BAC_KAN, &[target("ASXH-04", 10)]).await;
        child.accepted_report(CUC_BAC_KAN, "2023", &built(10)).await;
        let in_time = [1, 1, 0, 0, 0, 0];
        assert_eq!(told(&parent, "").await, (missing, json!(0), 1561, 0));
        assert_eq!(told(&parent, with).await, (in_time, json!(1), 1561, 1));
        assert_eq!(told(&child, with).await, (in_time, json!(0), 63, 0));
        let series = |more: &str| format!("/compliance/series?movement_id={}&unit_id={unit}{more}", parent.movement);
        let first = async |more: &str| {
            let told = parent.list(&series(more), &reader).await;
            (counts(&told.items()[0]), told.items()[0]["in_children"].clone())
        };
        assert_eq!(first("").await, (missing, json!(0)));
        assert_eq!(first(with).await, (in_time, json!(1)));
        // What it reports in the movement itself takes the place of what it reported below.
        parent.received_plan(CUC_BAC_KAN, &[target("ASXH-04", 10)]).await;
        parent.accepted_report(CUC_BAC_KAN, "2023", &built(11)).await;
        assert_eq!(told(&parent, with).await, ([1, 0, 1, 0, 0, 0], json!(0), 1561, 0));
    })
    .await;
}
