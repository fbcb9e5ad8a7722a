//! Machine clients: made by administrators, signed in by themselves, and never more than they were given.
mod introspection;
mod keys;
mod life;
mod tokens;
mod usage;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Caller, Reply, TestApp};

const FORM: &str = "application/x-www-form-urlencoded";

/// A client and a secret of it.
#[derive(Clone, Debug)]
pub struct Machine {
    pub id: Uuid,
    pub secret: String,
    pub secret_id: Uuid,
}

pub async fn body(app: &TestApp, unit: &str, scopes: &[&str]) -> Value {
    let unit = app.unit(unit).await;
    json!({"name": "Cổng thông tin", "unit_id": unit, "scopes": scopes, "valid_from": "2024-06-01"})
}

/// A client of this unit, with these scopes there.
pub async fn machine(app: &TestApp, unit: &str, scopes: &[&str]) -> Machine {
    let made = app.post("/clients", &app.admin().await).json(body(app, unit, scopes).await).await.is(201);
    with_secret(app, made.id()).await
}

pub async fn with_secret(app: &TestApp, id: Uuid) -> Machine {
    let told = secret(app, id, json!({})).await.is(201);
    Machine { id, secret: told["client_secret"].as_str().unwrap().to_owned(), secret_id: told.id() }
}

async fn secret(app: &TestApp, id: Uuid, input: Value) -> Reply {
    app.post(&format!("/clients/{id}/secrets"), &app.admin().await).if_match("*").json(input).await
}

async fn change(app: &TestApp, id: Uuid, patch: Value) -> Reply {
    app.patch(&format!("/clients/{id}"), &app.admin().await).if_match("*").json(patch).await
}

/// A request at the token endpoint, with this body.
pub async fn ask(app: &TestApp, form: &str) -> Reply {
    app.post("/oauth/token", &Caller::Nobody).body(FORM, form.to_owned()).await
}

impl Machine {
    fn form(&self, more: &str) -> String {
        format!("grant_type=client_credentials&client_id={}&client_secret={}{more}", self.id, self.secret)
    }

    /// With all that it was given.
    pub async fn signed_in(&self, app: &TestApp) -> Caller {
        token(&ask(app, &self.form("")).await.is(200))
    }

    /// With a part of it.
    pub async fn signed_in_for(&self, app: &TestApp, scope: &str) -> Caller {
        token(&ask(app, &self.form(&format!("&scope={}", scope.replace(' ', "+")))).await.is(200))
    }
}

fn token(reply: &Reply) -> Caller {
    Caller::Token(reply["access_token"].as_str().unwrap().to_owned())
}
