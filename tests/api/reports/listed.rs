//! The list of reports, whose items are written from the rows themselves: it says what the report says, and all that is published.
use serde_json::json;
use thidua::app::spec::DOCUMENT;

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, Paper, STANDING_BODY, Story, target},
    support::both,
};

/// By everybody who may read it: the item has each member that the spec names, and the report has the same.
async fn says_what_the_report_says(story: &Story, report: &Paper, step: &str) {
    let mut read = 0;
    for unit in [BA_BE, BAC_KAN, STANDING_BODY, MINISTRY] {
        let reader = story.officer(unit).await;
        let whole = report.read_by(&reader).await;
        let listed = story.list("/reports", &reader).await.is(200);
        let item = listed.items().iter().find(|item| item["id"] == json!(report.id));
        assert_eq!(item.is_some(), whole.status == 200, "{step}: {unit}");
        let Some(members) = item.and_then(|item| item.as_object()) else { continue };
        for name in DOCUMENT["components"]["schemas"]["ReportSummary"]["properties"].as_object().unwrap().keys() {
            assert!(members.contains_key(name), "{step}: {name} is missing for {unit}");
        }
        for (name, value) in members {
            assert_eq!(value, &whole.json[name], "{step}: {name} for {unit}");
        }
        read += members.len();
    }
    assert!(read > 20, "{step}: nobody reads it");
}

#[actix_web::test]
async fn in_every_state_the_list_says_of_a_report_what_the_report_says() {
    both(async |app| {
        app.set_clock("2024-12-20T02:00:00.123456Z");
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let report = story.draft_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
        says_what_the_report_says(&story, &report, "a draft").await;
        story.sign(&report).await;
        says_what_the_report_says(&story, &report, "signed").await;
        story.submit(&report).await;
        says_what_the_report_says(&story, &report, "submitted").await;
        app.set_clock("2024-12-20T02:05:00.120Z");
        story.return_report(&report).await;
        says_what_the_report_says(&story, &report, "returned").await;
        let narrative = json!({"narrative": {"results": "Viết lại"}});
        report.change(&story.officer(BA_BE).await, narrative).await.is(200);
        story.sign(&report).await;
        says_what_the_report_says(&story, &report, "signed again").await;
        app.set_clock("2024-12-20T02:10:00Z");
        story.submit(&report).await;
        story.accept(&report).await;
        says_what_the_report_says(&story, &report, "accepted").await;
        story.correct(&report).await;
        says_what_the_report_says(&story, &report, "being corrected").await;
    })
    .await;
}
