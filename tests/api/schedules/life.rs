//! The life of a schedule: every state, every action, everybody.
use entity::assignment::Role::{self, Administrator, Head, Officer};
use serde_json::{Value, json};

use crate::{
    stories::{BAC_KAN, MINISTRY, Paper, STANDING_BODY, Story, VU},
    support::both,
};

const WHY: &str = "Chế độ báo cáo đã được thay thế";

#[actix_web::test]
async fn a_schedule_is_written_activated_and_withdrawn() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let (officer, head) = (story.officer(STANDING_BODY).await, story.head(MINISTRY).await);
        let body = story.quarters((2024, 3), (2025, 2));
        let made = app.post("/reporting-schedules", &officer).json(body.clone()).await.is(201);
        assert_eq!(made.header("Location"), Some(format!("/api/v1/reporting-schedules/{}", made.id()).as_str()));
        for member in ["movement_id", "name", "regime", "period_kind", "first", "last", "document_number"] {
            assert_eq!(made[member], body[member], "{member}");
        }
        assert_eq!((&made["status"], &made["activated_at"]), (&json!("draft"), &Value::Null));
        let schedule = story.paper("reporting-schedules", STANDING_BODY, &made);
        assert!(story.periods().await.is_empty(), "a draft makes nothing");

        let patch = json!({"name": "Báo cáo hằng quý", "last": {"year": 2025, "number": 1}});
        let changed = schedule.change(&officer, patch).await.is(200);
        assert_eq!((&changed["last"]["number"], changed.version()), (&json!(1), 2));
        assert_eq!(changed["due"][0]["day_of_last_month"], 17);
        schedule.rehearse("activate", &head, Value::Null).await.is(200);
        assert!(story.periods().await.is_empty(), "a dry run keeps nothing");
        let active = schedule.step("activate", &head, Value::Null).await.is(200);
        assert_eq!((&active["status"], &active["activated_at"]), (&json!("active"), &json!("2024-06-03T02:00:00Z")));
        let periods = story.periods().await;
        let window = |at: usize| (periods[at]["data_from"].clone(), periods[at]["data_to"].clone());
        assert_eq!(story.period_codes().await, ["2024-Q3", "2024-Q4", "2025-Q1"]);
        assert_eq!(window(0), (json!("2024-06-15"), json!("2024-09-14")));
        assert_eq!(window(2), (json!("2024-12-15"), json!("2025-03-14")));
        assert!(periods.iter().all(|period| period["schedule_id"] == json!(schedule.id)));
        let due: Vec<_> = periods[0]["due"].as_array().unwrap().iter().map(|due| due["due_on"].clone()).collect();
        assert_eq!(due, ["2024-09-17", "2024-09-20"]);

        let withdrawn = schedule.step("withdraw", &head, json!({"reason": WHY})).await.is(200);
        assert_eq!((&withdrawn["status"], &withdrawn["end_reason"]), (&json!("withdrawn"), &json!(WHY)));
        assert!(story.periods().await.is_empty(), "nothing of it had begun");
        let told = ["created", "updated", "activated", "withdrawn"].map(|event| format!("reporting_schedule.{event}"));
        assert_eq!(app.events(schedule.id).await, told);
        let last = app.journal(schedule.id).await.pop().unwrap();
        let data: Value = serde_json::from_str(&last.data).unwrap();
        assert_eq!(data, json!({"removed": 3, "changed": {"status": {"before": "active", "after": "withdrawn"}}}));
    })
    .await;
}

/// Who may take each action, and from which states.
const STEPS: [(&str, Role, &str, &[&str]); 3] = [
    ("update", Officer, STANDING_BODY, &["draft"]),
    ("activate", Head, MINISTRY, &["draft"]),
    ("withdraw", Head, MINISTRY, &["draft", "active"]),
];

const PEOPLE: [(Role, &str); 8] = [
    (Officer, STANDING_BODY),
    (Head, STANDING_BODY),
    (Officer, MINISTRY),
    (Head, MINISTRY),
    (Officer, BAC_KAN),
    (Head, BAC_KAN),
    (Officer, VU),
    (Administrator, MINISTRY),
];

/// Drafts are seen by those who prepare and decide; what was active once is everybody's.
fn sees((role, unit): (Role, &str), was_active: bool) -> bool {
    was_active || role != Administrator && [STANDING_BODY, MINISTRY].contains(&unit)
}

fn verdict(action: &str, who: (Role, &str), state: &str, was_active: bool) -> (u16, &'static str) {
    let (_, role, unit, from) = STEPS.into_iter().find(|(name, ..)| *name == action).unwrap();
    match () {
        () if who.0 != role => (403, "forbidden"),
        () if !sees(who, was_active) => (404, "not_found"),
        () if who.1 != unit => (403, "forbidden"),
        () if !from.contains(&state) => (409, "invalid_transition"),
        () => (200, ""),
    }
}

async fn samples(story: &Story) -> Vec<(Paper, &'static str, bool)> {
    let head = story.head(MINISTRY).await;
    let first = story.active_schedule(story.quarters((2024, 3), (2024, 4))).await;
    let mut body = story.quarters((2024, 3), (2025, 4));
    body["replaces_id"] = json!(first.id);
    let second = story.active_schedule(body).await;
    let draft = story.draft_schedule(story.quarters((2026, 1), (2026, 2))).await;
    let gone = story.draft_schedule(story.quarters((2026, 1), (2026, 2))).await;
    gone.step("withdraw", &head, json!({"reason": WHY})).await.is(200);
    vec![(first, "superseded", true), (second, "active", true), (draft, "draft", false), (gone, "withdrawn", false)]
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_schedule_says_and_nothing_else() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        for (schedule, state, was_active) in samples(&story).await {
            assert_eq!(schedule.status().await, state);
            for (role, unit) in PEOPLE {
                let caller = app.user(role, unit).await;
                for (action, ..) in STEPS {
                    let path = schedule.path();
                    let call = match action {
                        "update" => app.patch(&format!("{path}?dry_run=true"), &caller),
                        _ => app.post(&format!("{path}/{action}?dry_run=true"), &caller),
                    };
                    let body = match action {
                        "update" => json!({"name": "Báo cáo"}),
                        "withdraw" => json!({"reason": WHY}),
                        _ => Value::Null,
                    };
                    let call = call.if_match("*");
                    let reply = if body.is_null() { call.await } else { call.json(body).await };
                    let expected = verdict(action, (role, unit), state, was_active);
                    let told = (reply.status, if reply.status == 200 { "" } else { reply.code() });
                    assert_eq!(told, expected, "{role:?} {unit} {action} {state}: {}", reply.describe());
                    let foretold = schedule.can(&caller, action).await;
                    let seen = sees((role, unit), was_active);
                    let wanted = match expected {
                        (200, _) => "granted",
                        _ if !seen => "not_found",
                        (_, code) => code,
                    };
                    assert_eq!(foretold, wanted, "{role:?} {unit} {action} {state}");
                }
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn whoever_drafted_it_does_not_activate_it() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let both = app.caller_with(&[(Officer, STANDING_BODY), (Head, MINISTRY)]).await;
        let body = story.quarters((2024, 3), (2024, 4));
        let made = app.post("/reporting-schedules", &both).json(body).await.is(201);
        let schedule = story.paper("reporting-schedules", STANDING_BODY, &made);
        schedule.step("activate", &both, Value::Null).await.refused(403, "separation_of_duties");
        // A movement under review takes no more periods.
        let head = story.head(MINISTRY).await;
        app.post(&format!("/movements/{}/open-final-review", story.movement), &head).if_match("*").await.is(200);
        schedule.step("activate", &head, Value::Null).await.refused(409, "window_closed");
        let late = app.post("/reporting-schedules", &both).json(story.quarters((2025, 1), (2025, 2))).await;
        late.refused(409, "window_closed");
    })
    .await;
}
