//! From the day after the lock on no first plan is taken; a document opens the way again.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, CHO_DON, PAC_NAM, Story, plan_of, target},
    support::both,
};

#[actix_web::test]
async fn after_the_lock_no_first_plan_is_drafted_issued_or_sent() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let targets = [target("TGPL-04", 20)];
        story.set_deadline(json!({"due_on": "2024-06-10", "locks_on": "2024-06-12"})).await;
        let issued = story.issued_plan(BA_BE, &targets).await;
        let pending = story.draft_plan(PAC_NAM, &plan_of(&targets)).await;
        story.request_signature(&pending).await;
        let number = story.number("KH-PTP");

        // The last day of the lock is open: late, and taken.
        app.set_clock("2024-06-12T16:59:59Z");
        let document = json!({"document": story.document(&number)});
        pending.rehearse("issue", &story.head(PAC_NAM).await, document).await.is(200);
        issued.rehearse("send", &story.head(BA_BE).await, Value::Null).await.is(200);

        app.set_clock("2024-06-12T17:00:00Z");
        let refused = story.try_draft_plan(CHO_DON, &plan_of(&targets)).await.refused(409, "plan_deadline_passed");
        assert!(refused["detail"].as_str().unwrap().contains("2024-06-12"), "{}", refused.describe());
        story.try_issue(&pending, &number).await.refused(409, "plan_deadline_passed");
        issued.step("send", &story.head(BA_BE).await, Value::Null).await.refused(409, "plan_deadline_passed");

        // For one unit a document opens it; the others stay locked.
        let pac_nam = app.unit(PAC_NAM).await;
        let days = json!({"unit_id": pac_nam, "due_on": "2024-06-20", "locks_on": "2024-06-20"});
        story.set_deadline(days).await;
        story.try_issue(&pending, &number).await.is(200);
        story.send(&pending).await;
        story.try_draft_plan(CHO_DON, &plan_of(&targets)).await.refused(409, "plan_deadline_passed");

        // For its kind another does, and the unit's own word still goes before it.
        let why = "Mưa lũ ở các tỉnh miền núi phía Bắc";
        let days = json!({"unit_kind": "district_justice_office", "due_on": "2024-07-01", "reason": why});
        story.set_deadline(days).await;
        story.send(&issued).await;
        story.draft_plan(CHO_DON, &plan_of(&targets)).await;
    })
    .await;
}

#[actix_web::test]
async fn a_next_version_is_not_late() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        app.settle().await;
        story.set_deadline(json!({"due_on": "2024-06-10", "locks_on": "2024-06-12"})).await;
        app.set_clock("2024-06-20T02:00:00Z");
        let second = story.amend(&first).await;
        story.issue(&second, &story.number("KH-PTP")).await;
        story.send(&second).await;
    })
    .await;
}
