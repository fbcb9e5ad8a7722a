//! What is sent once more because somebody asks for it, and how long what was sent can be read.
use std::collections::BTreeSet;

use chrono::TimeDelta;
use entity::assignment::Role;
use serde_json::{Value, json};

use super::{both, hook, receiver::Received, rename};
use crate::stories::{BA_BE, BAC_KAN, NA_HANG};

fn ids(came: &[Received]) -> BTreeSet<String> {
    came.iter().map(Received::id).collect()
}

#[actix_web::test]
async fn everything_since_a_place_or_an_instant_is_sent_again_under_the_same_ids() {
    both(async |app| {
        let hook = hook(&app, BAC_KAN, json!({})).await;
        let began = hook.now().await["position"].as_i64().unwrap();
        let mut known = vec![];
        for (unit, name) in [(BA_BE, "One"), (NA_HANG, "One"), (BA_BE, "Two")] {
            rename(&app, unit, name).await;
            hook.run_after(TimeDelta::hours(1)).await;
            known.extend(hook.receiver.take());
        }
        assert_eq!((known.len(), hook.count("delivered").await), (3, 4));
        let replayed = hook.step("replay", json!({"after_seq": began})).await.is(200);
        assert_eq!(replayed["position"], json!(began));
        hook.run().await;
        let again = hook.receiver.take();
        assert_eq!((again.len(), ids(&again)), (3, ids(&known)));
        let seqs: Vec<i64> =
            again.iter().filter(|one| one.subject() == known[0].subject()).map(Received::seq).collect();
        assert!(seqs.len() == 2 && seqs.is_sorted());
        assert_eq!(hook.count("delivered").await, 4, "it is the same message");
        // An hour is between each two of them.
        let since = app.clock.now() - TimeDelta::minutes(90);
        hook.step("replay", json!({"since": since})).await.is(200);
        hook.run().await;
        assert_eq!(ids(&hook.receiver.take()), ids(&known[1..]));
        for (body, fault) in [(json!({}), "required"), (json!({"after_seq": 1, "since": since}), "not_allowed")] {
            hook.step("replay", body).await.faults(&[("", fault)]);
        }
        hook.step("replay", json!({"after_seq": 1_000_000})).await.faults(&[("/after_seq", "out_of_range")]);
        hook.step("replay", json!({"after_seq": -1})).await.is(422);
        assert!(app.events(hook.id).await.contains(&"webhook.replayed".to_owned()));
    })
    .await;
}

#[actix_web::test]
async fn a_trial_is_sent_when_it_is_asked_for() {
    both(async |app| {
        let hook = hook(&app, BAC_KAN, json!({"event_types": ["plan.sent"]})).await;
        let made = hook.step("ping", Value::Null).await.is(201);
        assert_eq!(
            (&made["type"], &made["state"], &made["seq"]),
            (&json!("webhook.ping"), &json!("pending"), &Value::Null)
        );
        hook.run().await;
        let came = hook.receiver.take();
        assert_eq!(
            (came.len(), came[0].signed_by(&hook.secret), &came[0].body["data"]["webhook_id"]),
            (1, 1, &json!(hook.id))
        );
        let read = app.get(made.header("Location").unwrap(), &app.admin().await).await.is(200);
        assert_eq!(
            (&read["state"], &read["status_code"], &read["failure"]),
            (&json!("delivered"), &json!(204), &Value::Null)
        );
        assert!(read["request_body"].as_str().unwrap().contains("webhook.ping") && read["duration_ms"].is_i64());
        assert!(app.events(hook.id).await.contains(&"webhook.pinged".to_owned()));
    })
    .await;
}

#[actix_web::test]
async fn what_was_sent_is_forgotten_after_thirty_days_and_can_be_replayed_still() {
    both(async |app| {
        let hook = hook(&app, BAC_KAN, json!({})).await;
        let began = hook.now().await["position"].as_i64().unwrap();
        rename(&app, BA_BE, "One").await;
        hook.run().await;
        let known = hook.receiver.take();
        hook.run_after(TimeDelta::days(29)).await;
        assert_eq!(hook.deliveries("").await.len(), 2);
        hook.run_after(TimeDelta::days(2)).await;
        // The sessions of all others are over by now.
        let admin = app.caller_with(&[(Role::Administrator, "G15")]).await;
        let path = format!("/webhooks/{}", hook.id);
        assert_eq!(app.get(&format!("{path}/deliveries"), &admin).await.is(200).items().len(), 0);
        let replay = app.post(&format!("{path}/replay"), &admin).if_match("*");
        replay.json(json!({"after_seq": began})).await.is(200);
        hook.run().await;
        assert_eq!(ids(&hook.receiver.take()), ids(&known));
    })
    .await;
}

#[actix_web::test]
async fn a_secret_moves_under_the_key_in_use_and_signs_on() {
    both(async |app| {
        use base::kernel::keys::generate;
        use thidua::{cli::follow::take_over, config::PERSONAL_ID_KEYS};
        let hook = hook(&app, BAC_KAN, json!({})).await;
        let (old, new) = (generate().unwrap(), generate().unwrap());
        take_over(PERSONAL_ID_KEYS, &old, &app.state).await.unwrap();
        hook.run().await;
        take_over(PERSONAL_ID_KEYS, &new, &app.state).await.unwrap_err();
        take_over(PERSONAL_ID_KEYS, &format!("{new}\n{old}"), &app.state).await.unwrap();
        rename(&app, BA_BE, "One").await;
        hook.run().await;
        take_over(PERSONAL_ID_KEYS, &new, &app.state).await.unwrap();
        rename(&app, BA_BE, "Two").await;
        hook.run().await;
        let came = hook.receiver.take();
        assert_eq!(came.len(), 2);
        assert!(came.iter().all(|one| one.signed_by(&hook.secret) == 1));
    })
    .await;
}
