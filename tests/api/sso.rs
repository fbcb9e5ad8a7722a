//! The ministry's single sign-on: what is taken of it, whose it is, and what happens while it is away.
mod links;
mod provider;
mod second_factor;
mod sign_in;
mod tokens;

use std::rc::Rc;

use base::http::sso::Settings;
use provider::Provider;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Caller, Reply, TestApp, both};

const AUDIENCE: &str = "thidua-api";

fn settings(provider: &Provider) -> Settings {
    let (issuer, audience) = (provider.issuer(), AUDIENCE.to_owned());
    let (parties, strong) = (vec!["portal".to_owned()], vec!["https://refeds.org/profile/mfa".to_owned()]);
    Settings { issuer, audience, parties, strong, client: Some(sign_in::client()) }
}

/// On each database with a provider of its own.
async fn with_provider(test: impl AsyncFn(TestApp, Provider) + Copy + 'static) {
    both(async move |app| {
        let provider = Provider::start().await;
        let app = TestApp::on(Rc::new(app.database.again()), |options| options.sso = Some(settings(&provider))).await;
        test(app, provider).await;
    })
    .await;
}

async fn link(app: &TestApp, user: &Caller, subject: &str) -> Reply {
    link_account(app, user.id(), subject).await
}

async fn link_account(app: &TestApp, user: Uuid, subject: &str) -> Reply {
    let call = app.post(&format!("/users/{user}/identities"), &app.admin().await).if_match("*");
    call.json(json!({"subject": subject})).await
}

/// What an access token of the provider says, in order.
fn claims(app: &TestApp, provider: &Provider, subject: &str) -> Value {
    let now = app.clock.now().timestamp();
    json!({"iss": provider.issuer(), "sub": subject, "aud": AUDIENCE, "azp": "portal", "iat": now, "exp": now + 300, "jti": Uuid::now_v7()})
}

async fn shown(app: &TestApp, token: &str) -> Reply {
    app.get("/me", &Caller::Token(token.to_owned())).await
}
