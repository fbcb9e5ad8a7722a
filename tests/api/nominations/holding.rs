//! A dossier that is held, the clocks that stop and go on, and what has to be in a dossier before it goes up.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, Paper, STANDING_BODY, Story, dossier, person},
    support::{Reply, both},
};

async fn hold(story: &Story, nomination: &Paper, at: &str) -> Reply {
    let body =
        json!({"ground": "complaint", "document_number": "27/TB-STP", "reason": "Có đơn khiếu nại đang xem xét"});
    nomination.step("hold", &story.officer(at).await, body).await.is(200)
}

async fn release(story: &Story, nomination: &Paper, at: &str) -> Reply {
    let body = json!({"document_number": "31/KL-STP"});
    nomination.step("release", &story.officer(at).await, body).await.is(200)
}

/// Dossiers at the standing body, received on Monday 4 November 2024.
async fn received<const N: usize>(story: &Story, names: [&str; N]) -> Vec<Paper> {
    story.app.set_clock("2024-10-28T02:00:00Z");
    let mut nominations = vec![];
    for name in names {
        nominations.push(story.forwarded_nomination(BA_BE, &dossier(&person(name), "BK_BT")).await);
    }
    story.app.set_clock("2024-11-04T02:00:00Z");
    for nomination in &nominations {
        let first = story.receive_nomination(nomination, STANDING_BODY).await;
        assert_eq!(
            (&first["return_due_on"], &first["appraise_due_on"], &first["sla_breached"]),
            (&json!("2024-11-11"), &json!("2024-12-02"), &json!(false))
        );
    }
    nominations
}

#[actix_web::test]
async fn a_return_after_the_fifth_working_day_is_accepted_and_told() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nominations = received(&story, ["SYN-0001", "SYN-0002", "SYN-0003"]).await;
        for (nomination, day, late) in [(&nominations[0], "2024-11-11", false), (&nominations[1], "2024-11-12", true)] {
            app.set_clock(&format!("{day}T02:00:00Z"));
            let returned = story.return_nomination(nomination, STANDING_BODY).await;
            assert_eq!((&returned["status"], &returned["sla_breached"]), (&json!("returned"), &json!(late)), "{day}");
            let listed = story.list("/nominations", &story.officer(STANDING_BODY).await).await;
            let row = listed.items().iter().find(|row| row["id"] == json!(nomination.id)).expect("it is listed");
            assert_eq!(row["sla_breached"], late);
        }
        // The day after the last, nobody has appraised it yet.
        for (day, late) in [("2024-12-02", false), ("2024-12-03", true)] {
            app.set_clock(&format!("{day}T02:00:00Z"));
            assert_eq!(nominations[2].now().await["sla_breached"], late, "{day}");
        }
        // A Sở has no clock that was read.
        let below = story.received_nomination(BA_BE, &dossier(&person("SYN-0004"), "GK")).await;
        assert_eq!(below.now().await["return_due_on"], Value::Null);
    })
    .await;
}

#[actix_web::test]
async fn clocks_stand_still_while_a_dossier_is_held() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nominations = received(&story, ["SYN-0017"]).await;
        let nomination = &nominations[0];
        // Two of five working days have passed on the 6th; ten more pass until the 20th.
        app.set_clock("2024-11-06T02:00:00Z");
        let held = hold(&story, nomination, STANDING_BODY).await;
        assert_eq!((&held["status"], &held["hold_ground"]), (&json!("on_hold"), &json!("complaint")));
        assert_eq!(held["held_on"], "2024-11-06");
        for (step, head) in [("appraise", false), ("forward", true), ("propose", true)] {
            let caller = if head { story.head(STANDING_BODY).await } else { story.officer(STANDING_BODY).await };
            let body = match step {
                "appraise" => json!({"opinion": "Đủ điều kiện"}),
                "forward" => json!({"document_number": "1/TTr-TDKT"}),
                _ => Value::Null,
            };
            nomination.step(step, &caller, body).await.refused(409, "invalid_transition");
        }
        app.set_clock("2024-11-20T02:00:00Z");
        assert_eq!(nomination.now().await["sla_breached"], false);
        let eligibility = format!("{}/eligibility", nomination.path());
        let read = app.get(&eligibility, &story.officer(STANDING_BODY).await).await.is(200);
        assert_eq!(read["present"]["outcome"], "hold");
        let free = release(&story, nomination, STANDING_BODY).await;
        assert_eq!((&free["status"], &free["cleared_by"]), (&json!("received"), &json!("31/KL-STP")));
        assert_eq!((&free["return_due_on"], &free["appraise_due_on"]), (&json!("2024-11-25"), &json!("2024-12-16")));
        app.set_clock("2024-11-25T02:00:00Z");
        assert_eq!(story.return_nomination(nomination, STANDING_BODY).await["sla_breached"], false);
    })
    .await;
}

#[actix_web::test]
async fn a_dossier_goes_on_where_it_was_held_or_comes_to_its_end() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let proposed = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0001"), "GK")).await;
        hold(&story, &proposed, BAC_KAN).await;
        // What is held is decided by nobody.
        let body = story.decision_body(BAC_KAN, &[(&proposed, 1)]).await;
        let refused = app.post("/decisions", &story.officer(BAC_KAN).await).json(body).await;
        refused.faults(&[("/items/0/nomination_id", "not_allowed")]);
        assert_eq!(release(&story, &proposed, BAC_KAN).await["status"], "proposed");
        let decision = story.draft_decision(BAC_KAN, &[(&proposed, 1)]).await;
        story.sign_decision(&decision, "88/QĐ-STP").await;

        let appraised = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0002"), "GK")).await;
        hold(&story, &appraised, BAC_KAN).await;
        let imposed = json!({"reason": "Đã có quyết định kỷ luật cảnh cáo"});
        appraised.step("drop", &story.officer(BAC_KAN).await, imposed.clone()).await.refused(403, "forbidden");
        let ended = appraised.step("drop", &story.head(BAC_KAN).await, imposed).await.is(200);
        assert_eq!(ended["status"], "ineligible");
        assert_eq!(app.events(appraised.id).await.last().map(String::as_str), Some("nomination.dropped"));
        // A new dossier on what was achieved afterwards.
        story.nominate(BA_BE, &dossier(&person("SYN-0002"), "GK")).await;
    })
    .await;
}

#[actix_web::test]
async fn what_a_dossier_lacks_is_listed_before_it_goes_up() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.nominate(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let head = story.head(BA_BE).await;
        let refused = nomination.step("submit", &head, Value::Null).await.refused(422, "dossier_incomplete");
        refused.faults(&[("/items/BIEN_BAN", "required")]);
        let items = app.get(&format!("{}/eligibility", nomination.path()), &head).await.is(200)["items"].clone();
        let items = items.as_array().expect("items");
        let minutes = items.iter().find(|item| item["item_code"] == "BIEN_BAN").expect("the minutes");
        assert_eq!((&minutes["required"], &minutes["present"]), (&json!(true), &json!(false)));
        assert!(minutes["citation"]["document"]["code"].is_string());
        let more = json!({"minutes_number": "05/BB-PTP", "minutes_on": "2024-06-03", "present": 9, "votes_for": 10});
        nomination.step("review", &head, more).await.faults(&[("/votes_for", "out_of_range")]);
        let all = json!({"minutes_number": "05/BB-PTP", "minutes_on": "2024-06-03", "present": 10, "votes_for": 9});
        let reviewed = nomination.step("review", &head, all).await.is(200);
        assert_eq!((&reviewed["review_present"], &reviewed["review_votes_for"]), (&json!(10), &json!(9)));
        story.submit_nomination(&nomination).await;
    })
    .await;
}

/// What a council has before it: its dossiers with their states, in one request.
#[actix_web::test]
async fn a_list_takes_as_many_statements_for_many_dossiers_as_for_few() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let reader = story.officer(BAC_KAN).await;
        let path = format!("/nominations?limit=200&holder_unit_id={}", app.unit(BAC_KAN).await);
        let mut counts = vec![];
        for number in 0..8 {
            let nomination = story.received_nomination(BA_BE, &dossier(&person(&story.number("SYN")), "GK")).await;
            if number % 2 == 1 {
                hold(&story, &nomination, BAC_KAN).await;
            }
            if number == 1 || number == 7 {
                let mut fewest = u64::MAX;
                for _ in 0..3 {
                    let before = app.state.db.statements();
                    let listed = app.get(&path, &reader).await.is(200);
                    fewest = fewest.min(app.state.db.statements() - before);
                    assert_eq!(listed.items().len(), number + 1);
                    assert!(listed.items().iter().any(|row| row["status"] == "on_hold"));
                }
                counts.push(fewest);
            }
        }
        assert!(counts[0] == counts[1] && counts[0] <= 3, "{counts:?}");
    })
    .await;
}
