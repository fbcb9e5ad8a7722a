//! Whoever has no account: what it may write, what a secret opens, and how often somebody may try.
use entity::posting_objection;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    stories::{BA_BE, BAC_KAN, Paper, Story, dossier, person, posting::OUTSIDE, traces},
    support::{Caller, Reply, both},
};

async fn posted(story: &Story) -> Paper {
    let one = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
    let two = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0018"), "GK")).await;
    story.published_posting(BAC_KAN, &[&one, &two], 5).await
}

fn told(reply: &Reply) -> Value {
    let mut body = reply.json.clone();
    body["trace_id"] = json!("");
    body["instance"] = json!("");
    body
}

#[actix_web::test]
async fn what_is_not_posted_is_not_there() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let posting = posted(&story).await;
        let nomination = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0019"), "GK")).await;
        let draft = story.draft_posting(BAC_KAN, &[&nomination], 5).await;
        let listed = async || app.get("/public/postings", &Caller::Nobody).await.is(200).items().len();
        assert_eq!(listed().await, 1);
        let nothing = app.get(&format!("/public/postings/{}", Uuid::now_v7()), &Caller::Nobody).await;
        let nothing = told(&nothing.refused(404, "not_found"));
        assert_eq!(told(&story.read_posted(&draft).await.refused(404, "not_found")), nothing);
        let body = json!({"ordinals": [1], "text": "Chưa đúng"});
        story.try_object(&draft, body.clone(), [192, 0, 2, 9]).await.refused(404, "not_found");
        story.read_posted(&posting).await.is(200);
        // On its last day it is there, and on the next it is not.
        app.set_clock("2024-06-07T16:59:59Z");
        story.read_posted(&posting).await.is(200);
        story.object(&posting, &[2]).await;
        app.set_clock("2024-06-07T17:00:00Z");
        assert_eq!(told(&story.read_posted(&posting).await.refused(404, "not_found")), nothing);
        story.try_object(&posting, body, OUTSIDE).await.refused(404, "not_found");
        assert_eq!(listed().await, 0);
    })
    .await;
}

#[actix_web::test]
async fn what_is_written_from_outside_is_held_to_its_bounds() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let posting = posted(&story).await;
        let good = json!({"ordinals": [1], "text": "Chưa đúng"});
        for (member, value, pointer, fault) in [
            ("ordinals", json!([3]), "/ordinals/0", "not_found"),
            ("ordinals", json!([1, 2, 1]), "/ordinals/2", "duplicate"),
            ("ordinals", json!([]), "/ordinals", "too_short"),
            ("text", json!(""), "/text", "too_short"),
            ("text", json!("a".repeat(2001)), "/text", "too_long"),
            ("text", json!("a\u{0}b"), "/text", "control_character"),
            ("text", json!(7), "/text", "wrong_type"),
            ("name", json!("Nguyễn Văn Thử"), "/name", "unknown_member"),
        ] {
            let mut body = good.clone();
            body[member] = value;
            story.try_object(&posting, body, OUTSIDE).await.faults(&[(pointer, fault)]);
        }
        // What was refused for what it says was not counted.
        let secret = story.object(&posting, &[1]).await;
        for wrong in ["0".repeat(63), "Z".repeat(64), secret.to_uppercase()] {
            let read = app.post("/public/objections/read", &Caller::Nobody).at_address(OUTSIDE);
            read.json(json!({"secret": wrong})).await.is(422);
        }
        for _ in 0..99 {
            app.clock.advance(chrono::TimeDelta::seconds(1));
            story.by_secret(&secret, "write").await.is(200);
        }
        story.by_secret(&secret, "write").await.faults(&[("/text", "not_allowed")]);
        assert_eq!(story.by_secret(&secret, "read").await.is(200)["messages"].as_array().unwrap().len(), 100);
    })
    .await;
}

#[actix_web::test]
async fn a_secret_opens_its_own_thread_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let posting = posted(&story).await;
        let raised =
            story.try_object(&posting, json!({"ordinals": [2], "text": "Kết quả của tổ khác."}), OUTSIDE).await.is(201);
        assert_eq!(raised.header("Cache-Control"), Some("private, no-store"));
        let (first, second) = (raised["secret"].as_str().unwrap().to_owned(), story.object(&posting, &[1]).await);
        assert!(first.len() == 64 && first != second);
        story.by_secret(&second, "write").await.is(200);
        let read = story.by_secret(&first, "read").await.is(200);
        assert_eq!((&read["ordinals"], read["messages"].as_array().unwrap().len()), (&json!([2]), 1));
        assert_eq!(read.header("Cache-Control"), Some("private, no-store"));
        assert_eq!(story.by_secret(&second, "read").await.is(200)["messages"].as_array().unwrap().len(), 2);
        // One that nobody has is not there, whatever is tried.
        for what in ["read", "write", "withdraw"] {
            story.by_secret(&"0".repeat(64), what).await.refused(404, "not_found");
        }
        // It is kept nowhere, and what was written is not in the journal.
        let kept = posting_objection::Entity::find().all(app.state.db.primary()).await.unwrap();
        assert!(kept.len() == 2 && kept.iter().all(|row| row.secret_digest != first));
        assert!(!traces::anywhere(&app, &first).await, "the secret is kept");
        for row in &kept {
            let entries = app.journal(row.id).await;
            assert!(entries.iter().all(|entry| entry.actor_id.is_none() && !entry.data.contains("tổ")), "{entries:?}");
        }
        // The unit reads who it is no more than it was told: nobody is.
        let seen = story.objections(&posting).await[0].now().await;
        assert!(!String::from_utf8_lossy(&seen.body).contains("192.0.2"), "{}", seen.describe());
        story.by_secret(&first, "withdraw").await.is(200);
        story.by_secret(&first, "withdraw").await.refused(409, "invalid_transition");
    })
    .await;
}

#[actix_web::test]
async fn whoever_writes_or_guesses_too_often_waits_and_nobody_else_does() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let posting = posted(&story).await;
        let body = json!({"ordinals": [1], "text": "Chưa đúng"});
        let from = |last: u8| [192, 0, 2, last];
        let mut answers = vec![];
        for _ in 0..7 {
            answers.push(story.try_object(&posting, body.clone(), from(1)).await.status);
        }
        assert_eq!((answers[0], answers[6]), (201, 429), "{answers:?}");
        let refused = story.try_object(&posting, body.clone(), from(1)).await.refused(429, "too_many_requests");
        assert!(refused.header("Retry-After").is_some());
        let raised = story.try_object(&posting, body, from(2)).await.is(201);
        let secret = raised["secret"].as_str().unwrap().to_owned();
        let read = async |secret: &str, last: u8| {
            let call = app.post("/public/objections/read", &Caller::Nobody).at_address(from(last));
            call.json(json!({"secret": secret})).await.status
        };
        let mut guesses = vec![];
        for n in 0..8 {
            guesses.push(read(&format!("{n:064}"), 3).await);
        }
        assert_eq!((guesses[0], guesses[7]), (404, 429), "{guesses:?}");
        assert_eq!((read(&secret, 3).await, read(&secret, 4).await), (429, 200));
        // Whoever has the right one reads as often as it likes.
        for _ in 0..20 {
            assert_eq!(read(&secret, 4).await, 200);
        }
    })
    .await;
}
