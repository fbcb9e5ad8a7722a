//! Units: the register as it is on a day, found, read and corrected.
use entity::assignment::Role;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::{Reply, TestApp, both};

async fn new_unit(app: &TestApp, code: &str) -> Value {
    json!({"code": code, "kind": "district_justice_office", "name": "Phòng Tư pháp huyện Thử Nghiệm",
        "parent_id": app.unit("H03.STP").await, "province_code": "06", "valid_from": "2024-01-01"})
}

#[actix_web::test]
async fn the_register_is_there_whole() {
    both(async |app| {
        let officer = app.officer("H03.STP").await;
        let count = async |filter: &str| {
            app.get(&format!("/units?limit=1&count=exact{filter}"), &officer).await.is(200)["total"].as_u64().unwrap()
        };
        assert_eq!(count("").await, 1562);
        assert_eq!(count("&kind=ministry").await, 1);
        assert_eq!(count("&kind=ministry_unit").await, 31);
        assert_eq!(count("&kind=provincial_justice_department").await, 63);
        assert_eq!(count("&kind=provincial_enforcement_department").await, 63);
        assert_eq!(count("&kind=district_justice_office").await, 702);
        assert_eq!(count("&kind=district_enforcement_subdepartment").await, 702);
        assert_eq!(count("&kind=ministry&kind=ministry_unit").await, 32, "a repeated parameter means or");
        assert_eq!(count("&province_code=06").await, 18);
        assert_eq!(count("&province_code=06&kind=district_justice_office").await, 8, "different ones mean and");
        assert_eq!(count("&as_of=2022-12-31").await, 1, "only the standing body is older than the register");
        assert_eq!(count("&status=closed").await, 0);
    })
    .await;
}

#[actix_web::test]
async fn a_search_knows_no_accents_and_no_wildcards() {
    both(async |app| {
        let officer = app.officer("H03.STP").await;
        let names = async |q: &str| {
            let found = app.get(&format!("/units?sort=name&q={q}"), &officer).await.is(200);
            found.each("name").into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        let ba_be = ["Chi cục Thi hành án dân sự huyện Ba Bể", "Phòng Tư pháp huyện Ba Bể"];
        for q in ["ba%20be", "BA%20BE", "Ba%20B%E1%BB%83", "Ba%20Be%CC%82%CC%89", "huyen+ba+be"] {
            assert_eq!(names(q).await, ba_be, "{q}");
        }
        assert!(names("da%20nang").await.iter().any(|name| name.contains("Đà Nẵng")));
        for wildcard in ["%25", "_", "Ba%25B%E1%BB%83", "%5C"] {
            assert!(names(wildcard).await.is_empty(), "{wildcard}");
        }
    })
    .await;
}

#[actix_web::test]
async fn codes_find_their_units() {
    both(async |app| {
        let officer = app.officer("H03.STP").await;
        let found = async |filter: &str| app.get(&format!("/units?{filter}"), &officer).await.is(200);
        assert_eq!(found("code=H03.STP").await.each("name"), ["Sở Tư pháp tỉnh Bắc Kạn"]);
        assert!(found("code=h03.stp").await.items().is_empty(), "codes are exact");
        let district = found("gso_code=061").await;
        assert_eq!(district.each("code").len(), 2, "{}", district.describe());
        assert!(district.each("name").iter().all(|name| name.contains("Ba Bể")));
        let province = found("gso_code=06&sort=code").await;
        assert_eq!(province.each("code"), ["G15.THADS.H03", "H03.STP"]);
    })
    .await;
}

#[actix_web::test]
async fn the_two_lines_of_a_province_meet_only_in_the_ministry() {
    both(async |app| {
        let officer = app.officer("H03.STP").await;
        let ancestors = async |code: &str| {
            let path = format!("/units/{}/ancestors", app.unit(code).await);
            let found = app.get(&path, &officer).await.is(200);
            found.each("code").into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(ancestors("H03.D061.PTP").await, ["H03.STP", "G15"]);
        let branch = app.get("/units?gso_code=061&kind=district_enforcement_subdepartment", &officer).await;
        assert_eq!(ancestors(branch.each("code")[0]).await, ["G15.THADS.H03", "G15.TCTHADS", "G15"]);
        assert!(ancestors("G15").await.is_empty());
        let below = async |code: &str, which: &str| {
            let path = format!("/units/{}/{which}?count=exact&limit=200", app.unit(code).await);
            app.get(&path, &officer).await.is(200)
        };
        assert_eq!(below("H03.STP", "children").await["total"], 8);
        let subtree = below("H03.STP", "subtree").await;
        assert_eq!(
            (&subtree["total"], subtree.each("kind").contains(&"provincial_enforcement_department")),
            (&json!(9), false)
        );
        assert_eq!(below("G15.TCTHADS", "children").await["total"], 63);
        assert_eq!(below("G15.TCTHADS", "subtree").await["total"], 1 + 63 + 702);
        assert_eq!(below("G15", "subtree").await["total"], 1562);
        let within = app.get(&format!("/units?count=exact&within={}", app.unit("H03.STP").await), &officer).await;
        assert_eq!(within["total"], 9);
        let children = app.get(&format!("/units?count=exact&parent_id={}", app.unit("H03.STP").await), &officer).await;
        assert_eq!(children["total"], 8);
    })
    .await;
}

#[actix_web::test]
async fn the_standing_body_is_told_by_its_dates() {
    both(async |app| {
        let found = app.get("/functions", &app.officer("H03.STP").await).await.is(200);
        assert_eq!(found.each("function"), ["emulation_standing_body"]);
        assert_eq!(found.each("unit_name"), ["Vụ Thi đua - Khen thưởng"]);
        assert_eq!(found.each("valid_from"), ["2023-01-01"]);
    })
    .await;
}

#[actix_web::test]
async fn an_administrator_adds_a_unit_and_everybody_finds_it() {
    both(async |app| {
        let (admin, officer) = (app.admin().await, app.officer("H01.STP").await);
        let made = app.post("/units", &admin).json(new_unit(&app, "H03.D999.PTP").await).await.is(201);
        assert_eq!((made.version(), &made["status"], made.etag().starts_with("\"v1-")), (1, &json!("active"), true));
        assert_eq!(made.header("Location"), Some(format!("/api/v1/units/{}", made.id()).as_str()));
        let read = app.get(made.header("Location").unwrap(), &officer).await.is(200);
        assert_eq!(read.json, made.json);
        let found = app.get("/units?q=thu%20nghiem", &officer).await;
        assert_eq!(found.each("id"), [made.id().to_string()]);
        let children = app.get(&format!("/units/{}/children", app.unit("H03.STP").await), &officer).await;
        assert!(children.each("id").contains(&made.id().to_string().as_str()));
        let taken = app.post("/units", &admin).json(new_unit(&app, "H03.D999.PTP").await).await;
        taken.refused(409, "code_in_use");
    })
    .await;
}

#[actix_web::test]
async fn a_unit_is_planned_until_its_first_day() {
    both(async |app| {
        let admin = app.admin().await;
        let mut unit = new_unit(&app, "H03.D999.PTP").await;
        unit["valid_from"] = json!("2024-07-01");
        let made = app.post("/units", &admin).json(unit).await.is(201);
        assert_eq!(made["status"], "planned");
        let path = format!("/units/{}", made.id());
        let on = async |day: &str| app.get(&format!("{path}?as_of={day}"), &admin).await.is(200)["status"].clone();
        assert_eq!((on("2024-06-30").await, on("2024-07-01").await), (json!("planned"), json!("active")));
        let listed =
            async |filter: &str| app.get(&format!("/units?code=H03.D999.PTP&{filter}"), &admin).await.items().len();
        assert_eq!((listed("as_of=2024-06-30").await, listed("as_of=2024-07-01").await), (0, 1));
        assert_eq!((listed("status=active").await, listed("status=planned").await), (0, 1));
        app.set_clock("2024-06-30T17:00:00Z");
        assert_eq!(
            (listed("status=active").await, app.get(&path, &admin).await["status"].clone()),
            (1, json!("active"))
        );
    })
    .await;
}

#[actix_web::test]
async fn a_correction_changes_what_is_found() {
    both(async |app| {
        let admin = app.admin().await;
        let path = format!("/units/{}", app.unit("H03.D061.PTP").await);
        let corrected = app.patch(&path, &admin).version(1).json(json!({"name": "Phòng Tư pháp huyện Bà Bế"}));
        let corrected = corrected.await.is(200);
        assert_eq!((&corrected["name"], corrected.version()), (&json!("Phòng Tư pháp huyện Bà Bế"), 2));
        assert_eq!(app.get(&path, &admin).await.json, corrected.json);
        let found = app.get("/units?q=ba%20be&kind=district_justice_office", &admin).await;
        assert_eq!(found.each("name"), ["Phòng Tư pháp huyện Bà Bế"]);
    })
    .await;
}

#[actix_web::test]
async fn an_administrator_acts_only_below_its_own_unit() {
    both(async |app| {
        let of_bac_kan = app.caller_with(&[(Role::Administrator, "H03.STP")]).await;
        let rename = async |code: &str| -> Reply {
            let path = format!("/units/{}", app.unit(code).await);
            app.patch(&path, &of_bac_kan).if_match("*").json(json!({"name": "A"})).await
        };
        rename("H03.STP").await.is(200);
        rename("H03.D061.PTP").await.is(200);
        for elsewhere in ["G15", "H01.STP", "G15.THADS.H03"] {
            rename(elsewhere).await.refused(403, "forbidden");
        }
        app.post("/units", &of_bac_kan).json(new_unit(&app, "H03.D999.PTP").await).await.is(201);
        let mut elsewhere = new_unit(&app, "H01.D999.PTP").await;
        elsewhere["parent_id"] = json!(app.unit("H01.STP").await);
        app.post("/units", &of_bac_kan).json(elsewhere).await.refused(403, "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn codes_have_the_form_of_decision_20() {
    both(async |app| {
        let admin = app.admin().await;
        for wrong in ["h03.ptp", "H03..PTP", "H03.PTP.", "Z03.PTP", "3H0.PTP", "H03 PTP", "H03.PTP-A", "PTP", "H0A.X"] {
            let reply = app.post("/units", &admin).json(new_unit(&app, wrong).await).await;
            reply.faults(&[("/code", "invalid_value")]);
        }
        let mut unit = new_unit(&app, "H03.D999.PTP").await;
        unit["province_code"] = json!("6A");
        app.post("/units", &admin).json(unit.clone()).await.faults(&[("/province_code", "invalid_value")]);
        unit["province_code"] = json!("06");
        unit["parent_id"] = json!(uuid::Uuid::now_v7());
        app.post("/units", &admin).json(unit.clone()).await.faults(&[("/parent_id", "not_found")]);
        unit["parent_id"] = json!(app.unit("H03.STP").await);
        unit["valid_from"] = json!("2022-12-31");
        app.post("/units", &admin).json(unit).await.refused(409, "unit_closed");
    })
    .await;
}

/// A rule for everybody: the administrator of the ministry too.
#[actix_web::test]
async fn a_unit_agrees_with_what_it_lies_below() {
    both(async |app| {
        let admin = app.admin().await;
        let units = async || entity::unit::Entity::find().count(app.state.db.primary()).await.unwrap();
        let (good, before) = (new_unit(&app, "H03.D999.PTP").await, units().await);
        let below = async |parent: &str, members: Value| {
            let mut unit = good.clone();
            unit["parent_id"] = json!(app.unit(parent).await);
            unit.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
            app.post("/units", &admin).json(unit).await
        };
        let (kind, province, district) = ("/kind", "/province_code", "/district_code");
        for (parent, members, faults) in [
            ("H03.STP", json!({"province_code": "01"}), vec![(province, "not_allowed")]),
            ("H03.STP", json!({"kind": "provincial_justice_department"}), vec![(kind, "not_allowed")]),
            ("H03.STP", json!({"kind": "district_enforcement_subdepartment"}), vec![(kind, "not_allowed")]),
            ("H03.D061.PTP", json!({}), vec![(kind, "not_allowed")]),
            ("H03.D061.PTP", json!({"kind": "ministry_unit", "province_code": null}), vec![(kind, "not_allowed")]),
            ("G15", json!({"kind": "ministry_unit"}), vec![(province, "not_allowed")]),
            (
                "G15",
                json!({"kind": "provincial_justice_department", "province_code": null}),
                vec![(province, "required")],
            ),
            (
                "G15",
                json!({"kind": "provincial_justice_department", "district_code": "061"}),
                vec![(district, "not_allowed")],
            ),
            // 001 is a district of another province.
            ("H03.STP", json!({"district_code": "001"}), vec![(district, "not_allowed")]),
        ] {
            below(parent, members).await.faults(&faults);
        }
        assert_eq!(units().await, before);
        let made = below("H03.STP", json!({"province_code": null, "district_code": "061"})).await.is(201);
        assert_eq!((&made["province_code"], &made["district_code"]), (&json!("06"), &json!("061")));
        let made = below("G15.TGPL", json!({"code": "G15.TGPL.A", "kind": "ministry_unit", "province_code": null}));
        assert_eq!(made.await.is(201)["province_code"], Value::Null);
    })
    .await;
}
