//! Of two writes at once neither is lost, also where one of them only follows a paper of the other.
use std::future::IntoFuture;

use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, CHO_DON, PAC_NAM, Story, target, values},
    support::{both, together},
};

#[actix_web::test]
async fn an_obligation_is_waived_or_reported_on_and_never_both() {
    both(async |app| {
        let story = Story::of(app).await;
        let (app, above) = (&story.app, story.head(BAC_KAN).await);
        for unit in [BA_BE, PAC_NAM, CHO_DON] {
            story.received_plan(unit, &[target("TGPL-04", 20)]).await;
            let (officer, plan) = (story.officer(unit).await, story.plan_in_force(unit).await);
            for period in ["2023", "2024"] {
                let owed = story.obligation(unit, period).await;
                let figures = values(&plan, &[("TGPL-04", json!({"value": 1}))]);
                let report = app.post("/reports", &officer).json(json!({"obligation_id": owed.id, "values": figures}));
                let why = json!({"document_number": story.number("TP-VP"), "reason": "Đơn vị mới được thành lập"});
                let waiver = app.post(&format!("{}/waive", owed.path()), &above).if_match("*").json(why);
                let replies = together([report.into_future(), waiver.into_future()]).await;
                let done: Vec<bool> = replies.iter().map(|reply| reply.status < 300).collect();
                let (reported, waived) = (done[0], done[1]);
                assert!(reported != waived, "{} {}", replies[0].describe(), replies[1].describe());
                let refused = replies.iter().find(|reply| reply.status >= 300).map(|reply| reply.status);
                assert!(matches!(refused, Some(409 | 412)), "{refused:?}");
                assert_eq!(owed.status().await, if waived { "waived" } else { "draft" });
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
