//! Signing in, staying signed in, and being signed out.
mod guessing;
pub mod second_factor;

use base::store::db::{Actor, Uow};
use organisation::users::service::{NewUser, create};
use serde_json::json;
use uuid::Uuid;

use crate::support::{Caller, Reply, TestApp, both, both_with, instant, together};

const PASSWORD: &str = "mười hai ký tự";

async fn account(app: &TestApp, username: &str, is_demo: bool) -> Uuid {
    let password_hash = app.state.passwords.hash(PASSWORD.to_owned()).await.unwrap();
    let make = async |uow: &Uow| {
        let password_hash = password_hash.clone();
        let full_name = "Nguyễn Văn An";
        create(uow, &NewUser { username, full_name, password_hash, one_time_password: false, is_demo }).await
    };
    app.state.db.write(&Actor::system("test"), make).await.unwrap().id
}

async fn login(app: &TestApp, username: &str, password: &str) -> Reply {
    let body = json!({"username": username, "password": password});
    app.post("/auth/login", &Caller::Nobody).json(body).await
}

pub async fn refresh(app: &TestApp, token: &str) -> Reply {
    app.post("/auth/refresh", &Caller::Nobody).json(json!({"refresh_token": token})).await
}

pub fn refresh_token(reply: &Reply) -> String {
    reply["refresh_token"].as_str().unwrap().to_owned()
}

pub fn access(reply: &Reply) -> Caller {
    Caller::Token(reply["access_token"].as_str().unwrap().to_owned())
}

/// Whether an access token still opens anything: 200 with rights, 403 without, 401 no more.
async fn lives(app: &TestApp, caller: &Caller) -> bool {
    app.get("/functions", caller).await.status != 401
}

/// What a stranger learns from an answer.
fn told(reply: &Reply) -> (u16, String, Option<String>) {
    let mut body = reply.json.clone();
    body["trace_id"] = json!("");
    (reply.status, body.to_string(), reply.header("Retry-After").map(str::to_owned))
}

#[actix_web::test]
async fn a_password_buys_ten_minutes_and_a_refresh_token() {
    both(async |app| {
        let id = account(&app, "an.nguyen", false).await;
        let tokens = login(&app, "an.nguyen", PASSWORD).await.is(200);
        assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(600)));
        assert_eq!(tokens["user"], json!({"id": id, "username": "an.nguyen", "full_name": "Nguyễn Văn An"}));
        assert_eq!(tokens.header("Cache-Control"), Some("no-store"));
        assert!(lives(&app, &access(&tokens)).await);
        login(&app, "An.Nguyen", PASSWORD).await.is(200);
        for wrong in ["mười hai ký tu", "MƯỜI HAI KÝ TỰ", "mười hai ký tự "] {
            login(&app, "an.nguyen", wrong).await.refused(401, "invalid_credentials");
        }
    })
    .await;
}

#[actix_web::test]
async fn no_secret_is_kept_as_it_is() {
    both(async |app| {
        account(&app, "an.nguyen", false).await;
        let tokens = login(&app, "an.nguyen", PASSWORD).await.is(200);
        let (token, db) = (refresh_token(&tokens), app.state.db.primary());
        use sea_orm::EntityTrait;
        let kept = entity::refresh_token::Entity::find().all(db).await.unwrap();
        assert!(kept.iter().all(|row| row.digest.len() == 64 && row.digest != token));
        let journal = entity::journal::Entity::find().all(db).await.unwrap();
        assert!(journal.iter().any(|entry| entry.event == "session.started"));
        for entry in journal {
            assert!(!entry.data.contains(&token) && !entry.data.contains("argon2") && !entry.data.contains(PASSWORD));
        }
        let user = entity::user_account::Entity::find().one(db).await.unwrap().unwrap();
        assert!(user.password_hash.starts_with("$argon2id$"));
    })
    .await;
}

#[actix_web::test]
async fn a_refresh_token_is_good_for_one_use() {
    both(async |app| {
        account(&app, "an.nguyen", false).await;
        let first = login(&app, "an.nguyen", PASSWORD).await.is(200);
        let second = refresh(&app, &refresh_token(&first)).await.is(200);
        assert_ne!(refresh_token(&first), refresh_token(&second));
        assert!(lives(&app, &access(&first)).await && lives(&app, &access(&second)).await);
        let third = refresh(&app, &refresh_token(&second)).await.is(200);
        app.set_clock("2024-06-03T02:01:00Z");
        // Somebody else has a copy of the second.
        refresh(&app, &refresh_token(&second)).await.refused(401, "invalid_token");
        refresh(&app, &refresh_token(&third)).await.refused(401, "invalid_token");
        for tokens in [first, second, third] {
            assert!(!lives(&app, &access(&tokens)).await, "the session has not ended as a whole");
        }
        login(&app, "an.nguyen", PASSWORD).await.is(200);
        refresh(&app, "no such token").await.refused(401, "invalid_token");
    })
    .await;
}

#[actix_web::test]
async fn a_lost_answer_is_given_again_for_thirty_seconds() {
    both(async |app| {
        account(&app, "an.nguyen", false).await;
        let first = login(&app, "an.nguyen", PASSWORD).await.is(200);
        let token = refresh_token(&first);
        let second = refresh(&app, &token).await.is(200);
        app.set_clock("2024-06-03T02:00:30Z");
        let again = refresh(&app, &token).await.is(200);
        assert_eq!(again.json, second.json, "it is not the same pair");
        assert!(lives(&app, &access(&again)).await);
        let events = app.events(app_session(&app).await).await;
        assert_eq!(events.iter().filter(|event| *event == "session.refreshed").count(), 1);
        app.set_clock("2024-06-03T02:00:31Z");
        refresh(&app, &token).await.refused(401, "invalid_token");
        refresh(&app, &refresh_token(&second)).await.refused(401, "invalid_token");
        assert!(!lives(&app, &access(&second)).await, "the session has not ended as a whole");
    })
    .await;
}

async fn app_session(app: &TestApp) -> Uuid {
    use sea_orm::EntityTrait;
    entity::session::Entity::find().one(app.state.db.primary()).await.unwrap().unwrap().id
}

#[actix_web::test]
async fn two_uses_at_once_are_given_the_same_pair() {
    both(async |app| {
        account(&app, "an.nguyen", false).await;
        for _ in 0..3 {
            let first = login(&app, "an.nguyen", PASSWORD).await.is(200);
            let token = refresh_token(&first);
            let replies = together([refresh(&app, &token), refresh(&app, &token)]).await;
            assert!(replies.iter().all(|reply| reply.status == 200 && reply.json == replies[0].json));
            let second = refresh_token(&replies[0]);
            refresh(&app, &second).await.is(200);
            // The answer was not lost: who asks with the first now has stolen it.
            refresh(&app, &token).await.refused(401, "invalid_token");
            assert!(!lives(&app, &access(&replies[0])).await);
        }
    })
    .await;
}

#[actix_web::test]
async fn signing_out_ends_the_session_and_no_other() {
    both(async |app| {
        account(&app, "an.nguyen", false).await;
        let (here, there) =
            (login(&app, "an.nguyen", PASSWORD).await.is(200), login(&app, "an.nguyen", PASSWORD).await.is(200));
        app.post("/auth/logout", &access(&here)).await.is(204);
        assert!(!lives(&app, &access(&here)).await && lives(&app, &access(&there)).await);
        refresh(&app, &refresh_token(&here)).await.refused(401, "invalid_token");
        refresh(&app, &refresh_token(&there)).await.is(200);
        app.post("/auth/logout", &access(&here)).await.refused(401, "invalid_token");
        app.post("/auth/logout", &Caller::Nobody).await.refused(401, "unauthenticated");
    })
    .await;
}

#[actix_web::test]
async fn a_session_ends_after_a_week_without_use_and_after_thirty_days_with() {
    both(async |app| {
        account(&app, "an.nguyen", false).await;
        let idle = login(&app, "an.nguyen", PASSWORD).await.is(200);
        let mut used = login(&app, "an.nguyen", PASSWORD).await.is(200);
        for day in [6, 12, 18, 24] {
            app.clock.set(instant("2024-06-03T02:00:00Z") + chrono::TimeDelta::days(day));
            used = refresh(&app, &refresh_token(&used)).await.is(200);
        }
        refresh(&app, &refresh_token(&idle)).await.refused(401, "invalid_token");
        app.set_clock("2024-07-01T02:00:00Z");
        used = refresh(&app, &refresh_token(&used)).await.is(200);
        app.set_clock("2024-07-03T02:00:00Z");
        refresh(&app, &refresh_token(&used)).await.refused(401, "invalid_token");
    })
    .await;
}

#[actix_web::test]
async fn sessions_tokens_and_kept_answers_go_when_they_are_over() {
    both(async |app| {
        use sea_orm::{EntityTrait, PaginatorTrait};
        let db = app.state.db.primary();
        let rows = async || {
            let (sessions, tokens) = (entity::session::Entity::find(), entity::refresh_token::Entity::find());
            (sessions.count(db).await.unwrap(), tokens.count(db).await.unwrap())
        };
        account(&app, "an.nguyen", false).await;
        let (ended, idle, used) = (
            login(&app, "an.nguyen", PASSWORD).await.is(200),
            login(&app, "an.nguyen", PASSWORD).await.is(200),
            login(&app, "an.nguyen", PASSWORD).await.is(200),
        );
        app.post("/auth/logout", &access(&ended)).await.is(204);
        app.settle().await;
        assert_eq!(rows().await, (3, 3), "an access token may still be about");
        app.set_clock("2024-06-03T02:20:00Z");
        app.settle().await;
        assert_eq!(rows().await, (2, 2));
        app.set_clock("2024-06-09T02:00:00Z");
        let used = refresh(&app, &refresh_token(&used)).await.is(200);
        app.settle().await;
        assert_eq!(rows().await, (2, 3), "one used and one unused, and what replaced the used one");
        app.set_clock("2024-06-11T02:00:00Z");
        app.settle().await;
        assert_eq!(rows().await, (1, 1));
        refresh(&app, &refresh_token(&idle)).await.refused(401, "invalid_token");
        refresh(&app, &refresh_token(&used)).await.is(200);
        app.set_clock("2024-07-03T02:20:00Z");
        app.settle().await;
        assert_eq!(rows().await, (0, 0), "after thirty days");
    })
    .await;
}

#[actix_web::test]
async fn a_suspended_account_looks_like_a_wrong_password() {
    both(async |app| {
        let id = account(&app, "an.nguyen", false).await;
        let tokens = login(&app, "an.nguyen", PASSWORD).await.is(200);
        let suspend = app.patch(&format!("/users/{id}"), &app.admin().await).version(1);
        suspend.json(json!({"status": "suspended"})).await.is(200);
        assert!(!lives(&app, &access(&tokens)).await);
        refresh(&app, &refresh_token(&tokens)).await.refused(401, "invalid_token");
        let suspended = login(&app, "an.nguyen", PASSWORD).await.refused(401, "invalid_credentials");
        assert_eq!(told(&suspended), told(&login(&app, "nobody", PASSWORD).await));
    })
    .await;
}

#[actix_web::test]
async fn demonstration_accounts_work_in_demo_mode() {
    both(async |app| {
        account(&app, "head.g15", true).await;
        let tokens = login(&app, "head.g15", PASSWORD).await.is(200);
        assert!(lives(&app, &access(&tokens)).await);
        refresh(&app, &refresh_token(&tokens)).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn demonstration_accounts_never_sign_in_otherwise() {
    both_with(
        |options| options.demo_mode = false,
        async |app| {
            let id = account(&app, "head.g15", true).await;
            let demo = login(&app, "head.g15", PASSWORD).await.refused(401, "invalid_credentials");
            assert_eq!(told(&demo), told(&login(&app, "nobody", PASSWORD).await));
            assert!(!lives(&app, &app.signed_in(id).await).await, "a token of before still works");
        },
    )
    .await;
}
