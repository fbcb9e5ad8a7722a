//! Second factors: told once, confirmed, asked for, used up, renewed and taken away.
mod keys;
mod recovery;
mod removal;

use base::kernel::second_factor::Demand;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{PASSWORD, access, account, lives, login, refresh, refresh_token};
use crate::support::{Caller, Reply, TestApp, both, both_with, together};

/// What an authenticator program shows, worked out without the service.
pub fn shown(secret: &str, at: DateTime<Utc>) -> String {
    let value = |sign: u8| if sign.is_ascii_uppercase() { sign - b'A' } else { sign - b'2' + 26 };
    let bits: Vec<u8> = secret.bytes().flat_map(|sign| (0..5).rev().map(move |at| value(sign) >> at & 1)).collect();
    let bytes: Vec<u8> = bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | bit)).collect();
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &bytes);
    let tag = aws_lc_rs::hmac::sign(&key, &(at.timestamp() / 30).to_be_bytes());
    let from = usize::from(tag.as_ref()[19] & 15);
    let number = u32::from_be_bytes(tag.as_ref()[from..from + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// Somebody with a second factor and the session in which it was confirmed.
pub struct Enrolled {
    pub id: Uuid,
    secret: String,
    codes: Vec<String>,
    tokens: Reply,
}

impl Enrolled {
    pub async fn of(app: &TestApp, username: &str) -> Self {
        let id = account(app, username, false).await;
        let tokens = login(app, username, PASSWORD).await.is(200);
        let secret = begin(app, &access(&tokens)).await.is(201)["secret"].as_str().unwrap().to_owned();
        let code = shown(&secret, app.clock.now());
        let confirmed = by_code(app, &access(&tokens), "confirm", &code).await.is(200);
        Self { id, secret, codes: listed(&confirmed), tokens }
    }

    fn code(&self, app: &TestApp) -> String {
        shown(&self.secret, app.clock.now())
    }

    /// The code of the next step.
    pub fn fresh(&self, app: &TestApp) -> String {
        app.clock.advance(TimeDelta::seconds(30));
        self.code(app)
    }
}

fn listed(reply: &Reply) -> Vec<String> {
    let codes = reply["recovery_codes"].as_array().unwrap();
    codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect()
}

async fn begin(app: &TestApp, caller: &Caller) -> Reply {
    app.post("/me/second-factor", caller).json(json!({"current_password": PASSWORD})).await
}

async fn by_code(app: &TestApp, caller: &Caller, what: &str, code: &str) -> Reply {
    app.post(&format!("/me/second-factor/{what}"), caller).json(json!({"otp": code})).await
}

async fn with_code(app: &TestApp, username: &str, code: &str) -> Reply {
    from(app, [127, 0, 0, 1], username, code).await
}

async fn from(app: &TestApp, address: [u8; 4], username: &str, code: &str) -> Reply {
    let body = json!({"username": username, "password": PASSWORD, "otp": code});
    app.post("/auth/login", &Caller::Nobody).at_address(address).json(body).await
}

async fn standing(app: &TestApp, caller: &Caller) -> (Value, Value, Value) {
    let read = app.get("/me/second-factor", caller).await.is(200);
    (read["standing"].clone(), read["recovery_codes_left"].clone(), read["in_this_session"].clone())
}

#[actix_web::test]
async fn it_is_told_once_confirmed_by_a_code_and_asked_for_from_then_on() {
    both(async |app| {
        let id = account(&app, "an.nguyen", false).await;
        let (one, other) = (login(&app, "an.nguyen", PASSWORD).await, login(&app, "an.nguyen", PASSWORD).await);
        let (mine, elsewhere) = (access(&one), access(&other));
        assert_eq!(standing(&app, &mine).await, (json!("none"), json!(0), json!(false)));
        let wrong = app.post("/me/second-factor", &mine).json(json!({"current_password": "wrong"})).await;
        wrong.faults(&[("/current_password", "wrong_password")]);
        by_code(&app, &mine, "confirm", "000000").await.refused(409, "second_factor_state");
        let forgotten = begin(&app, &mine).await.is(201)["secret"].as_str().unwrap().to_owned();
        let told = begin(&app, &mine).await.is(201);
        let secret = told["secret"].as_str().unwrap();
        assert_ne!(secret, forgotten);
        let address = told["otpauth_uri"].as_str().unwrap();
        assert!(address.starts_with("otpauth://totp/thidua.test:an.nguyen?secret=") && address.contains(secret));
        assert_eq!(standing(&app, &mine).await, (json!("pending"), json!(0), json!(false)));
        login(&app, "an.nguyen", PASSWORD).await.is(200);
        let stale = shown(&forgotten, app.clock.now());
        by_code(&app, &mine, "confirm", &stale).await.faults(&[("/otp", "wrong_code")]);
        let code = shown(secret, app.clock.now());
        let confirmed = by_code(&app, &mine, "confirm", &code).await.is(200);
        assert_eq!(listed(&confirmed).len(), 10);
        // Whoever else is signed in is out; this session has it with its next token.
        assert!(!lives(&app, &elsewhere).await);
        assert_eq!(standing(&app, &mine).await, (json!("enrolled"), json!(10), json!(false)));
        let renewed = access(&refresh(&app, &refresh_token(&one)).await.is(200));
        assert_eq!(standing(&app, &renewed).await.2, json!(true));
        by_code(&app, &mine, "confirm", &code).await.refused(409, "second_factor_state");
        begin(&app, &mine).await.refused(409, "second_factor_state");
        login(&app, "an.nguyen", PASSWORD).await.refused(401, "otp_required");
        with_code(&app, "an.nguyen", &code).await.refused(401, "invalid_otp");
        app.clock.advance(TimeDelta::seconds(30));
        let code = shown(secret, app.clock.now());
        let spelt = {
            let (first, last) = code.split_at(3);
            format!(" {first} {last}")
        };
        let signed_in = with_code(&app, "an.nguyen", &spelt).await.is(200);
        assert_eq!(standing(&app, &access(&signed_in)).await.2, json!(true));
        let seen = app.get(&format!("/users/{id}"), &app.admin().await).await.is(200);
        assert_eq!((&seen["second_factor"], seen.version()), (&json!(true), 2));
        let events = app.events(id).await;
        assert_eq!(events, ["user.created", "second_factor.begun", "second_factor.begun", "second_factor.enrolled"]);
    })
    .await;
}

#[actix_web::test]
async fn the_password_is_looked_at_first() {
    both(async |app| {
        let owner = Enrolled::of(&app, "an.nguyen").await;
        let body = json!({"username": "an.nguyen", "password": "wrong", "otp": owner.fresh(&app)});
        app.post("/auth/login", &Caller::Nobody).json(body).await.refused(401, "invalid_credentials");
        // That try has not used the code up.
        with_code(&app, "an.nguyen", &owner.code(&app)).await.is(200);
        // Whoever has none is asked for none.
        account(&app, "binh.tran", false).await;
        with_code(&app, "binh.tran", "000000").await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_code_is_good_for_its_step_and_the_two_beside_it() {
    both(async |app| {
        let owner = Enrolled::of(&app, "an.nguyen").await;
        let from_now = |seconds: i64| shown(&owner.secret, app.clock.now() + TimeDelta::seconds(seconds));
        app.clock.advance(TimeDelta::seconds(300));
        for odd in [-90, -60, 60, 90] {
            with_code(&app, "an.nguyen", &from_now(odd)).await.refused(401, "invalid_otp");
        }
        with_code(&app, "an.nguyen", &from_now(-30)).await.is(200);
        with_code(&app, "an.nguyen", &from_now(30)).await.is(200);
        // A later one was used: this one is good no longer.
        with_code(&app, "an.nguyen", &from_now(0)).await.refused(401, "invalid_otp");
    })
    .await;
}

#[actix_web::test]
async fn of_many_with_one_code_at_once_one_signs_in() {
    both(async |app| {
        let owner = Enrolled::of(&app, "an.nguyen").await;
        let code = owner.fresh(&app);
        let replies = together((1..=6).map(|n| from(&app, [203, 0, 113, n], "an.nguyen", &code))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        for reply in replies.into_iter().filter(|reply| reply.status != 200) {
            reply.refused(401, "invalid_otp");
        }
    })
    .await;
}

#[actix_web::test]
async fn guesses_at_codes_are_tries_and_count_before_they_are_looked_at() {
    both(async |app| {
        let owner = Enrolled::of(&app, "an.nguyen").await;
        let code = owner.fresh(&app);
        let attacker = [203, 0, 113, 7];
        let wrong = if code == "123456" { "654321" } else { "123456" };
        let replies = together((0..30).map(|_| from(&app, attacker, "an.nguyen", wrong))).await;
        assert_eq!(replies.iter().filter(|reply| reply.code() == "invalid_otp").count(), 5);
        assert_eq!(replies.iter().filter(|reply| reply.status == 429).count(), 25);
        // Whoever guesses on learns nothing, even by the right code; the owner does not wait.
        from(&app, attacker, "an.nguyen", &code).await.refused(429, "too_many_requests");
        with_code(&app, "an.nguyen", &code).await.is(200);
        let token = access(&refresh(&app, &refresh_token(&owner.tokens)).await.is(200));
        let replies = together((0..30).map(|_| by_code(&app, &token, "remove", wrong))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 422).count(), 5);
        assert_eq!(replies.iter().filter(|reply| reply.status == 429).count(), 25);
        assert_eq!(standing(&app, &token).await.0, json!("enrolled"));
    })
    .await;
}

#[actix_web::test]
async fn switched_off_nobody_is_asked_and_nobody_begins() {
    both_with(
        |options| options.second_factor = Demand::Off,
        async |app| {
            let other = TestApp::on(std::rc::Rc::new(app.database.again()), |_| ()).await;
            Enrolled::of(&other, "an.nguyen").await;
            other.get("/me/second-factor", &access(&login(&app, "an.nguyen", PASSWORD).await.is(200))).await.is(200);
            login(&other, "an.nguyen", PASSWORD).await.refused(401, "otp_required");
            account(&app, "binh.tran", false).await;
            let session = access(&login(&app, "binh.tran", PASSWORD).await.is(200));
            begin(&app, &session).await.refused(409, "second_factor_state");
        },
    )
    .await;
}
