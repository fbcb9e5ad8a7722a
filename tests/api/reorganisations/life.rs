//! From draft to the day, and back.
use serde_json::{Value, json};

use super::{NEW_THAI_NGUYEN, applied, count, document, merger};
use crate::{
    stories::{BA_BE, BAC_KAN, Story, plan_of, target},
    support::{TestApp, both},
};

const WHY: &str = "Có văn bản thay thế";

async fn register(app: &TestApp, day: &str) -> Vec<Value> {
    app.every(&format!("/units?as_of={day}&limit=200"), &app.admin().await).await
}

#[actix_web::test]
async fn a_stale_preview_decides_nothing() {
    both(async |app| {
        let story = Story::of(app).await;
        let admin = story.app.admin().await;
        let paper = document(&story.app, &admin, "2024-06-01", merger()).await;
        let apply = async |digest: &Value| paper.step("apply", &admin, json!({"digest": digest})).await;
        apply(&json!("0".repeat(64))).await.refused(409, "invalid_transition");
        let previewed = paper.step("preview", &admin, Value::Null).await.is(200);
        assert_eq!(previewed["status"], "previewed");
        assert_eq!((count(&previewed, "unit", "ended"), count(&previewed, "unit", "created")), (10, 1));
        assert_eq!(count(&previewed, "plan", "transferred"), 0);
        apply(&json!("0".repeat(64))).await.refused(412, "stale_preview");
        // A plan that nobody had seen.
        story.received_plan(BAC_KAN, &[target("TGPL-04", 20)]).await;
        let before = register(&story.app, "2024-06-02").await;
        apply(&previewed["preview"]["digest"]).await.refused(412, "stale_preview");
        assert_eq!(register(&story.app, "2024-06-02").await, before, "nothing has changed");
        let again = paper.step("preview", &admin, Value::Null).await.is(200);
        assert_eq!(count(&again, "plan", "transferred"), 1);
        let done = apply(&again["preview"]["digest"]).await.is(200);
        assert_eq!(done["status"], "applied");
        apply(&again["preview"]["digest"]).await.refused(409, "invalid_transition");
    })
    .await;
}

#[actix_web::test]
async fn the_calendar_applies_it_on_its_day() {
    both(async |app| {
        let admin = app.admin().await;
        let officer = app.officer(BA_BE).await;
        let paper = document(&app, &admin, "2024-07-01", merger()).await;
        let previewed = paper.step("preview", &admin, Value::Null).await.is(200);
        let scheduled = paper.step("apply", &admin, json!({"digest": previewed["preview"]["digest"]})).await.is(200);
        assert_eq!(scheduled["status"], "scheduled");
        app.get("/me", &officer).await.is(200);
        // The last instant of 30 June in Ha Noi.
        app.set_clock("2024-06-30T16:59:59Z");
        app.settle().await;
        assert_eq!(paper.read_by(&admin).await["status"], "scheduled");
        app.set_clock("2024-06-30T17:00:00Z");
        app.settle().await;
        assert_eq!(paper.read_by(&admin).await["status"], "applied");
        let token = app.token(&officer).expect("a token");
        let refused = app.get("/me", &officer).header("Authorization", format!("Bearer {token}")).await;
        refused.refused(401, "invalid_token");
        let unit = app.get("/units?code=H03.D061.PTP", &admin).await.is(200).items()[0].clone();
        assert_eq!((&unit["status"], &unit["valid_to"]), (&json!("closed"), &json!("2024-06-30")));
        assert_eq!(unit["successors"][0]["code"], NEW_THAI_NGUYEN);
    })
    .await;
}

#[actix_web::test]
async fn a_scheduled_one_that_cannot_be_applied_goes_back() {
    both(async |app| {
        let admin = app.admin().await;
        let steps = json!([{"type": "rename", "unit": "H03.STP", "name": "Sở Tư pháp", "code": "H03.STP-202407"}]);
        let paper = document(&app, &admin, "2024-07-01", steps.clone()).await;
        let previewed = paper.step("preview", &admin, Value::Null).await.is(200);
        paper.step("apply", &admin, json!({"digest": previewed["preview"]["digest"]})).await.is(200);
        // Somebody else takes the code meanwhile.
        applied(
            &app,
            &admin,
            "2024-06-03",
            json!([{"type": "rename", "unit": "H60.STP", "name": "Sở", "code": "H03.STP-202407"}]),
        )
        .await;
        app.set_clock("2024-06-30T17:00:00Z");
        app.settle().await;
        let failed = paper.read_by(&admin).await;
        assert_eq!(failed["status"], "previewed");
        assert!(failed["failure"].as_str().is_some_and(|reason| !reason.is_empty()), "{}", failed.describe());
    })
    .await;
}

#[actix_web::test]
async fn it_is_undone_without_a_trace_but_in_the_journal() {
    both(async |app| {
        let story = Story::of(app).await;
        let app = &story.app;
        let admin = app.admin().await;
        let plan = story.received_plan(BAC_KAN, &[target("TGPL-04", 20)]).await;
        story.officer(BA_BE).await;
        let before = (register(app, "2024-06-03").await, register(app, "2024-01-01").await);
        let without_versions = |units: &[Value]| -> Vec<Value> {
            let bare = |unit: &Value| {
                let mut unit = unit.clone();
                unit.as_object_mut().map(|unit| unit.remove("version"));
                unit
            };
            units.iter().map(bare).collect()
        };
        let status = plan.status().await;
        let paper = applied(app, &admin, "2024-06-01", merger()).await;
        assert_ne!(register(app, "2024-06-03").await.len(), before.0.len());
        paper.step("undo", &admin, json!({})).await.refused(422, "reason_required");
        let undone = paper.step("undo", &admin, json!({"reason": WHY})).await.is(200);
        assert_eq!(undone["status"], "undone");
        assert_eq!(without_versions(&register(app, "2024-06-03").await), without_versions(&before.0));
        assert_eq!(without_versions(&register(app, "2024-01-01").await), without_versions(&before.1));
        // Sessions stay ended; the accounts may sign in again.
        let officer = app.signed_in(story.officer(BAC_KAN).await.id()).await;
        assert_eq!(plan.read_by(&officer).await.is(200)["status"], json!(status));
        let district = app.signed_in(story.officer(BA_BE).await.id()).await;
        app.get("/me", &district).await.is(200);
        let events = app.events(paper.id).await;
        assert_eq!(events, ["created", "previewed", "applied", "undone"].map(|e| format!("reorganisation.{e}")));
        // And it can be done again.
        applied(
            app,
            &admin,
            "2024-06-01",
            json!([{"type": "rename", "unit": "H03.STP", "name": "Sở Tư pháp Bắc Kạn"}]),
        )
        .await;
    })
    .await;
}

#[actix_web::test]
async fn nothing_is_undone_once_a_successor_has_worked() {
    both(async |app| {
        let story = Story::of(app).await;
        let admin = story.app.admin().await;
        let paper = applied(&story.app, &admin, "2024-06-01", merger()).await;
        story.app.clock.advance(chrono::TimeDelta::minutes(1));
        story.draft_plan(NEW_THAI_NGUYEN, &plan_of(&[target("TGPL-04", 20)])).await;
        paper.step("undo", &admin, json!({"reason": WHY})).await.refused(409, "successor_has_data");
        assert_eq!(paper.read_by(&admin).await["status"], "applied");
    })
    .await;
}

#[actix_web::test]
async fn a_change_needs_a_new_preview_and_a_cancelled_one_is_over() {
    both(async |app| {
        let admin = app.admin().await;
        let paper = document(&app, &admin, "2024-06-01", merger()).await;
        paper.step("preview", &admin, Value::Null).await.is(200);
        let changed = paper.change(&admin, json!({"title": "Sắp xếp lại"})).await.is(200);
        assert_eq!((&changed["status"], &changed["preview"]), (&json!("draft"), &Value::Null));
        paper.step("cancel", &admin, json!({"reason": WHY})).await.is(200);
        for step in ["preview", "cancel", "undo"] {
            let body = if step == "preview" { Value::Null } else { json!({"reason": WHY}) };
            paper.step(step, &admin, body).await.refused(409, "invalid_transition");
        }
    })
    .await;
}
