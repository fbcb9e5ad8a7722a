//! What a reorganisation may not say: each its own problem, and nothing changed.
use serde_json::{Value, json};

use super::{NEW_THAI_NGUYEN, THAI_NGUYEN, document, drafted};
use crate::support::both;

fn new(code: &str, parent: &str) -> Value {
    json!({"code": code, "kind": "provincial_justice_department", "parent": parent, "name": "Sở Tư pháp tỉnh Mới"})
}

#[actix_web::test]
async fn each_mistake_has_its_problem_and_changes_nothing() {
    both(async |app| {
        let admin = app.admin().await;
        let before = app.state.db.latest_snapshot().await.unwrap().figures_version();
        let ended = json!([{"type": "dissolve", "unit": "H03.D061.PTP", "into": "H03.STP"}, {"type": "absorb", "units": ["H03.STP"], "into": THAI_NGUYEN}]);
        for (steps, status, code) in [
            (json!([{"type": "transfer", "unit": "H03.STP", "parent": "H03.D061.PTP"}]), 422, "organisation_cycle"),
            (json!([{"type": "transfer", "unit": "H03.STP", "parent": "H03.STP"}]), 422, "organisation_cycle"),
            (
                json!([{"type": "transfer", "unit": "H03.D061.PTP", "parent": THAI_NGUYEN}, {"type": "transfer", "unit": "H03.D061.PTP", "parent": "H60.STP"}]),
                422,
                "two_parents",
            ),
            (json!([{"type": "merge", "units": ["H03.STP", THAI_NGUYEN], "into": new("H60.STP", "G15")}]), 409, "code_in_use"),
            (json!([{"type": "rename", "unit": "H03.STP", "name": "Sở Tư pháp", "code": "H60.STP"}]), 409, "code_in_use"),
            (json!([{"type": "create", "unit": new("H99.STP", "G15")}, {"type": "create", "unit": new("H99.STP", "G15")}]), 409, "code_in_use"),
            (json!([{"type": "absorb", "units": ["H03.STP"], "into": "H77.STP"}]), 422, "successor_not_in_being"),
            (ended, 422, "successor_not_in_being"),
            (json!([{"type": "merge", "units": ["H03.STP", "H03.STP"], "into": new(NEW_THAI_NGUYEN, "G15")}]), 422, "self_merge"),
            (json!([{"type": "absorb", "units": ["H03.STP"], "into": "H03.STP"}]), 422, "self_merge"),
            (
                json!([{"type": "split", "unit": "H03.D061.PTP", "into": [{"unit": "H03.D061.PTP", "share": 0.5}, {"unit": "H03.D060.PTP", "share": 0.4999}]}]),
                422,
                "shares_not_whole",
            ),
            (
                json!([{"type": "split", "unit": "H03.D061.PTP", "into": [{"unit": "H03.D061.PTP", "share": 1}, {"unit": "H03.D060.PTP", "share": 0}]}]),
                422,
                "shares_not_whole",
            ),
            (json!([{"type": "dissolve", "unit": "H03.STP"}]), 422, "units_left_behind"),
            (json!([{"type": "dissolve", "unit": "G15.TDKT"}]), 422, "function_without_holder"),
        ] {
            let paper = document(&app, &admin, "2024-05-01", steps).await;
            // What a document would do is known only by trying: `actions` does not foretell it.
            let preview = app.post(&format!("{}/preview", paper.path()), &admin).if_match("*").await;
            preview.refused(status, code);
            assert_eq!(paper.read_by(&admin).await["status"], "draft");
        }
        let after = app.state.db.latest_snapshot().await.unwrap().figures_version();
        assert_eq!(before, after, "the register is as it was");
    })
    .await;
}

#[actix_web::test]
async fn a_document_is_whole() {
    both(async |app| {
        let admin = app.admin().await;
        let rename = json!([{"type": "rename", "unit": "H03.STP", "name": "Sở Tư pháp"}]);
        drafted(&app, &admin, "2023-01-01", rename.clone()).await.refused(422, "validation_failed").faults(&[(
            "/in_force_from",
            "wrong_order",
        )]);
        drafted(&app, &admin, "2024-05-01", json!([])).await.refused(422, "validation_failed");
        drafted(&app, &admin, "2024-05-01", json!([{"explode": {"unit": "H03.STP"}}])).await.refused(422, "validation_failed");
        let paper = document(&app, &admin, "2023-01-02", rename).await;
        paper.step("preview", &admin, Value::Null).await.is(200);
        let began = json!([{"type": "rename", "unit": "G15.TDKT", "name": "Vụ"}]);
        let early = json!({"title": "T", "legal_basis": "1/QĐ-BTP", "in_force_from": "2000-01-01", "operational_from": "2006-04-28", "steps": began});
        let early = app.post("/reorganisations", &admin).json(early).await.is(201);
        let path = format!("/reorganisations/{}/preview", early.id());
        app.post(&path, &admin).if_match("*").await.refused(422, "before_unit_began");
    })
    .await;
}

#[actix_web::test]
async fn only_administrators_of_all_that_is_named_reorganise() {
    both(async |app| {
        let steps = json!([{"type": "rename", "unit": "H60.STP", "name": "Sở Tư pháp"}]);
        for nobody in [app.officer("G15.TDKT").await, app.head("G15").await] {
            drafted(&app, &nobody, "2024-05-01", steps.clone()).await.refused(403, "forbidden");
            app.get("/reorganisations", &nobody).await.refused(403, "forbidden");
        }
        let local = app.user(entity::assignment::Role::Administrator, "H03.STP").await;
        drafted(&app, &local, "2024-05-01", steps.clone()).await.refused(403, "forbidden");
        let own = json!([{"type": "rename", "unit": "H03.D061.PTP", "name": "Phòng Tư pháp Ba Bể"}]);
        drafted(&app, &local, "2024-05-01", own).await.is(201);
        let paper = document(&app, &app.admin().await, "2024-05-01", steps).await;
        paper.step("preview", &local, Value::Null).await.refused(404, "not_found");
    })
    .await;
}
