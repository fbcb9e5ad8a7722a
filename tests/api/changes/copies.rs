//! Copies stay equal to the API, whatever happens meanwhile and however often who makes them is cut off.
use std::rc::Rc;

use entity::assignment::Role;
use serde_json::json;

use super::copy::{Kept, Source, begun};
use crate::{
    authz::named::world,
    reorganisations::{applied, merger},
    stories::{BA_BE, BAC_KAN, CUC_BAC_KAN, NA_HANG, PAC_NAM, STANDING_BODY, Story, dossier, person},
    support::{Caller, TestApp, both},
};

/// One who makes a copy, and the copy.
struct Reader {
    name: &'static str,
    caller: Caller,
    kept: Kept,
}

async fn readers(app: &TestApp) -> Vec<Reader> {
    let wanted: [(&str, &[(Role, &str)]); 7] = [
        ("the standing body", &[(Role::Officer, STANDING_BODY)]),
        ("a Sở", &[(Role::Officer, BAC_KAN), (Role::Head, BAC_KAN)]),
        ("a Phòng", &[(Role::Officer, BA_BE)]),
        ("another", &[(Role::Head, NA_HANG)]),
        ("the other line", &[(Role::Officer, CUC_BAC_KAN)]),
        ("an inspector", &[(Role::Inspector, "G15")]),
        ("an administrator", &[(Role::Administrator, "G15")]),
    ];
    let mut readers = vec![];
    for (name, roles) in wanted {
        let caller = app.caller_with(roles).await;
        let kept = begun(&Source::App(app, &caller)).await.unwrap();
        readers.push(Reader { name, caller, kept });
    }
    readers
}

impl Reader {
    /// In parts of some size, now and then from the part before, as somebody does who was cut off before it was kept.
    async fn follow(&mut self, app: &TestApp, limit: usize) {
        let source = Source::App(app, &self.caller);
        let mut before = self.kept.clone();
        for round in 1.. {
            if self.kept.next(&source, limit).await.unwrap().is_none() {
                break;
            }
            if round % 3 == 0 {
                std::mem::swap(&mut self.kept, &mut before);
                self.kept.next(&source, limit).await.unwrap();
            }
            before = self.kept.clone();
        }
    }

    async fn is_true(&mut self, app: &TestApp, other: &TestApp) {
        self.follow(other, 40).await;
        self.kept.equals_the_api(app, &self.caller).await;
    }
}

/// A second instance on the same database, of the same time.
async fn another(app: &TestApp) -> TestApp {
    TestApp::on(Rc::new(app.database.again()), |options| options.clock = app.clock.clone()).await
}

#[actix_web::test]
async fn a_copy_made_of_snapshots_and_the_feed_equals_the_api() {
    Box::pin(both(async |app| {
        let story = Story::of(app.clone()).await;
        app.settle().await;
        let (other, mut readers) = (Box::pin(another(&app)).await, Box::pin(readers(&app)).await);
        Box::pin(world(&story)).await;
        app.settle().await;
        for reader in &mut readers {
            eprintln!("{}", reader.name);
            Box::pin(reader.is_true(&app, &other)).await;
        }
        // A role is given and another ends; the feed is read by who has either.
        let admin = app.admin().await;
        let role = json!({"user_id": readers[2].caller.id(), "role": "officer", "unit_id": app.unit(PAC_NAM).await,
            "valid_from": "2024-06-02"});
        let given = app.post("/assignments", &admin).json(role).await.is(201);
        story.exemplar(PAC_NAM, "model").await;
        story.nominate(BA_BE, &dossier(&person("SYN-0077"), "GK")).await;
        app.settle().await;
        Box::pin(readers[2].is_true(&app, &other)).await;
        let end = json!({"valid_to": "2024-06-02"});
        let path = format!("/assignments/{}", given.id());
        app.patch(&path, &admin).version(1).json(end).await.is(200);
        Box::pin(readers[2].is_true(&app, &other)).await;
        // Half of the units end, and others see what was theirs.
        let reform = Box::pin(applied(&app, &admin, "2024-06-01", merger())).await;
        app.settle().await;
        for reader in &mut readers {
            if app.get("/changes", &reader.caller).await.status == 200 {
                Box::pin(reader.is_true(&app, &other)).await;
            }
        }
        reform.step("undo", &admin, json!({"reason": "Ban hành nhầm văn bản"})).await.is(200);
        app.settle().await;
        for reader in &mut readers {
            if app.get("/changes", &reader.caller).await.status == 200 {
                Box::pin(reader.is_true(&app, &other)).await;
            }
        }
    }))
    .await;
}
