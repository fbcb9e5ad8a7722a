//! A question may wait for its answer.
use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use base::http::auth::ACCESS_TOKEN_LIFE;
use chrono::TimeDelta;

use super::{scopes::at_the_end, visible::all};
use crate::{
    stories::{BA_BE, BAC_KAN, NA_HANG, Story, target},
    support::{Caller, TestApp, both},
};

#[actix_web::test]
async fn who_waits_is_answered_when_something_happens_on_any_instance() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let other = TestApp::on(Rc::new(app.database.again()), |options| options.clock = app.clock.clone()).await;
        let (officer, plan) = (app.officer(BAC_KAN).await, story.issued_plan(BA_BE, &[target("TGPL-04", 3)]).await);
        app.settle().await;
        let last = all(&app, &officer, 50).await.last().unwrap()["seq"].as_i64().unwrap();
        let cursor = app.get(&format!("/changes?after={last}"), &officer).await.is(200);
        let path = format!("/changes?wait=20&after={}", cursor["next_cursor"].as_str().unwrap());
        let since = Instant::now();
        let wait = async { other.get(&path, &officer).await.is(200) };
        let happens = async {
            // What another sees is no reason to answer.
            story.draft_plan(NA_HANG, &crate::stories::plan_of(&[target("TGPL-04", 3)])).await;
            app.settle().await;
            story.send(&plan).await.is(200);
            app.settle().await;
        };
        let (answer, ()) = tokio::join!(wait, happens);
        assert!(since.elapsed() < Duration::from_secs(15), "it waited to the end");
        let sent = answer.items().iter().any(|one| one["event"] == "plan.sent" && one["id"] == plan.id.to_string());
        assert!(sent, "{}", answer.describe());
    })
    .await;
}

#[actix_web::test]
async fn who_waits_in_vain_is_told_so_and_holds_nothing_meanwhile() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        app.settle().await;
        let cursor = app.get("/changes?limit=200", &officer).await.is(200)["next_cursor"].clone();
        let path = format!("/changes?limit=200&after={}", cursor.as_str().unwrap());
        let cursor = app.get(&path, &officer).await.is(200)["next_cursor"].clone();
        let path = format!("/changes?wait=2&after={}", cursor.as_str().unwrap());
        // More than there are connections.
        let ask = || async { app.get(&path, &officer).await.is(200) };
        let since = Instant::now();
        let waiting = crate::support::together((0..30).map(|_| ask()));
        let meanwhile = async {
            for _ in 0..5 {
                app.get("/units?limit=1", &officer).await.is(200);
            }
            since.elapsed()
        };
        let (answers, quick) = tokio::join!(waiting, meanwhile);
        assert!(quick < Duration::from_secs(2), "who waits holds others up: {quick:?}");
        assert!(since.elapsed() >= Duration::from_secs(2));
        assert!(answers.iter().all(|answer| answer.items().is_empty() && answer["more"] == false));
    })
    .await;
}

#[actix_web::test]
async fn who_waits_is_refused_once_its_session_has_ended() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        let path = format!("/changes?wait=20&after={}", at_the_end(&app, &officer).await);
        let since = Instant::now();
        let wait = async { app.get(&path, &officer).await };
        let end = async {
            // By now it has been let in.
            for _ in 0..5 {
                app.get("/units?limit=1", &officer).await.is(200);
            }
            app.post("/auth/logout", &officer).await.is(204);
            app.settle().await;
        };
        let (answer, ()) = tokio::join!(wait, end);
        answer.refused(401, "invalid_token");
        assert!(since.elapsed() < Duration::from_secs(15), "it waited to the end");
        // Nor does anybody wait for longer than its token is good.
        let other = app.head(BA_BE).await;
        let path = format!("/changes?wait=20&after={}", at_the_end(&app, &other).await);
        let token = Caller::Token(app.token(&other).unwrap());
        app.clock.advance(ACCESS_TOKEN_LIFE - TimeDelta::seconds(1));
        let since = Instant::now();
        app.get(&path, &token).await.is(200);
        assert!(since.elapsed() < Duration::from_secs(15), "it waited to the end");
    })
    .await;
}
