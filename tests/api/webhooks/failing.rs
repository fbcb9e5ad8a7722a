//! Receivers that fail: each subject in its order, nothing lost, and nobody asked for ever.
use std::{collections::BTreeMap, rc::Rc};

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{
    Hook, both, hook, opened,
    receiver::{Answer, Received},
    rename,
};
use crate::{
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM},
    support::{TestApp, together},
};

/// Some more than a wait, with all that it may differ by.
fn after(wait: TimeDelta) -> TimeDelta {
    wait * 9 / 8 + TimeDelta::minutes(1)
}

fn ladder() -> [TimeDelta; 9] {
    let (minutes, hours) = (TimeDelta::minutes, TimeDelta::hours);
    [TimeDelta::seconds(5), minutes(5), minutes(30), hours(2), hours(5), hours(10), hours(14), hours(20), hours(20)]
}

/// What arrived about each subject, in the order of its coming.
fn by_subject(came: &[Received]) -> BTreeMap<String, Vec<i64>> {
    let mut found: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for one in came.iter().filter(|one| one.seq() > 0) {
        found.entry(one.subject().to_owned()).or_default().push(one.seq());
    }
    found
}

#[actix_web::test]
async fn a_subject_that_fails_holds_only_itself() {
    both(async |app| {
        let hook = hook(&app, BAC_KAN, json!({})).await;
        let held = app.unit(BA_BE).await.to_string();
        let refused = held.clone();
        hook.receiver.answer(move |one| Answer::Status(if one.subject() == refused { 500 } else { 204 }));
        for name in ["One", "Two", "Three"] {
            for unit in [BA_BE, NA_HANG, PAC_NAM] {
                rename(&app, unit, name).await;
            }
        }
        hook.run().await;
        let came = by_subject(&hook.receiver.take());
        assert_eq!(came.values().map(Vec::len).sum::<usize>(), 7, "{came:?}");
        assert_eq!(came[&held].len(), 1, "what comes after it waits");
        assert!(came.values().all(|seqs| seqs.is_sorted()));
        hook.run_after(after(ladder()[0])).await;
        let again = by_subject(&hook.receiver.take());
        assert_eq!(again, BTreeMap::from([(held.clone(), came[&held].clone())]));
        hook.receiver.answer_all(Answer::Status(200));
        hook.run_after(after(ladder()[1])).await;
        let last = by_subject(&hook.receiver.take());
        assert_eq!((last.len(), last[&held].len(), last[&held].is_sorted()), (1, 3, true));
        assert_eq!((hook.count("pending").await, hook.count("delivered").await), (0, 10));
    })
    .await;
}

#[actix_web::test]
async fn a_receiver_that_is_down_for_an_hour_loses_nothing() {
    both(async |app| {
        let hook = hook(&app, BAC_KAN, json!({})).await;
        hook.receiver.answer_all(Answer::Nothing);
        for number in 0..12 {
            rename(&app, [BA_BE, NA_HANG, PAC_NAM][number % 3], &format!("Office {number}")).await;
            hook.run_after(TimeDelta::minutes(5)).await;
        }
        let tried = hook.receiver.take();
        // While nothing arrives the receiver is asked with one message at a time.
        assert!(tried.len() > 5 && tried.len() < 30, "{}", tried.len());
        let failing = hook.now().await;
        assert_eq!((&failing["status"], hook.count("delivered").await), (&json!("active"), 1));
        assert!(failing["failures"].as_i64().unwrap() >= 5 && failing["failing_since"].is_string());
        hook.receiver.answer_all(Answer::Status(204));
        // The first that arrives shows that it works again, and then nothing waits any longer.
        hook.run_after(TimeDelta::minutes(40)).await;
        let came = hook.receiver.take();
        let subjects = by_subject(&came);
        assert_eq!((subjects.len(), subjects.values().map(Vec::len).sum::<usize>()), (3, 12));
        assert!(subjects.values().all(|seqs| seqs.is_sorted()), "{subjects:?}");
        let recovered: Vec<&Received> = came.iter().filter(|one| one.event() == "webhook.recovered").collect();
        assert_eq!(recovered.len(), 1);
        assert_eq!(recovered[0].body["data"]["failing_since"], failing["failing_since"]);
        assert_eq!((&hook.now().await["failures"], hook.count("pending").await), (&json!(0), 0));
        assert!(app.events(hook.id).await.contains(&"webhook.recovered".to_owned()));
    })
    .await;
}

#[actix_web::test]
async fn each_attempt_is_signed_anew_under_the_same_id() {
    both(async |app| {
        let hook = hook(&app, BAC_KAN, json!({})).await;
        hook.receiver.answer_all(Answer::Status(503));
        rename(&app, BA_BE, "One").await;
        hook.run().await;
        hook.run_after(after(ladder()[0])).await;
        let came = hook.receiver.take();
        assert_eq!((came.len(), came[0].id()), (2, came[1].id()));
        assert_ne!(came[0].header("webhook-timestamp"), came[1].header("webhook-timestamp"));
        assert!(came.iter().all(|one| one.signed_by(&hook.secret) == 1));
        assert_eq!(came[1].header("webhook-timestamp"), app.clock.now().timestamp().to_string());
        hook.receiver.answer_all(Answer::Said(429, "Retry-After: 7200\r\n", "later".to_owned()));
        hook.run_after(after(ladder()[1])).await;
        let waits = hook.deliveries("&state=pending").await.remove(0);
        let due: chrono::DateTime<chrono::Utc> = waits["due_at"].as_str().unwrap().parse().unwrap();
        assert_eq!((due - app.clock.now(), &waits["answer_body"]), (TimeDelta::hours(2), &json!("later")));
    })
    .await;
}

async fn climb(hook: &Hook) {
    hook.run().await;
    for wait in ladder() {
        hook.run_after(after(wait)).await;
    }
}

#[actix_web::test]
async fn what_never_arrives_is_a_dead_letter_and_can_be_sent_again() {
    both(async |app| {
        let hook = hook(&app, BAC_KAN, json!({})).await;
        let poison = app.unit(BA_BE).await.to_string();
        hook.receiver.answer(move |one| Answer::Status(if one.subject() == poison { 400 } else { 204 }));
        rename(&app, BA_BE, "One").await;
        hook.run().await;
        for (number, wait) in ladder().into_iter().enumerate() {
            // Something else arrives meanwhile, so that it is not the receiver.
            rename(&app, NA_HANG, &format!("Office {number}")).await;
            hook.run_after(after(wait)).await;
        }
        assert_eq!(hook.now().await["status"], "active");
        let dead = hook.deliveries("&state=dead").await;
        assert_eq!((dead.len(), &dead[0]["attempts"], &dead[0]["status_code"]), (1, &json!(10), &json!(400)));
        let path = format!("/webhooks/{}/deliveries/{}", hook.id, dead[0]["id"].as_str().unwrap());
        assert_eq!(app.get(&path, &app.admin().await).await.is(200)["state"], "dead");
        // The next one of the subject goes on by itself.
        rename(&app, BA_BE, "Two").await;
        hook.receiver.take();
        hook.receiver.answer_all(Answer::Status(204));
        hook.run().await;
        assert_eq!(hook.receiver.take().len(), 1);
        let again = hook.redeliver(&dead[0]).await.is(200);
        assert_eq!((&again["state"], &again["attempts"]), (&json!("pending"), &json!(0)));
        hook.run().await;
        let came = hook.receiver.take();
        assert_eq!((came.len(), json!(came[0].id())), (1, dead[0]["message_id"].clone()));
        assert_eq!(hook.count("dead").await, 0);
        assert!(app.events(hook.id).await.contains(&"webhook.redelivered".to_owned()));
    })
    .await;
}

#[actix_web::test]
async fn a_receiver_that_answers_nothing_for_three_days_is_left_alone_until_somebody_says_so() {
    both(async |app| {
        let hook = hook(&app, BAC_KAN, json!({})).await;
        hook.receiver.answer_all(Answer::Status(500));
        rename(&app, BA_BE, "One").await;
        rename(&app, BA_BE, "Two").await;
        climb(&hook).await;
        let off = hook.now().await;
        assert_eq!((&off["status"], &off["disabled_reason"]), (&json!("disabled"), &json!("failing")));
        assert_eq!((hook.count("dead").await, hook.count("pending").await), (1, 1));
        hook.receiver.take();
        rename(&app, BA_BE, "Three").await;
        hook.run_after(TimeDelta::days(1)).await;
        assert_eq!((hook.receiver.take().len(), hook.deliveries("").await.len()), (0, 3));
        for (step, body) in [("ping", Value::Null), ("disable", Value::Null), ("replay", json!({"after_seq": 0}))] {
            hook.step(step, body).await.refused(409, "invalid_transition");
        }
        hook.redeliver(&hook.deliveries("&state=dead").await[0]).await.refused(409, "invalid_transition");
        hook.receiver.answer_all(Answer::Status(204));
        let on = hook.step("enable", json!({"redeliver_dead": true})).await.is(200);
        assert_eq!(
            (&on["status"], &on["disabled_reason"], &on["failures"]),
            (&json!("active"), &Value::Null, &json!(0))
        );
        hook.step("enable", json!({})).await.refused(409, "invalid_transition");
        hook.run().await;
        let came = hook.receiver.take();
        let seqs = &by_subject(&came)[&app.unit(BA_BE).await.to_string()];
        assert_eq!((seqs.len(), seqs.is_sorted()), (3, true), "{seqs:?}");
        let told = app.events(hook.id).await;
        for event in ["webhook.disabled", "webhook.enabled"] {
            assert!(told.contains(&event.to_owned()), "{told:?}");
        }
    })
    .await;
}

#[actix_web::test]
async fn whoever_answers_that_it_is_gone_is_told_nothing_more() {
    both(async |app| {
        let hook = hook(&app, BAC_KAN, json!({})).await;
        hook.receiver.answer_all(Answer::Status(410));
        rename(&app, BA_BE, "One").await;
        rename(&app, BA_BE, "Two").await;
        hook.run().await;
        hook.run_after(TimeDelta::days(2)).await;
        assert_eq!(hook.receiver.take().len(), 1);
        assert_eq!(hook.now().await["disabled_reason"], "gone");
        hook.receiver.answer_all(Answer::Status(204));
        hook.step("enable", json!({})).await.is(200);
        hook.step("ping", Value::Null).await.is(201);
        hook.run().await;
        let came = hook.receiver.take();
        assert_eq!((came.len(), came.iter().filter(|one| one.event() == "webhook.ping").count()), (3, 1));
        hook.step("disable", Value::Null).await.is(200);
        assert_eq!(hook.now().await["disabled_reason"], "administrator");
    })
    .await;
}

#[actix_web::test]
async fn two_instances_send_each_message_once() {
    both(async |app: TestApp| {
        let hook = hook(&app, BAC_KAN, json!({})).await;
        let clock = app.clock.clone();
        let other = TestApp::on(Rc::new(app.database.again()), |options| {
            opened(options);
            options.clock = clock;
        })
        .await;
        for number in 0..12 {
            rename(&app, [BA_BE, NA_HANG, PAC_NAM][number % 3], &format!("Office {number}")).await;
        }
        for _ in 0..3 {
            together([&app, &other].map(TestApp::settle)).await;
        }
        let came = hook.receiver.take();
        let subjects = by_subject(&came);
        assert_eq!((came.len(), subjects.len()), (12, 3));
        assert!(subjects.values().all(|seqs| seqs.is_sorted()));
    })
    .await;
}
