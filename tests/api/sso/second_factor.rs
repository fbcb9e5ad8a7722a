//! A second factor of this service in a session that the provider began without one.
use serde_json::json;

use super::{
    claims, link_account,
    provider::Key,
    sign_in::{Browser, VERIFIER, code, fetch},
    with_provider,
};
use crate::{
    sessions::{access, refresh, refresh_token, second_factor::Enrolled},
    support::{Caller, Reply, TestApp},
};

async fn show(app: &TestApp, caller: &Caller, code: &str) -> Reply {
    app.post("/me/second-factor/verify", caller).json(json!({"otp": code})).await
}

async fn in_this_session(app: &TestApp, caller: &Caller) -> bool {
    app.get("/me/second-factor", caller).await.is(200)["in_this_session"] == true
}

#[actix_web::test]
async fn a_code_is_shown_in_the_session_and_counts_from_its_next_token_on() {
    with_provider(async |app, provider| {
        let (owner, key) = (Enrolled::of(&app, "an.nguyen").await, Key::ed());
        provider.publish(&[("1", &key)]);
        link_account(&app, owner.id, "person-1").await.is(200);
        let browser = Browser::sent(&app, &provider).await;
        let token = key.signed("1", &browser.claims(&app, &provider));
        let fetched = code(&browser.back(&app, &provider, token).await);
        let session = fetch(&app, &fetched, VERIFIER).await.is(200);
        let mine = access(&session);
        assert!(!in_this_session(&app, &mine).await);
        let fresh = owner.fresh(&app);
        let wrong = if fresh == "123456" { "654321" } else { "123456" };
        show(&app, &mine, wrong).await.faults(&[("/otp", "wrong_code")]);
        show(&app, &mine, &fresh).await.is(204);
        assert!(!in_this_session(&app, &mine).await);
        let renewed = access(&refresh(&app, &refresh_token(&session)).await.is(200));
        assert!(in_this_session(&app, &renewed).await);
        // Good once; and the provider's own token has no session that could keep it.
        show(&app, &renewed, &fresh).await.faults(&[("/otp", "wrong_code")]);
        let bearer = Caller::Token(key.signed("1", &claims(&app, &provider, "person-1")));
        show(&app, &bearer, &owner.fresh(&app)).await.refused(409, "second_factor_state");
        // Who has none shows none.
        show(&app, &app.officer("H03.STP").await, "123456").await.refused(409, "second_factor_state");
        assert_eq!(app.events(owner.id).await.last().map(String::as_str), Some("second_factor.shown"));
    })
    .await;
}
