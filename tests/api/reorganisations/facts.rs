//! What the database itself holds, and functions that pass without a reorganisation.
use entity::{unit_code, unit_code::CodeScheme, unit_name, unit_relation};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::drafted;
use crate::support::both;

#[actix_web::test]
async fn no_two_facts_of_a_kind_hold_on_one_day() {
    both(async |app| {
        let db = app.state.db.primary();
        let (unit, other) = (app.unit("H03.STP").await, app.unit("H60.STP").await);
        let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        let relation = |from: &str, to: Option<&str>| unit_relation::ActiveModel {
            id: Set(Uuid::now_v7()),
            child_id: Set(unit),
            parent_id: Set(other),
            valid_from: Set(day(from)),
            valid_to: Set(to.map(day)),
            begun_by_id: Set(None),
            ended_by_id: Set(None),
        };
        let refused = |done: Result<u64, sea_orm::DbErr>| {
            assert!(done.is_err_and(|e| e.to_string().contains("overlap")), "a second fact was let in");
        };
        refused(unit_relation::Entity::insert(relation("2024-01-01", None)).exec_without_returning(db).await);
        refused(
            unit_relation::Entity::insert(relation("2022-01-01", Some("2023-01-01"))).exec_without_returning(db).await,
        );
        unit_relation::Entity::insert(relation("2021-01-01", Some("2022-12-31")))
            .exec_without_returning(db)
            .await
            .unwrap();
        let name = unit_name::ActiveModel {
            id: Set(Uuid::now_v7()),
            unit_id: Set(unit),
            name: Set("Sở".to_owned()),
            name_en: Set(None),
            search_text: Set("so".to_owned()),
            valid_from: Set(day("2024-01-01")),
            valid_to: Set(None),
            begun_by_id: Set(None),
            ended_by_id: Set(None),
        };
        refused(unit_name::Entity::insert(name).exec_without_returning(db).await);
        let code = |unit_id, code: &str| unit_code::ActiveModel {
            id: Set(Uuid::now_v7()),
            unit_id: Set(unit_id),
            scheme: Set(CodeScheme::Internal),
            code: Set(code.to_owned()),
            valid_from: Set(day("2024-01-01")),
            valid_to: Set(None),
            begun_by_id: Set(None),
            ended_by_id: Set(None),
        };
        refused(unit_code::Entity::insert(code(unit, "H03.STP2")).exec_without_returning(db).await);
        refused(unit_code::Entity::insert(code(other, "H03.STP")).exec_without_returning(db).await);
    })
    .await;
}

#[actix_web::test]
async fn a_function_passes_by_a_document() {
    both(async |app| {
        let admin = app.admin().await;
        let body = async |unit: &str, from: &str| {
            json!({"function": "emulation_standing_body", "unit_id": app.unit(unit).await, "valid_from": from, "legal_basis": "39/2025/NĐ-CP"})
        };
        let pass = async |body: Value| app.post("/functions", &admin).json(body).await;
        pass(body("G15.TCCB", "2023-01-01").await).await.refused(409, "unit_changed_later");
        let officer = app.officer("G15.TCCB").await;
        app.post("/functions", &officer).json(body("G15.TCCB", "2024-06-01").await).await.refused(403, "forbidden");
        pass(body("G15.TCCB", "2024-06-01").await).await.is(201);
        let held = app.get("/functions", &admin).await.is(200);
        let held: Vec<_> = held.items().iter().map(|f| (&f["valid_from"], &f["valid_to"])).collect();
        assert_eq!(held, [(&json!("2023-01-01"), &json!("2024-05-31")), (&json!("2024-06-01"), &Value::Null)]);
        pass(body("G15.TDKT", "2024-06-01").await).await.refused(409, "unit_changed_later");
    })
    .await;
}

/// What is known only by report says so, until somebody has read the document.
#[actix_web::test]
async fn a_document_says_whether_it_was_read() {
    both(async |app| {
        let admin = app.admin().await;
        let step = json!([{"type": "rename", "unit": "H03.STP", "name": "Sở Tư pháp"}]);
        let made = drafted(&app, &admin, "2024-07-01", step).await.is(201);
        assert_eq!(made["legal_basis_verified"], false);
        let path = format!("/reorganisations/{}", made.id());
        let read = app.patch(&path, &admin).if_match("*").json(json!({"legal_basis_verified": true})).await.is(200);
        assert_eq!((&read["legal_basis"], &read["legal_basis_verified"]), (&made["legal_basis"], &json!(true)));
        let listed = app.get("/reorganisations", &admin).await.is(200);
        assert_eq!(listed.items()[0]["legal_basis_verified"], true);
    })
    .await;
    let known: Vec<_> = thidua::import::reorganisations(2026).unwrap().iter().map(|d| d.legal_basis_verified).collect();
    assert!(known.contains(&true) && known.contains(&false), "{known:?}");
}
