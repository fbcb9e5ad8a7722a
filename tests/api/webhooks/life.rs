//! Who looks after webhooks, what they are made of, and what becomes of their secrets.
use entity::{assignment::Role, webhook_secret};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{add_secret, both, create, hook, rename};
use crate::{
    clients::machine,
    stories::{BA_BE, BAC_KAN, PAC_NAM, TUYEN_QUANG},
    support::{Caller, Reply, TestApp},
};

fn bare(reply: Reply) -> (u16, Value) {
    let mut json = reply.json;
    (json["trace_id"], json["instance"]) = (json!(""), json!(""));
    (reply.status, json)
}

#[actix_web::test]
async fn administrators_of_other_units_see_none_of_it() {
    both(async |app| {
        let hook = hook(&app, BA_BE, json!({})).await;
        let (near, far) =
            (app.user(Role::Administrator, BAC_KAN).await, app.user(Role::Administrator, TUYEN_QUANG).await);
        let delivery = hook.deliveries("").await[0]["id"].as_str().unwrap().to_owned();
        let secret = hook.now().await["secrets"][0]["id"].as_str().unwrap().to_owned();
        let send = async |caller: &Caller, id: Uuid, (method, below, body): (&str, &str, Value)| {
            let path = format!("/webhooks/{id}{below}");
            app.call(method.parse().unwrap(), &path, caller).if_match("*").json(body).await
        };
        let redeliver = format!("/deliveries/{delivery}/redeliver");
        let one = format!("/deliveries/{delivery}");
        let revoke = format!("/secrets/{secret}");
        let all = [
            ("GET", "", Value::Null),
            ("GET", "/deliveries", Value::Null),
            ("GET", &one, Value::Null),
            ("PATCH", "", json!({"description": "A"})),
            ("POST", "/ping", Value::Null),
            ("POST", "/disable", Value::Null),
            ("POST", "/enable", json!({})),
            ("POST", "/replay", json!({"after_seq": 0})),
            ("POST", "/secrets", json!({"kind": "hmac"})),
            ("POST", &redeliver, Value::Null),
            ("DELETE", &revoke, Value::Null),
            ("DELETE", "", Value::Null),
        ];
        for (method, below, body) in all {
            let call = || (method, below, body.clone());
            let missing = send(&far, Uuid::now_v7(), call()).await.is(404);
            assert_eq!(bare(send(&far, hook.id, call()).await), bare(missing), "{method} {below}");
        }
        let listed = async |caller: &Caller| app.get("/webhooks", caller).await.is(200).items().len();
        assert_eq!((listed(&near).await, listed(&far).await), (1, 0));
        let of_client = format!("/webhooks?client_id={}", hook.machine.id);
        assert_eq!(app.get(&of_client, &far).await.is(200).items().len(), 0);
        send(&near, hook.id, ("GET", "", Value::Null)).await.is(200);
        let path = format!("/clients/{}/webhooks", hook.machine.id);
        let body = json!({"url": hook.receiver.url()});
        app.post(&path, &far).if_match("*").json(body.clone()).await.refused(404, "not_found");
        // A machine looks after nothing.
        app.post(&path, &hook.client().await).if_match("*").json(body).await.refused(403, "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn a_webhook_asks_for_events_that_there_are_at_units_of_its_client() {
    both(async |app| {
        let client = machine(&app, BAC_KAN, &["changes:read", "units:read"]).await;
        let url = "https://portal.example.vn/hook";
        let tried = async |more: Value| create(&app, client.id, url, more).await;
        tried(json!({"event_types": ["plan.issued", "plan.vanished"]}))
            .await
            .faults(&[("/event_types/1", "invalid_value")]);
        tried(json!({"event_types": ["plan.issued", "plan.issued"]})).await.faults(&[("/event_types/1", "duplicate")]);
        let (own, other) = (app.unit(BAC_KAN).await, app.unit(PAC_NAM).await);
        let faults = [("/unit_ids/1", "duplicate"), ("/unit_ids/2", "not_found"), ("/unit_ids/3", "not_found")];
        tried(json!({"unit_ids": [own, own, other, Uuid::now_v7()]})).await.faults(&faults);
        tried(json!({"unit_ids": []})).await.faults(&[("/unit_ids", "too_short")]);
        let made =
            tried(json!({"unit_ids": [own], "event_types": ["unit.updated"], "description": "Cổng"})).await.is(201);
        assert_eq!(
            (&made["unit_ids"], &made["status"], &made["secrets"]),
            (&json!([own]), &json!("active"), &json!([]))
        );
        let deaf = machine(&app, BAC_KAN, &["units:read"]).await;
        create(&app, deaf.id, url, json!({})).await.refused(409, "invalid_transition");
        for _ in 1..10 {
            tried(json!({})).await.is(201);
        }
        tried(json!({})).await.refused(409, "invalid_transition");
        let path = made.header("Location").unwrap().to_owned();
        let admin = app.admin().await;
        app.patch(&path, &admin).version(7).json(json!({"url": url})).await.refused(412, "version_mismatch");
        let changed =
            app.patch(&path, &admin).version(1).json(json!({"unit_ids": null, "event_types": []})).await.is(200);
        assert_eq!((&changed["unit_ids"], &changed["event_types"]), (&Value::Null, &json!([])));
        let told = app.journal(made.id()).await;
        assert!(told.iter().all(|entry| !entry.data.contains("portal.example.vn") && !entry.data.contains("Cổng")));
        app.call("DELETE".parse().unwrap(), &path, &admin).if_match("*").await.is(204);
        app.get(&path, &admin).await.refused(404, "not_found");
        tried(json!({})).await.is(201);
        app.settle().await;
        let left = entity::webhook::Entity::find_by_id(made.id()).one(app.state.db.primary()).await.unwrap();
        assert!(left.is_none(), "what was removed is cleared away");
        assert_eq!(app.events(made.id()).await, ["webhook.created", "webhook.updated", "webhook.removed"]);
    })
    .await;
}

#[actix_web::test]
async fn a_secret_is_told_once_and_kept_where_nobody_reads_it() {
    both(async |app| {
        let hook = hook(&app, BAC_KAN, json!({})).await;
        let key = add_secret(&app, hook.id, "ed25519").await.is(201);
        let public = key["public_key"].as_str().unwrap().to_owned();
        assert!(hook.secret.starts_with("whsec_") && key["secret"].is_null() && public.starts_with("whpk_"));
        let shown = hook.now().await;
        assert_eq!(shown["secrets"][1]["public_key"], json!(public));
        let rows = webhook_secret::Entity::find().all(app.state.db.primary()).await.unwrap();
        let keys = app.state.keys.now();
        assert!(
            rows.iter().all(|row| row.sealed.starts_with("v1.") && row.sealed_key == keys.webhook_secrets.active())
        );
        let journal = entity::journal::Entity::find().all(app.state.db.primary()).await.unwrap();
        let kept = entity::idempotency_key::Entity::find().all(app.state.db.primary()).await.unwrap();
        let everything = format!("{rows:?}{journal:?}{kept:?}{:?}{}", hook.deliveries("").await, shown.json);
        assert!(!everything.contains(hook.secret.trim_start_matches("whsec_")));
        // At most two of a kind; each signs.
        let second = add_secret(&app, hook.id, "hmac").await.is(201);
        add_secret(&app, hook.id, "hmac").await.refused(409, "too_many_credentials");
        hook.run().await;
        hook.receiver.take();
        rename(&app, BA_BE, "One").await;
        hook.run().await;
        let came = hook.receiver.take().remove(0);
        assert_eq!(came.signatures().len(), 3);
        for secret in [hook.secret.as_str(), second["secret"].as_str().unwrap(), &public] {
            assert_eq!(came.signed_by(secret), 1, "{secret}");
        }
        let forged = super::receiver::Received { raw: came.raw.replace("One", "Two"), ..came.clone() };
        let forged = super::receiver::Received { raw: forged.raw + " ", ..forged };
        assert_eq!(forged.signed_by(&hook.secret) + forged.signed_by(&public), 0);
        // The old ones go; the last one stays.
        let ids: Vec<String> = hook.now().await["secrets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect();
        for id in &ids[..2] {
            hook.delete(&format!("/secrets/{id}")).await.is(204);
        }
        hook.delete(&format!("/secrets/{}", ids[0])).await.refused(404, "not_found");
        hook.delete(&format!("/secrets/{}", ids[2])).await.refused(409, "invalid_transition");
        rename(&app, BA_BE, "Three").await;
        hook.run().await;
        let came = hook.receiver.take().remove(0);
        assert_eq!((came.signatures().len(), came.signed_by(second["secret"].as_str().unwrap())), (1, 1));
    })
    .await;
}

#[actix_web::test]
async fn without_a_secret_nothing_is_sent() {
    both(async |app: TestApp| {
        let client = machine(&app, BAC_KAN, &super::SCOPES).await;
        let receiver = super::Receiver::start();
        let made = create(&app, client.id, &receiver.url(), json!({})).await.is(201);
        rename(&app, BA_BE, "One").await;
        for _ in 0..3 {
            app.settle().await;
        }
        assert_eq!(receiver.all().len(), 0);
        add_secret(&app, made.id(), "ed25519").await.is(201);
        app.settle().await;
        let came: Vec<_> = receiver.all().iter().map(|one| one.event().to_owned()).collect();
        assert!(came.contains(&"webhook.ping".to_owned()) && came.contains(&"unit.updated".to_owned()), "{came:?}");
    })
    .await;
}
