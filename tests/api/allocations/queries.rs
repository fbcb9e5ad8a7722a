//! The books of the whole sector take a statement a level, however many units there are.
use serde_json::json;

use super::{Target, answering};
use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, Paper, Story, TUYEN_QUANG, target},
    support::both,
};

/// How many statements an answer takes. What is kept in memory is looked after now and then, which is no part of it.
async fn statements(books: &Target) -> (u64, usize) {
    let db = &books.story.app.state.db;
    let reader = books.story.officer(MINISTRY).await;
    let path = format!("/targets/{}/reconciliation", books.id);
    let mut fewest = u64::MAX;
    let mut levels = 0;
    for _ in 0..3 {
        let before = db.statements();
        let read = books.story.app.get(&path, &reader).await.is(200);
        fewest = fewest.min(db.statements() - before);
        levels = read["levels"].as_array().map_or(0, Vec::len);
    }
    (fewest, levels)
}

/// The share of a Sở, as a paper of the ministry.
async fn share_of(story: &Story, unit: &str) -> Paper {
    let path = format!("/allocations?unit_id={}", story.app.unit(unit).await);
    let found = story.list(&path, &story.officer(MINISTRY).await).await;
    let id = found.each("id")[0].parse().expect("an id");
    Paper { app: story.app.clone(), collection: "allocations", id, owner: MINISTRY.to_owned() }
}

#[actix_web::test]
async fn the_books_of_the_sector_take_a_statement_a_level() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let top = Target::sent(&story, MINISTRY, target("TGPL-04", 6_000)).await;
        assert!(statements(&top).await.0 <= 5, "without shares");
        let two = [app.unit(BAC_KAN).await, app.unit(TUYEN_QUANG).await];
        let out = |members: serde_json::Value| {
            super::with(json!({"rule": {"type": "equal"}, "remainder_unit_id": two[0]}), &members)
        };
        top.distribute(&out(json!({"unit_ids": two}))).await.is(200);
        let (few, levels) = statements(&top).await;
        assert!(levels == 1 && few <= 4 + 1, "{few} statements for {levels} level");

        // All 63 Sở: not one more.
        let all = out(json!({"unit_kind": "provincial_justice_department", "reason": super::REASON}));
        let made = top.distribute(&all).await.is(200);
        assert_eq!(made["shares"].as_array().map(Vec::len), Some(63));
        assert_eq!(statements(&top).await, (few, 1));
        let books = top.reconciled().await;
        assert_eq!(
            (&books["levels"][0]["holders"], &books["total"]["unallocated"]),
            (&json!(63), &json!({"value": 0}))
        );

        // A second level, of one Sở and then of another.
        let mut counts = vec![];
        for unit in [BAC_KAN, TUYEN_QUANG] {
            let share = share_of(&story, unit).await;
            let middle = Target::sent(&story, unit, answering(target("TGPL-04", 95), &share)).await;
            let remainder = if unit == BAC_KAN { BA_BE } else { NA_HANG };
            let offices = json!({"rule": {"type": "equal"}, "unit_kind": "district_justice_office",
                "remainder_unit_id": app.unit(remainder).await});
            middle.distribute(&offices).await.is(200);
            counts.push(statements(&top).await);
        }
        let (more, levels) = counts[0];
        assert!(levels == 2 && more <= 4 + 2, "{more} statements for {levels} levels");
        assert_eq!(counts[1], (more, 2));
        // Offices that commit themselves are asked once, all together, whether they pass anything on.
        let given =
            story.list(&format!("/allocations?unit_id={}", app.unit(BA_BE).await), &story.officer(BA_BE).await).await;
        let mut answer = target("TGPL-04", 11);
        answer["allocation_id"] = given.items()[0]["id"].clone();
        story.sent_plan(BA_BE, &[answer]).await;
        let (most, levels) = statements(&top).await;
        assert!(levels == 2 && most <= 5 + 2, "{most} statements for {levels} levels");
        assert_eq!(top.reconciled().await["levels"][1]["committed"], json!({"value": 11}));
    })
    .await;
}

#[actix_web::test]
async fn statements_of_transactions_and_streams_are_counted() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let db = &app.state.db;
        let plan = story.draft_plan(BA_BE, &crate::stories::plan_of(&[target("TGPL-04", 1)])).await;
        let reader = story.officer(BA_BE).await;
        // One query by itself, several in a transaction, and a stream.
        for path in [format!("/targets?movement_id={}", story.movement), plan.path()] {
            let before = db.statements();
            app.get(&path, &reader).await.is(200);
            assert!(db.statements() > before, "{path}");
        }
        let before = db.statements();
        db.check_figures().await.unwrap();
        assert!(db.statements() > before, "all figures");
        let before = db.statements();
        let unknown = json!({"target_id": uuid::Uuid::now_v7(), "unit_id": app.unit(BA_BE).await, "value": 1});
        app.post("/allocations", &reader).json(unknown).await.faults(&[("/target_id", "not_found")]);
        assert!(db.statements() > before, "a write that was refused");
    })
    .await;
}
