//! Tokens of the provider at this API.
use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use entity::assignment::Role;
use serde_json::{Value, json};

use super::{
    claims, link,
    provider::{Key, Mood, message},
    shown, with_provider,
};
use crate::support::{Caller, together};

#[actix_web::test]
async fn a_token_of_each_kind_is_its_owners_by_issuer_and_subject() {
    with_provider(async |app, provider| {
        let officer = app.officer("H03.STP").await;
        let keys = [("r", Key::rsa()), ("c", Key::ec()), ("d", Key::ed())];
        provider.publish(&keys.each_ref().map(|(kid, key)| (*kid, key)));
        let said = claims(&app, &provider, "person-1");
        shown(&app, &keys[0].1.signed("r", &said)).await.refused(401, "identity_not_linked");
        link(&app, &officer, "person-1").await.is(200);
        for (kid, key) in &keys {
            let me = shown(&app, &key.signed(kid, &said)).await.is(200);
            assert_eq!(me.id(), officer.id());
        }
        let pss = keys[0].1.token(&json!({"alg": "PS256", "typ": "at+jwt", "kid": "r"}), &said);
        shown(&app, &pss).await.is(200);
        let among = |aud: Value| {
            let mut said = said.clone();
            said["aud"] = aud;
            keys[1].1.signed("c", &said)
        };
        shown(&app, &among(json!(["account", "thidua-api"]))).await.is(200);
        assert_eq!(provider.fetches(), 1);
        // It reads and writes as the account does, and the journal knows who it was.
        let token = Caller::Token(keys[2].1.signed("d", &said));
        let made = app.post("/me/calendars", &token).await.is(201);
        let last = app.journal(officer.id()).await.pop().unwrap();
        assert_eq!((last.event.as_str(), last.actor_id), ("calendar_feed.made", Some(officer.id())));
        assert!(last.data.contains(&made.id().to_string()));
    })
    .await;
}

#[actix_web::test]
async fn what_the_provider_says_of_names_links_nobody() {
    with_provider(async |app, provider| {
        let (admin, key) = (app.admin().await, Key::rsa());
        provider.publish(&[("1", &key)]);
        let name = app.get(&format!("/users/{}", admin.id()), &admin).await.is(200)["username"].clone();
        for subject in [name.as_str().unwrap(), &admin.id().to_string(), "person-1"] {
            let mut said = claims(&app, &provider, subject);
            for member in ["preferred_username", "email", "username", "name"] {
                said[member] = name.clone();
            }
            shown(&app, &key.signed("1", &said)).await.refused(401, "identity_not_linked");
        }
    })
    .await;
}

#[actix_web::test]
async fn what_is_not_in_order_opens_nothing() {
    with_provider(async |app, provider| {
        let (officer, key, other) = (app.officer("H03.STP").await, Key::rsa(), Key::rsa());
        provider.publish(&[("1", &key)]);
        link(&app, &officer, "person-1").await.is(200);
        let (said, now) = (claims(&app, &provider, "person-1"), app.clock.now().timestamp());
        shown(&app, &key.signed("1", &said)).await.is(200);
        let with = |member: &str, value: Value| {
            let mut said = said.clone();
            said[member] = value;
            key.signed("1", &said)
        };
        let slash = format!("{}/", provider.issuer());
        for token in [
            with("aud", json!("another-api")),
            with("aud", json!(["another-api", "THIDUA-API"])),
            with("aud", json!({"thidua-api": true})),
            with("iss", json!(slash)),
            with("iss", json!("https://other.example.vn")),
            with("nbf", json!(now + 120)),
            with("iat", json!(now + 120)),
            with("azp", json!("another-client")),
            with("azp", Value::Null),
            with("client_id", json!("another-client")),
            with("sub", json!("")),
            with("sub", json!("a b")),
            with("iat", Value::Null),
            with("sub", json!("x".repeat(256))),
            other.signed("1", &said),
            key.token(&json!({"alg": "RS256", "kid": "1", "crit": ["exp"], "exp": 1}), &said),
            key.token(&json!({"alg": "RS256", "kid": "1", "typ": "logout+jwt"}), &said),
        ] {
            shown(&app, &token).await.refused(401, "invalid_token");
        }
        shown(&app, &with("exp", json!(now - 31))).await.refused(401, "token_expired");
        shown(&app, &with("exp", json!(now - 20))).await.is(200);
        // Nobody can take back what lives longer than an hour.
        let mut old = said.clone();
        (old["iat"], old["exp"]) = (json!(now - 3631), json!(now + 86_400));
        shown(&app, &key.signed("1", &old)).await.refused(401, "token_expired");
        let mut endless = said.clone();
        endless.as_object_mut().unwrap().remove("exp");
        shown(&app, &key.signed("1", &endless)).await.refused(401, "invalid_token");
    })
    .await;
}

#[actix_web::test]
async fn the_key_says_by_which_algorithm_and_never_the_header() {
    with_provider(async |app, provider| {
        let (officer, key) = (app.officer("H03.STP").await, Key::rsa());
        let (mut jwk, ec) = (key.jwk("1"), Key::ec());
        provider.publish_raw(vec![jwk.clone(), ec.jwk("2"), json!({"kty": "oct", "kid": "3", "k": "c2VjcmV0"})]);
        link(&app, &officer, "person-1").await.is(200);
        let said = claims(&app, &provider, "person-1");
        shown(&app, &key.signed("1", &said)).await.is(200);
        let none = message(&json!({"alg": "none", "kid": "1"}), &said);
        // The public key, as whoever has read it would write it, for a secret.
        let by_secret = |kid: &str, secret: &[u8]| {
            let message = message(&json!({"alg": "HS256", "typ": "JWT", "kid": kid}), &said);
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
            format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
        };
        let modulus = URL_SAFE_NO_PAD.decode(jwk["n"].as_str().unwrap()).unwrap();
        for token in [
            format!("{none}."),
            by_secret("1", jwk["n"].as_str().unwrap().as_bytes()),
            by_secret("1", &modulus),
            by_secret("1", jwk.to_string().as_bytes()),
            by_secret("3", b"secret"),
            ec.token(&json!({"alg": "ES256", "kid": "1"}), &said),
            ec.token(&json!({"alg": "RS256", "kid": "2"}), &said),
        ] {
            shown(&app, &token).await.refused(401, "invalid_token");
        }
        // Once the key says so, only by that one.
        jwk["alg"] = json!("PS256");
        jwk["kid"] = json!("4");
        provider.publish_raw(vec![jwk]);
        app.clock.advance(TimeDelta::minutes(2));
        let said = claims(&app, &provider, "person-1");
        shown(&app, &key.token(&json!({"alg": "PS256", "kid": "4"}), &said)).await.is(200);
        shown(&app, &key.token(&json!({"alg": "RS256", "kid": "4"}), &said)).await.refused(401, "invalid_token");
    })
    .await;
}

#[actix_web::test]
async fn an_unknown_key_is_asked_for_once_by_however_many() {
    with_provider(async |app, provider| {
        let (officer, old, new) = (app.officer("H03.STP").await, Key::ed(), Key::ed());
        provider.publish(&[("old", &old)]);
        link(&app, &officer, "person-1").await.is(200);
        let said = claims(&app, &provider, "person-1");
        shown(&app, &old.signed("old", &said)).await.is(200);
        // Restarted with other keys.
        provider.publish(&[("new", &new)]);
        app.clock.advance(TimeDelta::seconds(61));
        let token = new.signed("new", &said);
        let replies = together((0..20).map(|_| shown(&app, &token))).await;
        assert!(replies.iter().all(|reply| reply.status == 200), "{}", replies[0].describe());
        assert_eq!(provider.fetches(), 2);
        // What nobody knows is asked for once a minute, and holds nobody up.
        let odd = new.signed("nobody's", &said);
        let replies = together((0..20).map(|_| shown(&app, &odd))).await;
        assert!(replies.iter().all(|reply| reply.code() == "invalid_token"));
        assert_eq!(provider.fetches(), 2);
        app.clock.advance(TimeDelta::seconds(61));
        shown(&app, &odd).await.refused(401, "invalid_token");
        shown(&app, &odd).await.refused(401, "invalid_token");
        assert_eq!(provider.fetches(), 3);
        // The old one was taken back.
        shown(&app, &old.signed("old", &said)).await.refused(401, "invalid_token");
    })
    .await;
}

#[actix_web::test]
async fn a_key_that_was_taken_back_is_good_until_the_keys_are_asked_for_anew() {
    with_provider(async |app, provider| {
        let (officer, old, new) = (app.officer("H03.STP").await, Key::ed(), Key::ed());
        provider.publish(&[("old", &old), ("new", &new)]);
        link(&app, &officer, "person-1").await.is(200);
        let token = |kid: &str, key: &Key| key.signed(kid, &claims(&app, &provider, "person-1"));
        shown(&app, &token("old", &old)).await.is(200);
        provider.publish(&[("new", &new)]);
        app.clock.advance(TimeDelta::seconds(599));
        // No unknown key makes anybody ask, so nobody knows of it yet.
        shown(&app, &token("new", &new)).await.is(200);
        shown(&app, &token("old", &old)).await.is(200);
        assert_eq!(provider.fetches(), 1);
        // Ten minutes after they came.
        app.clock.advance(TimeDelta::seconds(1));
        shown(&app, &token("old", &old)).await.refused(401, "invalid_token");
        shown(&app, &token("new", &new)).await.is(200);
        assert_eq!(provider.fetches(), 2);
    })
    .await;
}

#[actix_web::test]
async fn while_it_is_away_known_keys_are_good_and_everybody_else_goes_on() {
    with_provider(async |app, provider| {
        let (officer, key) = (app.officer("H03.STP").await, Key::ed());
        provider.publish(&[("1", &key)]);
        link(&app, &officer, "person-1").await.is(200);
        let token = |app: &crate::support::TestApp| key.signed("1", &claims(app, &provider, "person-1"));
        provider.is(Mood::Failing);
        shown(&app, &token(&app)).await.refused(503, "unavailable");
        app.get("/me", &officer).await.is(200);
        provider.is(Mood::Fine);
        app.clock.advance(TimeDelta::seconds(6));
        shown(&app, &token(&app)).await.is(200);
        provider.stop().await;
        app.clock.advance(TimeDelta::hours(20));
        shown(&app, &token(&app)).await.is(200);
        app.get("/me", &officer).await.is(200);
        // Longer than a day nobody knows what became of its keys.
        app.clock.advance(TimeDelta::hours(5));
        shown(&app, &token(&app)).await.refused(503, "unavailable");
        app.get("/me", &officer).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_provider_that_is_not_itself_is_not_believed() {
    with_provider(async |app, provider| {
        let (officer, key) = (app.officer("H03.STP").await, Key::ed());
        provider.publish(&[("1", &key)]);
        link(&app, &officer, "person-1").await.is(200);
        let token = |app: &crate::support::TestApp| key.signed("1", &claims(app, &provider, "person-1"));
        let elsewhere = format!("{}/.well-known/openid-configuration", provider.issuer());
        for mood in [Mood::OtherName, Mood::Elsewhere(elsewhere), Mood::Endless] {
            provider.is(mood);
            shown(&app, &token(&app)).await.refused(503, "unavailable");
            app.clock.advance(TimeDelta::seconds(6));
        }
        provider.is(Mood::Fine);
        shown(&app, &token(&app)).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn how_sure_it_is_comes_with_the_token() {
    with_provider(async |app, provider| {
        let (head, key) = (app.user(Role::Head, "H03.STP").await, Key::ed());
        provider.publish(&[("1", &key)]);
        link(&app, &head, "person-1").await.is(200);
        let sure = async |member: &str, value: Value| {
            let mut said = claims(&app, &provider, "person-1");
            said[member] = value;
            let token = Caller::Token(key.signed("1", &said));
            app.get("/me/second-factor", &token).await.is(200)["in_this_session"].clone()
        };
        assert_eq!(sure("amr", json!(["pwd"])).await, json!(false));
        assert_eq!(sure("amr", json!(["pwd", "mfa"])).await, json!(true));
        assert_eq!(sure("acr", json!("1")).await, json!(false));
        assert_eq!(sure("acr", json!("https://refeds.org/profile/mfa")).await, json!(true));
    })
    .await;
}
