//! Of two writes at once neither is lost, also where one of them only follows a paper of the other.
use std::future::IntoFuture;

use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, CHO_DON, PAC_NAM, Story, target},
    support::{both, together},
};

#[actix_web::test]
async fn an_obligation_is_waived_or_reported_on_and_never_both() {
    both(async |app| {
        app.set_clock("2024-12-16T02:00:00Z");
        let story = Story::of(app).await;
        let (app, above) = (&story.app, story.head(BAC_KAN).await);
        for unit in [BA_BE, PAC_NAM, CHO_DON] {
            story.received_plan(unit, &[target("TGPL-04", 20)]).await;
            let officer = story.officer(unit).await;
            for period in ["2023", "2024"] {
                let report = story.signed_report(unit, period, &[("TGPL-04", json!({"value": 1}))]).await;
                let owed = story.obligation(unit, period).await;
                let why = json!({"document_number": story.number("TP-VP"), "reason": "Đơn vị mới được thành lập"});
                let waiver = app.post(&format!("{}/waive", owed.path()), &above).if_match("*").json(why);
                let submission = app.post(&format!("{}/submit", report.path()), &officer).if_match("*");
                let replies = together([submission.into_future(), waiver.into_future()]).await;
                let done: Vec<bool> = replies.iter().map(|reply| reply.status < 300).collect();
                let (reported, waived) = (done[0], done[1]);
                assert!(reported != waived, "{} {}", replies[0].describe(), replies[1].describe());
                let refused = replies.iter().find(|reply| reply.status >= 300).map(|reply| reply.status);
                assert!(matches!(refused, Some(409 | 412)), "{refused:?}");
                assert_eq!(owed.status().await, if waived { "waived" } else { "submitted" });
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn of_two_reports_accepted_at_once_both_count_for_the_target() {
    both(async |app| {
        let story = Story::of(app).await;
        let above = story.officer(BAC_KAN).await;
        for unit in [BA_BE, PAC_NAM, CHO_DON] {
            let plan = story.received_plan(unit, &[target("TGPL-04", 20)]).await;
            let mut reports = vec![];
            for (period, value) in [("2023", 10), ("2024", 5)] {
                reports.push(story.submitted_report(unit, period, &[("TGPL-04", json!({"value": value}))]).await);
            }
            let accept = reports.iter().map(|report| Box::pin(report.step("accept", &above, Value::Null)));
            for reply in together(accept).await {
                reply.is(200);
            }
            assert_eq!(plan.now().await["targets"][0]["current_value"], json!(15), "one of two was lost");
        }
    })
    .await;
}
