//! A question may wait for its answer.
use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use super::visible::all;
use crate::{
    stories::{BA_BE, BAC_KAN, NA_HANG, Story, target},
    support::{TestApp, both},
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
