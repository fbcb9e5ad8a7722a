//! What happens to a plan as a whole: changed, amended, cancelled, closed, by two at once.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, Story, plan_of, ratio, target},
    support::{both, together},
};

#[actix_web::test]
async fn lists_are_replaced_whole_and_what_is_absent_stays() {
    both(async |app| {
        let story = Story::of(app).await;
        let officer = story.officer(BA_BE).await;
        let plan = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20), target("TGPL-07", 6)])).await;
        let before = plan.now().await;
        let codes = |plan: &crate::support::Reply| {
            let targets = plan["targets"].as_array().unwrap().iter();
            targets.map(|t| t["indicator"]["code"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        let one = plan.change(&officer, json!({"targets": [ratio("HGCS-03", 80, 100)]})).await.is(200);
        assert_eq!(codes(&one), ["HGCS-03"]);
        assert_eq!((&one["tasks"], &one["measures"]), (&before["tasks"], &before["measures"]));
        let none = plan.change(&officer, json!({"targets": [], "measures": []})).await.is(200);
        assert_eq!((&none["targets"], &none["measures"], &none["tasks"]), (&json!([]), &json!([]), &before["tasks"]));
        let same = plan.change(&officer, json!({})).await.is(200);
        assert_eq!((&same["tasks"], &same["starts_on"]), (&before["tasks"], &before["starts_on"]));
        // What names the tasks comes with them.
        plan.change(&officer, json!({"targets": [target("TGPL-04", 20)]})).await.is(200);
        let tasks = json!({"tasks": [{"title": "Một"}]});
        plan.change(&officer, tasks.clone()).await.faults(&[("/targets", "required")]);
        assert_eq!(plan.now().await["tasks"], before["tasks"]);
        let mut all = tasks;
        all["targets"] = json!([]);
        all["measures"] = json!([]);
        assert_eq!(plan.change(&officer, all).await.is(200)["tasks"][0]["title"], "Một");
        // Nothing of a plan can be set to null: refused, not ignored.
        for member in ["starts_on", "tasks", "measures", "targets"] {
            let mut patch = json!({});
            patch[member] = Value::Null;
            plan.change(&officer, patch).await.faults(&[(&format!("/{member}"), "wrong_type")]);
        }
    })
    .await;
}

#[actix_web::test]
async fn of_two_at_once_one_is_too_late() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.issued_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let (head, version) = (story.head(BA_BE).await, plan.now().await.version());
        let send = || async { app.post(&format!("{}/send", plan.path()), &head).version(version).await.status };
        let mut statuses = together([send(), send()]).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        assert_eq!(plan.now().await.version(), version + 1);
        let sent: Vec<_> = app.events(plan.id).await.into_iter().filter(|event| event == "plan.sent").collect();
        assert_eq!(sent.len(), 1);

        let (officer, body) = (story.officer(PAC_NAM).await, story.plan_body(PAC_NAM, &plan_of(&[])).await);
        let draft = || async { app.post("/plans", &officer).json(body.clone()).await.status };
        let mut statuses = together([draft(), draft()]).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        assert_eq!(story.list("/plans", &officer).await.items().len(), 1);
    })
    .await;
}

#[actix_web::test]
async fn a_dry_run_answers_and_keeps_nothing() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.issued_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let (before, events) = (plan.now().await.json, app.events(plan.id).await);
        let answered = plan.rehearse("send", &story.head(BA_BE).await, Value::Null).await.is(200);
        assert_eq!((&answered["status"], answered.header("Dry-Run")), (&json!("sent"), Some("true")));
        assert_eq!((plan.now().await.json, app.events(plan.id).await), (before, events));
        plan.read_by(&story.officer(BAC_KAN).await).await.refused(404, "not_found");
    })
    .await;
}

#[actix_web::test]
async fn a_received_plan_takes_effect_on_its_first_day() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20)])).await;
        plan.change(&story.officer(BA_BE).await, json!({"starts_on": "2024-06-05"})).await.is(200);
        story.issue(&plan, "12/KH-PTP").await;
        story.send(&plan).await;
        app.settle().await;
        assert_eq!(plan.status().await, "sent", "only what was received takes effect");
        story.receive(&plan).await;
        app.set_clock("2024-06-04T16:59:59Z");
        app.settle().await;
        assert_eq!(plan.status().await, "received");
        app.set_clock("2024-06-04T17:00:00Z");
        app.settle().await;
        assert_eq!(plan.status().await, "in_effect");
        assert_eq!(app.events(plan.id).await.last().map(String::as_str), Some("plan.took_effect"));
    })
    .await;
}

#[actix_web::test]
async fn a_superseded_version_stays_as_it_was() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        app.settle().await;
        let before = first.now().await;
        let second = story.amend(&first).await;
        // One next version at a time; the one before stays in effect meanwhile.
        let again = first.step("amend", &story.officer(BA_BE).await, Value::Null).await;
        again.refused(409, "plan_exists");
        assert_eq!(first.status().await, "in_effect");
        let copied = second.now().await;
        assert_eq!((&copied["version_no"], &copied["status"]), (&json!(2), &json!("draft")));
        assert_eq!(copied["targets"][0]["target_value"], before["targets"][0]["target_value"]);
        assert_ne!(copied["targets"][0]["id"], before["targets"][0]["id"]);
        second.change(&story.officer(BA_BE).await, json!({"targets": [target("TGPL-04", 30)]})).await.is(200);
        story.issue(&second, "20/KH-PTP").await;
        let after = first.now().await;
        assert_eq!(after["status"], "superseded");
        for kept in ["document", "targets", "tasks", "measures", "unit_name"] {
            assert_eq!(after[kept], before[kept], "{kept}");
        }
        let refused = first.change(&story.officer(BA_BE).await, json!({"starts_on": "2024-02-01"})).await;
        refused.refused(409, "invalid_transition");
    })
    .await;
}

#[actix_web::test]
async fn a_unit_whose_new_version_is_cancelled_can_plan_again() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        app.settle().await;
        let second = story.amend(&first).await;
        story.issue(&second, "20/KH-PTP").await;
        let why = json!({"reason": "Ban hành nhầm thẩm quyền", "document_number": "21/QĐ-PTP"});
        second.step("cancel", &story.head(BA_BE).await, why).await.is(200);
        let third = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 25)])).await;
        assert_eq!(third.now().await["version_no"], 3);
        story.issue(&third, "22/KH-PTP").await;
        assert_eq!(first.status().await, "superseded");
    })
    .await;
}

#[actix_web::test]
async fn a_plan_is_closed_when_every_report_is_settled() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        app.settle().await;
        let close = async || plan.step("close", &story.head(BA_BE).await, Value::Null).await;
        close().await.refused(409, "window_closed");
        story.waive(BA_BE, "2023").await;
        story.waive(BA_BE, "2025").await;
        let report = story.submitted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
        close().await.refused(409, "window_closed");
        story.accept(&report).await;
        assert_eq!(close().await.is(200)["status"], "closed");
        // Waiving everything is no report.
        let idle = story.received_plan(PAC_NAM, &[target("TGPL-04", 20)]).await;
        app.settle().await;
        for period in ["2023", "2024", "2025"] {
            story.waive(PAC_NAM, period).await;
        }
        idle.step("close", &story.head(PAC_NAM).await, Value::Null).await.refused(409, "window_closed");
    })
    .await;
}
