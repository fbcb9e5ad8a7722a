//! What reminders are of, and what ends them: plans, supplements, reports and recommendations alike.
use chrono::Days;
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, CHO_DON, MINISTRY, NA_RI, PAC_NAM, Story, target},
    support::both,
};

/// One by one, the level, status and last day of what a unit was reminded of.
macro_rules! rows {
    ($($level:literal $status:literal $due_on:literal),*) => { vec![$(($level, $status.to_owned(), $due_on.to_owned())),*] };
}

#[actix_web::test]
async fn a_plan_is_urged_for_until_it_is_sent() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.set_deadline(json!({"unit_kind": "district_justice_office", "due_on": "2024-06-12"})).await;
        story.sent_plan(CHO_DON, &[target("TGPL-04", 20)]).await;
        let issued = story.issued_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        story.day("2024-06-04").await;
        assert!(story.urged(BA_BE).await.is_empty());
        story.day("2024-06-05").await;
        assert_eq!(story.reminders_of(BA_BE).await, rows![1 "sent" "2024-06-12"]);
        assert!(story.urged(CHO_DON).await.is_empty() && story.urged(BAC_KAN).await.is_empty());

        // Before the job comes round again.
        story.send(&issued).await;
        assert_eq!(story.urged(BA_BE).await, ["1 resolved"]);
        // One unit has longer: the ladder begins anew. The others are late.
        let until = json!({"unit_id": app.unit(PAC_NAM).await, "due_on": "2024-06-20"});
        story.set_deadline(until).await;
        story.day("2024-06-13").await;
        assert_eq!(story.reminders_of(PAC_NAM).await, rows![1 "resolved" "2024-06-12", 1 "sent" "2024-06-20"]);
        assert_eq!(story.urged(NA_RI).await, ["1 escalated", "2 sent"]);

        let by_hand = |unit| json!({"subject_type": "plan", "subject_id": story.movement, "unit_id": unit, "level": 2});
        let officer = story.officer(BAC_KAN).await;
        let early = app.post("/reminders", &officer).json(by_hand(app.unit(PAC_NAM).await)).await;
        early.refused(409, "window_closed");
        app.set_clock("2024-06-21T02:00:00Z");
        app.post("/reminders", &officer).json(by_hand(app.unit(PAC_NAM).await)).await.is(201);
        let sent = app.post("/reminders", &officer).json(by_hand(app.unit(BA_BE).await)).await;
        sent.refused(409, "nothing_owed");
        let nobody = json!({"subject_type": "plan", "subject_id": story.movement, "level": 2});
        app.post("/reminders", &officer).json(nobody).await.faults(&[("/unit_id", "required")]);

        let why = json!({"reason": "không còn phù hợp", "document_number": "13/QĐ-BTP"});
        let path = format!("/movements/{}/cancel", story.movement);
        app.post(&path, &story.head(MINISTRY).await).if_match("*").json(why).await.is(200);
        app.settle().await;
        assert_eq!(story.urged(NA_RI).await, ["1 resolved", "2 resolved"], "the movement has ended");
    })
    .await;
}

#[actix_web::test]
async fn a_supplement_is_urged_for_until_it_is_answered_or_withdrawn() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let head = story.officer(BAC_KAN).await;
        let mut plans = vec![];
        for unit in [BA_BE, PAC_NAM] {
            let plan = story.sent_plan(unit, &[target("TGPL-04", 20)]).await;
            let asked = plan.supplement("Bổ sung chỉ tiêu hòa giải", "2024-06-12").await;
            plan.step("request-supplement", &head, asked).await.is(200);
            plans.push(plan);
        }
        story.day("2024-06-05").await;
        for unit in [BA_BE, PAC_NAM] {
            assert_eq!(story.reminders_of(unit).await, rows![1 "sent" "2024-06-12"]);
        }
        let next = story.amend(&plans[0]).await;
        story.issue(&next, &story.number("KH-PTP")).await;
        assert_eq!(story.urged(BA_BE).await, ["1 sent"], "it is not with the superior");
        story.send(&next).await;
        assert_eq!(story.urged(BA_BE).await, ["1 resolved"]);
        let seen = plans[1].now().await["content_digest"].clone();
        let enough = json!({"resolution": "withdrawn", "reason": "Đã có trong phụ lục", "content_digest": seen});
        plans[1].step("resolve-supplement", &head, enough).await.is(200);
        let listed = story.list("/reminders?subject_type=supplement&status=resolved", &head).await;
        let mut why = listed.each("resolution");
        why.sort_unstable();
        assert_eq!(why, ["arrived", "waived"]);
    })
    .await;
}

#[actix_web::test]
async fn a_report_with_another_last_day_climbs_the_ladder_anew() {
    both(async |app| {
        app.set_clock("2024-12-05T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let owed = story.obligation(BA_BE, "2024").await;
        story.day("2024-12-18").await;
        assert_eq!(story.reminders_of(BA_BE).await, rows![2 "sent" "2024-12-17"], "what was missed is not made up for");
        let longer = |day: &str| json!({"document_number": "813/STP-HCTP", "due_on": day, "reason": "Mưa lũ kéo dài"});
        owed.step("extend", &story.head(BAC_KAN).await, longer("2024-12-27")).await.is(200);
        assert_eq!(story.urged(BA_BE).await, ["2 resolved"]);
        story.day("2024-12-19").await;
        assert_eq!(story.urged(BA_BE).await, ["2 resolved"]);
        story.day("2024-12-20").await;
        assert_eq!(story.reminders_of(BA_BE).await, rows![2 "resolved" "2024-12-17", 1 "sent" "2024-12-27"]);
        let why = json!({"document_number": "814/STP-HCTP", "reason": "Đơn vị mới được thành lập"});
        owed.step("waive", &story.head(BAC_KAN).await, why).await.is(200);
        let listed =
            story.list(&format!("/reminders?subject_id={}&sort=due_on", owed.id), &story.head(BAC_KAN).await).await;
        assert_eq!(listed.each("resolution"), ["extended", "waived"]);
    })
    .await;
}

/// It lies with its unit by the superior's own word.
#[actix_web::test]
async fn a_returned_report_is_urged_for_once_it_has_a_new_last_day() {
    both(async |app| {
        app.set_clock("2024-12-05T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.issued_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let owed = story.obligation(BA_BE, "2024").await;
        let report = story.submitted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
        story.return_report(&report).await;
        story.day("2024-12-18").await;
        assert!(story.urged(BA_BE).await.is_empty());
        story.try_remind(BAC_KAN, "report", owed.id, 2).await.refused(409, "nothing_owed");
        let longer = json!({"document_number": "813/STP-HCTP", "due_on": "2024-12-27", "reason": "Mưa lũ kéo dài"});
        owed.step("extend", &story.head(BAC_KAN).await, longer).await.is(200);
        story.day("2024-12-20").await;
        assert_eq!(story.reminders_of(BA_BE).await, rows![1 "sent" "2024-12-27"]);
        story.sign(&report).await;
        assert_eq!(story.urged(BA_BE).await, ["1 sent"]);
        report.step("submit", &story.officer(BA_BE).await, Value::Null).await.is(200);
        assert_eq!(story.urged(BA_BE).await, ["1 resolved"]);
    })
    .await;
}

#[actix_web::test]
async fn what_an_inspection_recommends_is_urged_for_until_it_is_answered() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let due_on = app.clock.today() + Days::new(20);
        let inspection = story.concluded_inspection(BAC_KAN, &[BA_BE, PAC_NAM], &[BA_BE]).await;
        let advice = story.recommendations(&inspection).await.pop().unwrap();
        story.day(&(due_on + Days::new(3)).to_string()).await;
        assert_eq!(story.reminders_of(BA_BE).await, [(2, "sent".to_owned(), due_on.to_string())]);
        assert!(story.urged(PAC_NAM).await.is_empty(), "nothing was recommended to it");
        story.try_remind(BAC_KAN, "recommendation", advice.id, 2).await.refused(409, "reminder_open");

        advice.step("answer", &story.head(BA_BE).await, json!({"text": "Đã bổ sung chỉ tiêu."})).await.is(200);
        assert_eq!(story.urged(BA_BE).await, ["2 resolved"]);
        story.try_remind(BAC_KAN, "recommendation", advice.id, 2).await.refused(409, "nothing_owed");
    })
    .await;
}
