//! How much a client asks: its limit, and what is counted of it.
use entity::assignment::Role;
use serde_json::{Value, json};

use super::{body, change, machine, with_secret};
use crate::{
    stories::{BA_BE, BAC_KAN, TUYEN_QUANG},
    support::{Caller, Reply, TestApp, both, both_with},
};

/// How many are let through of so many at once.
async fn let_through(app: &TestApp, caller: &Caller, requests: usize) -> (usize, Option<Reply>) {
    let (mut through, mut refused) = (0, None);
    for _ in 0..requests {
        let reply = app.get("/units?limit=1", caller).await;
        if reply.status == 429 { refused = Some(reply) } else { through += 1 }
    }
    (through, refused)
}

#[actix_web::test]
async fn a_client_has_a_limit_of_its_own_and_is_told() {
    both_with(
        |options| options.rate_limit = 40,
        async |app| {
            let ours = machine(&app, BA_BE, &["units:read"]).await;
            let own = body(&app, BA_BE, &["units:read"]).await;
            let mut limited = own.clone();
            limited["requests_per_minute"] = json!(3);
            let made = app.post("/clients", &app.admin().await).json(limited).await.is(201);
            let limited = with_secret(&app, made.id()).await;
            let caller = limited.signed_in(&app).await;
            let first = app.get("/units?limit=1", &caller).await.is(200);
            assert_eq!(first.header("RateLimit-Policy"), Some("\"client\";q=3;w=60"));
            assert!(first.header("RateLimit").is_some_and(|left| left.starts_with("\"client\";r=2;")));
            let (through, refused) = let_through(&app, &caller, 6).await;
            let refused = refused.unwrap();
            assert!(refused.header("Retry-After").is_some() && through == 2, "{through}");
            assert_eq!(refused.header("RateLimit-Policy"), Some("\"client\";q=3;w=60"));
            // Of another client, and of another token of the same.
            let (through, _) = let_through(&app, &ours.signed_in(&app).await, 20).await;
            assert_eq!(through, 20);
            assert_eq!(let_through(&app, &limited.signed_in(&app).await, 1).await.0, 0);
            change(&app, limited.id, json!({"requests_per_minute": 30})).await.is(200);
            assert_eq!(let_through(&app, &caller, 10).await.0, 10);
            change(&app, limited.id, json!({"requests_per_minute": null})).await.is(200);
            let now = app.get("/units?limit=1", &caller).await.is(200);
            assert_eq!(now.header("RateLimit-Policy"), Some("\"default\";q=40;w=60"));
        },
    )
    .await;
}

async fn counted(app: &TestApp, path: &str) -> Vec<Value> {
    app.settle().await;
    app.get(path, &app.admin().await).await.is(200)["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn what_a_client_asks_is_counted_by_day() {
    both(async |app| {
        let ours = machine(&app, BAC_KAN, &["units:read", "plans:write"]).await;
        let path = format!("/clients/{}/usage", ours.id);
        assert!(counted(&app, &path).await.is_empty());
        let caller = ours.signed_in(&app).await;
        let read = app.get("/units?limit=1", &caller).await.is(200);
        app.get("/units?limit=1", &caller).if_none_match(read.etag()).await.is(304);
        app.get("/units?colour=red", &caller).await.is(400);
        app.get("/plans", &caller).await.is(403);
        app.get("/units?limit=2", &caller).await.is(200);
        let items = counted(&app, &path).await;
        let expected = json!([{"day": "2024-06-03", "succeeded": 2, "redirected": 1, "rejected": 1, "failed": 0,
            "refused": 1, "last_used_at": items[0]["last_used_at"]}]);
        assert_eq!(json!(items), expected);
        // Written down again, nothing is counted twice; what comes later is added.
        assert_eq!(counted(&app, &path).await, items);
        app.get("/units?limit=1", &caller).await.is(200);
        assert_eq!(counted(&app, &path).await[0]["succeeded"], 3);
        app.set_clock("2024-06-04T02:00:00Z");
        app.get("/units?limit=1", &ours.signed_in(&app).await).await.is(200);
        let days: Vec<Value> = counted(&app, &path).await.into_iter().map(|item| item["day"].clone()).collect();
        assert_eq!(days, [json!("2024-06-04"), json!("2024-06-03")]);
        assert_eq!(counted(&app, &format!("{path}?day_to=2024-06-03")).await.len(), 1);
        let far = app.user(Role::Administrator, TUYEN_QUANG).await;
        app.get(&path, &far).await.refused(404, "not_found");
        // Kept for four hundred days.
        for (now, left) in [("2025-07-08T02:00:00Z", 2), ("2025-07-09T02:00:00Z", 1), ("2025-07-10T02:00:00Z", 0)] {
            app.set_clock(now);
            assert_eq!(counted(&app, &path).await.len(), left, "{now}");
        }
    })
    .await;
}
