//! Reported figures of the books: those that the reader sees, and each once.
use serde_json::{Value, json};

use super::{Target, answering};
use crate::{
    reorganisations::applied,
    stories::{BA_BE, BAC_KAN, CHO_DON, MINISTRY, NA_HANG, PAC_NAM, Story, TUYEN_QUANG, target},
    support::{Reply, TestApp, both},
};

const DAY: &str = "2024-06-01";

fn value(value: i64) -> Value {
    json!({ "value": value })
}

/// What the books tell as reported: of the whole, of the first level, and of some units.
async fn reported(app: &TestApp, books: &Reply, units: &[&str]) -> Vec<Value> {
    let mut told = vec![books["total"]["reported"].clone(), books["levels"][0]["reported"].clone()];
    for unit in units {
        let id = json!(app.unit(unit).await);
        let row = books["rows"].as_array().expect("rows").iter().find(|row| row["unit_id"] == id);
        told.push(row.unwrap_or_else(|| panic!("no row of {unit}: {}", books.describe()))["reported"].clone());
    }
    told
}

#[actix_web::test]
async fn who_is_no_longer_above_no_longer_sees_the_figures() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::sent(&story, BAC_KAN, target("TGPL-04", 100)).await;
        for (unit, figure) in [(BA_BE, 7), (CHO_DON, 5)] {
            let share = whole.share(unit, &value(40)).await;
            story.received_plan(unit, &[answering(target("TGPL-04", 40), &share)]).await;
            story.accepted_report(unit, "2023", &[("TGPL-04", value(figure))]).await;
        }
        let units = [BA_BE, CHO_DON];
        let before = [value(12), value(12), value(7), value(5)];
        assert_eq!(reported(&app, &whole.reconciled().await, &units).await, before);
        let transfer = json!([{"type": "transfer", "unit": BA_BE, "parent": TUYEN_QUANG}]);
        applied(&app, &app.admin().await, DAY, transfer).await;
        // The share is its own paper still; what the other reports is not its business any more.
        let after = reported(&app, &whole.reconciled().await, &units).await;
        assert_eq!(after, [value(5), value(5), json!({}), value(5)]);
        // Whoever reads the sector reads it all: only under the Sở it does not count.
        let sector = reported(&app, &whole.reconciled_by(MINISTRY).await, &units).await;
        assert_eq!(sector, [value(5), value(12), value(7), value(5)]);
    })
    .await;
}

#[actix_web::test]
async fn what_a_split_unit_had_counts_for_the_first_that_took_over() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let top = Target::sent(&story, MINISTRY, target("TGPL-04", 1_000)).await;
        for unit in [BAC_KAN, TUYEN_QUANG] {
            top.share(unit, &value(100)).await;
        }
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        story.accepted_report(BA_BE, "2023", &[("TGPL-04", value(7))]).await;
        let split = json!([{"type": "split", "unit": BA_BE,
            "into": [{"unit": PAC_NAM, "share": 0.5}, {"unit": NA_HANG, "share": 0.5}]}]);
        applied(&app, &app.admin().await, DAY, split).await;
        let told = reported(&app, &top.reconciled().await, &[BAC_KAN, TUYEN_QUANG]).await;
        assert_eq!(told, [value(7), value(7), value(7), json!({})]);
    })
    .await;
}

#[actix_web::test]
async fn a_holder_below_another_of_its_level_is_not_added_again() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let top = Target::sent(&story, MINISTRY, target("TGPL-04", 1_000)).await;
        for unit in [BA_BE, BAC_KAN] {
            top.share(unit, &value(100)).await;
        }
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        story.accepted_report(BA_BE, "2023", &[("TGPL-04", value(7))]).await;
        let told = reported(&app, &top.reconciled().await, &[BA_BE, BAC_KAN]).await;
        assert_eq!(told, vec![value(7); 4]);
    })
    .await;
}

#[actix_web::test]
async fn a_stock_that_the_heir_has_told_again_counts_once() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::sent(&story, BAC_KAN, target("ASXH-01", 50)).await;
        whole.share(PAC_NAM, &value(20)).await;
        let ended = story.received_plan(BA_BE, &[target("ASXH-01", 20)]).await;
        let heirs = story.received_plan(PAC_NAM, &[target("ASXH-01", 20)]).await;
        story.accepted_report_on(&ended, "2023", &[json!(8)]).await;
        story.accepted_report_on(&heirs, "2023", &[json!(11)]).await;
        let absorb = json!([{"type": "absorb", "units": [BA_BE], "into": PAC_NAM}]);
        applied(&app, &app.admin().await, DAY, absorb).await;
        // Both told theirs for the year before: the one is not in the other.
        let told = reported(&app, &whole.reconciled().await, &[PAC_NAM]).await;
        assert_eq!(told, vec![value(19); 3]);
        story.accepted_report_on(&heirs, "2024", &[json!(20)]).await;
        let told = reported(&app, &whole.reconciled().await, &[PAC_NAM]).await;
        assert_eq!(told, vec![value(20); 3]);
    })
    .await;
}
