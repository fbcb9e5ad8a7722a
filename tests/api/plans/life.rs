//! The life of a plan: every state, every action, everybody.
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};

use crate::{
    machine::{
        EITHER_OFFICER, Machine, OUR_HEAD, OUR_OFFICER, Sample,
        Side::{self, Addressee, Owner},
        THEIR_OFFICER,
    },
    stories::{BAC_KAN, NA_HANG, PAC_NAM, Paper, Story, plan_of, target},
    support::both,
};

/// There is no approval and no rejection. `received → in_effect` is the calendar's, `→ superseded` the next version's.
pub const PLAN: Machine = Machine {
    steps: &[
        ("update", OUR_OFFICER, &[("draft", "draft")]),
        ("request_signature", OUR_OFFICER, &[("draft", "pending_signature")]),
        ("return_to_draft", OUR_HEAD, &[("pending_signature", "draft")]),
        ("issue", OUR_HEAD, &[("pending_signature", "issued")]),
        ("send", OUR_HEAD, &[("issued", "sent")]),
        ("receive", THEIR_OFFICER, &[("sent", "received")]),
        (
            "request_supplement",
            THEIR_OFFICER,
            &[("sent", "supplement_requested"), ("received", "supplement_requested")],
        ),
        ("reply_supplement", EITHER_OFFICER, &[("supplement_requested", "supplement_requested")]),
        ("resolve_supplement", THEIR_OFFICER, &[("supplement_requested", "received")]),
        ("amend", OUR_OFFICER, &[("supplement_requested", "supplement_requested"), ("in_effect", "in_effect")]),
        ("waive_gap", OUR_HEAD, &[("draft", "draft"), ("pending_signature", "pending_signature")]),
        ("close", OUR_HEAD, &[("in_effect", "closed")]),
        ("cancel", OUR_HEAD, &[("draft", "cancelled"), ("pending_signature", "cancelled"), ("issued", "cancelled")]),
    ],
    shown_in: &["sent"],
    body,
};

fn body(story: &Story, action: &str, now: &Value) -> Value {
    let seen = now["content_digest"].as_str().unwrap_or("a version that was not issued");
    let reason = "Chưa có chỉ tiêu trợ giúp pháp lý lưu động";
    match action {
        "update" => json!({"starts_on": "2024-01-01"}),
        "return_to_draft" => json!({"reason": reason}),
        "issue" => json!({"document": story.document(&story.number("KH-TP"))}),
        "receive" => json!({"content_digest": seen}),
        "request_supplement" => {
            json!({"reason": reason, "due_on": story.app.clock.today(), "content_digest": seen})
        }
        "reply_supplement" => json!({"text": "Đơn vị sẽ bổ sung trong tháng này"}),
        "resolve_supplement" => json!({"resolution": "explained", "reason": reason, "content_digest": seen}),
        "waive_gap" => json!({"target_id": now["targets"][0]["id"], "reason": reason}),
        "cancel" => json!({"reason": reason, "document_number": story.number("QĐ-TP")}),
        _ => Value::Null,
    }
}

const UNSENT: &[Side] = &[Owner];
const SENT: &[Side] = &[Owner, Addressee];

fn sample(paper: Paper, state: &'static str, unit: &'static str, visible_to: &'static [Side]) -> Sample {
    Sample { paper, state, units: [unit, BAC_KAN, NA_HANG], visible_to }
}

/// In effect, and its reports all accepted or waived: it could be closed.
async fn reported_on(story: &Story, unit: &str) -> Paper {
    let plan = story.received_plan(unit, &[target("TGPL-04", 20)]).await;
    story.waive(unit, "2023").await;
    story.waive(unit, "2025").await;
    story.accepted_report(unit, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
    plan
}

/// One plan for each state, of the offices of Bắc Kạn: each has one, and its next version.
async fn samples(story: &Story) -> Vec<Sample> {
    let [city, pac_nam, ba_be, ngan_son, bach_thong, cho_don, cho_moi, na_ri] = [
        "H03.D058.PTP",
        PAC_NAM,
        "H03.D061.PTP",
        "H03.D062.PTP",
        "H03.D063.PTP",
        "H03.D064.PTP",
        "H03.D065.PTP",
        "H03.D066.PTP",
    ];
    let targets = [target("TGPL-04", 20)];
    let in_effect = reported_on(story, city).await;
    let closed = reported_on(story, pac_nam).await;
    let superseded = story.received_plan(ba_be, &targets).await;
    story.app.settle().await;
    closed.step("close", &story.head(pac_nam).await, Value::Null).await.is(200);
    let issued = story.amend(&superseded).await;
    story.issue(&issued, &story.number("KH-TP")).await;

    let cancelled = story.issued_plan(ngan_son, &targets).await;
    cancelled.step("cancel", &story.head(ngan_son).await, body(story, "cancel", &Value::Null)).await.is(200);
    let draft = story.draft_plan(ngan_son, &plan_of(&targets)).await;
    let pending = story.draft_plan(bach_thong, &plan_of(&targets)).await;
    story.request_signature(&pending).await;
    let sent = story.sent_plan(cho_don, &targets).await;
    let received = story.received_plan(cho_moi, &targets).await;
    let supplement_requested = story.received_plan(na_ri, &targets).await;
    story.request_supplement(&supplement_requested).await;
    vec![
        sample(draft, "draft", ngan_son, UNSENT),
        sample(pending, "pending_signature", bach_thong, UNSENT),
        sample(issued, "issued", ba_be, UNSENT),
        sample(cancelled, "cancelled", ngan_son, UNSENT),
        sample(sent, "sent", cho_don, SENT),
        sample(received, "received", cho_moi, SENT),
        sample(supplement_requested, "supplement_requested", na_ri, SENT),
        sample(in_effect, "in_effect", city, SENT),
        sample(superseded, "superseded", ba_be, SENT),
        sample(closed, "closed", pac_nam, SENT),
    ]
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_plan_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        let samples = samples(&story).await;
        PLAN.holds(&story, &samples).await;
    })
    .await;
}

/// Each part of a plan added, replaced and taken away.
fn parts(now: &Value) -> Vec<(&'static str, String, Value)> {
    let id = |list: &str| now[list][0]["id"].as_str().expect("a part").to_owned();
    let (task, measure) = (json!({"title": "Hòa giải ở cơ sở"}), json!({"title": "Lồng ghép", "task_no": 1}));
    let aimed = target("TGPL-07", 6);
    vec![
        ("POST", "tasks".to_owned(), task.clone()),
        ("POST", "measures".to_owned(), measure.clone()),
        ("POST", "targets".to_owned(), aimed.clone()),
        ("PUT", format!("tasks/{}", id("tasks")), task),
        ("PUT", format!("measures/{}", id("measures")), measure),
        ("PUT", format!("targets/{}", id("targets")), aimed),
        ("DELETE", format!("measures/{}", id("measures")), Value::Null),
        ("DELETE", format!("targets/{}", id("targets")), Value::Null),
    ]
}

#[actix_web::test]
async fn parts_are_changed_where_the_plan_is() {
    both(async |app| {
        let story = Story::of(app).await;
        let samples = samples(&story).await;
        PLAN.holds_of_parts(&story, &samples, "update", parts).await;
    })
    .await;
}

#[actix_web::test]
async fn a_plan_never_leaves_its_graph() {
    // Without `amend`, which makes another plan: `versions` walks that.
    const ONE_VERSION: Machine = Machine { steps: PLAN.steps.split_at(9).0, ..PLAN };
    const ENDS: Machine = Machine { steps: PLAN.steps.split_at(11).1, ..PLAN };
    both(async |app| {
        let story = Story::of(app).await;
        let mut reached = std::collections::BTreeSet::new();
        for (seed, unit) in (0..).zip([PAC_NAM, "H03.D061.PTP", "H03.D062.PTP", "H03.D063.PTP"]) {
            let plan = story.draft_plan(unit, &plan_of(&[target("TGPL-04", 20)])).await;
            let start = sample(plan, "draft", unit, UNSENT);
            reached.extend(ONE_VERSION.walks(&story, start, seed, 40).await);
        }
        assert!(reached.contains("received") || reached.contains("supplement_requested"), "{reached:?}");
        let plan = story.draft_plan("H03.D064.PTP", &plan_of(&[target("TGPL-04", 20)])).await;
        let ended = ENDS.walks(&story, sample(plan, "draft", "H03.D064.PTP", UNSENT), 0, 12).await;
        assert_eq!(ended, ["draft", "cancelled"]);
    })
    .await;
}

#[actix_web::test]
async fn whoever_wrote_on_a_plan_does_not_issue_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let both_roles = app.caller_with(&[(Officer, PAC_NAM), (Head, PAC_NAM)]).await;
        let body = story.plan_body(PAC_NAM, &plan_of(&[target("TGPL-04", 20)])).await;
        let made = app.post("/plans", &both_roles).json(body).await.is(201);
        let drafted = story.paper("plans", PAC_NAM, &made);
        let edited = story.draft_plan("H03.D061.PTP", &plan_of(&[target("TGPL-04", 20)])).await;
        let editor = app.caller_with(&[(Officer, "H03.D061.PTP"), (Head, "H03.D061.PTP")]).await;
        edited.change(&editor, json!({"starts_on": "2024-01-01"})).await.is(200);
        for (plan, author) in [(&drafted, &both_roles), (&edited, &editor)] {
            story.request_signature(plan).await;
            let document = json!({"document": story.document(&story.number("KH-TP"))});
            plan.step("issue", author, document).await.refused(403, "separation_of_duties");
            let seen = plan.read_by(author).await.is(200);
            assert_eq!(seen.action("issue"), Err("separation_of_duties"));
            assert_eq!(plan.can(author, "issue").await, "separation_of_duties");
            story.try_issue(plan, &story.number("KH-TP")).await.is(200);
        }
    })
    .await;
}
