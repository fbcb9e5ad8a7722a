//! Access tokens: only those that the service itself signed, for itself, not long ago.
use std::sync::LazyLock;

use aws_lc_rs::{hmac, signature::Ed25519KeyPair};
use base::http::auth::{Authenticator, generate_key};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Caller, ISSUER, Reply, TestApp, both, both_with, instant};

static KEY: LazyLock<String> = LazyLock::new(|| generate_key().unwrap());
static OTHER_KEY: LazyLock<String> = LazyLock::new(|| generate_key().unwrap());

/// An application that signs with `KEY`.
async fn with_key(test: impl AsyncFn(TestApp) + Copy + 'static) {
    both_with(|options| options.auth = Authenticator::new(ISSUER, &KEY).unwrap(), test).await;
}

fn sign(key: &str, message: &[u8]) -> Vec<u8> {
    let key = pem::parse(key).unwrap();
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(key.contents()).unwrap().sign(message).as_ref().to_vec()
}

fn token(header: &Value, claims: &Value, signer: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", encode(header), encode(claims));
    let signature = URL_SAFE_NO_PAD.encode(signer(message.as_bytes()));
    format!("{message}.{signature}")
}

/// Header and claims as the service writes them.
async fn good(app: &TestApp) -> (Value, Value) {
    let Caller::Person { id, session } = app.officer("H03.STP").await else { panic!("not a person") };
    let now = app.clock.now().timestamp();
    let header = json!({"typ": "at+jwt", "alg": "EdDSA", "kid": app.state.auth.jwks()["keys"][0]["kid"]});
    let claims = json!({"iss": ISSUER, "aud": "thidua", "sub": id, "client_id": "thidua", "sid": session,
        "jti": Uuid::now_v7(), "iat": now, "exp": now + 600});
    (header, claims)
}

fn with(mut value: Value, member: &str, other: Value) -> Value {
    value[member] = other;
    value
}

fn without(mut value: Value, member: &str) -> Value {
    value.as_object_mut().unwrap().remove(member);
    value
}

async fn shown(app: &TestApp, token: String) -> Reply {
    app.get("/functions", &Caller::Token(token)).await
}

async fn refused(app: &TestApp, what: &str, token: String) {
    let reply = shown(app, token).await;
    assert_eq!((reply.status, reply.code()), (401, "invalid_token"), "{what}: {}", reply.describe());
    let challenge = reply.header("WWW-Authenticate").unwrap();
    assert!(challenge.starts_with("Bearer") && challenge.contains("error=\"invalid_token\""), "{challenge}");
}

#[actix_web::test]
async fn a_token_of_our_own_making_is_taken() {
    with_key(async |app| {
        let (header, claims) = good(&app).await;
        // Shows that the forgeries of the other tests fail for what is wrong with them and for nothing else.
        shown(&app, token(&header, &claims, |m| sign(&KEY, m))).await.is(200);
        let lower = format!("bearer {}", token(&header, &claims, |m| sign(&KEY, m)));
        app.get("/functions", &Caller::Nobody).header("Authorization", lower).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn the_algorithm_is_ours_and_never_the_tokens() {
    with_key(async |app| {
        let (header, claims) = good(&app).await;
        for none in ["none", "None", "NONE", "nOnE"] {
            refused(&app, none, token(&with(header.clone(), "alg", json!(none)), &claims, |_| vec![])).await;
            let signed = token(&with(header.clone(), "alg", json!(none)), &claims, |m| sign(&KEY, m));
            refused(&app, none, signed).await;
        }
        let jwks = app.state.auth.jwks();
        let public = jwks["keys"][0]["x"].as_str().unwrap();
        let raw = URL_SAFE_NO_PAD.decode(public).unwrap();
        let secrets = [raw, public.as_bytes().to_vec(), jwks.to_string().into_bytes(), vec![]];
        for (algorithm, hash) in
            [("HS256", hmac::HMAC_SHA256), ("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)]
        {
            for secret in &secrets {
                let key = hmac::Key::new(hash, secret);
                let header = with(header.clone(), "alg", json!(algorithm));
                refused(&app, algorithm, token(&header, &claims, |m| hmac::sign(&key, m).as_ref().to_vec())).await;
            }
        }
        for other in ["RS256", "ES256", "PS256", "Ed25519x", ""] {
            let header = with(header.clone(), "alg", json!(other));
            refused(&app, other, token(&header, &claims, |m| sign(&KEY, m))).await;
        }
    })
    .await;
}

#[actix_web::test]
async fn another_key_signs_nothing_here_however_it_is_brought() {
    with_key(async |app| {
        let (header, claims) = good(&app).await;
        let theirs = Authenticator::new(ISSUER, &OTHER_KEY).unwrap().jwks()["keys"][0].clone();
        let own_kid = with(header.clone(), "kid", theirs["kid"].clone());
        let headers = [
            ("under our key's name", header.clone()),
            ("under its own name", own_kid.clone()),
            ("with itself in the header", with(own_kid, "jwk", theirs)),
            ("with an address to fetch it from", with(header.clone(), "jku", json!("https://evil.example/jwks.json"))),
            ("without a name", without(header.clone(), "kid")),
            ("with a name that is a path", with(header.clone(), "kid", json!("../../dev/null"))),
        ];
        for (how, header) in headers {
            refused(&app, how, token(&header, &claims, |m| sign(&OTHER_KEY, m))).await;
        }
        refused(&app, "no kid, our key", token(&without(header, "kid"), &claims, |m| sign(&KEY, m))).await;
    })
    .await;
}

#[actix_web::test]
async fn a_token_is_for_this_service_from_this_service() {
    with_key(async |app| {
        let (header, claims) = good(&app).await;
        let wrong = [
            ("another audience", with(claims.clone(), "aud", json!("payroll"))),
            ("no audience", without(claims.clone(), "aud")),
            ("another issuer", with(claims.clone(), "iss", json!("https://evil.example"))),
            ("an issuer like ours", with(claims.clone(), "iss", json!(format!("{ISSUER}/")))),
            ("no issuer", without(claims.clone(), "iss")),
            ("no expiry", without(claims.clone(), "exp")),
            ("an expiry that is no number", with(claims.clone(), "exp", json!("never"))),
            ("no subject", without(claims.clone(), "sub")),
            ("a subject that is nobody", with(claims.clone(), "sub", json!(Uuid::now_v7()))),
            ("a subject that is no id", with(claims.clone(), "sub", json!("admin"))),
            ("no session", without(claims.clone(), "sid")),
        ];
        for (what, claims) in wrong {
            refused(&app, what, token(&header, &claims, |m| sign(&KEY, m))).await;
        }
        for typ in [json!("JWT"), json!("dpop+jwt"), json!(""), Value::Null] {
            let header = with(header.clone(), "typ", typ.clone());
            refused(&app, &format!("of type {typ}"), token(&header, &claims, |m| sign(&KEY, m))).await;
        }
        refused(&app, "of no type", token(&without(header.clone(), "typ"), &claims, |m| sign(&KEY, m))).await;
        let critical = with(with(header, "crit", json!(["must"])), "must", json!(true));
        refused(&app, "with an extension nobody knows", token(&critical, &claims, |m| sign(&KEY, m))).await;
    })
    .await;
}

#[actix_web::test]
async fn a_token_that_was_touched_is_refused() {
    with_key(async |app| {
        let (header, claims) = good(&app).await;
        let real = token(&header, &claims, |m| sign(&KEY, m));
        let [head, body, signature] = real.split('.').collect::<Vec<_>>()[..] else { panic!("{real}") };
        let admin = with(claims.clone(), "sub", json!(app.admin().await.id()));
        let other_body = URL_SAFE_NO_PAD.encode(admin.to_string());
        refused(&app, "another payload", format!("{head}.{other_body}.{signature}")).await;
        refused(&app, "no signature", format!("{head}.{body}.")).await;
        refused(&app, "half a signature", format!("{head}.{body}.{}", signature.split_at(40).0)).await;
        refused(&app, "two parts", format!("{head}.{body}")).await;
        refused(&app, "five parts", format!("{real}.a.b")).await;
        refused(&app, "a padded signature", format!("{real}==")).await;
        let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
        for at in [0, 31, 32, 63] {
            bytes[at] ^= 1;
            refused(&app, "a flipped bit", format!("{head}.{body}.{}", URL_SAFE_NO_PAD.encode(&bytes))).await;
            bytes[at] ^= 1;
        }
        for garbage in ["x", "a.b.c", "....", "null", &"x".repeat(4000)] {
            refused(&app, garbage, garbage.to_owned()).await;
        }
        shown(&app, real).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_token_counts_nowhere_but_in_its_header() {
    both(async |app| {
        let token = app.token(&app.admin().await).unwrap();
        let query = app.get(&format!("/functions?access_token={token}"), &Caller::Nobody).await;
        query.refused(401, "unauthenticated");
        for header in [format!("Basic {token}"), token.clone(), "Bearer".to_owned(), "Bearer ".to_owned()] {
            let reply = app.get("/functions", &Caller::Nobody).header("Authorization", &header).await;
            assert_eq!(reply.status, 401, "{header}: {}", reply.describe());
        }
        app.get("/functions", &Caller::Nobody).header("Cookie", format!("access_token={token}")).await.is(401);
    })
    .await;
}

#[actix_web::test]
async fn a_token_ends_after_ten_minutes_of_the_services_clock() {
    both(async |app| {
        let token = app.token(&app.officer("H03.STP").await).unwrap();
        app.set_clock("2024-06-03T02:09:59.999999Z");
        shown(&app, token.clone()).await.is(200);
        app.set_clock("2024-06-03T02:10:00Z");
        shown(&app, token.clone()).await.refused(401, "token_expired");
        // A token that was looked at before is no less expired, and one that was not is no more.
        app.clock.set(instant("2024-06-03T02:05:00Z"));
        shown(&app, token).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn keys_are_changed_without_a_pause() {
    with_key(async |app| {
        let officer = app.officer("H03.STP").await;
        let old = app.token(&officer).unwrap();
        let kids = async || {
            let keys = app.get("/.well-known/jwks.json", &Caller::Nobody).await.is(200);
            assert_eq!(keys.header("Cache-Control"), Some("public, max-age=300"));
            let kids = keys["keys"].as_array().unwrap().iter();
            kids.map(|key| key["kid"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let before = kids().await;
        app.state.auth.reload(&format!("{}{}", *OTHER_KEY, *KEY)).unwrap();
        let during = kids().await;
        assert_eq!((during.len(), during[1] == before[0]), (2, true));
        let new = app.token(&officer).unwrap();
        let header = URL_SAFE_NO_PAD.decode(new.split('.').next().unwrap()).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&header).unwrap()["kid"], json!(during[0]), "the first signs");
        shown(&app, old.clone()).await.is(200);
        shown(&app, new.clone()).await.is(200);
        app.state.auth.reload(&OTHER_KEY).unwrap();
        assert_eq!(kids().await, during[..1]);
        refused(&app, "a key that is gone", old).await;
        shown(&app, new.clone()).await.is(200);
        for unusable in ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
            assert!(app.state.auth.reload(unusable).is_err(), "{unusable:?} was taken");
        }
        shown(&app, new).await.is(200);
    })
    .await;
}
