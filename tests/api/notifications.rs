//! What units are told of: the same for all their people, and read by each for itself.
use entity::assignment::Role::{Inspector, Officer};
use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, STANDING_BODY, Story, target},
    support::{Caller, TestApp, both},
};

async fn told(app: &TestApp, caller: &Caller, filter: &str) -> Vec<(String, bool)> {
    let listed = app.get(&format!("/me/notifications?limit=200{filter}"), caller).await.is(200);
    let row = |one: &serde_json::Value| (one["event"].as_str().unwrap().to_owned(), one["read"] == true);
    listed.items().iter().map(row).collect()
}

fn named(rows: &[(&str, bool)]) -> Vec<(String, bool)> {
    rows.iter().map(|(event, read)| ((*event).to_owned(), *read)).collect()
}

#[actix_web::test]
async fn a_unit_is_told_what_became_of_its_papers_newest_first_and_each_person_reads_for_itself() {
    both(async |app| {
        app.set_clock("2024-12-09T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let report = story.submitted_report(BA_BE, "2023", &[("TGPL-04", json!({"value": 8}))]).await;
        story.return_report(&report).await;
        let (officer, head) = (story.officer(BA_BE).await, story.head(BA_BE).await);
        // The first rung for what is due a week later.
        story.day("2024-12-10").await;
        let reminder = story.list("/reminders", &officer).await.items()[0]["id"].clone();
        let all = [("reminder.sent", false), ("report.returned", false), ("plan.received", false)];
        for caller in [&officer, &head] {
            assert_eq!(told(&app, caller, "").await, named(&all));
        }
        let listed = app.get("/me/notifications", &officer).await.is(200);
        let newest = &listed.items()[0];
        assert_eq!((&newest["subject_type"], &newest["subject_id"]), (&json!("reminder"), &reminder));

        let read = async |body| app.post("/me/notifications/read", &officer).json(body).await;
        assert_eq!(read(json!({"up_to": listed.items()[1]["id"]})).await.is(200)["marked"], 2);
        let seen = [("reminder.sent", false), ("report.returned", true), ("plan.received", true)];
        assert_eq!(told(&app, &officer, "").await, named(&seen));
        assert_eq!(told(&app, &officer, "&read=false").await, named(&seen[..1]));
        assert_eq!(told(&app, &head, "").await, named(&all), "what one has read another has not");
        assert_eq!(read(json!({"ids": [newest["id"], listed.items()[2]["id"]]})).await.is(200)["marked"], 1);
        assert_eq!(read(json!({"up_to": newest["id"]})).await.is(200)["marked"], 0);

        let nobodys = json!({"ids": [uuid::Uuid::now_v7()]});
        read(nobodys.clone()).await.faults(&[("/ids/0", "not_found")]);
        let elsewhere = story.officer(PAC_NAM).await;
        assert_eq!(told(&app, &elsewhere, "").await, named(&all[..1]), "of its own report");
        let theirs = json!({"ids": [newest["id"]]});
        app.post("/me/notifications/read", &elsewhere).json(theirs).await.faults(&[("/ids/0", "not_found")]);
    })
    .await;
}

#[actix_web::test]
async fn a_role_given_later_finds_them_and_one_that_has_ended_does_not() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let today = app.clock.today();
        let unit = app.unit(BA_BE).await;
        let until_today = app.person(&[(Officer, unit, today, Some(today))]).await;
        let new = app.caller_with(&[(Officer, BA_BE)]).await;
        let inspector = app.user(Inspector, BA_BE).await;
        for (caller, count) in [(&new, 1), (&until_today, 1), (&inspector, 0)] {
            assert_eq!(told(&app, caller, "").await.len(), count);
        }
        app.set_clock("2024-06-04T02:00:00Z");
        app.get("/me/notifications", &until_today).await.refused(403, "forbidden");
        assert_eq!(told(&app, &new, "").await.len(), 1);
        // After three months it is old.
        app.set_clock("2024-09-02T02:00:00Z");
        assert!(told(&app, &new, "").await.is_empty());
    })
    .await;
}

#[actix_web::test]
async fn a_unit_is_told_of_what_others_gave_it_and_those_of_what_it_said() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let guidance = story.issued_guidance(BAC_KAN, &[BA_BE]).await;
        let question = story.ask(&guidance, BA_BE).await;
        let above = story.officer(BAC_KAN).await;
        question.step("answer", &above, json!({"text": "Có"})).await.is(200);
        let inspection = story.concluded_inspection(BAC_KAN, &[BA_BE], &[BA_BE]).await;
        let head = story.head(BA_BE).await;
        inspection.step("explain", &head, json!({"text": "Đơn vị tiếp thu."})).await.is(201);
        let recommendation = story.recommendations(&inspection).await.remove(0);
        recommendation.step("answer", &head, json!({"text": "Đã bổ sung."})).await.is(200);
        recommendation.step("return", &above, json!({"reason": "Chưa có tài liệu chứng minh"})).await.is(200);
        let events = async |unit: &str| {
            let told = told(&app, &story.officer(unit).await, "").await;
            told.into_iter().map(|(event, _)| event).collect::<Vec<_>>()
        };
        let mut below = events(BA_BE).await;
        below.sort();
        let expected = [
            "guidance.issued",
            "guidance_question.answered",
            "inspection.announced",
            "inspection.concluded",
            "recommendation.made",
            "recommendation.returned",
        ];
        assert_eq!(below, expected);
        let told_above = ["recommendation.answered", "inspection.explained", "guidance_question.asked"];
        assert_eq!(events(BAC_KAN).await, told_above, "newest first, and nothing of its own");
        assert!(events(PAC_NAM).await.is_empty());
        let listed = app.get("/me/notifications", &story.officer(BA_BE).await).await.is(200);
        let unit = app.unit(BA_BE).await.to_string();
        assert!(listed.items().iter().all(|one| one["unit_id"] == unit.as_str()), "its own, not who gave it");
    })
    .await;
}

#[actix_web::test]
async fn of_a_message_on_a_report_the_other_side_is_told() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let report = story.submitted_report(BA_BE, "2023", &[("TGPL-04", json!({"value": 8}))]).await;
        let told = async |unit: &str| {
            let listed = app.get("/me/notifications", &story.officer(unit).await).await.is(200);
            let messages = listed.items().iter().filter(|one| one["event"] == "report.message_written");
            messages.map(|one| (one["subject_id"].clone(), one["unit_id"].clone())).collect::<Vec<_>>()
        };
        let write = async |unit: &str, text: &str| {
            report.step("write-message", &story.officer(unit).await, json!({"text": text})).await.is(200)
        };
        let of = async |unit: &str| (json!(report.id), json!(app.unit(unit).await));
        write(BAC_KAN, "Đề nghị giải trình số vụ việc").await;
        assert_eq!((told(BA_BE).await, told(BAC_KAN).await), (vec![of(BA_BE).await], vec![]));
        write(BA_BE, "Năm nay mở thêm bốn điểm").await;
        write(BA_BE, "Số vụ việc tăng theo").await;
        assert_eq!(told(BA_BE).await, [of(BA_BE).await], "nothing of what it wrote itself");
        assert_eq!(told(BAC_KAN).await, [of(BAC_KAN).await, of(BAC_KAN).await]);
        for reader in [PAC_NAM, STANDING_BODY] {
            assert!(told(reader).await.is_empty(), "{reader}");
        }
    })
    .await;
}
