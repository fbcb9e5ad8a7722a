//! Who owes which report when: made by the calendar, once.
use std::collections::BTreeMap;

use base::store::db::Uow;
use entity::obligation;
use reporting::reports;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, CHI_CUC_BA_BE, CUC_BAC_KAN, PAC_NAM, STANDING_BODY, Story, VU},
    support::{TestApp, both, together},
};

/// All units but the ministry itself, for each of the three years.
const OWED: u64 = 1561 * 3;

async fn count(app: &TestApp) -> u64 {
    obligation::Entity::find().count(app.state.db.primary()).await.unwrap()
}

#[actix_web::test]
async fn every_obliged_unit_owes_one_report_a_year_however_often_the_calendar_comes_round() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        for _ in 0..2 {
            app.settle().await;
            assert_eq!(count(&app).await, OWED);
        }
        let told = app.events(story.movement).await;
        assert_eq!(told.iter().filter(|event| *event == "obligations.generated").count(), 3, "once a period");

        let minister = story.list("/obligations?count=exact&limit=1", &story.head("G15").await).await;
        assert_eq!(minister["total"], OWED);
        // The lower level earlier; each to its superior on the line.
        let mut expected = BTreeMap::new();
        for (unit, due, receiver) in [
            (BA_BE, "2024-12-17", BAC_KAN),
            (CHI_CUC_BA_BE, "2024-12-17", CUC_BAC_KAN),
            (BAC_KAN, "2024-12-20", STANDING_BODY),
            (CUC_BAC_KAN, "2024-12-20", STANDING_BODY),
            (VU, "2024-12-20", STANDING_BODY),
        ] {
            let owed = story.obligation(unit, "2024").await.now().await;
            expected.insert(unit, (owed["due_on"].clone(), owed["receiver_unit_id"].clone()));
            assert_eq!(expected[unit], (json!(due), json!(app.unit(receiver).await)), "{unit}");
            let period = &owed["period"];
            assert_eq!((&period["data_from"], &period["data_to"]), (&json!("2023-12-15"), &json!("2024-12-14")));
        }
    })
    .await;
}

/// The register is known from 1 January 2023 on; a unit that was there then was there before.
#[actix_web::test]
async fn the_first_period_begins_with_the_movement_and_not_with_what_is_known_of_the_register() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let young = json!({"code": "H03.D999.PTP", "kind": "district_justice_office", "valid_from": "2023-03-01",
            "name": "Phòng Tư pháp huyện Thử", "parent_id": app.unit(BAC_KAN).await});
        app.post("/units", &app.admin().await).json(young).await.is(201);
        let made = json!({"code": "SOM-2022", "title": "Phong trào thử", "starts_on": "2022-06-01",
            "ends_on": "2024-12-31", "launched_by_unit_id": app.unit("G15").await,
            "reporting_lines": [{"unit_kind": "district_justice_office", "receiver": "parent"}],
            "periods": [{"code": "P1", "kind": "custom", "data_from": "2022-05-15", "data_to": "2023-05-31",
                "due": [{"tier": "district", "due_on": "2023-06-20"}]}]});
        let made = app.post("/movements", &story.officer(STANDING_BODY).await).json(made).await.is(201);
        let launch = app.post(&format!("/movements/{}/launch", made.id()), &story.head("G15").await).if_match("*");
        launch.json(json!({"document": story.document("99/QĐ-BTP")})).await.is(200);
        let story = Story { movement: made.id(), ..story };
        for (unit, first) in [(BA_BE, "2022-06-01"), ("H03.D999.PTP", "2023-03-01")] {
            let period = story.obligation(unit, "P1").await.now().await["period"].clone();
            assert_eq!((&period["data_from"], &period["data_to"]), (&json!(first), &json!("2023-05-31")), "{unit}");
        }
    })
    .await;
}

#[actix_web::test]
async fn two_generators_at_once_make_each_obligation_once() {
    both(async |app| {
        let db = &app.state.db;
        let generate =
            || db.maintain("obligations", async |uow: &Uow| reports::generate(uow, uow.organisation()).await);
        let made: Vec<usize> = together([generate(), generate()]).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(count(&app).await, OWED);
        assert_eq!(made.iter().sum::<usize>() as u64, OWED, "each tells only of those that it made: {made:?}");
        let story = Story::of(app.clone()).await;
        let told = app.events(story.movement).await;
        assert_eq!(told.iter().filter(|event| *event == "obligations.generated").count(), 3, "once a period");
    })
    .await;
}

#[actix_web::test]
async fn relief_is_given_with_a_document_by_the_head_above() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let head = story.head(BAC_KAN).await;
        let owed = story.obligation(BA_BE, "2024").await;
        let waive = async |body| owed.step("waive", &head, body).await;
        waive(json!({"document_number": "9/TP-VP"})).await.refused(422, "reason_required");
        waive(json!({"reason": "Tạm dừng theo công văn của Bộ"})).await.faults(&[("/document_number", "required")]);
        let wrong = json!({"document_number": "số chín", "reason": "Tạm dừng theo công văn của Bộ"});
        waive(wrong).await.faults(&[("/document_number", "document_number")]);
        let extend = async |mut body: serde_json::Value| {
            body["reason"] = json!("Bổ sung thời gian theo đề nghị");
            owed.step("extend", &head, body).await
        };
        extend(json!({"document_number": "9/TP-VP", "due_on": "2024-12-17"}))
            .await
            .faults(&[("/due_on", "out_of_range")]);
        assert_eq!(owed.now().await["version"], 1, "what was refused changed nothing");

        let extended = extend(json!({"document_number": "9/TP-VP", "due_on": "2024-12-31"})).await.is(200);
        assert_eq!((&extended["due_on"], &extended["extension_document"]), (&json!("2024-12-31"), &json!("9/TP-VP")));
        let waived =
            waive(json!({"document_number": "10/TP-VP", "reason": "Tạm dừng theo công văn của Bộ"})).await.is(200);
        assert_eq!((&waived["status"], &waived["waiver_document"]), (&json!("waived"), &json!("10/TP-VP")));
        assert_eq!(app.events(owed.id).await, ["obligation.extended", "obligation.waived"]);

        // What is owed, and by when, is found by the day that is shown.
        let other = story.obligation(PAC_NAM, "2024").await;
        let later = json!({"document_number": "11/TP-VP", "due_on": "2025-02-10",
            "reason": "Bổ sung thời gian theo đề nghị"});
        other.step("extend", &head, later).await.is(200);
        let found = story.list("/obligations?due_on_from=2025-02-01&due_on_to=2025-02-28", &head).await;
        assert_eq!(found.each("id"), [other.id.to_string()]);
        let in_december = format!("/obligations?unit_id={}&due_on_to=2024-12-31", app.unit(PAC_NAM).await);
        let mine = story.list(&in_december, &head).await;
        assert_eq!(mine.each("due_on"), ["2023-12-17"]);
        let by_day = story.list(&format!("/obligations?unit_id={}", app.unit(PAC_NAM).await), &head).await;
        assert_eq!(by_day.each("due_on"), ["2023-12-17", "2025-02-10", "2025-12-17"]);
    })
    .await;
}
