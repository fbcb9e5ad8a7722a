//! A unit of which the first part went to another, and which goes on.
use std::collections::BTreeMap;

use serde_json::json;

use super::{counts, opened, rows};
use crate::{
    reorganisations::applied,
    stories::{STANDING_BODY, Story},
    support::{TestApp, both},
};

pub const SPLIT: &str = "H03.STP";
pub const NEW: &str = "H99.STP1";

/// Six tenths go to the new unit.
pub async fn split(app: &TestApp) {
    let new = json!({"code": NEW, "kind": "provincial_justice_department", "parent": "G15", "name": "Sở Tư pháp số 1",
        "province_code": "19"});
    let parts = json!([{"new": new, "share": 0.6}, {"unit": SPLIT, "share": 0.4}]);
    let today = app.clock.today().to_string();
    applied(app, &app.admin().await, &today, json!([{"type": "split", "unit": SPLIT, "into": parts}])).await;
}

/// Of each of the two units what it owes.
async fn owed(story: &Story, basis: &str) -> [Option<u64>; 2] {
    let reader = story.officer(STANDING_BODY).await;
    let by_unit = rows(story, &reader, &format!("&group_by=unit&basis={basis}")).await;
    let owed: BTreeMap<&str, u64> =
        by_unit.iter().map(|row| (row["unit_code"].as_str().unwrap(), counts(row)[0])).collect();
    [SPLIT, NEW].map(|code| owed.get(code).copied())
}

#[actix_web::test]
async fn what_was_owed_before_goes_with_the_first_part_and_what_is_owed_after_stays() {
    both(async |app| {
        let story = Story::without_periods(app).await;
        opened(&story).await;
        let app = &story.app;
        app.set_clock("2024-06-12T02:00:00Z");
        split(app).await;
        app.set_clock("2025-06-12T02:00:00Z");
        app.settle().await;
        assert_eq!(owed(&story, "as_reported").await, [Some(2), Some(1)]);
        assert_eq!(owed(&story, "current").await, [Some(1), Some(2)], "of the first period the new unit has it");
        assert_eq!(owed(&story, "as_of:2024-06-11").await, [Some(2), Some(1)]);
    })
    .await;
}
