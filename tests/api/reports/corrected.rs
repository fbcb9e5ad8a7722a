//! What was accepted is corrected with a reason, and counts until the correction is accepted.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, Paper, STANDING_BODY, Story, target, values},
    support::{Caller, both},
};

const CASES: &str = "TGPL-04";

fn cases(value: i32) -> [(&'static str, Value); 1] {
    [(CASES, json!({"value": value}))]
}

async fn accepted(story: &Story, value: i32) -> Paper {
    story.received_plan(BA_BE, &[target(CASES, 120)]).await;
    story.accepted_report(BA_BE, "2024", &cases(value)).await
}

async fn write(story: &Story, report: &Paper, value: i32) {
    let figures = values(&story.plan_in_force(BA_BE).await, &cases(value));
    report.change(&story.officer(BA_BE).await, json!({"values": figures})).await.is(200);
}

/// What counts as accepted, and what counts once what was only submitted counts too.
async fn counted(story: &Story) -> [Value; 2] {
    let caller = story.officer(BAC_KAN).await;
    let mut found = [Value::Null, Value::Null];
    for (place, quality) in ["accepted", "submitted"].into_iter().enumerate() {
        let path = format!("/progress?movement_id={}&indicator_code={CASES}&quality={quality}", story.movement);
        found[place] = story.list(&path, &caller).await["items"][0]["value"].clone();
    }
    found
}

async fn seen(report: &Paper, caller: &Caller) -> [Value; 4] {
    let read = report.read_by(caller).await.is(200);
    ["status", "version_no", "corrects", "correction_reason"].map(|member| read[member].clone())
}

#[actix_web::test]
async fn the_accepted_version_counts_until_its_correction_is_accepted() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let report = accepted(&story, 120).await;
        let department = story.officer(BAC_KAN).await;
        let first = report.read_by(&department).await.is(200);
        let still = [json!(120), json!(120)];
        let head = story.head(BA_BE).await;
        report.step("correct", &head, json!({"reason": "sai"})).await.refused(422, "reason_required");
        let begun = story.correct(&report).await;
        assert_eq!(
            (&begun["status"], &begun["corrects"], &begun["values"][0]["value"]),
            (&json!("correcting"), &json!(1), &json!(120))
        );
        write(&story, &report, 102).await;
        assert_eq!(counted(&story).await, still, "while it is written");
        assert_eq!(report.read_by(&department).await.is(200).json, first.json, "nobody else sees it");
        story.sign(&report).await;
        assert_eq!(report.read_by(&department).await.is(200).json, first.json, "once it is signed");
        for (status, count) in [("accepted", 1), ("issued", 0), ("correcting", 0), ("returned", 0)] {
            let list = story.list(&format!("/reports?status={status}"), &department).await;
            assert_eq!(list.items().len(), count, "{status} from above");
            let own = story.list(&format!("/reports?status={status}"), &story.officer(BA_BE).await).await;
            assert_eq!(own.items().len(), usize::from(status == "issued"), "{status} by its unit");
        }
        story.submit(&report).await;
        assert_eq!(counted(&story).await, still, "once it is submitted");
        let reason = "Tính trùng các vụ việc chuyển kỳ";
        assert_eq!(seen(&report, &department).await, [json!("submitted"), json!(2), json!(1), json!(reason)]);
        assert_eq!(story.obligation(BA_BE, "2024").await.status().await, "accepted", "it owes nothing anew");
        // It is returned and written again, and what was accepted counts on.
        story.return_report(&report).await;
        write(&story, &report, 101).await;
        story.sign(&report).await;
        assert_eq!(counted(&story).await, still, "once it is returned");
        assert_eq!(seen(&report, &department).await, [json!("returned"), json!(2), json!(1), json!(reason)]);
        story.submit(&report).await;
        let digest = report.read_by(&department).await["content_digest"].clone();
        let old = json!({"content_digest": first["content_digest"]});
        report.step("accept", &department, old).await.refused(412, "digest_mismatch");
        report.step("accept", &department, json!({})).await.faults(&[("/content_digest", "required")]);
        report.step("accept", &department, json!({"content_digest": digest})).await.is(200);
        assert_eq!(counted(&story).await, [json!(101), json!(101)]);
        let own = story.officer(BA_BE).await;
        let target = story.list(&format!("/targets?unit_id={}", app.unit(BA_BE).await), &own).await;
        assert_eq!(target.items()[0]["current_value"], 101);
        let versions = app.get(&format!("{}/versions", report.path()), &department).await.is(200);
        assert_eq!(versions.each("standing"), ["superseded", "returned", "accepted"]);
        let diff = app.get(&format!("{}/diff?from=1&to=3", report.path()), &department).await.is(200);
        let changes = diff["changes"].as_array().unwrap();
        let change =
            |end: &str| changes.iter().find(|change| change["pointer"].as_str().unwrap().ends_with(end)).unwrap();
        assert_eq!((&change("/value")["before"], &change("/value")["after"]), (&json!(120), &json!(101)));
        assert_eq!(change("/correction_reason")["after"], reason);
    })
    .await;
}

#[actix_web::test]
async fn a_correction_that_is_dropped_leaves_what_was_accepted() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let report = accepted(&story, 120).await;
        let before = report.now().await;
        story.correct(&report).await;
        let words = json!({"narrative": {"results": "Viết lại"}});
        report.change(&story.officer(BA_BE).await, words).await.is(200);
        write(&story, &report, 1).await;
        let after = report.step("drop-correction", &story.head(BA_BE).await, Value::Null).await.is(200);
        for member in ["status", "values", "narrative", "document", "version_no", "content_digest", "corrects"] {
            assert_eq!(after[member], before[member], "{member}");
        }
        assert_eq!(counted(&story).await, [json!(120), json!(120)]);
        // It may be corrected again.
        story.correct(&report).await;
        write(&story, &report, 3).await;
        story.sign(&report).await;
        story.submit(&report).await;
        assert_eq!(story.accept(&report).await["version_no"], 2);
        assert_eq!(counted(&story).await, [json!(3), json!(3)]);
    })
    .await;
}

#[actix_web::test]
async fn nobody_else_learns_that_a_report_is_being_corrected() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let report = accepted(&story, 120).await;
        story.correct(&report).await;
        write(&story, &report, 7).await;
        for unit in [BAC_KAN, STANDING_BODY, MINISTRY] {
            let caller = story.officer(unit).await;
            assert_eq!(seen(&report, &caller).await, [json!("accepted"), json!(1), Value::Null, Value::Null], "{unit}");
            let content = app.get(&format!("{}/content", report.path()), &caller).await.is(200);
            assert_eq!(content["values"][0]["value"], 120);
        }
        report.read_by(&story.officer(NA_HANG).await).await.refused(404, "not_found");
        // Whoever writes the correction does not sign it.
        let writer = app
            .caller_with(&[(entity::assignment::Role::Officer, BA_BE), (entity::assignment::Role::Head, BA_BE)])
            .await;
        report.change(&writer, json!({"narrative": {"results": "Đạt"}})).await.is(200);
        let sign = json!({"document": story.document(&story.number("BC-TP"))});
        report.step("sign", &writer, sign).await.refused(403, "separation_of_duties");
    })
    .await;
}
