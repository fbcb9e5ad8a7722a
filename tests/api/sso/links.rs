//! Links of accounts to the provider: made, listed and removed by administrators.
use actix_web::http::Method;
use chrono::TimeDelta;
use entity::{assignment::Role, identity_invitation, journal};
use sea_orm::EntityTrait;
use serde_json::json;

use super::{claims, link, provider::Key, shown, with_provider};
use crate::support::{Caller, Reply, TestApp, both, together};

#[actix_web::test]
async fn an_administrator_links_whom_it_looks_after_and_never_itself() {
    with_provider(async |app, provider| {
        let (officer, other) = (app.officer("H03.STP").await, app.officer("H08.STP").await);
        let (admin, local) = (app.admin().await, app.user(Role::Administrator, "H03.STP").await);
        let path = |user: &Caller| format!("/users/{}/identities", user.id());
        let input = || json!({"subject": "person-1"});
        app.post(&path(&other), &local).if_match("*").json(input()).await.refused(404, "not_found");
        app.post(&path(&admin), &admin).if_match("*").json(input()).await.refused(403, "forbidden");
        app.post(&path(&officer), &officer).if_match("*").json(input()).await.refused(403, "forbidden");
        app.post(&path(&officer), &local).version(7).json(input()).await.refused(412, "version_mismatch");
        let made = app.post(&path(&officer), &local).version(1).json(input()).await.is(200);
        assert_eq!((&made["issuer"], &made["subject"]), (&json!(provider.issuer()), &json!("person-1")));
        // Somebody there is one account here.
        link(&app, &other, "person-1").await.refused(409, "identity_linked");
        link(&app, &officer, "person-1").await.refused(409, "identity_linked");
        link(&app, &other, "PERSON-1").await.is(200);
        for odd in ["", "a b", "é", &"x".repeat(256)] {
            assert_eq!(link(&app, &other, odd).await.status, 422, "{odd}");
        }
        let listed = app.get(&path(&officer), &local).await.is(200);
        assert_eq!((listed.each("subject"), listed.each("id")), (vec!["person-1"], vec![made["id"].as_str().unwrap()]));
        app.get(&path(&other), &local).await.refused(404, "not_found");
        assert_eq!(app.events(officer.id()).await.last().map(String::as_str), Some("identity.linked"));
        let journal = journal::Entity::find().all(app.state.db.primary()).await.unwrap();
        assert!(journal.iter().all(|entry| !entry.data.contains("person-1")));
    })
    .await;
}

#[actix_web::test]
async fn a_link_that_is_removed_opens_nothing_from_that_moment_on() {
    with_provider(async |app, provider| {
        let (officer, admin, key) = (app.officer("H03.STP").await, app.admin().await, Key::rsa());
        provider.publish(&[("1", &key)]);
        let made = link(&app, &officer, "person-1").await.is(200);
        let token = key.signed("1", &claims(&app, &provider, "person-1"));
        shown(&app, &token).await.is(200);
        let path = format!("/users/{}/identities/{}", officer.id(), made["id"].as_str().unwrap());
        app.call(Method::DELETE, &path, &admin).version(1).await.refused(412, "version_mismatch");
        app.call(Method::DELETE, &path, &admin).version(2).await.is(204);
        shown(&app, &token).await.refused(401, "identity_not_linked");
        app.get("/me", &officer).await.refused(401, "invalid_token");
        app.call(Method::DELETE, &path, &admin).if_match("*").await.refused(404, "not_found");
        // It may be somebody else's now.
        let other = app.officer("H08.STP").await;
        link(&app, &other, "person-1").await.is(200);
        assert_eq!(shown(&app, &token).await.is(200).id(), other.id());
    })
    .await;
}

#[actix_web::test]
async fn an_account_that_is_suspended_is_out_and_a_password_that_was_set_is_no_matter() {
    with_provider(async |app, provider| {
        let (officer, admin, key) = (app.officer("H03.STP").await, app.admin().await, Key::rsa());
        provider.publish(&[("1", &key)]);
        link(&app, &officer, "person-1").await.is(200);
        let token = key.signed("1", &claims(&app, &provider, "person-1"));
        let change = |patch| app.patch(&format!("/users/{}", officer.id()), &admin).if_match("*").json(patch);
        change(json!({"password": "mười hai ký tự"})).await.is(200);
        shown(&app, &token).await.is(200);
        app.get("/functions", &Caller::Token(token.clone())).await.is(200);
        change(json!({"status": "suspended"})).await.is(200);
        shown(&app, &token).await.refused(401, "invalid_token");
    })
    .await;
}

async fn accept(app: &TestApp, token: &str, secret: &str) -> Reply {
    let body = json!({"token": token, "secret": secret});
    app.post("/auth/identity-invitations/accept", &Caller::Nobody).json(body).await
}

async fn invite(app: &TestApp, user: &Caller, by: &Caller) -> Reply {
    app.post(&format!("/users/{}/identity-invitations", user.id()), by).if_match("*").await
}

fn secret(told: &Reply) -> String {
    told["secret"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn an_invitation_links_once_whoever_shows_it_beside_a_good_token() {
    with_provider(async |app, provider| {
        let (officer, admin, key) = (app.officer("H03.STP").await, app.admin().await, Key::rsa());
        provider.publish(&[("1", &key)]);
        let token = |subject: &str| key.signed("1", &claims(&app, &provider, subject));
        invite(&app, &admin, &admin).await.refused(403, "forbidden");
        let local = app.user(Role::Administrator, "H08.STP").await;
        invite(&app, &officer, &local).await.refused(404, "not_found");
        let first = secret(&invite(&app, &officer, &admin).await.is(201));
        let told = secret(&invite(&app, &officer, &admin).await.is(201));
        accept(&app, &token("person-1"), &first).await.refused(404, "not_found");
        let mut said = claims(&app, &provider, "person-1");
        said["aud"] = json!("another-api");
        accept(&app, &key.signed("1", &said), &told).await.refused(401, "invalid_token");
        let own = app.token(&officer).unwrap();
        accept(&app, &own, &told).await.refused(401, "invalid_token");
        let replies = together(["person-1", "person-2"].map(|subject| {
            let (app, token, told) = (app.clone(), token(subject), told.clone());
            async move { accept(&app, &token, &told).await }
        }))
        .await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        let won = if replies[0].status == 200 { "person-1" } else { "person-2" };
        assert_eq!(shown(&app, &token(won)).await.is(200).id(), officer.id());
        accept(&app, &token(won), &told).await.refused(404, "not_found");
        let last = app.journal(officer.id()).await.pop().unwrap();
        assert!(last.event == "identity.linked" && last.data.contains(r#""by_invitation":true"#), "{}", last.data);
        // Nobody is two accounts.
        let other = app.officer("H08.STP").await;
        let told = secret(&invite(&app, &other, &admin).await.is(201));
        accept(&app, &token(won), &told).await.refused(409, "identity_linked");
        // What was refused has not used it up; whoever is suspended was invited for nothing.
        accept(&app, &token("person-3"), &told).await.is(200);
        let told = secret(&invite(&app, &other, &admin).await.is(201));
        for status in ["suspended", "active"] {
            let change = app.patch(&format!("/users/{}", other.id()), &admin).if_match("*");
            change.json(json!({"status": status})).await.is(200);
        }
        accept(&app, &token("person-4"), &told).await.refused(404, "not_found");
    })
    .await;
}

#[actix_web::test]
async fn an_invitation_is_good_for_seven_days_and_is_not_guessed() {
    with_provider(async |app, provider| {
        let (officer, admin, key) = (app.officer("H03.STP").await, app.admin().await, Key::ed());
        provider.publish(&[("1", &key)]);
        let token = |app: &TestApp| key.signed("1", &claims(app, &provider, "person-1"));
        let told = secret(&invite(&app, &officer, &admin).await.is(201));
        let kept = identity_invitation::Entity::find().all(app.state.db.primary()).await.unwrap();
        assert!(kept.len() == 1 && !format!("{kept:?}").contains(&told));
        app.clock.advance(TimeDelta::days(7));
        accept(&app, &token(&app), &told).await.refused(404, "not_found");
        app.settle().await;
        assert!(identity_invitation::Entity::find().all(app.state.db.primary()).await.unwrap().is_empty());
        let token = token(&app);
        let replies = together((0..20).map(|_| accept(&app, &token, "guessed"))).await;
        assert!(replies.iter().filter(|reply| reply.status == 404).count() <= 5);
        assert!(replies.iter().filter(|reply| reply.status == 429).count() >= 15);
    })
    .await;
}

#[actix_web::test]
async fn without_a_provider_nobody_is_linked() {
    both(async |app| {
        let officer = app.officer("H03.STP").await;
        link(&app, &officer, "person-1").await.refused(409, "sso_not_configured");
    })
    .await;
}
