//! The catalogue of indicators: kept by the standing body, and what a figure means stays what it was.
use serde_json::{Value, json};

use crate::support::{Caller, Reply, TestApp, both};

const STANDING_BODY: &str = "G15.TDKT";

fn communes(code: &str) -> Value {
    json!({"code": code, "name": "Số xã nông thôn mới được đơn vị giúp đỡ", "unit_of_measure": "xã",
        "direction": "increase", "aggregation": "sum", "applies_to": ["provincial_justice_department"]})
}

fn with(mut body: Value, more: &Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

async fn add(app: &TestApp, caller: &Caller, body: Value) -> Reply {
    app.post("/indicators", caller).json(body).await
}

#[actix_web::test]
async fn the_standing_body_keeps_the_catalogue() {
    both(async |app| {
        let (officer, reader) = (app.officer(STANDING_BODY).await, app.officer("H03.D061.PTP").await);
        for stranger in [&reader, &app.officer("G15.PLQT").await, &app.officer("H03.STP").await] {
            add(&app, stranger, communes("NTM-01")).await.refused(403, "forbidden");
        }
        let whole = add(&app, &officer, communes("NTM-01")).await.is(201);
        let part = add(&app, &officer, with(communes("NTM-02"), &json!({"name": "Xã đạt chuẩn"}))).await.is(201);
        add(&app, &officer, communes("NTM-01")).await.refused(409, "code_in_use");
        let share = json!({"code": "NTM-03", "name": "Tỷ lệ xã đạt chuẩn", "unit_of_measure": "%", "aggregation": "ratio",
            "upper_bound": 100, "numerator_code": "NTM-02", "denominator_code": "NTM-01"});
        let share = with(communes("NTM-03"), &share);
        for (wrong, faults) in [
            (json!({"numerator_code": "NTM-99"}), &[("/numerator_code", "not_found")][..]),
            (json!({"numerator_code": "NTM-03"}), &[("/numerator_code", "not_allowed")]),
            (json!({"numerator_code": "TGPL-03"}), &[("/numerator_code", "not_allowed")]),
            (json!({"denominator_code": "NTM-02"}), &[("/denominator_code", "duplicate")]),
            (json!({"denominator_code": null}), &[("/denominator_code", "required")]),
            (json!({"aggregation": "sum"}), &[("/numerator_code", "not_allowed"), ("/denominator_code", "not_allowed")]),
            (json!({"upper_bound": 0}), &[("/upper_bound", "out_of_range")]),
            (json!({"applies_to": ["ministry", "ministry"]}), &[("/applies_to", "duplicate")]),
        ] {
            add(&app, &officer, with(share.clone(), &wrong)).await.faults(faults);
        }
        let judged = json!({"code": "NTM-04", "value_type": "qualitative"});
        add(&app, &officer, with(communes("NTM-04"), &judged)).await.faults(&[("/aggregation", "not_allowed")]);
        let ratio = add(&app, &officer, share).await.is(201);
        assert_eq!((&ratio["numerator_id"], &ratio["denominator_id"]), (&part["id"], &whole["id"]));
        // A part of a ratio means what it means: made a ratio itself it could lead back to where it came from.
        let path = format!("/indicators/{}", part.id());
        let turned = json!({"aggregation": "ratio", "numerator_code": "NTM-03", "denominator_code": "NTM-01"});
        app.patch(&path, &officer).if_match("*").json(turned).await.refused(409, "definition_in_use");
        let found = app.get("/indicators?q=dat%20chuan&aggregation=ratio&retired=false", &reader).await.is(200);
        assert_eq!(found.each("code"), ["NTM-03", "TCPL-03"]);
        app.get(&format!("/indicators/{}", ratio.id()), &reader).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn what_is_counted_has_no_decimals() {
    both(async |app| {
        let officer = app.officer(STANDING_BODY).await;
        let too_precise = &[("/decimals", "too_precise")];
        let counted = ["đồng", "Người", "NGÀY", "vụ việc", "hộ", "lượt  người", "ngu\u{31b}o\u{31b}\u{300}i"];
        for (at, counted) in counted.into_iter().enumerate() {
            let fine = json!({"unit_of_measure": counted, "decimals": 1});
            add(&app, &officer, with(communes("NTM-01"), &fine)).await.faults(too_precise);
            let whole = json!({"code": format!("NTM-1{at}"), "unit_of_measure": counted});
            add(&app, &officer, with(communes(""), &whole)).await.is(201);
        }
        let acres = json!({"unit_of_measure": "ha", "decimals": 2});
        let id = add(&app, &officer, with(communes("NTM-01"), &acres)).await.is(201).id();
        let change =
            async |body: Value| app.patch(&format!("/indicators/{id}"), &officer).if_match("*").json(body).await;
        change(json!({"unit_of_measure": "đồng"})).await.faults(too_precise);
        change(json!({"unit_of_measure": "đồng", "decimals": 0})).await.is(200);
        change(json!({"decimals": 2})).await.faults(too_precise);
        change(json!({"unit_of_measure": "triệu đồng", "decimals": 2})).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn what_a_figure_means_is_fixed_once_somebody_relies_on_it() {
    both(async |app| {
        let officer = app.officer(STANDING_BODY).await;
        let id = add(&app, &officer, communes("NTM-01")).await.is(201).id();
        let path = format!("/indicators/{id}");
        let change = async |version: i64, body: Value| app.patch(&path, &officer).version(version).json(body).await;
        change(1, json!({"unit_of_measure": "thôn", "code": "NTM-10"})).await.is(200);
        change(1, json!({"name": "Khác"})).await.refused(412, "version_mismatch");
        let movement = json!({"code": "NTM", "title": "Chung sức xây dựng nông thôn mới", "starts_on": "2024-06-01",
            "ends_on": "2025-12-31", "launched_by_unit_id": app.unit("G15").await, "indicator_codes": ["NTM-10"]});
        let movement = app.post("/movements", &officer).json(movement).await.is(201).id();
        change(2, json!({"decimals": 1})).await.is(200);
        let decision = json!({"document": {"number": "905/QĐ-BTP", "issued_on": "2024-06-03",
            "signer_name": "Người Ký Giả Định", "signer_title": "Bộ trưởng"}});
        let launch = format!("/movements/{movement}/launch");
        app.post(&launch, &app.head("G15").await).if_match("*").json(decision).await.is(200);
        for other in [
            json!({"code": "NTM-11"}),
            json!({"unit_of_measure": "xã"}),
            json!({"direction": "decrease"}),
            json!({"aggregation": "latest"}),
            json!({"decimals": 0}),
        ] {
            change(3, other).await.refused(409, "definition_in_use");
        }
        // The same again is no other meaning; names and bounds are not what a figure means.
        let named = json!({"code": "NTM-10", "name": "Số thôn được giúp đỡ", "upper_bound": 12.5, "applies_to": ["ministry_unit"]});
        change(3, named).await.is(200);
        app.post(&format!("{path}/retire"), &officer).version(4).json(json!({"reason": "Trùng với chỉ tiêu khác", "replaced_by_code": "TCPL-02"})).await.is(200);
        let again = app.post(&format!("{path}/retire"), &officer).if_match("*").json(json!({"reason": "Trùng với chỉ tiêu khác"}));
        again.await.refused(409, "invalid_transition");
        let versions = app.get(&format!("{path}/versions"), &officer).await.is(200);
        let changed: Vec<_> = versions.items().iter().map(|m| m["changed"].clone()).collect();
        let expected = [
            json!([]),
            json!(["code", "unit_of_measure"]),
            json!(["decimals"]),
            json!(["applies_to", "name", "upper_bound"]),
            json!(["replaced_by_code", "retire_reason", "retired_on"]),
        ];
        assert_eq!(changed, expected);
        assert_eq!(versions.items()[1]["content"]["name"], "Số xã nông thôn mới được đơn vị giúp đỡ");
        assert_eq!(versions.items()[3]["content"]["upper_bound"], 12.5);
        assert!(versions.items().iter().all(|m| m["changed_by"] == json!(officer.id())));
        assert_eq!(app.events(id).await.len(), 5);
        // Whom the movement asks for it, the catalogue does not change any more; and no other movement takes it.
        let measured = app.get(&format!("/movements/{movement}/indicators"), &officer).await.is(200);
        assert_eq!(measured.items()[0]["asked_of"][0]["unit_kind"], "provincial_justice_department");
        let other = json!({"code": "NTM2", "title": "Khác", "starts_on": "2024-06-01", "ends_on": "2025-12-31",
            "launched_by_unit_id": app.unit("G15").await, "indicator_codes": ["NTM-10"]});
        app.post("/movements", &officer).json(other).await.faults(&[("/indicator_codes/0", "not_allowed")]);
        // What came with the program has its first version too.
        let seeded = app.get("/indicators?q=TGPL-03", &officer).await.is(200).each("id")[0].to_owned();
        let first = app.get(&format!("/indicators/{seeded}/versions"), &officer).await.is(200);
        assert_eq!((&first.items()[0]["changed_by"], &first.items()[0]["content"]["numerator_code"]), (&Value::Null, &json!("TGPL-02")));
    })
    .await;
}
