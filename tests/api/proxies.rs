//! Behind proxies: who calls is who stands behind those that are trusted, and nobody else's word counts.
use serde_json::json;

use crate::support::{Caller, Reply, TestApp, both_with};

async fn through(app: &TestApp, peer: [u8; 4], headers: &[(&str, &str)]) -> Reply {
    let mut call = app.get("/problems/not_found", &Caller::Nobody).at_address(peer);
    for (name, value) in headers {
        call = call.header(name, value);
    }
    call.await
}

const PROXY: [u8; 4] = [10, 0, 0, 1];

#[actix_web::test]
async fn callers_behind_a_trusted_proxy_have_a_quota_each() {
    both_with(
        |options| {
            options.rate_limit = 2;
            options.trusted_proxies = "10.0.0.0/8".parse().unwrap();
        },
        async |app| {
            for (header, one, other) in [
                ("X-Forwarded-For", "203.0.113.1", "9.9.9.9, 203.0.113.2"),
                ("Forwarded", "for=203.0.113.3", "for=9.9.9.9, for=\"203.0.113.4:80\""),
                ("Forwarded", "for=\"[2001:db8:0:1::1]:4711\"", "for=\"[2001:db8:0:2::1]\""),
            ] {
                for _ in 0..2 {
                    through(&app, PROXY, &[(header, one)]).await.is(200);
                }
                through(&app, PROXY, &[(header, one)]).await.refused(429, "too_many_requests");
                // What the caller makes up stands before what the proxy saw.
                for made_up in ["1.1.1.1", "2.2.2.2"] {
                    let told = if header == "Forwarded" {
                        format!("for={made_up}, {one}")
                    } else {
                        format!("{made_up}, {one}")
                    };
                    through(&app, PROXY, &[(header, &told)]).await.refused(429, "too_many_requests");
                }
                through(&app, PROXY, &[(header, other)]).await.is(200);
            }
        },
    )
    .await;
}

#[actix_web::test]
async fn nobody_else_is_believed() {
    both_with(
        |options| {
            options.rate_limit = 2;
            options.trusted_proxies = "10.0.0.0/8".parse().unwrap();
        },
        async |app| {
            for (n, status) in [(1, 200), (2, 200), (3, 429), (4, 429)] {
                let claimed = format!("203.0.113.{n}");
                through(&app, [198, 51, 100, 7], &[("X-Forwarded-For", &claimed)]).await.is(status);
            }
        },
    )
    .await;
}

#[actix_web::test]
async fn guessing_through_a_proxy_slows_the_guesser_alone() {
    both_with(
        |options| options.trusted_proxies = "10.0.0.1".parse().unwrap(),
        async |app| {
            let guess = async |from: &str| {
                let body = json!({"username": "nobody", "password": "wrong"});
                let call = app.post("/auth/login", &Caller::Nobody).at_address(PROXY).header("X-Forwarded-For", from);
                call.json(body).await.status
            };
            for _ in 0..5 {
                assert_eq!(guess("203.0.113.1").await, 401);
            }
            assert_eq!((guess("203.0.113.1").await, guess("203.0.113.2").await), (429, 401));
        },
    )
    .await;
}
