//! Days close at the hour that the operator names, for plans and supplements as for reports.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, Story, target},
    support::both_with,
};

/// Of the coverage of Bắc Kạn: what is late and what supplement is overdue of a unit.
async fn covered(story: &Story, unit: &str) -> (bool, bool) {
    let path = format!("/plan-coverage?movement_id={}&group_by=unit", story.movement);
    let told = story.list(&path, &story.officer(BAC_KAN).await).await;
    let own = json!(story.app.unit(unit).await);
    let row = told["rows"].as_array().unwrap().iter().find(|row| row["unit_id"] == own).unwrap();
    (row["late"] == true, row["supplement_overdue"] == true)
}

#[actix_web::test]
async fn a_deadline_of_plans_closes_at_the_office_hour() {
    both_with(
        |options| options.working_day_closes = "17:00".parse().unwrap(),
        async |app| {
            let story = Story::of(app.clone()).await;
            story.set_deadline(json!({"due_on": "2024-06-10", "locks_on": "2024-06-12"})).await;
            let path = format!("/movements/{}/plan-deadlines", story.movement);
            let told = story.list(&path, &story.officer(BA_BE).await).await.items()[0].clone();
            assert_eq!((&told["due_on"], &told["closes_at"]), (&json!("2024-06-10"), &json!("2024-06-10T10:00:00Z")));
            let issued = story.issued_plan(BA_BE, &[target("TGPL-04", 20)]).await;
            let (sent, unsent) = (story.issued_plan(PAC_NAM, &[target("TGPL-04", 20)]).await, issued.clone());
            app.set_clock("2024-06-10T09:59:59.999999Z");
            story.send(&sent).await;
            assert_eq!((covered(&story, PAC_NAM).await.0, covered(&story, BA_BE).await.0), (false, false));
            app.set_clock("2024-06-10T10:00:00Z");
            assert_eq!((covered(&story, PAC_NAM).await.0, covered(&story, BA_BE).await.0), (false, true));
            let task = async || {
                let found = app.get("/me/tasks?type=send", &story.head(BA_BE).await).await.is(200);
                found.items()[0]["overdue"].clone()
            };
            assert_eq!(task().await, json!(true));
            // The lock, to the microsecond.
            let head = story.head(BA_BE).await;
            app.set_clock("2024-06-12T09:59:59.999999Z");
            unsent.rehearse("send", &head, Value::Null).await.is(200);
            app.set_clock("2024-06-12T10:00:00Z");
            unsent.step("send", &head, Value::Null).await.refused(409, "plan_deadline_passed");
        },
    )
    .await;
}

#[actix_web::test]
async fn a_supplement_is_overdue_from_the_office_hour_on() {
    both_with(
        |options| options.working_day_closes = "17:00".parse().unwrap(),
        async |app| {
            let story = Story::of(app.clone()).await;
            let plan = story.sent_plan(BA_BE, &[target("TGPL-04", 20)]).await;
            let other = story.sent_plan(PAC_NAM, &[target("TGPL-04", 20)]).await;
            let (department, reason) = (story.officer(BAC_KAN).await, "Bổ sung chỉ tiêu về xã làm điểm");
            let mut ask = plan.seen().await;
            ask["reason"] = json!(reason);
            ask["due_on"] = json!("2024-06-10");
            app.set_clock("2024-06-10T09:59:59.999999Z");
            plan.step("request-supplement", &department, ask.clone()).await.is(200);
            let asked = plan.now().await["supplement_requests"][0].clone();
            assert_eq!((&asked["due_on"], &asked["closes_at"]), (&json!("2024-06-10"), &json!("2024-06-10T10:00:00Z")));
            let overdue = async || {
                let now = plan.now().await;
                (now["supplement_requests"][0]["overdue"] == true, covered(&story, BA_BE).await.1)
            };
            assert_eq!(overdue().await, (false, false));
            app.set_clock("2024-06-10T10:00:00Z");
            assert_eq!(overdue().await, (true, true));
            // What is over is no day to ask for.
            ask["content_digest"] = other.seen().await["content_digest"].clone();
            let over = other.rehearse("request-supplement", &department, ask).await;
            over.faults(&[("/due_on", "out_of_range")]);
        },
    )
    .await;
}
