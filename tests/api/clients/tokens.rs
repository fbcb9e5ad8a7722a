//! The token story: what a client shows of itself, what it gets, and what it is told when it gets nothing.
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{FORM, ask, change, machine, secret, token, with_secret};
use crate::support::{Caller, ISSUER, Reply, TestApp, both};

const BOTH: &[&str] = &["units:read", "movements:read"];

fn claims(reply: &Reply) -> (Value, Value) {
    let text = reply["access_token"].as_str().unwrap();
    let part = |at: usize| URL_SAFE_NO_PAD.decode(text.split('.').nth(at).unwrap()).unwrap();
    (serde_json::from_slice(&part(0)).unwrap(), serde_json::from_slice(&part(1)).unwrap())
}

/// A refusal in the words of RFC 6749.
fn refused(reply: &Reply, error: &str) {
    let status = if error == "invalid_client" { 401 } else { 400 };
    assert_eq!((reply.status, &reply["error"]), (status, &json!(error)), "{}", reply.describe());
    assert_eq!(reply.header("Cache-Control"), Some("no-store"));
    assert_eq!(reply.header("WWW-Authenticate").is_some_and(|value| value.starts_with("Basic")), status == 401);
}

#[actix_web::test]
async fn a_secret_buys_ten_minutes_and_no_refresh_token() {
    both(async |app| {
        let machine = machine(&app, "H03.STP", BOTH).await;
        let got = ask(&app, &machine.form("")).await.is(200);
        assert_eq!((&got["token_type"], &got["expires_in"]), (&json!("Bearer"), &json!(600)));
        assert_eq!(got["scope"], "units:read movements:read");
        assert_eq!(got.header("Cache-Control"), Some("no-store"));
        let (header, claims) = claims(&got);
        assert_eq!((&header["typ"], &header["alg"]), (&json!("at+jwt"), &json!("EdDSA")));
        assert_eq!((&claims["iss"], &claims["aud"]), (&json!(ISSUER), &json!("thidua")));
        let id = json!(machine.id);
        assert_eq!((&claims["sub"], &claims["client_id"], &claims["scope"]), (&id, &id, &got["scope"]));
        app.get("/units?limit=1", &token(&got)).await.is(200);
        app.set_clock("2024-06-03T02:10:00Z");
        app.get("/units?limit=1", &token(&got)).await.refused(401, "token_expired");
    })
    .await;
}

async fn basic(app: &TestApp, id: &str, secret: &str, form: &str) -> Reply {
    let pair = STANDARD.encode(format!("{id}:{secret}"));
    let call = app.post("/oauth/token", &Caller::Nobody).header("Authorization", format!("Basic {pair}"));
    call.body(FORM, form.to_owned()).await
}

#[actix_web::test]
async fn a_client_says_who_it_is_in_one_way() {
    both(async |app| {
        let machine = machine(&app, "H03.STP", BOTH).await;
        let (id, grant) = (machine.id.to_string(), "grant_type=client_credentials");
        basic(&app, &id, &machine.secret, grant).await.is(200);
        basic(&app, &id, &machine.secret, &format!("{grant}&client_id={id}")).await.is(200);
        refused(&basic(&app, &id, &machine.secret, &machine.form("")).await, "invalid_request");
        let other = format!("{grant}&client_id={}", Uuid::now_v7());
        refused(&basic(&app, &id, &machine.secret, &other).await, "invalid_request");
        refused(&basic(&app, &id, "wrong", grant).await, "invalid_client");
        refused(&ask(&app, grant).await, "invalid_client");
        refused(&ask(&app, &format!("{grant}&client_id={id}")).await, "invalid_client");
    })
    .await;
}

#[actix_web::test]
async fn a_stranger_learns_nothing_from_a_refusal() {
    both(async |app| {
        let machine = machine(&app, "H03.STP", BOTH).await;
        let wrong =
            |id: &str| format!("grant_type=client_credentials&client_id={id}&client_secret={}x", machine.secret);
        let known = ask(&app, &wrong(&machine.id.to_string())).await;
        refused(&known, "invalid_client");
        for id in [Uuid::now_v7().to_string(), Uuid::nil().to_string(), "admin".to_owned(), "%00".to_owned()] {
            let unknown = ask(&app, &wrong(&id)).await;
            assert_eq!((unknown.status, &unknown.json), (known.status, &known.json), "{id}");
        }
        change(&app, machine.id, json!({"status": "suspended"})).await.is(200);
        let suspended = ask(&app, &machine.form("")).await;
        assert_eq!((suspended.status, &suspended.json), (known.status, &known.json));
    })
    .await;
}

#[actix_web::test]
async fn a_request_that_is_not_as_the_standard_says_is_told_so() {
    both(async |app| {
        let machine = machine(&app, "H03.STP", BOTH).await;
        let who = format!("client_id={}&client_secret={}", machine.id, machine.secret);
        refused(&ask(&app, &who).await, "invalid_request");
        refused(&ask(&app, "").await, "invalid_request");
        refused(&ask(&app, &format!("grant_type=password&{who}")).await, "unsupported_grant_type");
        refused(&ask(&app, &machine.form("&grant_type=client_credentials")).await, "invalid_request");
        refused(&ask(&app, &machine.form("&scope=units:read&scope=movements:read")).await, "invalid_request");
        // Nothing is as good as nothing said, and what nobody knows is ignored.
        ask(&app, &machine.form("&scope=&resource=https://example.org")).await.is(200);
        let query = app.post("/oauth/token?scope=units:read", &Caller::Nobody).body(FORM, machine.form("")).await;
        query.refused(400, "unknown_parameter");
        let json = app.post("/oauth/token", &Caller::Nobody).json(json!({"grant_type": "client_credentials"})).await;
        assert_eq!(json.header("Accept-Post"), Some(FORM));
        json.refused(415, "unsupported_media_type");
        let long = app.post("/oauth/token", &Caller::Nobody).body(FORM, "a".repeat(20_000)).await;
        long.refused(413, "payload_too_large");
    })
    .await;
}

#[actix_web::test]
async fn a_token_may_hold_less_and_never_more() {
    both(async |app| {
        let machine = machine(&app, "H03.STP", BOTH).await;
        let less = machine.signed_in_for(&app, "units:read").await;
        app.get("/units?limit=1", &less).await.is(200);
        app.get("/movements", &less).await.refused(403, "forbidden");
        app.get("/movements", &machine.signed_in(&app).await).await.is(200);
        for more in ["plans:read", "units:read+plans:read", "units:write", "nonsense", "units:read+units:writ", "+"] {
            refused(&ask(&app, &machine.form(&format!("&scope={more}"))).await, "invalid_scope");
        }
        // What the client loses its tokens lose too.
        let all = machine.signed_in(&app).await;
        change(&app, machine.id, json!({"scopes": ["units:read"]})).await.is(200);
        app.get("/movements", &all).await.refused(403, "forbidden");
        app.get("/units?limit=1", &all).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn two_secrets_are_good_while_they_are_exchanged() {
    both(async |app| {
        let old = machine(&app, "H03.STP", BOTH).await;
        let with_old = old.signed_in(&app).await;
        let new = with_secret(&app, old.id).await;
        let with_new = new.signed_in(&app).await;
        old.signed_in(&app).await;
        secret(&app, old.id, json!({})).await.refused(409, "too_many_credentials");
        let admin = app.admin().await;
        let path = format!("/clients/{}/secrets/{}", old.id, old.secret_id);
        app.call("DELETE".parse().unwrap(), &path, &admin).version(1).await.refused(412, "version_mismatch");
        app.call("DELETE".parse().unwrap(), &path, &admin).version(3).await.is(204);
        app.call("DELETE".parse().unwrap(), &path, &admin).if_match("*").await.refused(404, "not_found");
        refused(&ask(&app, &old.form("")).await, "invalid_client");
        // What was got with the old one is gone with it.
        app.get("/units?limit=1", &with_old).await.refused(401, "invalid_token");
        app.get("/units?limit=1", &with_new).await.is(200);
        let shown = app.get(&format!("/clients/{}", old.id), &admin).await.is(200);
        assert_eq!(shown["secrets"].as_array().unwrap().len(), 1);
        let short = secret(&app, old.id, json!({"expires_on": "2024-06-03"})).await.is(201);
        let form = |secret: &Value| {
            format!("grant_type=client_credentials&client_id={}&client_secret={}", old.id, secret.as_str().unwrap())
        };
        ask(&app, &form(&short["client_secret"])).await.is(200);
        app.set_clock("2024-06-03T17:00:00Z");
        refused(&ask(&app, &form(&short["client_secret"])).await, "invalid_client");
        assert!(secret(&app, old.id, json!({})).await.status == 201, "one that has expired does not count");
    })
    .await;
}

#[actix_web::test]
async fn guessing_is_slowed_down() {
    both(async |app| {
        let (guessed, other) = (machine(&app, "H03.STP", BOTH).await, machine(&app, "H03.STP", BOTH).await);
        let guess = format!("grant_type=client_credentials&client_id={}&client_secret=thidua_guess", guessed.id);
        for _ in 0..5 {
            refused(&ask(&app, &guess).await, "invalid_client");
        }
        let waits = ask(&app, &guessed.form("")).await;
        assert!(waits.header("Retry-After").is_some());
        waits.refused(429, "too_many_requests");
        other.signed_in(&app).await;
        app.clock.advance(chrono::TimeDelta::seconds(5));
        guessed.signed_in(&app).await;
    })
    .await;
}

#[actix_web::test]
async fn clients_find_what_they_need() {
    both(async |app| {
        let told = app.get("/.well-known/oauth-authorization-server", &Caller::Nobody).await.is(200);
        assert_eq!(told["issuer"], ISSUER);
        assert_eq!(told["token_endpoint"], format!("{ISSUER}/api/v1/oauth/token"));
        let path = told["jwks_uri"].as_str().unwrap().strip_prefix(ISSUER).unwrap().to_owned();
        app.get(&path, &Caller::Nobody).await.is(200);
        assert!(told["scopes_supported"].as_array().unwrap().contains(&json!("plans:read")));
        assert!(!told["scopes_supported"].as_array().unwrap().contains(&json!("plans:issue")));
    })
    .await;
}
