//! Whoever is told to wait is told for how long.
use serde_json::json;
use thidua::boot::Options;

use crate::support::{Caller, Reply, both, both_with};

fn seconds(reply: &Reply) -> u64 {
    reply.header("Retry-After").and_then(|wait| wait.parse().ok()).unwrap_or_else(|| panic!("{}", reply.describe()))
}

#[actix_web::test]
async fn a_quota_that_is_used_up_says_when_to_come_back() {
    let change = |options: &mut Options| options.rate_limit = 1;
    both_with(change, async |app| {
        let officer = app.officer("H03.STP").await;
        for caller in [&officer, &Caller::Nobody] {
            let first = app.get("/.well-known/jwks.json", caller).await.is(200);
            assert_eq!(first.header("RateLimit-Policy"), Some("\"default\";q=1;w=60"));
            let refused = app.get("/.well-known/jwks.json", caller).await.refused(429, "too_many_requests");
            let wait = seconds(&refused);
            assert!((1..=60).contains(&wait), "{wait}");
            assert_eq!(refused.header("RateLimit-Policy"), Some("\"default\";q=1;w=60"));
            assert_eq!(refused.header("RateLimit"), Some(&*format!("\"default\";r=0;t={wait}")));
        }
    })
    .await;
}

#[actix_web::test]
async fn so_does_signing_in_that_failed_too_often() {
    both(async |app| {
        let try_in =
            || app.post("/auth/login", &Caller::Nobody).json(json!({"username": "ai", "password": "sai mật khẩu"}));
        let mut reply = try_in().await;
        while reply.status == 401 {
            reply = try_in().await;
        }
        let refused = reply.refused(429, "too_many_requests");
        let wait = seconds(&refused);
        let left = refused.header("RateLimit").unwrap_or_default().to_owned();
        assert!(left.starts_with("\"sign-in\";r=0;t=") && left.ends_with(&wait.to_string()), "{left}");
        assert!(refused.header("RateLimit-Policy").unwrap_or_default().starts_with("\"sign-in\";q="));
    })
    .await;
}
