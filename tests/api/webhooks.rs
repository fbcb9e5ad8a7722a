//! Webhooks: who looks after them, what they are told, and that nothing is lost, whatever the receiver does.
mod addresses;
mod failing;
mod killed;
mod life;
mod others;
mod receiver;
mod replayed;
mod told;

use actix_web::http::Method;
use chrono::TimeDelta;
use receiver::Receiver;
use serde_json::{Value, json};
use thidua::boot::Options;
use uuid::Uuid;

use crate::{
    clients::{Machine, machine},
    support::{Caller, Reply, TestApp, both_with},
};

pub const SCOPES: [&str; 4] = ["changes:read", "units:read", "exemplars:read", "plans:read"];

/// With the loopback opened for webhooks, as an operator opens a network of its own.
pub async fn both(test: impl AsyncFn(TestApp) + Copy + 'static) {
    both_with(opened, test).await;
}

fn opened(options: &mut Options) {
    options.webhook_ranges = "127.0.0.0/8".parse().unwrap();
}

/// A webhook that has a secret, its client, and who receives.
pub struct Hook {
    pub app: TestApp,
    pub machine: Machine,
    pub receiver: Receiver,
    pub id: Uuid,
    pub secret: String,
}

/// Of a client of this unit; its ping has arrived.
pub async fn hook(app: &TestApp, unit: &str, more: Value) -> Hook {
    hook_of(app, machine(app, unit, &SCOPES).await, more).await
}

pub async fn hook_of(app: &TestApp, machine: Machine, more: Value) -> Hook {
    let receiver = Receiver::start();
    let made = create(app, machine.id, &receiver.url(), more).await.is(201);
    let secret = add_secret(app, made.id(), "hmac").await.is(201)["secret"].as_str().unwrap().to_owned();
    let hook = Hook { app: app.clone(), machine, receiver, id: made.id(), secret };
    app.settle().await;
    app.settle().await;
    let came = hook.receiver.take();
    assert_eq!(came.iter().map(|one| one.event()).collect::<Vec<_>>(), ["webhook.ping"]);
    hook
}

pub async fn create(app: &TestApp, client: Uuid, url: &str, more: Value) -> Reply {
    let mut body = json!({"url": url});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.post(&format!("/clients/{client}/webhooks"), &app.admin().await).if_match("*").json(body).await
}

/// One that has no secret yet, so that nothing is ever sent.
pub async fn unsigned(app: &TestApp, client: Uuid) -> Uuid {
    create(app, client, "https://portal.example.vn/hook", json!({})).await.is(201).id()
}

pub async fn add_secret(app: &TestApp, id: Uuid, kind: &str) -> Reply {
    app.post(&format!("/webhooks/{id}/secrets"), &app.admin().await).if_match("*").json(json!({"kind": kind})).await
}

/// Something happens to a unit, which everybody sees.
pub async fn rename(app: &TestApp, unit: &str, name: &str) {
    let path = format!("/units/{}", app.unit(unit).await);
    app.patch(&path, &app.admin().await).if_match("*").json(json!({"name_en": name})).await.is(200);
}

impl Hook {
    /// What has happened is sealed, and what is due is sent.
    pub async fn run(&self) {
        self.app.settle().await;
        self.app.settle().await;
    }

    /// The same after a while.
    pub async fn run_after(&self, wait: TimeDelta) {
        self.app.clock.advance(wait);
        self.run().await;
    }

    pub async fn now(&self) -> Reply {
        self.app.get(&format!("/webhooks/{}", self.id), &self.app.admin().await).await.is(200)
    }

    pub async fn step(&self, name: &str, body: Value) -> Reply {
        let path = format!("/webhooks/{}/{name}", self.id);
        self.app.post(&path, &self.app.admin().await).if_match("*").json(body).await
    }

    pub async fn patch(&self, body: Value) -> Reply {
        let path = format!("/webhooks/{}", self.id);
        self.app.patch(&path, &self.app.admin().await).if_match("*").json(body).await
    }

    pub async fn delete(&self, below: &str) -> Reply {
        let path = format!("/webhooks/{}{below}", self.id);
        self.app.call(Method::DELETE, &path, &self.app.admin().await).if_match("*").await
    }

    pub async fn deliveries(&self, filter: &str) -> Vec<Value> {
        let path = format!("/webhooks/{}/deliveries?limit=200{filter}", self.id);
        self.app.get(&path, &self.app.admin().await).await.is(200).items().to_vec()
    }

    /// How many there are in a state.
    pub async fn count(&self, state: &str) -> usize {
        self.deliveries(&format!("&state={state}")).await.len()
    }

    pub async fn redeliver(&self, delivery: &Value) -> Reply {
        self.step(&format!("deliveries/{}/redeliver", delivery["id"].as_str().unwrap()), Value::Null).await
    }

    pub async fn client(&self) -> Caller {
        self.machine.signed_in(&self.app).await
    }
}
