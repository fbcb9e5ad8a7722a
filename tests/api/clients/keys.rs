//! Clients that sign what they say of themselves, with libraries of their own.
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ask, body, token};
use crate::support::{ISSUER, Reply, TestApp, both, together};

enum Key {
    Ed(Ed25519KeyPair),
    Ec(EcdsaKeyPair),
}

impl Key {
    fn ed() -> Self {
        let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::Ed(Ed25519KeyPair::from_pkcs8_maybe_unchecked(made.as_ref()).unwrap())
    }

    fn ec() -> Self {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        Self::Ec(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref()).unwrap())
    }

    fn jwk(&self, kid: &str) -> Value {
        match self {
            Self::Ed(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": URL_SAFE_NO_PAD.encode(pair.public_key())})
            }
            Self::Ec(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                let [x, y] = [x, y].map(|coordinate| URL_SAFE_NO_PAD.encode(coordinate));
                json!({"kty": "EC", "crv": "P-256", "kid": kid, "x": x, "y": y})
            }
        }
    }

    fn algorithm(&self) -> &'static str {
        if matches!(self, Self::Ed(_)) { "EdDSA" } else { "ES256" }
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let signature = match self {
            Self::Ed(pair) => pair.sign(message.as_bytes()).as_ref().to_vec(),
            Self::Ec(pair) => pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap().as_ref().to_vec(),
        };
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

async fn client(app: &TestApp) -> Uuid {
    let body = body(app, "H03.STP", &["units:read"]).await;
    app.post("/clients", &app.admin().await).json(body).await.is(201).id()
}

async fn give(app: &TestApp, id: Uuid, jwk: Value) -> Reply {
    app.post(&format!("/clients/{id}/keys"), &app.admin().await).if_match("*").json(json!({"jwk": jwk})).await
}

fn claims(app: &TestApp, id: Uuid) -> Value {
    let now = app.clock.now().timestamp();
    json!({"iss": id, "sub": id, "aud": format!("{ISSUER}/api/v1/oauth/token"), "exp": now + 60, "iat": now,
        "jti": Uuid::now_v7()})
}

fn header(key: &Key, kid: &str) -> Value {
    json!({"alg": key.algorithm(), "typ": "JWT", "kid": kid})
}

fn form(assertion: &str) -> String {
    let kind = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
    format!("grant_type=client_credentials&client_assertion_type={kind}&client_assertion={assertion}")
}

async fn show(app: &TestApp, assertion: &str) -> Reply {
    // From ever other addresses: guesses are slowed down elsewhere.
    let from = [203, 0, 113, Uuid::now_v7().as_bytes()[15]];
    let call = app.post("/oauth/token", &crate::support::Caller::Nobody).at_address(from);
    call.body(super::FORM, form(assertion)).await
}

fn with(mut value: Value, member: &str, other: Value) -> Value {
    value[member] = other;
    value
}

#[actix_web::test]
async fn both_kinds_of_key_sign_in_and_each_assertion_once() {
    both(async |app| {
        for key in [Key::ed(), Key::ec()] {
            let id = client(&app).await;
            let given = give(&app, id, key.jwk("a")).await.is(200);
            assert_eq!(given["keys"][0]["kid"], "a");
            let assertion = key.sign(&header(&key, "a"), &claims(&app, id));
            let got = show(&app, &assertion).await.is(200);
            app.get("/units?limit=1", &token(&got)).await.is(200);
            assert_eq!(show(&app, &assertion).await.is(401)["error"], "invalid_client", "replayed");
            let issuer = with(claims(&app, id), "aud", json!([ISSUER]));
            show(&app, &key.sign(&header(&key, "a"), &issuer)).await.is(200);
            // Revoked, it signs nobody in, and who was is out.
            let path = format!("/clients/{id}/keys/{}", given["keys"][0]["id"].as_str().unwrap());
            app.call("DELETE".parse().unwrap(), &path, &app.admin().await).if_match("*").await.is(204);
            show(&app, &key.sign(&header(&key, "a"), &claims(&app, id))).await.is(401);
            app.get("/units?limit=1", &token(&got)).await.is(401);
        }
    })
    .await;
}

#[actix_web::test]
async fn of_many_at_once_one_is_the_first() {
    both(async |app| {
        let (id, key) = (client(&app).await, Key::ed());
        give(&app, id, key.jwk("a")).await.is(200);
        let assertion = key.sign(&header(&key, "a"), &claims(&app, id));
        let replies = together((0..4).map(|_| show(&app, &assertion))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    })
    .await;
}

#[actix_web::test]
async fn an_assertion_is_for_this_service_from_this_client_and_not_for_long() {
    both(async |app| {
        let (id, key, other) = (client(&app).await, Key::ed(), client(&app).await);
        give(&app, id, key.jwk("a")).await.is(200);
        let (good, now) = (claims(&app, id), app.clock.now().timestamp());
        let wrong = [
            ("another issuer", with(good.clone(), "iss", json!(other))),
            ("another subject", with(good.clone(), "sub", json!(other))),
            ("another audience", with(good.clone(), "aud", json!("https://payroll.example"))),
            ("an audience more", with(good.clone(), "aud", json!([ISSUER, "https://payroll.example"]))),
            ("no audience", with(good.clone(), "aud", json!([]))),
            ("expired", with(good.clone(), "exp", json!(now))),
            ("good for too long", with(good.clone(), "exp", json!(now + 400))),
            ("of later", with(good.clone(), "iat", json!(now + 120))),
            ("not yet good", with(good.clone(), "nbf", json!(now + 120))),
            ("without an id", with(good.clone(), "jti", json!(""))),
            ("of an id without end", with(good.clone(), "jti", json!("a".repeat(300)))),
        ];
        for (what, claims) in wrong {
            let reply = show(&app, &key.sign(&header(&key, "a"), &claims)).await;
            assert_eq!((reply.status, &reply["error"]), (401, &json!("invalid_client")), "{what}");
        }
        let headers = [
            ("another key's name", with(header(&key, "a"), "kid", json!("b"))),
            ("no name", json!({"alg": "EdDSA"})),
            ("another algorithm", with(header(&key, "a"), "alg", json!("ES256"))),
            ("none", with(header(&key, "a"), "alg", json!("none"))),
            ("what must be understood", with(header(&key, "a"), "crit", json!(["b64"]))),
        ];
        for (what, header) in headers {
            assert_eq!(show(&app, &key.sign(&header, &good)).await.status, 401, "{what}");
        }
        let forged = Key::ed().sign(&header(&key, "a"), &good);
        assert_eq!(show(&app, &forged).await.status, 401, "another key");
        let both_ways = format!("{}&client_secret=x", form(&key.sign(&header(&key, "a"), &good)));
        assert_eq!(ask(&app, &both_ways).await.is(400)["error"], "invalid_request");
        let kind = form(&key.sign(&header(&key, "a"), &good)).replace("jwt-bearer", "saml2-bearer");
        assert_eq!(ask(&app, &kind).await.is(400)["error"], "invalid_request");
        // Nothing was wrong with it but what was changed.
        app.clock.advance(chrono::TimeDelta::seconds(50));
        show(&app, &key.sign(&header(&key, "a"), &good)).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_key_is_public_of_a_known_kind_and_named_once() {
    both(async |app| {
        let (id, ed, ec) = (client(&app).await, Key::ed().jwk("a"), Key::ec().jwk("b"));
        let private = with(ed.clone(), "d", json!("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
        give(&app, id, private).await.faults(&[("/jwk/d", "unknown_member")]);
        give(&app, id, with(ed.clone(), "crv", json!("P-256"))).await.faults(&[("/jwk/crv", "not_allowed")]);
        give(&app, id, with(ed.clone(), "x", json!("!".repeat(43)))).await.faults(&[("/jwk/x", "invalid_value")]);
        give(&app, id, with(ed.clone(), "kty", json!("RSA"))).await.faults(&[("/jwk/kty", "invalid_value")]);
        let mut flat = ec.clone();
        flat.as_object_mut().unwrap().remove("y");
        give(&app, id, flat).await.faults(&[("/jwk/y", "required")]);
        give(&app, id, ed.clone()).await.is(200);
        give(&app, id, ed).await.faults(&[("/jwk/kid", "duplicate")]);
        let given = give(&app, id, ec).await.is(200);
        assert_eq!(given["keys"].as_array().unwrap().len(), 2);
        for n in 2..10 {
            give(&app, id, Key::ed().jwk(&n.to_string())).await.is(200);
        }
        give(&app, id, Key::ed().jwk("one-more")).await.refused(409, "too_many_credentials");
    })
    .await;
}

#[actix_web::test]
async fn ids_of_assertions_are_forgotten_when_they_have_expired() {
    use entity::client_assertion::Entity;
    use sea_orm::{EntityTrait, PaginatorTrait};
    both(async |app| {
        let (id, key) = (client(&app).await, Key::ed());
        give(&app, id, key.jwk("a")).await.is(200);
        show(&app, &key.sign(&header(&key, "a"), &claims(&app, id))).await.is(200);
        let kept = async || Entity::find().count(app.state.db.primary()).await.unwrap();
        app.settle().await;
        assert_eq!(kept().await, 1);
        app.clock.advance(chrono::TimeDelta::seconds(60));
        app.settle().await;
        assert_eq!(kept().await, 0);
    })
    .await;
}
