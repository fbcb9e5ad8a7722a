//! Signing in by a code of the provider, for portals: what ties a sign-in to one browser and one portal, and what ends it.
use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use base::http::sso::sign_in::Client;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{
    link,
    provider::{Key, Mood, Provider},
    with_provider,
};
use crate::support::{Caller, Reply, TestApp, together};

pub const CALLBACK: &str = "https://thidua.example.vn/api/v1/auth/sso/callback";
const PORTAL: &str = "https://portal.example.vn/signed-in?from=sso";
pub const VERIFIER: &str = "a-verifier-that-only-this-portal-in-this-browser-has";

pub fn client() -> Client {
    let secret = Some(SecretString::from("s:/cret"));
    Client { id: "thidua+portal".to_owned(), secret, callback: CALLBACK.to_owned(), returns: vec![PORTAL.to_owned()] }
}

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

fn query(pairs: &[(&str, &str)]) -> String {
    serde_html_form::to_string(pairs).unwrap()
}

async fn start(app: &TestApp, to: &str, challenge: &str) -> Reply {
    let query = query(&[("return_to", to), ("code_challenge", challenge)]);
    app.get(&format!("/auth/sso/start?{query}"), &Caller::Nobody).await
}

/// What a redirect says, beside where it leads.
fn led(reply: &Reply) -> (String, BTreeMap<String, String>) {
    assert_eq!(reply.status, 303, "{}", reply.describe());
    assert_eq!(
        (reply.header("Cache-Control"), reply.header("Referrer-Policy")),
        (Some("no-store"), Some("no-referrer"))
    );
    let (at, said) = reply.header("Location").unwrap().split_once('?').unwrap();
    (at.to_owned(), serde_html_form::from_str(said).unwrap())
}

/// A browser that was sent to the provider.
pub struct Browser {
    cookie: String,
    said: BTreeMap<String, String>,
}

impl Browser {
    pub async fn sent(app: &TestApp, provider: &Provider) -> Self {
        let reply = start(app, PORTAL, &challenge(VERIFIER)).await;
        let (at, said) = led(&reply);
        assert_eq!(at, format!("{}/authorize", provider.issuer()));
        let set = reply.header("Set-Cookie").unwrap();
        let (cookie, attributes) = set.split_once(';').unwrap();
        assert_eq!(attributes, " Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure");
        assert!(cookie.starts_with("__Host-thidua-sso="));
        Self { cookie: cookie.to_owned(), said }
    }

    /// What an ID token that answers it says.
    pub fn claims(&self, app: &TestApp, provider: &Provider) -> Value {
        let now = app.clock.now().timestamp();
        json!({"iss": provider.issuer(), "sub": "person-1", "aud": "thidua+portal", "iat": now, "exp": now + 300,
            "nonce": self.said["nonce"], "preferred_username": "admin"})
    }

    /// Comes back with a code of the provider for this token.
    pub async fn back(&self, app: &TestApp, provider: &Provider, id_token: String) -> Reply {
        provider.give("code-1", &self.said["code_challenge"], id_token);
        self.back_with(app, &[("code", "code-1")]).await
    }

    async fn back_with(&self, app: &TestApp, said: &[(&str, &str)]) -> Reply {
        // What this service does not know of is let be.
        let said = [&[("state", self.said["state"].as_str()), ("session_state", "x")], said].concat();
        let call = app.get(&format!("/auth/sso/callback?{}", query(&said)), &Caller::Nobody);
        call.header("Cookie", format!("other=1; {}", self.cookie)).await
    }
}

pub fn code(reply: &Reply) -> String {
    let (at, said) = led(reply);
    assert_eq!((at.as_str(), said["from"].as_str()), ("https://portal.example.vn/signed-in", "sso"));
    said.get("code").cloned().unwrap_or_else(|| panic!("{said:?}"))
}

fn error(reply: &Reply) -> String {
    let (_, said) = led(reply);
    assert!(!said.contains_key("code"));
    said["error"].clone()
}

pub async fn fetch(app: &TestApp, code: &str, verifier: &str) -> Reply {
    app.post("/auth/sso/tokens", &Caller::Nobody).json(json!({"code": code, "code_verifier": verifier})).await
}

#[actix_web::test]
async fn a_portal_fetches_the_session_of_whom_the_provider_has_named_once() {
    with_provider(async |app, provider| {
        let (officer, admin, key) = (app.officer("H03.STP").await, app.admin().await, Key::rsa());
        provider.publish(&[("1", &key)]);
        link(&app, &officer, "person-1").await.is(200);
        let sign_in = async |strong: bool| {
            let browser = Browser::sent(&app, &provider).await;
            let mut claims = browser.claims(&app, &provider);
            claims["amr"] = if strong { json!(["mfa"]) } else { json!(["pwd"]) };
            let reply = browser.back(&app, &provider, key.signed("1", &claims)).await;
            assert!(reply.header("Set-Cookie").unwrap().contains("=; Path=/; Max-Age=0;"));
            // The same answer again, by the same browser.
            browser.back(&app, &provider, key.signed("1", &claims)).await.refused(401, "sign_in_over");
            code(&reply)
        };
        let shown = sign_in(true).await;
        let replies = together((0..3).map(|_| fetch(&app, &shown, VERIFIER))).await;
        let won: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
        assert!(won.len() == 1 && replies.iter().all(|reply| reply.status == 200 || reply.code() == "sign_in_over"));
        assert_eq!(won[0]["user"]["id"], json!(officer.id()));
        let token = Caller::Token(won[0]["access_token"].as_str().unwrap().to_owned());
        assert_eq!(app.get("/me/second-factor", &token).await.is(200)["in_this_session"], json!(true));
        let refresh = json!({"refresh_token": won[0]["refresh_token"]});
        app.post("/auth/refresh", &Caller::Nobody).json(refresh).await.is(200);
        // A code that came with another verifier is gone, and so is one that is a minute old, and one whose link was removed.
        let shown = sign_in(false).await;
        fetch(&app, &shown, &VERIFIER.to_uppercase()).await.refused(401, "sign_in_over");
        fetch(&app, &shown, VERIFIER).await.refused(401, "sign_in_over");
        let shown = sign_in(false).await;
        app.clock.advance(TimeDelta::seconds(60));
        fetch(&app, &shown, VERIFIER).await.refused(401, "sign_in_over");
        let shown = sign_in(false).await;
        let suspended = json!({"status": "suspended"});
        app.patch(&format!("/users/{}", officer.id()), &admin).if_match("*").json(suspended).await.is(200);
        fetch(&app, &shown, VERIFIER).await.refused(401, "sign_in_over");
        app.get("/me", &token).await.refused(401, "invalid_token");
    })
    .await;
}

#[actix_web::test]
async fn what_another_browser_or_provider_has_begun_ends_nowhere() {
    with_provider(async |app, provider| {
        let (officer, key) = (app.officer("H03.STP").await, Key::ed());
        provider.publish(&[("1", &key)]);
        link(&app, &officer, "person-1").await.is(200);
        let slash = PORTAL.replace("?from", "/?from");
        for to in ["https://evil.example.vn/", &slash, &format!("{PORTAL}#x"), "//portal.example.vn/signed-in?from=sso"]
        {
            start(&app, to, &challenge(VERIFIER)).await.refused(409, "return_not_registered");
        }
        start(&app, PORTAL, VERIFIER).await.refused(400, "invalid_parameter");
        // The state of one browser with the cookie of another, and without any.
        let (mine, other) = (Browser::sent(&app, &provider).await, Browser::sent(&app, &provider).await);
        let mixed = Browser { cookie: other.cookie.clone(), said: mine.said.clone() };
        let bare = Browser { cookie: "thidua-sso=1".to_owned(), said: mine.said.clone() };
        for odd in [&mixed, &bare] {
            odd.back_with(&app, &[("code", "code-1")]).await.refused(401, "sign_in_over");
        }
        // Neither has used anything up.
        code(&mine.back(&app, &provider, key.signed("1", &mine.claims(&app, &provider))).await);
        let refused = async |member: &str, value: Value| {
            let browser = Browser::sent(&app, &provider).await;
            let mut claims = browser.claims(&app, &provider);
            claims[member] = value;
            error(&browser.back(&app, &provider, key.signed("1", &claims)).await)
        };
        for (member, value) in [
            ("nonce", json!(other.said["nonce"])),
            ("nonce", Value::Null),
            ("aud", json!("thidua-api")),
            ("aud", json!(["thidua+portal", "thidua-api"])),
            ("azp", json!("another-client")),
            ("iss", json!("https://other.example.vn")),
        ] {
            assert_eq!(refused(member, value.clone()).await, "invalid_token", "{member} {value}");
        }
        assert_eq!(refused("sub", json!("person-2")).await, "identity_not_linked");
        // Its code needs the verifier of this sign-in, and an answer of another provider is none.
        let browser = Browser::sent(&app, &provider).await;
        provider.give("code-2", &other.said["code_challenge"], key.signed("1", &browser.claims(&app, &provider)));
        assert_eq!(error(&browser.back_with(&app, &[("code", "code-2")]).await), "invalid_token");
        let browser = Browser::sent(&app, &provider).await;
        let from = [("code", "code-1"), ("iss", "https://other.example.vn")];
        assert_eq!(error(&browser.back_with(&app, &from).await), "invalid_token");
        let browser = Browser::sent(&app, &provider).await;
        assert_eq!(error(&browser.back_with(&app, &[("error", "login_required")]).await), "access_denied");
        let old = Browser::sent(&app, &provider).await;
        app.clock.advance(TimeDelta::minutes(10));
        old.back_with(&app, &[("code", "code-1")]).await.refused(401, "sign_in_over");
        let waiting = Browser::sent(&app, &provider).await;
        provider.stop().await;
        assert_eq!(error(&waiting.back_with(&app, &[("code", "code-1")]).await), "unavailable");
    })
    .await;
}

#[actix_web::test]
async fn a_provider_that_is_away_signs_nobody_in_and_keeps_nothing() {
    with_provider(async |app, provider| {
        provider.is(Mood::Failing);
        start(&app, PORTAL, &challenge(VERIFIER)).await.refused(503, "unavailable");
        fetch(&app, "guessed", VERIFIER).await.refused(401, "sign_in_over");
        app.get("/auth/sso/callback?state=guessed&code=x", &Caller::Nobody).await.refused(401, "sign_in_over");
    })
    .await;
}
