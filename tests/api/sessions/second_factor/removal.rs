//! A second factor is taken away by its owner, or by an administrator for who has lost it.
use entity::assignment::Role;
use serde_json::json;

use super::{Enrolled, by_code, standing};
use crate::{
    sessions::{PASSWORD, access, lives, login},
    support::{Caller, Reply, TestApp, both},
};

async fn take_away(app: &TestApp, owner: &Enrolled, by: &Caller, if_match: &str) -> Reply {
    let path = format!("/users/{}/second-factor", owner.id);
    app.call(actix_web::http::Method::DELETE, &path, by).if_match(if_match).await
}

#[actix_web::test]
async fn the_owner_shows_a_code_and_every_session_ends() {
    both(async |app| {
        let owner = Enrolled::of(&app, "an.nguyen").await;
        let mine = access(&owner.tokens);
        by_code(&app, &mine, "remove", &owner.code(&app)).await.faults(&[("/otp", "wrong_code")]);
        by_code(&app, &mine, "remove", &owner.codes[3]).await.is(204);
        assert!(!lives(&app, &mine).await);
        let mine = access(&login(&app, "an.nguyen", PASSWORD).await.is(200));
        assert_eq!(standing(&app, &mine).await, (json!("none"), json!(0), json!(false)));
        by_code(&app, &mine, "remove", &owner.codes[4]).await.refused(409, "second_factor_state");
        by_code(&app, &mine, "recovery-codes", &owner.codes[4]).await.refused(409, "second_factor_state");
        let last = app.journal(owner.id).await.pop().unwrap();
        assert_eq!(last.event, "second_factor.removed");
        assert!(last.data.contains(r#""by_administrator":false"#), "{}", last.data);
    })
    .await;
}

#[actix_web::test]
async fn an_administrator_takes_it_away_of_whom_it_looks_after_and_never_its_own() {
    both(async |app| {
        let (owner, admin) = (Enrolled::of(&app, "an.nguyen").await, app.admin().await);
        let elsewhere = app.user(Role::Administrator, "H03.STP").await;
        take_away(&app, &owner, &elsewhere, "*").await.refused(404, "not_found");
        take_away(&app, &owner, &app.officer("G15").await, "*").await.refused(403, "forbidden");
        take_away(&app, &owner, &admin, "\"v1\"").await.refused(412, "version_mismatch");
        take_away(&app, &owner, &admin, "\"v2\"").await.is(204);
        assert!(!lives(&app, &access(&owner.tokens)).await);
        take_away(&app, &owner, &admin, "*").await.refused(404, "not_found");
        let mine = access(&login(&app, "an.nguyen", PASSWORD).await.is(200));
        assert_eq!(standing(&app, &mine).await.0, json!("none"));
        let last = app.journal(owner.id).await.pop().unwrap();
        assert!(last.data.contains(r#""by_administrator":true"#), "{}", last.data);
        assert_eq!((last.actor_id, last.subject_version), (Some(admin.id()), Some(3)));
    })
    .await;
}

#[actix_web::test]
async fn an_administrator_with_one_keeps_it() {
    both(async |app| {
        let owner = Enrolled::of(&app, "an.nguyen").await;
        let unit = app.unit("G15").await;
        let role = json!({"user_id": owner.id, "role": "administrator", "unit_id": unit, "valid_from": "2024-01-01"});
        app.post("/assignments", &app.admin().await).json(role).await.is(201);
        take_away(&app, &owner, &access(&owner.tokens), "*").await.refused(403, "forbidden");
        assert_eq!(standing(&app, &access(&owner.tokens)).await.0, json!("enrolled"));
    })
    .await;
}
