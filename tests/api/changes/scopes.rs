//! What is told where a reader's rights have changed since its cursor.
use chrono::Days;
use entity::assignment::Role;
use serde_json::{Value, json};

use crate::{
    reorganisations::{NEW_THAI_NGUYEN, applied, merger},
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM, STANDING_BODY, Story},
    support::{Caller, TestApp, both},
};

/// A cursor at the end, from which on everything was told.
pub async fn at_the_end(app: &TestApp, caller: &Caller) -> String {
    app.settle().await;
    let mut path = "/changes?limit=200".to_owned();
    loop {
        let part = app.get(&path, caller).await.is(200);
        let cursor = part["next_cursor"].as_str().unwrap().to_owned();
        path = format!("/changes?limit=200&after={cursor}");
        if part["more"] == false {
            return cursor;
        }
    }
}

/// What is told of the caller's rights: kind and unit.
async fn told(app: &TestApp, caller: &Caller, cursor: &str, limit: usize) -> Vec<(String, Value)> {
    let (mut found, mut after) = (vec![], cursor.to_owned());
    loop {
        let part = app.get(&format!("/changes?limit={limit}&after={after}"), caller).await.is(200);
        let scopes = part.items().iter().filter(|one| one["seq"].is_null());
        found.extend(scopes.map(|one| (one["kind"].as_str().unwrap().to_owned(), one["unit_id"].clone())));
        after = part["next_cursor"].as_str().unwrap().to_owned();
        if part["more"] == false {
            return found;
        }
    }
}

async fn entered(app: &TestApp, unit: &str) -> (String, Value) {
    ("entered_scope".to_owned(), json!(app.unit(unit).await))
}

async fn left(app: &TestApp, unit: &str) -> (String, Value) {
    ("left_scope".to_owned(), json!(app.unit(unit).await))
}

#[actix_web::test]
async fn roles_that_begin_and_end_are_told_unit_by_unit() {
    both(async |app| {
        let today = app.clock.today();
        let (home, more) = (app.unit(BA_BE).await, app.unit(PAC_NAM).await);
        let caller = app
            .person(&[
                (Role::Officer, home, today, None),
                (Role::Officer, more, today + Days::new(2), Some(today + Days::new(3))),
            ])
            .await;
        let begun = app.get("/changes", &caller).await.is(200);
        assert_eq!((&begun.items()[0]["kind"], &begun.items()[0]["unit_id"]), (&json!("entered_scope"), &Value::Null));
        let cursor = at_the_end(&app, &caller).await;
        assert!(told(&app, &caller, &cursor, 50).await.is_empty(), "told twice");
        // By the day alone, without an entry in the journal.
        app.set_clock("2024-06-05T02:00:00Z");
        assert_eq!(told(&app, &caller, &cursor, 50).await, [entered(&app, PAC_NAM).await]);
        let cursor = at_the_end(&app, &caller).await;
        app.set_clock("2024-06-07T02:00:00Z");
        assert_eq!(told(&app, &caller, &cursor, 50).await, [left(&app, PAC_NAM).await]);
        // A cursor of before both knows of neither.
        let cursor = at_the_end(&app, &caller).await;
        assert!(told(&app, &caller, &cursor, 50).await.is_empty());
        // Another right at the same unit: it is seen otherwise.
        let role = json!({"user_id": caller.id(), "role": "head", "unit_id": home, "valid_from": "2024-06-07"});
        app.post("/assignments", &app.admin().await).json(role).await.is(201);
        assert_eq!(told(&app, &caller, &cursor, 50).await, [entered(&app, BA_BE).await]);
        // Whoever may read other resources than before begins anew.
        let cursor = at_the_end(&app, &caller).await;
        let role = json!({"user_id": caller.id(), "role": "administrator", "unit_id": app.unit(NA_HANG).await,
            "valid_from": "2024-06-07"});
        app.post("/assignments", &app.admin().await).json(role).await.is(201);
        assert_eq!(told(&app, &caller, &cursor, 50).await, [entered(&app, NA_HANG).await]);
        let inspector = app.caller_with(&[(Role::Inspector, "G15")]).await;
        let cursor = at_the_end(&app, &inspector).await;
        let role = json!({"user_id": inspector.id(), "role": "officer", "unit_id": home, "valid_from": "2024-06-07"});
        app.post("/assignments", &app.admin().await).json(role).await.is(201);
        assert_eq!(told(&app, &inspector, &cursor, 50).await, [("entered_scope".to_owned(), Value::Null)]);
    })
    .await;
}

#[actix_web::test]
async fn a_reorganisation_an_inspection_and_a_function_are_told_too() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let heir = app.caller_with(&[(Role::Officer, "G15.BTNN"), (Role::Officer, BA_BE)]).await;
        let vu = app.officer("G15.PLQT").await;
        let (cursor, of_vu) = (at_the_end(&app, &heir).await, at_the_end(&app, &vu).await);
        let inspection = story.planned_inspection(STANDING_BODY, &[BAC_KAN, NA_HANG]).await;
        let inspector = app.user(Role::Inspector, "G15").await;
        story.set_team(&inspection, &[story.led(&json!(inspector.id()))]).await.is(200);
        let of_inspector = at_the_end(&app, &inspector).await;
        story.sign_inspection(&inspection, "announce").await.is(200);
        let mut units = told(&app, &inspector, &of_inspector, 50).await;
        units.sort_by_key(|(_, unit)| unit.to_string());
        let mut expected = vec![entered(&app, BAC_KAN).await, entered(&app, NA_HANG).await];
        expected.sort_by_key(|(_, unit)| unit.to_string());
        assert_eq!(units, expected);
        // The Vụ becomes the standing body: it sees the whole sector, which is told in parts.
        let pass = json!({"function": "emulation_standing_body", "unit_id": app.unit("G15.PLQT").await,
            "valid_from": "2024-06-03", "legal_basis": "39/2025/NĐ-CP"});
        app.post("/functions", &app.admin().await).json(pass).await.is(201);
        let whole = told(&app, &vu, &of_vu, 200).await;
        assert!(whole.len() > 1_500 && whole.iter().all(|(kind, _)| kind == "entered_scope"), "{}", whole.len());
        // Units end, and another takes over.
        let office = left(&app, BA_BE).await;
        applied(&app, &app.admin().await, "2024-06-01", merger()).await;
        let heirs = app.caller_with(&[(Role::Officer, NEW_THAI_NGUYEN)]).await;
        assert!(told(&app, &heirs, "0", 50).await.is_empty(), "a place as a number knows the rights of the day");
        // The office has ended, and its rights there with it.
        assert_eq!(told(&app, &heir, &cursor, 50).await, [office]);
    })
    .await;
}
