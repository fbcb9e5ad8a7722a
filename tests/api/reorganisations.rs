//! Reorganisations: documents that change the organisation, and what becomes of everything in it.
mod bad_input;
mod facts;
mod life;
mod merger;
mod random;
mod register;
mod undone;

use serde_json::{Value, json};

use crate::{
    stories::Paper,
    support::{Caller, Reply, TestApp},
};

pub const THAI_NGUYEN: &str = "H55.STP";
pub const NEW_THAI_NGUYEN: &str = "H55.STP-202507";

pub async fn drafted(app: &TestApp, admin: &Caller, day: &str, steps: Value) -> Reply {
    let body = json!({
        "title": "Sắp xếp đơn vị", "legal_basis": "202/2025/QH15",
        "in_force_from": "2023-01-02", "operational_from": day, "steps": steps,
    });
    app.post("/reorganisations", admin).json(body).await
}

pub async fn document(app: &TestApp, admin: &Caller, day: &str, steps: Value) -> Paper {
    let made = drafted(app, admin, day, steps).await.is(201);
    Paper { app: app.clone(), collection: "reorganisations", id: made.id(), owner: "G15".to_owned() }
}

/// Previewed and applied.
pub async fn applied(app: &TestApp, admin: &Caller, day: &str, steps: Value) -> Paper {
    let paper = document(app, admin, day, steps).await;
    let previewed = paper.step("preview", admin, Value::Null).await.is(200);
    paper.step("apply", admin, json!({"digest": previewed["preview"]["digest"]})).await.is(200);
    paper
}

/// Sở Tư pháp tỉnh Bắc Kạn and Sở Tư pháp tỉnh Thái Nguyên become one, and the Phòng of Bắc Kạn go with it.
pub fn merger() -> Value {
    let mut steps = vec![json!({"type": "merge", "units": ["H03.STP", THAI_NGUYEN],
        "into": {
            "code": NEW_THAI_NGUYEN, "kind": "provincial_justice_department", "parent": "G15",
            "name": "Sở Tư pháp tỉnh Thái Nguyên", "province_code": "19", "legal_personality": true,
        },
    })];
    for district in ["058", "060", "061", "062", "063", "064", "065", "066"] {
        steps.push(json!({"type": "dissolve", "unit": format!("H03.D{district}.PTP"), "into": NEW_THAI_NGUYEN}));
    }
    Value::from(steps)
}

/// How many things a preview says meet a fate.
pub fn count(reply: &Reply, resource: &str, effect: &str) -> i64 {
    let effects = reply["preview"]["effects"].as_array().expect("effects");
    let found = effects.iter().find(|e| e["resource"] == resource && e["effect"] == effect);
    found.map_or(0, |e| e["count"].as_i64().expect("a count"))
}
