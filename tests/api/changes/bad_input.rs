//! Positions that are none, and questions that are refused.
use chrono::TimeDelta;
use serde_json::json;
use thidua::app::spec::DOCUMENT;

use super::copy::RESOURCES;
use crate::{
    stories::{BA_BE, BAC_KAN},
    support::{both, both_with},
};

#[actix_web::test]
async fn a_cursor_is_good_for_whom_it_was_given_to() {
    both(async |app| {
        app.settle().await;
        let (mine, other) = (app.officer(BA_BE).await, app.officer(BAC_KAN).await);
        let part = app.get("/changes?limit=1", &mine).await.is(200);
        let cursor = part["next_cursor"].as_str().unwrap();
        app.get(&format!("/changes?after={cursor}"), &mine).await.is(200);
        app.get(&format!("/changes?after={cursor}&limit=7&types=plans&types=units"), &mine).await.is(200);
        for path in ["/changes", "/changes/stream"] {
            app.get(&format!("{path}?after={cursor}"), &other).await.refused(400, "invalid_cursor");
            for at in [0, 9, cursor.len() - 1] {
                let mut changed = cursor.as_bytes().to_vec();
                changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
                let changed = String::from_utf8(changed).unwrap();
                app.get(&format!("{path}?after={changed}"), &mine).await.refused(400, "invalid_cursor");
            }
            app.get(&format!("{path}?after=x"), &mine).await.refused(400, "invalid_cursor");
            app.get(&format!("{path}?types=users"), &mine).await.refused(400, "invalid_parameter");
            app.get(&format!("{path}?cursor={cursor}"), &mine).await.refused(400, "unknown_parameter");
        }
        let stream = app.get("/changes/stream", &other).header("Last-Event-ID", cursor);
        stream.await.refused(400, "invalid_cursor");
        // Of a list, which is another thing.
        let list = app.get("/units?limit=1", &mine).await.is(200);
        let of_list = list["next_cursor"].as_str().unwrap();
        app.get(&format!("/changes?after={of_list}"), &mine).await.refused(400, "invalid_cursor");
        app.get(&format!("/units?limit=1&cursor={cursor}"), &mine).await.refused(400, "invalid_cursor");
        let endless = "9".repeat(30);
        for wrong in ["limit=0", "limit=201", "limit=x", "wait=31", "wait=-1", "after=", &format!("after={endless}")] {
            app.get(&format!("/changes?{wrong}"), &mine).await.refused(400, "invalid_parameter");
        }
    })
    .await;
}

#[actix_web::test]
async fn all_resources_may_be_asked_for_by_their_names() {
    both(async |app| {
        assert_eq!(DOCUMENT["components"]["schemas"]["CopiedResource"]["enum"], json!(RESOURCES));
        let (officer, types) = (app.officer(BA_BE).await, RESOURCES.map(|resource| format!("types={resource}")));
        for path in ["/changes", "/changes/stream"] {
            app.get(&format!("{path}?{}", types.join("&")), &officer).await.is(200);
            let twice = format!("{path}?{}&types=plans", types.join("&"));
            app.get(&twice, &officer).await.refused(400, "invalid_parameter");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_position_beyond_the_end_is_gone() {
    both(async |app| {
        app.settle().await;
        let officer = app.officer(BA_BE).await;
        let sealed = app.get("/changes?limit=1", &officer).await.is(200)["sealed_seq"].as_i64().unwrap();
        let end = app.get(&format!("/changes?after={sealed}"), &officer).await.is(200);
        assert_eq!((end.items().len(), &end["more"]), (0, &false.into()));
        for path in ["/changes", "/changes/stream"] {
            let beyond = app.get(&format!("{path}?after={}", sealed + 1), &officer).await;
            beyond.refused(410, "position_gone");
        }
    })
    .await;
}

/// What is older than the feed goes back is gone, however many cursors name it; what is quiet for long is not.
#[actix_web::test]
async fn a_position_that_is_too_old_is_gone_and_the_snapshots_lead_back() {
    both_with(
        |options| options.feed_retention = TimeDelta::days(30),
        async |app| {
            let officer = app.officer(BA_BE).await;
            app.settle().await;
            let old = app.get("/changes?limit=200", &officer).await.is(200);
            let (first, last) = ("0".to_owned(), old["next_cursor"].as_str().unwrap().to_owned());
            let quiet = old["sealed_seq"].as_i64().unwrap();
            app.clock.advance(TimeDelta::days(31));
            // Nothing has happened since: nothing is missed.
            app.get(&format!("/changes?after={last}"), &officer).await.is(200);
            app.head(BAC_KAN).await;
            app.settle().await;
            let all = app.get("/changes?limit=200", &officer).await.is(200);
            let places = all.items().iter().filter_map(|one| one["seq"].as_i64());
            assert!(places.min().is_none_or(|first| first > quiet), "it begins with what is kept");
            app.get(&format!("/changes?after={last}"), &officer).await.is(200);
            app.clock.advance(TimeDelta::days(31));
            app.officer(BAC_KAN).await;
            app.settle().await;
            for after in [&first, &last] {
                app.get(&format!("/changes?after={after}"), &officer).await.refused(410, "position_gone");
            }
            let snapshot = app.get("/snapshot/movements", &officer).await.is(200);
            let (_, end) = super::copy::lines(&snapshot);
            let cursor = end["cursor"].as_str().unwrap();
            app.get(&format!("/changes?after={cursor}"), &officer).await.is(200);
        },
    )
    .await;
}
