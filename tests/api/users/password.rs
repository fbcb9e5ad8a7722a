//! A password that an administrator sets is good for choosing another, and for nothing else.
use serde_json::{Value, json};

use super::{an, login};
use crate::{
    authz::table::{OPERATIONS, body, query},
    support::{Caller, Reply, TestApp, both},
};

const FIRST: &str = "mười hai ký tự";
const SECOND: &str = "mười ba ký tự đấy";

async fn sign_in(app: &TestApp, password: &str) -> Reply {
    let body = json!({"username": "an.nguyen", "password": password});
    app.post("/auth/login", &Caller::Nobody).json(body).await.is(200)
}

fn access(reply: &Reply) -> Caller {
    Caller::Token(reply["access_token"].as_str().unwrap().to_owned())
}

async fn change(app: &TestApp, caller: &Caller, (current, new): (&str, &str)) -> Reply {
    let body = json!({"current_password": current, "new_password": new});
    app.post("/me/password", caller).json(body).await
}

#[actix_web::test]
async fn a_one_time_password_opens_the_way_to_another_and_nothing_else() {
    both(async |app| {
        let admin = app.admin().await;
        let id = app.post("/users", &admin).json(an()).await.is(201).id();
        let role = json!({"user_id": id, "role": "administrator", "unit_id": app.unit("G15").await,
            "valid_from": "2024-01-01"});
        app.post("/assignments", &admin).json(role).await.is(201);
        let signed_in = sign_in(&app, FIRST).await;
        assert_eq!(signed_in["password_change_required"], true);
        let an = access(&signed_in);
        let allowed = ["logout", "change_my_password"];
        for row in OPERATIONS.iter().filter(|(name, .., needs)| *needs != "public" && !allowed.contains(name)) {
            let (operation, method, path, _) = *row;
            let nobody = uuid::Uuid::now_v7().to_string();
            let segments = path.split('/').map(|s| if s.starts_with('{') { nobody.as_str() } else { s });
            let path = segments.collect::<Vec<_>>().join("/") + &query(operation);
            let call = app.call(method.parse().unwrap(), &path, &an).if_match("*");
            let call = if method == "GET" { call } else { call.json(body(operation)) };
            call.await.refused(403, "password_change_required");
        }
        change(&app, &an, ("mười hai ký tu", SECOND)).await.faults(&[("/current_password", "wrong_password")]);
        change(&app, &an, (FIRST, FIRST)).await.faults(&[("/new_password", "not_allowed")]);
        change(&app, &an, (FIRST, "ngắn")).await.faults(&[("/new_password", "too_short")]);
        let (blank, unseen) = (" ".repeat(12), format!("{SECOND}\u{2060}"));
        change(&app, &an, (FIRST, blank.as_str())).await.faults(&[("/new_password", "too_short")]);
        change(&app, &an, (FIRST, unseen.as_str())).await.faults(&[("/new_password", "control_character")]);
        let other = access(&sign_in(&app, FIRST).await);
        change(&app, &an, (FIRST, SECOND)).await.is(204);
        for ended in [&an, &other] {
            app.get("/me", ended).await.refused(401, "invalid_token");
        }
        assert_eq!(login(&app, FIRST).await, 401);
        let again = sign_in(&app, SECOND).await;
        assert_eq!(again["password_change_required"], false);
        app.get("/users", &access(&again)).await.is(200);
        assert_eq!(app.events(id).await, ["user.created", "user.password_changed"]);
    })
    .await;
}

#[actix_web::test]
async fn an_administrator_that_sets_a_password_makes_it_one_for_once() {
    both(async |app| {
        let admin = app.admin().await;
        let id = app.post("/users", &admin).json(an()).await.is(201).id();
        let first = access(&sign_in(&app, FIRST).await);
        change(&app, &first, (FIRST, SECOND)).await.is(204);
        let reset = app.patch(&format!("/users/{id}"), &admin).if_match("*").json(json!({"password": FIRST}));
        assert_eq!(reset.await.is(200)["password_change_required"], true);
        app.get("/me", &access(&sign_in(&app, FIRST).await)).await.refused(403, "password_change_required");
        // Its own it changes by saying the old one, whatever its role.
        let own = app.patch(&format!("/users/{}", admin.id()), &admin).if_match("*").json(json!({"password": FIRST}));
        own.await.refused(403, "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn guessing_the_old_password_is_slowed_down() {
    both(async |app| {
        let admin = app.admin().await;
        app.post("/users", &admin).json(an()).await.is(201);
        let an = access(&sign_in(&app, FIRST).await);
        let mut statuses = vec![];
        for _ in 0..8 {
            statuses.push(change(&app, &an, ("không phải thế này", SECOND)).await.status);
        }
        assert!(statuses.starts_with(&[422; 4]) && statuses.ends_with(&[429]), "{statuses:?}");
        app.post("/me/password", &Caller::Nobody).json(Value::Null).await.refused(401, "unauthenticated");
    })
    .await;
}
