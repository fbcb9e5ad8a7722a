//! Who looks after a client, what becomes of it, and what it does in between.
use entity::assignment::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{body, change, machine, secret, with_secret};
use crate::{
    reorganisations::{applied, merger},
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM, Story, TUYEN_QUANG},
    support::{Caller, TestApp, both},
};

fn with(mut body: Value, member: &str, value: Value) -> Value {
    body[member] = value;
    body
}

#[actix_web::test]
async fn a_client_is_out_at_once() {
    both(async |app| {
        let machine = machine(&app, BAC_KAN, &["units:read"]).await;
        let caller = machine.signed_in(&app).await;
        let reads = async |expected: u16| app.get("/units?limit=1", &caller).await.is(expected);
        reads(200).await;
        change(&app, machine.id, json!({"status": "suspended"})).await.is(200);
        reads(401).await;
        change(&app, machine.id, json!({"status": "active"})).await.is(200);
        reads(200).await;
        change(&app, machine.id, json!({"valid_to": "2024-06-02"})).await.is(200);
        reads(401).await;
        change(&app, machine.id, json!({"valid_to": null})).await.is(200);
        reads(200).await;
        change(&app, machine.id, json!({"status": "revoked"})).await.is(200);
        reads(401).await;
        for patch in [json!({"status": "active"}), json!({"name": "Cổng khác"}), json!({"valid_to": null})] {
            change(&app, machine.id, patch).await.refused(409, "invalid_transition");
        }
        secret(&app, machine.id, json!({})).await.refused(409, "invalid_transition");
        let told = app.events(machine.id).await;
        assert_eq!(told.first().map(String::as_str), Some("client.created"));
        let entries = app.journal(machine.id).await;
        assert!(entries.iter().all(|entry| !entry.data.contains(&machine.secret) && !entry.data.contains("Cổng")));
    })
    .await;
}

#[actix_web::test]
async fn administrators_of_other_units_see_none_of_it() {
    both(async |app| {
        let machine = machine(&app, BA_BE, &["units:read"]).await;
        let (near, far) =
            (app.user(Role::Administrator, BAC_KAN).await, app.user(Role::Administrator, TUYEN_QUANG).await);
        let path = format!("/clients/{}", machine.id);
        app.get(&path, &near).await.is(200);
        let listed =
            async |caller: &Caller| app.get("/clients", caller).await.is(200)["items"].as_array().unwrap().len();
        assert_eq!((listed(&near).await, listed(&far).await), (1, 0));
        assert_eq!(app.get(&format!("/clients?unit_id={}", app.unit(BA_BE).await), &far).await["items"], json!([]));
        let missing = app.get(&format!("/clients/{}", Uuid::now_v7()), &far).await.is(404);
        let hidden = app.get(&path, &far).await.is(404);
        let bare = |mut json: Value| {
            json["trace_id"] = json!("");
            json["instance"] = json!("");
            json
        };
        assert_eq!(bare(hidden.json), bare(missing.json));
        app.patch(&path, &far).if_match("*").json(json!({"status": "revoked"})).await.refused(404, "not_found");
        app.post(&format!("{path}/secrets"), &far).if_match("*").json(json!({})).await.refused(404, "not_found");
        let ended = format!("{path}/secrets/{}", machine.secret_id);
        app.call("DELETE".parse().unwrap(), &ended, &far).if_match("*").await.refused(404, "not_found");
        let made = app.post("/clients", &far).json(body(&app, BA_BE, &["units:read"]).await).await;
        made.refused(403, "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn a_client_is_given_what_a_machine_may_hold_where_its_unit_is_above() {
    both(async |app| {
        let admin = app.user(Role::Administrator, BAC_KAN).await;
        let good = body(&app, BAC_KAN, &["units:read"]).await;
        let send = async |input: Value| app.post("/clients", &admin).json(input).await;
        for scope in ["plans:issue", "reports:sign", "sessions:vote", "users:write", "me:read", "everything", ""] {
            send(with(good.clone(), "scopes", json!([scope]))).await.faults(&[("/scopes/0", "invalid_value")]);
        }
        send(with(good.clone(), "scopes", json!([]))).await.faults(&[("/scopes", "too_short")]);
        let twice = with(good.clone(), "scopes", json!(["units:read", "units:read"]));
        send(twice).await.faults(&[("/scopes/1", "duplicate")]);
        let (below, elsewhere) = (app.unit(BA_BE).await, app.unit(NA_HANG).await);
        let units = with(good.clone(), "unit_ids", json!([below, elsewhere, below, Uuid::now_v7()]));
        let faults = [("/unit_ids/1", "not_below"), ("/unit_ids/2", "duplicate"), ("/unit_ids/3", "not_found")];
        send(units).await.faults(&faults);
        send(with(good.clone(), "valid_to", json!("2024-05-01"))).await.faults(&[("", "wrong_order")]);
        send(with(good.clone(), "requests_per_minute", json!(0)))
            .await
            .faults(&[("/requests_per_minute", "out_of_range")]);
        let made = send(with(good, "unit_ids", json!([below]))).await.is(201);
        assert_eq!((&made["unit_ids"], &made["secrets"]), (&json!([below]), &json!([])));
        let stale = app.patch(made.header("Location").unwrap(), &admin).version(7).json(json!({"name": "B"})).await;
        stale.refused(412, "version_mismatch");
    })
    .await;
}

async fn draft(story: &Story, caller: &Caller, unit: &str) -> crate::support::Reply {
    let body = json!({"movement_id": story.movement, "unit_id": story.app.unit(unit).await});
    story.app.post("/plans", caller).json(body).await
}

#[actix_web::test]
async fn it_prepares_what_people_sign_and_the_journal_names_it() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let ours = machine(&app, BA_BE, &["plans:read", "plans:write"]).await;
        let caller = ours.signed_in(&app).await;
        let plan = draft(&story, &caller, BA_BE).await.is(201);
        draft(&story, &caller, PAC_NAM).await.refused(403, "forbidden");
        let entry = app.journal(plan.id()).await.remove(0);
        assert_eq!((entry.event.as_str(), entry.actor_id, entry.client_id), ("plan.created", None, Some(ours.id)));
        app.settle().await;
        let told = app.get(&format!("/journal?subject_id={}", plan.id()), &app.officer(BA_BE).await).await.is(200);
        assert_eq!((&told["items"][0]["actor_id"], &told["items"][0]["client_id"]), (&Value::Null, &json!(ours.id)));
        // Its actions are those that its token lets it take; of what people do none.
        let path = format!("/plans/{}", plan.id());
        let shown = app.get(&path, &caller).await.is(200);
        let allowed =
            |name: &str| shown["actions"].as_array().unwrap().iter().any(|a| a["name"] == name && a["allowed"] == true);
        assert!(!allowed("issue") && !allowed("send"));
        // Neither its sister nor a machine of its superior reads a draft.
        for unit in [PAC_NAM, BAC_KAN] {
            let other = machine(&app, unit, &["plans:read"]).await.signed_in(&app).await;
            app.get(&path, &other).await.refused(404, "not_found");
            assert_eq!(app.get("/plans", &other).await.is(200)["items"], json!([]));
        }
        app.settle().await;
        let denied = app.journal(plan.id()).await.into_iter().find(|entry| entry.event == "access.denied").unwrap();
        assert!(denied.data.contains("client_id") && !denied.data.contains("user_id"), "{}", denied.data);
    })
    .await;
}

#[actix_web::test]
async fn an_answer_is_kept_for_the_client_that_asked() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let (one, other) = (
            machine(&app, BA_BE, &["plans:read", "plans:write"]).await.signed_in(&app).await,
            machine(&app, PAC_NAM, &["plans:read", "plans:write"]).await.signed_in(&app).await,
        );
        let body = async |unit: &str| json!({"movement_id": story.movement, "unit_id": app.unit(unit).await});
        let send =
            async |caller: &Caller, unit: &str| app.post("/plans", caller).key("one").json(body(unit).await).await;
        let first = send(&one, BA_BE).await.is(201);
        let again = send(&one, BA_BE).await.is(201);
        assert_eq!((again.id(), again.header("Idempotency-Replayed")), (first.id(), Some("true")));
        assert_ne!(send(&other, PAC_NAM).await.is(201).id(), first.id());
    })
    .await;
}

#[actix_web::test]
async fn what_it_asked_for_without_waiting_is_its_own() {
    both(async |app: TestApp| {
        let ours = machine(&app, BA_BE, &["units:read", "plans:read"]).await;
        let caller = ours.signed_in(&app).await;
        let asked = app.get("/units?kind=ministry", &caller).header("Accept", "text/csv");
        let asked = asked.header("Prefer", "respond-async").await.is(202);
        let place = asked.header("Location").unwrap().to_owned();
        app.settle().await;
        assert_eq!(app.get(&place, &caller).await.is(200)["state"], "succeeded");
        app.get(&format!("{place}/result"), &caller).await.is(200);
        let other = with_secret(&app, ours.id).await.signed_in_for(&app, "plans:read").await;
        app.get(&format!("{place}/result"), &other).await.refused(404, "not_found");
        app.get(&place, &machine(&app, BA_BE, &["units:read"]).await.signed_in(&app).await).await.is(404);
    })
    .await;
}

/// Until the day, the merged unit is there; from the day on nobody acts for it by its own name.
#[actix_web::test]
async fn what_it_may_do_at_a_unit_ends_with_the_unit() {
    both(async |app: TestApp| {
        let ends = machine(&app, BA_BE, &["units:read"]).await;
        let stays = machine(&app, NA_HANG, &["units:read"]).await;
        let again = body(&app, BA_BE, &["units:read"]).await;
        applied(&app, &app.admin().await, "2024-06-03", merger()).await;
        app.get("/units?limit=1", &ends.signed_in(&app).await).await.refused(403, "forbidden");
        app.get("/units?limit=1", &stays.signed_in(&app).await).await.is(200);
        app.post("/clients", &app.admin().await).json(again).await.refused(409, "unit_closed");
    })
    .await;
}
