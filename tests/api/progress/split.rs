//! A unit that goes on after a part of what it had went to another.
use std::collections::BTreeMap;

use serde_json::json;

use super::rows;
use crate::{
    compliance::{
        opened,
        parts::{NEW, SPLIT, split},
    },
    stories::{STANDING_BODY, Story, target},
    support::both,
};

/// Of each of the two units the figure that is told as its own.
async fn values(story: &Story, basis: &str) -> [Option<f64>; 2] {
    let reader = story.officer(STANDING_BODY).await;
    let by_unit = rows(story, &reader, &format!("&group_by=unit&indicator_code=TGPL-04&basis={basis}")).await;
    let values: BTreeMap<&str, f64> =
        by_unit.iter().filter_map(|row| Some((row["unit_code"].as_str()?, row["value"].as_f64()?))).collect();
    [SPLIT, NEW].map(|code| values.get(code).copied())
}

#[actix_web::test]
async fn what_was_told_before_is_divided_by_the_shares() {
    both(async |app| {
        let story = Story::without_periods(app).await;
        opened(&story).await;
        story.received_plan(SPLIT, &[target("TGPL-04", 20)]).await;
        let app = &story.app;
        app.set_clock("2024-06-11T02:00:00Z");
        story.accepted_report(SPLIT, "A", &[("TGPL-04", json!({"value": 10}))]).await;
        assert_eq!(values(&story, "current").await, [Some(10.0), None]);
        app.set_clock("2024-06-12T02:00:00Z");
        split(app).await;
        assert_eq!(values(&story, "as_reported").await, [Some(10.0), None]);
        assert_eq!(values(&story, "current").await, [Some(4.0), Some(6.0)]);
        assert_eq!(values(&story, "as_of:2024-06-11").await, [Some(10.0), None]);
    })
    .await;
}
