//! S6. The report period and lateness, by the clock of Viet Nam.
use serde_json::{Value, json};

use super::{BA_BE, BAC_KAN, CHO_DON, PAC_NAM, Paper, Story, target};
use crate::support::both;

const FIGURES: [(&str, i64); 1] = [("TGPL-04", 12)];

fn figures() -> Vec<(&'static str, Value)> {
    FIGURES.iter().map(|(indicator, value)| (*indicator, json!({"value": value}))).collect()
}

/// A signed report for 2024, ready to be submitted.
async fn ready(story: &Story, unit: &str) -> Paper {
    story.issued_plan(unit, &[target("TGPL-04", 20)]).await;
    story.signed_report(unit, "2024", &figures()).await
}

#[actix_web::test]
async fn the_last_second_of_the_last_day_is_in_time_and_the_next_is_late() {
    both(async |app| {
        app.set_clock("2024-12-16T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let (in_time, late) = (ready(&story, BA_BE).await, ready(&story, CHO_DON).await);
        assert_eq!(in_time.now().await["due_on"], "2024-12-17");

        app.set_clock("2024-12-17T16:59:59.999999Z");
        let submitted = story.submit(&in_time).await;
        assert_eq!(
            (&submitted["late"], &submitted["submitted_at"]),
            (&json!(false), &json!("2024-12-17T16:59:59.999999Z"))
        );
        let still_owed = story.obligation(CHO_DON, "2024").await;
        assert_eq!(still_owed.now().await["overdue"], false);

        app.set_clock("2024-12-17T17:00:00Z");
        assert_eq!(still_owed.now().await["overdue"], true);
        assert_eq!(story.submit(&late).await["late"], true);
        assert_eq!(still_owed.now().await["overdue"], false, "it is late, and no longer owed");
        let seen = story.list("/reports?late=true", &story.officer(BAC_KAN).await).await;
        assert_eq!(seen.each("id"), [late.id.to_string()]);
    })
    .await;
}

#[actix_web::test]
async fn a_report_is_submitted_once_its_period_is_over() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let report = ready(&story, BA_BE).await;
        let officer = story.officer(BA_BE).await;
        assert_eq!(report.now().await["period"]["data_to"], "2024-12-14");
        for early in ["2024-06-03T02:00:00Z", "2024-12-14T16:59:59Z"] {
            app.set_clock(early);
            let refused = report.step("submit", &officer, Value::Null).await.refused(409, "period_not_over");
            assert!(refused["detail"].to_string().contains("2024-12-15"), "{}", refused.describe());
            assert_eq!(report.now().await.action("submit"), Err("period_not_over"));
            assert_eq!(report.can(&officer, "submit").await, "period_not_over");
        }
        app.set_clock("2024-12-14T17:00:00Z");
        assert_eq!(report.can(&officer, "submit").await, "granted");
        report.step("submit", &officer, Value::Null).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_value_of_another_period_is_refused() {
    both(async |app| {
        app.set_clock("2024-12-16T02:00:00Z");
        let story = Story::of(app).await;
        story.issued_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let dated = async |member: &str, day: &str| {
            let mut figure = json!({"value": 12});
            figure[member] = json!(day);
            story.try_draft_report(BA_BE, "2024", &[("TGPL-04", figure)]).await
        };
        for (member, day) in [("data_to", "2024-12-15"), ("data_from", "2023-12-14")] {
            let refused = dated(member, day).await.refused(422, "outside_period");
            assert_eq!(refused["errors"][0]["pointer"], format!("/values/0/{member}"));
            assert_eq!(refused["errors"][0]["code"], "outside_period");
        }
        dated("data_from", "2024-12-15").await.faults(&[("/values/0/data_to", "wrong_order")]);
        assert!(story.list("/reports", &story.officer(BA_BE).await).await.items().is_empty());
        // Both ends belong to the period.
        dated("data_to", "2024-12-14").await.is(201);
    })
    .await;
}

#[actix_web::test]
async fn an_extension_moves_the_last_day() {
    both(async |app| {
        app.set_clock("2024-12-16T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let head = story.head(BAC_KAN).await;
        let mut reports = vec![];
        for unit in [PAC_NAM, BA_BE] {
            reports.push(ready(&story, unit).await);
            let obligation = story.obligation(unit, "2024").await;
            let why = "Bổ sung thời gian theo đề nghị";
            let later = json!({"document_number": "812/STP-HCTP", "due_on": "2024-12-19", "reason": why});
            let extended = obligation.step("extend", &head, later).await.is(200);
            let shown = (&extended["due_on"], &extended["extension_document"], &extended["status"]);
            assert_eq!(shown, (&json!("2024-12-19"), &json!("812/STP-HCTP"), &json!("issued")));
            let earlier = json!({"document_number": "813/STP-HCTP", "due_on": "2024-12-19", "reason": why});
            obligation.step("extend", &head, earlier).await.faults(&[("/due_on", "out_of_range")]);
        }
        app.set_clock("2024-12-19T16:59:59.999999Z");
        let submitted = story.submit(&reports[0]).await;
        assert_eq!((&submitted["late"], &submitted["due_on"]), (&json!(false), &json!("2024-12-19")));
        app.set_clock("2024-12-19T17:00:00Z");
        assert_eq!(story.submit(&reports[1]).await["late"], true);
    })
    .await;
}
