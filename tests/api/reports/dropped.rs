//! Corrections that are given up, that may not begin, and that a successor makes.
use serde_json::{Value, json};

use crate::{
    reorganisations::{NEW_THAI_NGUYEN, applied, merger},
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, Paper, STANDING_BODY, Story, target, values},
    support::both,
};

const CASES: &str = "TGPL-04";

fn cases(value: i32) -> [(&'static str, Value); 1] {
    [(CASES, json!({"value": value}))]
}

async fn counted(story: &Story, quality: &str) -> Value {
    let path = format!("/progress?movement_id={}&indicator_code={CASES}&quality={quality}", story.movement);
    story.list(&path, &story.officer(STANDING_BODY).await).await["items"][0]["value"].clone()
}

async fn returned_correction(story: &Story) -> (Paper, Value) {
    story.received_plan(BA_BE, &[target(CASES, 120)]).await;
    let report = story.accepted_report(BA_BE, "2024", &cases(120)).await;
    let accepted = report.now().await.json.clone();
    story.correct(&report).await;
    let figures = values(&story.plan_in_force(BA_BE).await, &cases(102));
    let words = json!({"values": figures, "narrative": {"results": "Viết lại"}});
    report.change(&story.officer(BA_BE).await, words).await.is(200);
    story.sign(&report).await;
    story.submit(&report).await;
    story.return_report(&report).await;
    (report, accepted)
}

#[actix_web::test]
async fn a_correction_that_came_back_can_be_dropped_and_what_was_accepted_stands() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (report, accepted) = returned_correction(&story).await;
        let department = story.officer(BAC_KAN).await;
        assert_eq!(report.read_by(&department).await["status"], "returned");
        report.step("drop-correction", &story.officer(BA_BE).await, Value::Null).await.refused(403, "forbidden");
        let after = report.step("drop-correction", &story.head(BA_BE).await, Value::Null).await.is(200);
        let words = ["status", "values", "narrative", "document", "version_no", "content_digest", "corrects"];
        let past = ["submitted_at", "first_submitted_at", "return_reason", "return_reason_code"];
        for member in words.into_iter().chain(past) {
            assert_eq!(after[member], accepted[member], "{member}");
        }
        assert_eq!(story.obligation(BA_BE, "2024").await.status().await, "accepted");
        assert_eq!((counted(&story, "accepted").await, counted(&story, "submitted").await), (json!(120), json!(120)));
        let above = report.read_by(&department).await.is(200);
        assert_eq!((&above["status"], &above["version_no"]), (&json!("accepted"), &json!(1)));
        assert_eq!(app.events(report.id).await.last().map(String::as_str), Some("report.correction_dropped"));
        // It may be corrected again, under the next number.
        story.correct(&report).await;
        story.sign(&report).await;
        story.submit(&report).await;
        assert_eq!(story.accept(&report).await["version_no"], 3);
    })
    .await;
}

#[actix_web::test]
async fn a_first_version_that_came_back_is_no_correction() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target(CASES, 120)]).await;
        let report = story.submitted_report(BA_BE, "2024", &cases(12)).await;
        story.return_report(&report).await;
        let head = story.head(BA_BE).await;
        report.step("drop-correction", &head, Value::Null).await.refused(409, "invalid_transition");
    })
    .await;
}

#[actix_web::test]
async fn nothing_is_corrected_in_a_movement_that_has_ended() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target(CASES, 120)]).await;
        let report = story.accepted_report(BA_BE, "2023", &cases(12)).await;
        let why = json!({"reason": "Không còn phù hợp với yêu cầu", "document_number": story.number("QĐ-BTP")});
        let cancel = format!("/movements/{}/cancel", story.movement);
        app.post(&cancel, &story.head(MINISTRY).await).if_match("*").json(why).await.is(200);
        let reason = json!({"reason": "Tính trùng các vụ việc chuyển kỳ"});
        report.step("correct", &story.head(BA_BE).await, reason).await.refused(409, "window_closed");
    })
    .await;
}

#[actix_web::test]
async fn whoever_took_over_corrects_what_was_accepted() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BAC_KAN, &[target(CASES, 120)]).await;
        let report = story.accepted_report(BAC_KAN, "2023", &cases(120)).await;
        applied(&app, &app.admin().await, "2024-06-01", merger()).await;
        let report = Paper { owner: NEW_THAI_NGUYEN.to_owned(), ..report };
        let reason = json!({"reason": "Tính trùng các vụ việc chuyển kỳ"});
        report.step("correct", &story.head(NA_HANG).await, reason.clone()).await.refused(404, "not_found");
        report.step("correct", &story.officer(NEW_THAI_NGUYEN).await, reason).await.refused(403, "forbidden");
        let begun = story.correct(&report).await;
        assert_eq!(begun["preparer_unit_id"], json!(app.unit(NEW_THAI_NGUYEN).await));
        assert_eq!(begun["unit_id"], json!(app.unit(BAC_KAN).await), "it stays whose it was");
        let target_id = begun["values"][0]["target_id"].clone();
        let figures = json!({"values": [{"target_id": target_id, "value": 101}]});
        report.change(&story.officer(NEW_THAI_NGUYEN).await, figures).await.is(200);
        story.sign(&report).await;
        story.submit(&report).await;
        assert_eq!(counted(&story, "accepted").await, 120);
        story.accept(&report).await;
        assert_eq!(counted(&story, "accepted").await, 101);
    })
    .await;
}
