//! A retry is safe: the first answer is given again, and the work is done once.
use std::rc::Rc;

use entity::assignment::Role;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, PAC_NAM, Story},
    support::{Kind, TestApp, both, together},
};

async fn unit(app: &TestApp, code: &str) -> Value {
    json!({"code": code, "kind": "district_justice_office", "name": "Phòng Tư pháp huyện Thử",
        "parent_id": app.unit("H03.STP").await, "valid_from": "2024-01-01"})
}

async fn units(app: &TestApp) -> u64 {
    entity::unit::Entity::find().count(app.state.db.primary()).await.unwrap()
}

async fn entries(app: &TestApp) -> u64 {
    entity::journal::Entity::find().count(app.state.db.primary()).await.unwrap()
}

#[actix_web::test]
async fn the_first_answer_is_given_again() {
    both(async |app| {
        let (admin, body) = (app.admin().await, unit(&app, "H03.D901.PTP").await);
        let send = || app.post("/units", &admin).key("one").json(body.clone());
        let first = send().await.is(201);
        let entries_after_one = entries(&app).await;
        for _ in 0..3 {
            let again = send().await.is(201);
            assert_eq!(again.header("Idempotency-Replayed"), Some("true"));
            assert_eq!(again.body, first.body, "not the same bytes");
            for name in ["ETag", "Location", "Content-Type"] {
                assert_eq!(again.header(name), first.header(name), "{name}");
            }
        }
        assert_eq!((first.header("Idempotency-Replayed"), units(&app).await), (None, 1563));
        assert_eq!((entries(&app).await, app.events(first.id()).await.len()), (entries_after_one, 1));
        app.get(first.header("Location").unwrap(), &admin).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn quotes_around_a_key_mean_nothing_and_a_key_has_a_form() {
    both(async |app| {
        let (admin, body) = (app.admin().await, unit(&app, "H03.D901.PTP").await);
        app.post("/units", &admin).key("\"8e03978e\"").json(body.clone()).await.is(201);
        let bare = app.post("/units", &admin).key("8e03978e").json(body.clone()).await.is(201);
        assert_eq!(bare.header("Idempotency-Replayed"), Some("true"));
        for odd in ["", "\"\"", "two words", "a\"b", &"x".repeat(256)] {
            app.post("/units", &admin).key(odd).json(body.clone()).await.refused(400, "malformed_request");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_key_stands_for_one_request() {
    both(async |app| {
        let (admin, body) = (app.admin().await, unit(&app, "H03.D901.PTP").await);
        app.post("/units", &admin).key("one").json(body.clone()).await.is(201);
        let reused = |path: &str, body: Value| app.post(path, &admin).key("one").json(body);
        reused("/units", unit(&app, "H03.D902.PTP").await).await.refused(422, "idempotency_key_reused");
        reused("/assignments", body.clone()).await.is(422);
        reused("/units?dry_run=true", body.clone()).await.refused(422, "idempotency_key_reused");
        assert_eq!(units(&app).await, 1563);
    })
    .await;
}

#[actix_web::test]
async fn a_key_belongs_to_who_sent_it() {
    both(async |app| {
        let (one, other) =
            (app.admin().await, app.caller_with(&[(entity::assignment::Role::Administrator, "G15")]).await);
        app.post("/units", &one).key("same").json(unit(&app, "H03.D901.PTP").await).await.is(201);
        let theirs = app.post("/units", &other).key("same").json(unit(&app, "H03.D902.PTP").await).await.is(201);
        assert_eq!((theirs.header("Idempotency-Replayed"), &theirs["code"]), (None, &json!("H03.D902.PTP")));
    })
    .await;
}

#[actix_web::test]
async fn a_failure_is_not_kept() {
    both(async |app| {
        let (admin, body) = (app.admin().await, unit(&app, "H03.D901.PTP").await);
        let mut wrong = body.clone();
        wrong["parent_id"] = json!(uuid::Uuid::now_v7());
        app.post("/units", &admin).key("one").json(wrong).await.is(422);
        let right = app.post("/units", &admin).key("one").json(body).await.is(201);
        assert_eq!(right.header("Idempotency-Replayed"), None);
    })
    .await;
}

#[actix_web::test]
async fn a_key_is_kept_for_a_day() {
    both(async |app| {
        let (admin, body) = (app.admin().await, unit(&app, "H03.D901.PTP").await);
        let send = || app.post("/units", &admin).key("one").json(body.clone());
        send().await.is(201);
        app.set_clock("2024-06-04T02:00:00Z");
        app.settle().await;
        assert_eq!(send().await.is(201).header("Idempotency-Replayed"), Some("true"));
        app.set_clock("2024-06-04T02:00:00.000001Z");
        send().await.refused(409, "code_in_use");
    })
    .await;
}

#[actix_web::test]
async fn many_at_once_make_one() {
    both(async |app| {
        let (admin, body) = (app.admin().await, unit(&app, "H03.D901.PTP").await);
        let send = || app.post("/units", &admin).key("one").json(body.clone());
        let replies = together((0..8).map(|_| send().into_future())).await;
        for reply in &replies {
            let running = (reply.status, reply.code()) == (409, "idempotency_in_progress");
            assert!(reply.status == 201 || (running && reply.header("Retry-After").is_some()), "{}", reply.describe());
        }
        let did =
            |reply: &&crate::support::Reply| reply.status == 201 && reply.header("Idempotency-Replayed").is_none();
        assert_eq!((replies.iter().filter(did).count(), units(&app).await), (1, 1563));
        assert_eq!(send().await.is(201).header("Idempotency-Replayed"), Some("true"));
    })
    .await;
}

/// What has been answered is told to everybody who asks, however many at once.
#[actix_web::test]
async fn many_at_once_get_the_answer_that_is_there() {
    both(async |app| {
        let (admin, body) = (app.admin().await, unit(&app, "H03.D901.PTP").await);
        let send = || app.post("/units", &admin).key("one").json(body.clone());
        let first = send().await.is(201);
        for again in together((0..20).map(|_| send().into_future())).await {
            let again = again.is(201);
            assert_eq!((again.header("Idempotency-Replayed"), &again.body), (Some("true"), &first.body));
        }
        let other = unit(&app, "H03.D902.PTP").await;
        for refused in
            together((0..20).map(|_| app.post("/units", &admin).key("one").json(other.clone()).into_future())).await
        {
            refused.refused(422, "idempotency_key_reused");
        }
    })
    .await;
}

/// Rights first: what was answered to a role is not told to somebody who has it no more.
#[actix_web::test]
async fn an_ended_role_is_told_nothing_that_was_answered() {
    both(async |app| {
        let (admin, body) = (
            app.caller_with(&[(entity::assignment::Role::Administrator, "G15")]).await,
            unit(&app, "H03.D901.PTP").await,
        );
        let send = || app.post("/units", &admin).key("one").json(body.clone());
        send().await.is(201);
        let roles = app.get(&format!("/assignments?user_id={}", admin.id()), &app.admin().await).await.is(200);
        let path = format!("/assignments/{}", roles.each("id")[0]);
        let yesterday = json!({"valid_to": (app.clock.today() - chrono::Days::new(1)).to_string()});
        app.patch(&path, &app.admin().await).if_match("*").json(yesterday).await.is(200);
        send().await.refused(403, "forbidden");
    })
    .await;
}

/// Processes do not know of each other's running requests: the database decides.
#[actix_web::test]
async fn many_processes_at_once_make_one() {
    both(async |app| {
        if app.database.kind == Kind::Sqlite {
            return;
        }
        let other = TestApp::on(Rc::new(app.database.again()), |_| ()).await;
        let (admin, body) = (app.admin().await, unit(&app, "H03.D901.PTP").await);
        for key in ["one", "two", "three", "four"] {
            let mut body = body.clone();
            body["code"] = json!(format!("H03.{}.PTP", key.to_uppercase()));
            let send = |app: &'static str, at: &TestApp| {
                let call = (app, at.clone(), admin.clone(), body.clone());
                async move { call.1.post("/units", &call.2).key(key).json(call.3).await }
            };
            let replies = together([send("here", &app), send("there", &other)]).await;
            let ids: Vec<_> = replies.into_iter().map(|reply| reply.is(201).id()).collect();
            assert_eq!(ids[0], ids[1], "{key}: two units were made");
        }
        assert_eq!(units(&app).await, 1566);
    })
    .await;
}

#[actix_web::test]
async fn a_dry_run_answers_everything_and_keeps_nothing() {
    both(async |app| {
        let (admin, body) = (app.admin().await, unit(&app, "H03.D901.PTP").await);
        let before = (units(&app).await, entries(&app).await);
        let list = app.get("/units?count=exact", &admin).await.etag();
        for call in [app.post("/units?dry_run=true", &admin), app.post("/units?dry_run=true", &admin).key("one")] {
            let reply = call.json(body.clone()).await.is(201);
            assert_eq!((reply.header("Dry-Run"), &reply["code"]), (Some("true"), &body["code"]));
            app.get(reply.header("Location").unwrap(), &admin).await.refused(404, "not_found");
        }
        let path = format!("/units/{}?dry_run=true", app.unit("H03.STP").await);
        let renamed = app.patch(&path, &admin).version(1).json(json!({"name": "A"})).await.is(200);
        assert_eq!((renamed.version(), &renamed["name"]), (2, &json!("A")));
        app.patch(&path, &admin).version(2).json(json!({"name": "A"})).await.refused(412, "version_mismatch");
        assert_eq!((units(&app).await, entries(&app).await), before);
        app.get("/units?count=exact", &admin).if_none_match(list).await.is(304);
        let real = app.post("/units", &admin).key("one").json(body).await.is(201);
        assert_eq!((real.header("Dry-Run"), real.header("Idempotency-Replayed")), (None, None));
    })
    .await;
}

/// Rights first, then the kept answer: of a role that has ended, and of one that goes on.
#[actix_web::test]
async fn an_ended_role_receives_no_kept_answer() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let admin = app.admin().await;
        let officer = app.caller_with(&[(Role::Officer, BA_BE), (Role::Officer, PAC_NAM)]).await;
        let send = async |unit: &str| {
            let body = json!({"movement_id": story.movement, "unit_id": app.unit(unit).await});
            app.post("/plans", &officer).key(unit).json(body).await
        };
        for unit in [BA_BE, PAC_NAM] {
            let made = send(unit).await.is(201);
            let again = send(unit).await.is(201);
            assert_eq!((again.header("Idempotency-Replayed"), &again.json), (Some("true"), &made.json));
        }
        let path = format!("/assignments?user_id={}&unit_id={}", officer.id(), app.unit(BA_BE).await);
        let role = app.get(&path, &admin).await.is(200).each("id")[0].to_owned();
        let end = app.patch(&format!("/assignments/{role}"), &admin).if_match("*");
        end.json(json!({"valid_to": app.clock.today().pred_opt().unwrap()})).await.is(200);
        send(BA_BE).await.refused(403, "forbidden");
        assert_eq!(send(PAC_NAM).await.is(201).header("Idempotency-Replayed"), Some("true"));
        // What it was kept for is as it was: nothing was made again.
        let plans = app.get("/plans?count=exact", &story.officer(BA_BE).await).await.is(200);
        assert_eq!(plans["total"], 1);
    })
    .await;
}
