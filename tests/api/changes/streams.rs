//! The feed as server-sent events.
use std::time::{Duration, Instant};

use entity::assignment::Role;
use serde_json::Value;

use super::{scopes::at_the_end, visible::all};
use crate::{
    stories::{BA_BE, NA_HANG, Story, plan_of, target},
    support::{Caller, TestApp, both, both_with},
};

/// The events of a stream until it ends: id, kind and entry of each.
async fn events(app: &TestApp, caller: &Caller, last: Option<&str>) -> Vec<(Option<String>, String, Value)> {
    let call = app.get("/changes/stream?after=0", caller);
    let call = if let Some(last) = last { call.header("Last-Event-ID", last) } else { call };
    let reply = call.header("Accept", "text/event-stream").await.is(200);
    assert!(reply.header("Content-Type").unwrap().starts_with("text/event-stream"));
    let text = String::from_utf8(reply.body.to_vec()).unwrap();
    let member = |event: &str, name: &str| {
        let line = event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.map(str::to_owned)
    };
    let told = text.split("\n\n").filter(|event| event.contains("data: "));
    told.map(|event| {
        let entry = serde_json::from_str(&member(event, "data").unwrap()).unwrap();
        (member(event, "id"), member(event, "event").unwrap(), entry)
    })
    .collect()
}

#[actix_web::test]
async fn the_stream_tells_what_the_feed_tells_and_goes_on_after_any_event() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 3)]).await;
        story.accepted_report(BA_BE, "2023", &[("TGPL-04", serde_json::json!({"value": 3}))]).await;
        app.settle().await;
        let officer = app.officer(BA_BE).await;
        let feed = all(&app, &officer, 20).await;
        // This application lets a stream last for no longer than it takes to tell a part.
        let mut told = vec![];
        let mut last: Option<String> = None;
        while told.len() < feed.len() {
            let part = events(&app, &officer, last.as_deref()).await;
            assert!(!part.is_empty(), "{} of {}", told.len(), feed.len());
            last = part.iter().rev().find_map(|(id, ..)| id.clone());
            told.extend(part.into_iter().map(|(_, kind, entry)| {
                assert_eq!(entry["kind"], kind);
                entry
            }));
        }
        assert_eq!(told, feed);
        for (id, _, entry) in events(&app, &officer, None).await {
            let Some(id) = id else { continue };
            let after: Vec<Value> = events(&app, &officer, Some(&id)).await.into_iter().map(|one| one.2).collect();
            let expected: Vec<_> = feed.iter().filter(|one| one["seq"].as_i64() > entry["seq"].as_i64()).collect();
            assert!(expected.iter().zip(&after).all(|(expected, told)| *expected == told), "after {entry}");
        }
    })
    .await;
}

async fn is_open(app: &TestApp) {
    while app.state.streams.count() == 0 {
        tokio::task::yield_now().await;
    }
}

#[actix_web::test]
async fn a_stream_ends_with_the_rights_of_its_reader_and_when_the_service_stops() {
    both_with(
        |options| options.longest_stream = Duration::from_secs(30),
        async |app| {
            let since = Instant::now();
            let officer = app.officer(BA_BE).await;
            let stream = async { app.get("/changes/stream?after=0", &officer).await.is(200) };
            let suspend = async {
                is_open(&app).await;
                let path = format!("/users/{}", officer.id());
                let call = app.patch(&path, &app.admin().await).if_match("*");
                call.json(serde_json::json!({"status": "suspended"})).await.is(200);
            };
            tokio::join!(stream, suspend);
            // A token that has run out.
            let other = app.user(Role::Head, BA_BE).await;
            let stream = async { app.get("/changes/stream?after=0", &other).await.is(200) };
            let later = async {
                is_open(&app).await;
                app.clock.advance(chrono::TimeDelta::minutes(11));
                app.settle().await;
            };
            tokio::join!(stream, later);
            let third = app.user(Role::Officer, "G15.TDKT").await;
            let stream = async { app.get("/changes/stream?after=0", &third).await.is(200) };
            let stop = async {
                is_open(&app).await;
                app.state.streams.end();
            };
            tokio::join!(stream, stop);
            assert!(since.elapsed() < Duration::from_secs(25), "one lasted to its end");
            app.get("/changes/stream", &third).await.refused(503, "unavailable");
        },
    )
    .await;
}

/// So that a client knows that it lives, and does not look through what was for others again.
#[actix_web::test]
async fn a_stream_with_nothing_to_tell_says_where_it_stands() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = app.officer(BA_BE).await;
        let mut cursor = at_the_end(&app, &officer).await;
        for others in [false, true] {
            if others {
                story.draft_plan(NA_HANG, &plan_of(&[target("TGPL-04", 3)])).await;
                app.settle().await;
            }
            let stream = app.get("/changes/stream", &officer).header("Last-Event-ID", &cursor);
            let told = String::from_utf8(stream.await.is(200).body.to_vec()).unwrap();
            let part = app.get(&format!("/changes?after={cursor}"), &officer).await.is(200);
            let next = part["next_cursor"].as_str().unwrap().to_owned();
            assert_eq!(told, format!("retry: 2000\n\n: alive\nid: {next}\n\n"));
            assert_eq!((part.items().len(), next != cursor), (0, others));
            cursor = next;
        }
    })
    .await;
}

#[actix_web::test]
async fn of_one_account_there_are_four_streams_at_a_time() {
    both(async |app| {
        let (officer, other) = (app.officer(BA_BE).await, app.head(BA_BE).await);
        let open = || app.state.streams.open(officer.id());
        let places: Vec<_> = (0..4).map(|_| open().unwrap()).collect();
        let refused = app.get("/changes/stream", &officer).await.refused(429, "too_many_requests");
        assert!(refused.header("Retry-After").is_some() && refused.header("RateLimit").is_some());
        app.get("/snapshot/units", &officer).await.refused(429, "too_many_requests");
        app.get("/changes/stream", &other).await.is(200);
        drop(places);
        app.get("/changes/stream", &officer).await.is(200);
        app.get("/changes/stream", &officer).await.is(200);
    })
    .await;
}
