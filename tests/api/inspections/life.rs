//! The life of an inspection: every state, every action, everybody.
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};

use crate::{
    machine::{
        Machine, OUR_HEAD, OUR_OFFICER, Sample,
        Side::{Addressee, Owner},
        THEIR_HEAD,
    },
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM, Paper, Story},
    support::both,
};

const INSPECTION: Machine = Machine {
    steps: &[
        ("update", OUR_OFFICER, &[("planned", "planned")]),
        (
            "set_team",
            OUR_OFFICER,
            &[
                ("planned", "planned"),
                ("announced", "announced"),
                ("in_progress", "in_progress"),
                ("concluded", "concluded"),
                ("follow_up", "follow_up"),
            ],
        ),
        ("announce", OUR_HEAD, &[("planned", "announced")]),
        ("begin", OUR_OFFICER, &[("announced", "in_progress")]),
        ("draft_conclusion", OUR_OFFICER, &[("in_progress", "in_progress")]),
        ("conclude", OUR_HEAD, &[("in_progress", "concluded")]),
        ("follow_up", OUR_OFFICER, &[("concluded", "follow_up")]),
        ("close", OUR_HEAD, &[("follow_up", "closed")]),
        (
            "cancel",
            OUR_HEAD,
            &[
                ("planned", "cancelled"),
                ("announced", "cancelled"),
                ("in_progress", "cancelled"),
                ("concluded", "cancelled"),
                ("follow_up", "cancelled"),
            ],
        ),
        (
            "explain",
            THEIR_HEAD,
            &[
                ("announced", "announced"),
                ("in_progress", "in_progress"),
                ("concluded", "concluded"),
                ("follow_up", "follow_up"),
            ],
        ),
    ],
    shown_in: &["announced"],
    body,
};

fn body(story: &Story, action: &str, now: &Value) -> Value {
    match action {
        "update" => json!({"title": "Kiểm tra đột xuất"}),
        "set_team" => json!({"members": [story.led(&now["content"])]}),
        "announce" | "conclude" => json!({"document": story.document(&story.number("QĐ-STP"))}),
        "draft_conclusion" => json!({"text": "Đơn vị đã thực hiện tốt."}),
        "cancel" => json!({"reason": "Trùng với cuộc kiểm tra của Bộ"}),
        "explain" => json!({"text": "Đơn vị chưa được bố trí kinh phí."}),
        _ => Value::Null,
    }
}

async fn cancelled(story: &Story, inspection: Paper) -> Paper {
    let reason = json!({"reason": "Trùng với cuộc kiểm tra của Bộ"});
    inspection.step("cancel", &story.head(BAC_KAN).await, reason).await.is(200);
    inspection
}

async fn followed_up(story: &Story) -> Paper {
    let inspection = story.concluded_inspection(BAC_KAN, &[BA_BE], &[]).await;
    inspection.step("follow-up", &story.officer(BAC_KAN).await, Value::Null).await.is(200);
    inspection
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_an_inspection_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        let units = [BAC_KAN, BA_BE, NA_HANG];
        let closed = followed_up(&story).await;
        closed.step("close", &story.head(BAC_KAN).await, Value::Null).await.is(200);
        let never = cancelled(&story, story.planned_inspection(BAC_KAN, &[BA_BE]).await).await;
        let once = cancelled(&story, story.announced_inspection(BAC_KAN, &[BA_BE]).await).await;
        let sample = |paper: Paper, state| Sample { paper, state, units, visible_to: &[Owner, Addressee] };
        let hidden = |paper: Paper, state| Sample { paper, state, units, visible_to: &[Owner] };
        let samples = [
            hidden(story.planned_inspection(BAC_KAN, &[BA_BE]).await, "planned"),
            sample(story.announced_inspection(BAC_KAN, &[BA_BE]).await, "announced"),
            sample(story.drafted_conclusion(BAC_KAN, &[BA_BE], &[BA_BE]).await, "in_progress"),
            sample(story.concluded_inspection(BAC_KAN, &[BA_BE], &[BA_BE]).await, "concluded"),
            sample(followed_up(&story).await, "follow_up"),
            sample(closed, "closed"),
            sample(once, "cancelled"),
            // What was never announced nobody else has heard of.
            hidden(never, "cancelled"),
        ];
        INSPECTION.holds(&story, &samples).await;
    })
    .await;
}

/// What stands in the way is foretold: no leader, a day to come, nothing found, something left to do.
#[actix_web::test]
async fn each_step_waits_for_what_it_rests_on() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (officer, head) = (story.officer(BAC_KAN).await, story.head(BAC_KAN).await);
        let mut body = story.inspection_body(BAC_KAN, &[BA_BE]).await;
        body["starts_on"] = json!("2024-06-05");
        let leader = body["content"].clone();
        let made = story.try_plan_inspection(BAC_KAN, body).await.is(201);
        let inspection = story.paper("inspections", BAC_KAN, &made);
        story.sign_inspection(&inspection, "announce").await.refused(409, "no_team_leader");
        story.set_team(&inspection, &[story.led(&leader)]).await.is(200);
        let early = |day: &str| {
            let mut document = story.document(&story.number("QĐ-STP"));
            document["issued_on"] = json!(day);
            json!({"document": document})
        };
        inspection
            .step("announce", &head, early("2024-06-04"))
            .await
            .faults(&[("/document/issued_on", "in_the_future")]);
        story.sign_inspection(&inspection, "announce").await.is(200);
        inspection.step("begin", &officer, Value::Null).await.refused(409, "window_closed");
        app.set_clock("2024-06-05T02:00:00Z");
        inspection.step("begin", &officer, Value::Null).await.is(200);
        story.sign_inspection(&inspection, "conclude").await.refused(409, "no_conclusion");
        let found = |due_on: &str, owner: Value| {
            json!({"text": "Thiếu chỉ tiêu.", "recommendations":
            [{"text": "Bổ sung.", "owner_unit_id": owner, "due_on": due_on}]})
        };
        let (own, sister) = (json!(app.unit(BA_BE).await), json!(app.unit(PAC_NAM).await));
        for (body, fault) in [
            (found("2024-06-04", own.clone()), ("/recommendations/0/due_on", "out_of_range")),
            (found("2024-07-04", sister), ("/recommendations/0/owner_unit_id", "not_found")),
        ] {
            inspection.step("draft-conclusion", &officer, body).await.faults(&[fault]);
        }
        inspection.step("draft-conclusion", &officer, found("2024-06-10", own)).await.is(200);
        // Until it is signed nobody else reads what was found, nor what will be recommended.
        let theirs = story.head(BA_BE).await;
        assert_eq!(inspection.read_by(&theirs).await["conclusion"], Value::Null);
        assert!(story.list("/recommendations", &theirs).await.items().is_empty());
        inspection
            .step("conclude", &head, early("2024-06-04"))
            .await
            .faults(&[("/document/issued_on", "before_inspection")]);
        story.sign_inspection(&inspection, "conclude").await.is(200);
        assert_eq!(inspection.read_by(&theirs).await["conclusion"]["text"], "Thiếu chỉ tiêu.");
        inspection.step("follow-up", &officer, Value::Null).await.is(200);
        inspection.step("close", &head, Value::Null).await.refused(409, "recommendations_open");
        let [advice] = &story.recommendations(&inspection).await[..] else { panic!("one") };
        advice.step("drop", &head, json!({"reason": "Đơn vị đã được sắp xếp lại"})).await.is(200);
        inspection.step("close", &head, Value::Null).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn an_inspection_that_is_over_opens_nothing_more() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let inspection = story.planned_inspection(BAC_KAN, &[BA_BE]).await;
        let head = story.head(BAC_KAN).await;
        // It lasts until 7 June 2024; the day itself is within it.
        app.set_clock("2024-06-07T16:59:59.999999Z");
        assert_eq!(inspection.read_by(&head).await.action("announce"), Ok(()));
        app.set_clock("2024-06-07T17:00:00Z");
        assert_eq!(inspection.read_by(&head).await.action("announce"), Err("window_closed"));
        story.sign_inspection(&inspection, "announce").await.refused(409, "window_closed");
        // With other days it is one that comes.
        let officer = story.officer(BAC_KAN).await;
        inspection.change(&officer, json!({"ends_on": "2024-06-14"})).await.is(200);
        story.sign_inspection(&inspection, "announce").await.is(200);
    })
    .await;
}

/// Whoever planned does not announce, whoever drafted the conclusion does not sign it.
#[actix_web::test]
async fn nobody_signs_what_is_its_own() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let writer = app.caller_with(&[(Officer, BAC_KAN), (Head, BAC_KAN)]).await;
        let inspection = story.planned_inspection(BAC_KAN, &[BA_BE]).await;
        inspection.change(&writer, json!({"title": "Kiểm tra đột xuất"})).await.is(200);
        let document = || json!({"document": story.document(&story.number("QĐ-STP"))});
        inspection.step("announce", &writer, document()).await.refused(403, "separation_of_duties");
        story.sign_inspection(&inspection, "announce").await.is(200);
        inspection.step("begin", &writer, Value::Null).await.is(200);
        inspection.step("draft-conclusion", &writer, json!({"text": "Tốt."})).await.is(200);
        inspection.step("conclude", &writer, document()).await.refused(403, "separation_of_duties");
        story.sign_inspection(&inspection, "conclude").await.is(200);
    })
    .await;
}
