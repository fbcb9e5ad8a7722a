//! What becomes of one webhook is nothing to the others.
use std::{
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use chrono::TimeDelta;
use entity::webhook_secret::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{Receiver, SCOPES, add_secret, both, create, hook, receiver::Answer, rename};
use crate::{
    clients::machine,
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM},
    support::TestApp,
};

/// As many as are sent to at a time while they are quick.
const PLACES: usize = 16;
/// Shorter than a receiver may take, so that what waits in vain is known before it fails.
const PATIENT: Duration = Duration::from_secs(10);

/// A webhook with a secret, whose ping is due.
async fn signed(app: &TestApp, client: Uuid, receiver: &Receiver) -> Uuid {
    let id = create(app, client, &receiver.url(), json!({})).await.is(201).id();
    add_secret(app, id, "hmac").await.is(201);
    id
}

/// Whether the one has come for which somebody waits.
#[derive(Clone, Default)]
struct Signal(Arc<(Mutex<bool>, Condvar)>);

impl Signal {
    fn give(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    fn has_come(&self) -> bool {
        let came = self.0.0.lock().unwrap();
        *self.0.1.wait_timeout_while(came, PATIENT, |came| !*came).unwrap().0
    }
}

#[actix_web::test]
async fn receivers_that_are_slow_hold_up_nobody_else() {
    both(async |app| {
        let (slow, quick, signal) = (Receiver::start(), Receiver::start(), Signal::default());
        for unit in [BAC_KAN, BA_BE] {
            let client = machine(&app, unit, &SCOPES).await;
            for _ in 0..PLACES / 2 {
                signed(&app, client.id, &slow).await;
            }
        }
        signed(&app, machine(&app, PAC_NAM, &SCOPES).await.id, &quick).await;
        let gives = signal.clone();
        quick.answer(move |_| {
            gives.give();
            Answer::Status(204)
        });
        // None of these answers before the quick one, which came last, was sent something; 503 where that was in vain.
        slow.answer(move |_| Answer::Status(if signal.has_come() { 204 } else { 503 }));
        app.settle().await;
        assert_eq!((quick.take().len(), slow.take().len()), (1, PLACES));
        let all = app.get("/webhooks?limit=200", &app.admin().await).await.is(200);
        assert_eq!(all.items().len(), PLACES + 1);
        let in_vain = all.items().iter().filter(|webhook| webhook["failures"] != json!(0)).count();
        assert_eq!(in_vain, 0, "the quick one had to wait for those that are slow");
    })
    .await;
}

#[actix_web::test]
async fn a_webhook_that_fails_inside_ends_nothing_for_the_others() {
    both(async |app| {
        let (broken, whole) = (hook(&app, BAC_KAN, json!({})).await, hook(&app, BAC_KAN, json!({})).await);
        let of_broken = || Entity::update_many().filter(Column::WebhookId.eq(broken.id));
        let db = app.state.db.primary();
        let kept = Entity::find().filter(Column::WebhookId.eq(broken.id)).one(db).await.unwrap().unwrap().sealed;
        // It was lost, or is damaged: nobody can sign by it.
        of_broken().col_expr(Column::Sealed, Expr::value("v1.lost")).exec(db).await.unwrap();
        for name in ["One", "Two", "Three"] {
            rename(&app, BA_BE, name).await;
            rename(&app, NA_HANG, name).await;
        }
        whole.run().await;
        assert_eq!((broken.receiver.take().len(), whole.receiver.take().len()), (0, 6));
        // The receiver had no part in it, and nothing is lost.
        let left = broken.now().await;
        assert_eq!((&left["failures"], &left["status"]), (&json!(0), &json!("active")));
        of_broken().col_expr(Column::Sealed, Expr::value(kept)).exec(db).await.unwrap();
        broken.run_after(TimeDelta::minutes(1)).await;
        assert_eq!((broken.receiver.take().len(), whole.receiver.take().len()), (6, 0));
    })
    .await;
}
