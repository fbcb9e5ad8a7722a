//! Units as a table: the register grows, is corrected, and comes back as it is.
use std::time::{Duration, Instant};

use entity::assignment::Role;
use serde_json::json;

use super::{CSV, FORMATS, NDJSON, XLSX, comes_back, counts, import, refusals, sheet};
use crate::support::{Caller, Reply, TestApp, both};

const TO: &str = "/units/import";

async fn unit(app: &TestApp, caller: &Caller, code: &str) -> Reply {
    app.get(&format!("/units?code={code}"), caller).await.is(200)
}

#[actix_web::test]
async fn the_whole_register_comes_back_without_a_change() {
    both(async |app| {
        let admin = app.admin().await;
        for media_type in FORMATS {
            let reply = comes_back(&app, &admin, ("/units", TO), media_type).await;
            assert_eq!(counts(&reply), [0, 0, 1562, 0]);
        }
        assert!(app.events(app.unit("H03.STP").await).await.is_empty());
    })
    .await;
}

#[actix_web::test]
async fn units_are_made_below_those_of_earlier_rows_and_corrected_by_their_codes() {
    both(async |app| {
        let admin = app.admin().await;
        let lines: [&[&str]; 5] = [
            &[
                "Mã đơn vị *",
                "Loại đơn vị *",
                "Tên đơn vị *",
                "Đơn vị cấp trên *",
                "Mã tỉnh",
                "Từ ngày *",
                "Tên tiếng Anh",
            ],
            &["G15.X1", "Đơn vị thuộc Bộ", "Cục Thử nghiệm", "G15", "", "01/02/2024", ""],
            &["G15.X1.A", "ministry_unit", "Phòng Thử nghiệm", "G15.X1", "", "2024-02-01", "Test"],
            &["H03.D999.PTP", "Phòng Tư pháp", "Phòng Tư pháp huyện Thử", "H03.STP", "06", "1/2/2024", ""],
            &["H03.STP", "Sở Tư pháp", "Sở Tư pháp Bắc Kạn", "G15", "06", "01/01/2023", "Bac Kan"],
        ];
        let before = unit(&app, &admin, "H03.STP").await.items()[0].clone();
        let validated = import(&app, &admin, "/units/import?mode=validate", (XLSX, sheet(&lines))).await.is(200);
        assert_eq!((counts(&validated), refusals(&validated)), ([3, 1, 0, 0], vec![]), "{}", validated.describe());
        assert!(unit(&app, &admin, "G15.X1").await.items().is_empty());
        let made = import(&app, &admin, TO, (XLSX, sheet(&lines))).await.is(200);
        assert_eq!(made.json, validated.json);
        let (parent, child) = (unit(&app, &admin, "G15.X1").await, unit(&app, &admin, "G15.X1.A").await);
        assert_eq!(child.items()[0]["parent_id"], parent.items()[0]["id"]);
        assert_eq!(child.items()[0]["valid_from"], "2024-02-01");
        let after = unit(&app, &admin, "H03.STP").await.items()[0].clone();
        assert_eq!((&after["id"], &after["name"]), (&before["id"], &json!("Sở Tư pháp Bắc Kạn")));
        let id = |unit: &serde_json::Value| unit["id"].as_str().unwrap().parse().unwrap();
        assert_eq!(app.events(id(&after)).await, ["unit.updated"]);
        assert_eq!(app.events(id(&child.items()[0])).await, ["unit.created"]);
        // Again, and nothing is new.
        let again = import(&app, &admin, TO, (XLSX, sheet(&lines))).await.is(200);
        assert_eq!(counts(&again), [0, 0, 4, 0], "{:?}", refusals(&again));
    })
    .await;
}

#[actix_web::test]
async fn a_row_takes_the_rights_and_the_rules_of_the_operation() {
    both(async |app| {
        let (admin, below) = (app.admin().await, app.caller_with(&[(Role::Administrator, "H03.STP")]).await);
        let text = "code,kind,name,parent_id,province_code,valid_from\n\
            H03.D998.PTP,district_justice_office,Phòng,H03.STP,06,2024-02-01\n\
            H01.D998.PTP,district_justice_office,Phòng,H01.STP,89,2024-02-01\n\
            H03.D997.PTP,district_justice_office,Phòng,H99.STP,06,2024-02-01\n\
            h03 d,district_justice_office,Phòng,H03.STP,06,2024-02-01\n\
            H03.D996.PTP,village,,H03.STP,6,2024-02-30\n\
            H03.D061.PTP,district_justice_office,Khác,H03.STP,06,2024-02-01\n\
            H03.D998.PTP,district_justice_office,Phòng hai,H03.STP,06,2024-02-01\n";
        let all = import(&app, &below, TO, (CSV, text)).await.is(200);
        assert_eq!((&all["accepted"], &all["created"]), (&json!(false), &json!(1)));
        assert!(unit(&app, &admin, "H03.D998.PTP").await.items().is_empty(), "one bad row and nothing is kept");
        let told = import(&app, &below, "/units/import?atomic=row", (CSV, text)).await.is(200);
        assert_eq!(told["rows"], all["rows"]);
        assert_eq!(
            refusals(&told),
            [
                "3 forbidden: ",
                "4 validation_failed: D4 /parent_id not_found",
                "5 validation_failed: A5 /code invalid_value",
                "6 validation_failed: F6 /valid_from invalid_value",
                "7 validation_failed: F7 /valid_from not_allowed",
                "8 code_in_use: ",
            ],
            "{}",
            told.describe()
        );
        assert_eq!(unit(&app, &admin, "H03.D998.PTP").await.items()[0]["name"], "Phòng");
        // What cannot be changed is told, and a version that somebody else has left behind.
        let known = unit(&app, &admin, "H03.D060.PTP").await.items()[0].clone();
        let line = json!({"id": known["id"], "name": "Phòng khác", "version": 7}).to_string();
        let told = import(&app, &admin, TO, (NDJSON, line)).await.is(200);
        assert_eq!(refusals(&told), ["1 version_mismatch: "]);
        let officer = app.officer("H03.STP").await;
        import(&app, &officer, TO, (CSV, text)).await.refused(403, "forbidden");
        app.get("/units/import/template", &officer).await.refused(403, "forbidden");
    })
    .await;
}

/// `THIDUA_IMPORT_ROWS=10000` measures it, and holds what is built for release to its time; by itself it is short.
#[actix_web::test]
async fn a_large_register_comes_in_and_all_its_bad_rows_are_named() {
    both(async |app| {
        let asked = std::env::var("THIDUA_IMPORT_ROWS").ok().and_then(|rows| rows.parse::<usize>().ok());
        let rows = asked.unwrap_or(300);
        let bad = 137.min(rows / 3);
        let mut text = "code;kind;name;parent_id;valid_from\n".to_owned();
        for row in 0..rows {
            let wrong = row % (rows / bad) == 0 && row / (rows / bad) < bad;
            let day = if wrong { "31/02/2024" } else { "01/02/2024" };
            text += &format!("H03.T{row};district_justice_office;Phòng số {row};H03.STP;{day}\n");
        }
        let (admin, began) = (app.admin().await, Instant::now());
        let later = app.post("/units/import?atomic=row", &admin).header("Prefer", "respond-async").body(CSV, text);
        let accepted = later.await.is(202);
        app.settle().await;
        let took = began.elapsed();
        let done = app.get(accepted.header("Location").unwrap(), &admin).await.is(200);
        let report = &done["result"];
        assert_eq!((&report["total"], &report["refused"]), (&json!(rows), &json!(bad)), "{}", done["problem"]);
        let named = report["rows"].as_array().unwrap().iter().filter(|row| row["errors"][0]["code"] == "invalid_value");
        assert_eq!(named.count(), bad);
        assert_eq!(report["created"], json!(rows - bad));
        if asked.is_some() {
            eprintln!("{rows} rows on {:?}: {took:?}", app.database.kind);
            assert!(took < Duration::from_secs(20) || cfg!(debug_assertions), "{took:?}");
        }
    })
    .await;
}
