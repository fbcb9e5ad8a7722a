//! A report that is returned, corrected and signed again; and two who are at it at once.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, Story, target, values},
    support::{both, together},
};

#[actix_web::test]
async fn a_returned_report_is_corrected_signed_again_and_stays_as_late_as_it_was() {
    both(async |app| {
        app.set_clock("2024-12-17T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.issued_plan(BA_BE, &[target("TGPL-04", 120)]).await;
        let report = story.signed_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 120}))]).await;
        let (officer, head) = (story.officer(BA_BE).await, story.head(BA_BE).await);
        let department = story.officer(BAC_KAN).await;
        let first_number = report.now().await["document"]["number"].clone();
        story.submit(&report).await;

        app.set_clock("2024-12-20T02:00:00Z");
        report.step("return", &department, json!({"reason_code": "other"})).await.refused(422, "reason_required");
        report
            .step("return", &department, json!({"reason_code": "other", "reason": "  sai số  "}))
            .await
            .refused(422, "reason_required");
        let returned = story.return_report(&report).await;
        assert_eq!((&returned["status"], &returned["version_no"]), (&json!("returned"), &json!(1)));
        assert_eq!(report.now().await["return_reason"], "Số liệu hòa giải chưa khớp với sổ theo dõi");
        // It stays visible to who returned it, and is no longer counted.
        report.read_by(&department).await.is(200);
        let progress = format!("/progress?movement_id={}&indicator_code=TGPL-04&quality=submitted", story.movement);
        assert_eq!(app.get(&progress, &department).await.is(200)["items"][0]["value"], Value::Null);

        // What is sent always bears a signature: it is not submitted before it is signed again, under a new number.
        report.step("submit", &officer, Value::Null).await.refused(409, "invalid_transition");
        let plan = story.plan_in_force(BA_BE).await;
        let corrected = json!({"values": values(&plan, &[("TGPL-04", json!({"value": 102}))])});
        report.change(&officer, corrected).await.is(200);
        let again = json!({"document": story.document(first_number.as_str().unwrap_or_default())});
        report.step("sign", &head, again).await.refused(409, "duplicate_document_number");
        assert_eq!(story.sign(&report).await["version_no"], 2);
        let submitted = story.submit(&report).await;
        assert_eq!((&submitted["late"], &submitted["return_reason"]), (&json!(false), &Value::Null));
        assert_eq!(submitted["first_submitted_at"], "2024-12-17T02:00:00Z");
        assert_eq!(submitted["submitted_at"], "2024-12-20T02:00:00Z");
        assert_eq!(app.get(&progress, &department).await.is(200)["items"][0]["value"], 102);
        story.accept(&report).await;
        let told = ["created", "signed", "submitted", "returned", "updated", "signed", "submitted", "accepted"];
        assert_eq!(app.events(report.id).await, told.map(|event| format!("report.{event}")));
    })
    .await;
}

#[actix_web::test]
async fn a_late_report_that_is_returned_stays_late() {
    both(async |app| {
        app.set_clock("2024-12-18T02:00:00Z");
        let story = Story::of(app).await;
        story.issued_plan(BA_BE, &[target("TGPL-04", 120)]).await;
        let report = story.submitted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 120}))]).await;
        story.return_report(&report).await;
        // More time, once it was late, does not make it have been in time.
        let obligation = story.obligation(BA_BE, "2024").await;
        let later = json!({"document_number": "812/STP-HCTP", "due_on": "2025-01-15",
            "reason": "Bổ sung thời gian theo đề nghị"});
        obligation.step("extend", &story.head(BAC_KAN).await, later).await.is(200);
        story.sign(&report).await;
        assert_eq!(story.submit(&report).await["late"], true);
    })
    .await;
}

#[actix_web::test]
async fn of_two_at_once_one_is_too_late() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.issued_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let report = story.submitted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
        let (department, version) = (story.officer(BAC_KAN).await, report.now().await.version());
        let decide = |step: &'static str, body: Value| {
            let path = format!("{}/{step}", report.path());
            let (app, department) = (&app, &department);
            async move { app.post(&path, department).version(version).json(body).await.status }
        };
        let reason = json!({"reason_code": "wrong_figure", "reason": "Số liệu chưa khớp"});
        let mut statuses =
            together([decide("accept", report.digest(&department).await), decide("return", reason)]).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        // The obligation and the figures are those of the one that was in time.
        let status = report.status().await;
        assert_eq!(story.obligation(BA_BE, "2024").await.status().await, status);
        let path = format!("/progress?movement_id={}&indicator_code=TGPL-04", story.movement);
        let counted = app.get(&path, &department).await.is(200)["items"][0]["value"].clone();
        assert_eq!(counted, if status == "accepted" { json!(12) } else { Value::Null });
    })
    .await;
}

#[actix_web::test]
async fn two_who_begin_the_same_report_make_one() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.issued_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let obligation = story.obligation(BA_BE, "2024").await;
        let officer = story.officer(BA_BE).await;
        let begin =
            || async { app.post("/reports", &officer).json(json!({"obligation_id": obligation.id})).await.status };
        let mut statuses = together([begin(), begin()]).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        assert_eq!(story.list("/reports", &officer).await.items().len(), 1);
    })
    .await;
}
