//! What stands on each target is what `/progress` makes of the accepted reports of its unit.
use serde_json::Value;

use crate::{
    stories::{STANDING_BODY, Story},
    support::TestApp,
};

/// Of every target of the newest plan of a unit.
pub async fn stands_on_targets(app: &TestApp, story: &Story, unit: &str) {
    let (reader, id) = (story.officer(STANDING_BODY).await, app.unit(unit).await.to_string());
    app.state.db.latest_snapshot().await.unwrap();
    let path = format!("/progress?movement_id={}&group_by=unit&within={id}&limit=200", story.movement);
    let progress = app.get(&path, &reader).await.is(200);
    let plan = story.plan_in_force(unit).await;
    for target in plan["targets"].as_array().unwrap() {
        let own = |row: &&Value| row["unit_id"] == *id && row["indicator_code"] == target["indicator"]["code"];
        let row = progress.items().iter().find(own).cloned().unwrap_or_default();
        let same: &[[&str; 2]] = if target["numerator"].is_null() {
            &[["current_value", "value"]]
        } else {
            &[["current_numerator", "numerator"], ["current_denominator", "denominator"]]
        };
        for [kept, told] in same {
            assert_eq!(target[*kept], row[*told], "{unit}: {target}, {row}");
        }
    }
}
