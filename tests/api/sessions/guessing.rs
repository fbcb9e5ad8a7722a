//! Guesses at passwords: slowed down, and nobody else with them.
use serde_json::json;

use super::{PASSWORD, account, login, told};
use crate::support::{Caller, Reply, TestApp, both, instant, together};

#[actix_web::test]
async fn guessing_is_slowed_down_alike_for_accounts_that_exist_and_others() {
    both(async |app| {
        account(&app, "an.nguyen", false).await;
        for second in 0..12 {
            app.clock.set(instant("2024-06-03T02:00:00Z") + chrono::TimeDelta::seconds(second));
            let (known, unknown) = (login(&app, "an.nguyen", "wrong").await, login(&app, "nobody", "wrong").await);
            assert_eq!(told(&known), told(&unknown), "after {second} seconds");
            let expected = if second < 5 || [5, 7, 11].contains(&second) { 401 } else { 429 };
            assert_eq!(known.status, expected, "after {second} seconds: {}", known.describe());
        }
        let waiting = login(&app, "an.nguyen", PASSWORD).await.refused(429, "too_many_requests");
        let wait: i64 = waiting.header("Retry-After").unwrap().parse().unwrap();
        app.clock.advance(chrono::TimeDelta::seconds(wait));
        login(&app, "an.nguyen", PASSWORD).await.is(200);
        login(&app, "an.nguyen", "wrong").await.refused(401, "invalid_credentials");
        login(&app, "an.nguyen", PASSWORD).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn an_address_that_tries_many_names_waits_too() {
    both(async |app| {
        account(&app, "an.nguyen", false).await;
        let attacker = [203, 0, 113, 7];
        for n in 0..101 {
            app.shared.throttle.begin(&format!("guess{n}"), Some(attacker.into()), app.clock.now()).ok();
        }
        from(&app, attacker, PASSWORD).await.refused(429, "too_many_requests");
        from(&app, [203, 0, 113, 8], PASSWORD).await.is(200);
    })
    .await;
}

async fn from(app: &TestApp, address: [u8; 4], password: &str) -> Reply {
    let body = json!({"username": "an.nguyen", "password": password});
    app.post("/auth/login", &Caller::Nobody).at_address(address).json(body).await
}

/// How many guesses were looked at; the others were told to wait.
fn looked_at(replies: &[Reply]) -> usize {
    for reply in replies {
        let waits = reply.status == 429 && reply.header("Retry-After").is_some();
        assert!(waits || (reply.status, reply.code()) == (401, "invalid_credentials"), "{}", reply.describe());
    }
    replies.iter().filter(|reply| reply.status == 401).count()
}

#[actix_web::test]
async fn thirty_guesses_at_once_are_thirty_tries_and_the_owner_does_not_wait_for_them() {
    both(async |app| {
        account(&app, "an.nguyen", false).await;
        let (attacker, owner) = ([203, 0, 113, 7], [203, 0, 113, 8]);
        let replies = together((0..30).map(|_| from(&app, attacker, "wrong"))).await;
        assert_eq!(looked_at(&replies), 5);
        from(&app, owner, PASSWORD).await.is(200);
        // Whoever guesses on learns nothing, even by the right password.
        from(&app, attacker, PASSWORD).await.refused(429, "too_many_requests");
        from(&app, owner, PASSWORD).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn guesses_from_many_addresses_are_slowed_and_where_the_owner_has_been_nobody_waits() {
    both(async |app| {
        account(&app, "an.nguyen", false).await;
        from(&app, [203, 0, 113, 8], PASSWORD).await.is(200);
        let one = async |n: u8| {
            app.shared.throttle.begin("an.nguyen", Some([198, 51, 100, n].into()), app.clock.now()).is_ok()
        };
        let tried = together((0..120).map(one)).await;
        assert_eq!(tried.iter().filter(|counted| **counted).count(), 100);
        from(&app, [198, 51, 100, 200], "wrong").await.refused(429, "too_many_requests");
        from(&app, [203, 0, 113, 8], PASSWORD).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn an_address_of_version_six_is_as_wide_as_what_one_caller_has() {
    both(async |app| {
        let address = |n: u16| format!("2001:db8:0:1::{n:x}").parse().ok();
        let begin = |address| app.shared.throttle.begin("an.nguyen", address, app.clock.now()).is_ok();
        assert_eq!((0..9).filter(|n| begin(address(*n))).count(), 5);
        assert!(begin("2001:db8:0:2::1".parse().ok()));
    })
    .await;
}
