//! A webhook is told what the feed tells its client, as it is when it is sent.
use serde_json::{Value, json};

use super::{SCOPES, both, hook, hook_of, receiver::Answer, rename};
use crate::{
    clients::machine,
    stories::{BA_BE, BAC_KAN, PAC_NAM, Story, target},
    support::TestApp,
};

async fn feed(hook: &super::Hook, after: i64) -> Vec<Value> {
    let path = format!("/changes?limit=200&after={after}");
    hook.app.get(&path, &hook.client().await).await.is(200).items().to_vec()
}

/// Of an entry of the feed what a message has: nothing of what it says, and where that is read.
fn pointer(entry: &Value) -> Value {
    let mut pointer = entry.as_object().unwrap().clone();
    for said in ["data", "hidden_fields", "event_version"] {
        pointer.remove(said);
    }
    let place = [&entry["resource"], &entry["id"]].map(|part| part.as_str().unwrap());
    pointer.insert("path".to_owned(), json!(format!("/api/v1/{}/{}", place[0], place[1])));
    Value::Object(pointer)
}

#[actix_web::test]
async fn it_is_told_exactly_what_the_feed_tells_the_client() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let (of_sender, of_superior) = (hook(&app, BA_BE, json!({})).await, hook(&app, BAC_KAN, json!({})).await);
        let after = of_superior.now().await["position"].as_i64().unwrap();
        story.sent_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let draft = story.draft_plan(PAC_NAM, &json!({})).await.id.to_string();
        story.published_exemplar(BA_BE, "model").await;
        rename(&app, BA_BE, "One").await;
        let mut seen = vec![];
        for hook in [&of_sender, &of_superior] {
            hook.run().await;
            let mut came = hook.receiver.take();
            came.sort_by_key(|one| (one.seq(), one.subject().to_owned()));
            let mut expected = feed(hook, after).await;
            expected.sort_by_key(|one| (one["seq"].as_i64(), one["id"].as_str().map(str::to_owned)));
            let data: Vec<Value> = came.iter().map(|one| one.body["data"].clone()).collect();
            assert!(expected.iter().any(|one| one["data"].is_object()), "the feed says what changed");
            assert_eq!(data, expected.iter().map(pointer).collect::<Vec<_>>());
            for one in &came {
                assert_eq!(one.id(), format!("evt_{}_{}", one.seq(), one.subject().replace('-', "")));
                assert_eq!(one.event(), one.body["data"]["event"].as_str().unwrap_or("resource.changed"));
                assert_eq!(one.body["timestamp"], one.body["data"]["at"]);
            }
            seen.push(came);
        }
        let tells = |came: &[super::receiver::Received], event: &str| came.iter().any(|one| one.event() == event);
        assert!(tells(&seen[0], "plan.created") && tells(&seen[0], "plan.sent"));
        assert!(tells(&seen[1], "plan.sent") && seen[1].iter().all(|one| one.subject() != draft), "a draft was told");
        // Administrators read what was sent, and the client reads the rest where it is told to.
        let own = of_sender.deliveries("").await.into_iter().find(|one| one["type"] == "plan.created").unwrap();
        let sent = seen[0].iter().find(|one| json!(one.id()) == own["message_id"]).unwrap();
        assert_eq!(own["request_body"], json!(sent.raw));
        let path = sent.body["data"]["path"].as_str().unwrap();
        assert_eq!(app.get(path, &of_sender.client().await).await.is(200)["id"], sent.body["data"]["id"]);
    })
    .await;
}

#[actix_web::test]
async fn it_asks_for_some_events_at_some_units() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let (own, below) = (app.unit(BAC_KAN).await, app.unit(BA_BE).await);
        let mut body = crate::clients::body(&app, BAC_KAN, &SCOPES).await;
        body["unit_ids"] = json!([own, below]);
        let id = app.post("/clients", &app.admin().await).json(body).await.is(201).id();
        let client = crate::clients::with_secret(&app, id).await;
        let hook = hook_of(&app, client, json!({"unit_ids": [below], "event_types": ["plan.created"]})).await;
        story.draft_plan(BA_BE, &json!({})).await;
        story.draft_plan(BAC_KAN, &json!({})).await;
        rename(&app, BA_BE, "One").await;
        hook.run().await;
        let came = hook.receiver.take();
        let told: Vec<_> = came.iter().map(|one| (one.event(), one.body["data"]["unit_id"].clone())).collect();
        assert_eq!(told, [("plan.created", json!(below))]);
        hook.patch(json!({"unit_ids": null, "event_types": []})).await.is(200);
        rename(&app, BA_BE, "Two").await;
        hook.run().await;
        assert!(hook.receiver.take().iter().any(|one| one.event() == "unit.updated"));
    })
    .await;
}

/// A message that waits is made up when it is sent, by the rights of that moment.
#[actix_web::test]
async fn what_the_client_may_not_read_any_more_is_not_told_however_long_it_waited() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let hook = hook(&app, BA_BE, json!({})).await;
        hook.receiver.answer_all(Answer::Status(503));
        story.draft_plan(BA_BE, &json!({})).await;
        hook.run().await;
        assert_eq!(hook.receiver.take().len(), 1);
        let scopes = async |scopes: Value| {
            let path = format!("/clients/{}", hook.machine.id);
            app.patch(&path, &app.admin().await).if_match("*").json(json!({"scopes": scopes})).await.is(200);
        };
        scopes(json!(["changes:read", "units:read"])).await;
        hook.receiver.answer_all(Answer::Status(204));
        hook.run_after(chrono::TimeDelta::minutes(10)).await;
        assert_eq!((hook.receiver.take().len(), hook.count("withheld").await), (0, 1));
        // Without the feed there is nothing to tell; what happens meanwhile is told once it may follow again.
        scopes(json!(["units:read"])).await;
        rename(&app, BA_BE, "One").await;
        hook.run().await;
        assert_eq!(hook.receiver.take().len(), 0);
        scopes(json!(["changes:read", "units:read"])).await;
        hook.run().await;
        assert_eq!(hook.receiver.take().iter().map(|one| one.event()).collect::<Vec<_>>(), ["unit.updated"]);
    })
    .await;
}

#[actix_web::test]
async fn a_suspended_client_is_told_nothing_until_it_is_back() {
    both(async |app: TestApp| {
        let hook = hook_of(&app, machine(&app, BAC_KAN, &SCOPES).await, json!({})).await;
        let status = async |status: &str| {
            let path = format!("/clients/{}", hook.machine.id);
            app.patch(&path, &app.admin().await).if_match("*").json(json!({"status": status})).await.is(200);
        };
        status("suspended").await;
        rename(&app, BA_BE, "One").await;
        hook.step("ping", Value::Null).await.is(201);
        hook.run().await;
        assert_eq!(hook.receiver.take().len(), 0);
        status("active").await;
        hook.run().await;
        assert_eq!(hook.receiver.take().len(), 2);
    })
    .await;
}
