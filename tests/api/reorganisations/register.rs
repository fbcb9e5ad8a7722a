//! The register through time: the whole reform, day by day, against the files it was loaded from.
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::unit_code::CodeScheme;
use organisation::reorganisations;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use thidua::{app::inheritance, import};

use super::applied;
use crate::{
    stories::{STANDING_BODY, Story, target},
    support::{Kind, TestApp, both},
};

/// All reorganisations of the files, on the clock of today.
async fn reformed(app: &TestApp) {
    app.set_clock("2026-06-01T02:00:00Z");
    let admin = app.admin().await.id();
    let db = &app.state.db;
    for document in import::reorganisations(2026).unwrap() {
        let carry_out = async |uow: &base::store::db::Uow| {
            reorganisations::service::carry_out_document(uow, inheritance::ALL, &document, admin).await
        };
        if let Err(e) = db.maintain("test", carry_out).await {
            panic!("{} of {}: {e:?}", &*document.title, document.operational_from);
        }
    }
}

struct Row {
    code: String,
    name: String,
    kind: String,
    parent: String,
    from: NaiveDate,
    to: Option<NaiveDate>,
}

/// The union of the unit files, by code.
fn files() -> BTreeMap<String, Row> {
    let mut all = BTreeMap::new();
    for file in ["units-2023.csv", "units-interim.csv", "units-2025.csv", "units-2026.csv"] {
        let path = format!("{}/data/{file}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let mut lines = text.lines().map(fields);
        let header = lines.next().unwrap();
        let at = |name: &str| header.iter().position(|column| column == name).unwrap();
        let columns = ["code", "name_vi", "kind", "parent_code", "valid_from", "valid_to"].map(at);
        for line in lines {
            let [code, name, kind, parent, from, to] = columns.map(|column| line[column].clone());
            let row = Row { name, kind, parent, from: from.parse().unwrap(), to: to.parse().ok(), code: code.clone() };
            all.insert(code, row);
        }
    }
    all
}

/// One line of comma-separated values, as these files quote them.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (vec![], String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    fields.push(field);
    fields
}

#[actix_web::test]
async fn the_register_of_every_day_is_that_of_the_files() {
    both(async |app| {
        reformed(&app).await;
        let organisation = app.state.db.latest_snapshot().await.unwrap().organisation;
        let files = files();
        let first: NaiveDate = "2023-01-01".parse().unwrap();
        let changes: BTreeSet<NaiveDate> = files
            .values()
            .flat_map(|row| [Some(row.from), row.to.and_then(|to| to.succ_opt()), row.to])
            .flatten()
            .chain([first, "2026-04-30".parse().unwrap()])
            .filter(|day| *day >= first)
            .collect();
        for day in changes {
            let expected: BTreeSet<(&str, &str, String)> = files
                .values()
                .filter(|row| row.from <= day && row.to.is_none_or(|to| day <= to))
                .map(|row| (row.code.as_str(), row.name.as_str(), row.kind.clone()))
                .collect();
            let kind = |unit: &base::kernel::organisation::Unit| json!(unit.kind).as_str().unwrap().to_owned();
            let found: BTreeSet<(&str, &str, String)> = organisation
                .units()
                .filter(|unit| unit.exists_on(day))
                .map(|unit| (unit.code_on(CodeScheme::Internal, day).unwrap(), unit.name_on(day), kind(unit)))
                .collect();
            let (more, less): (Vec<_>, Vec<_>) =
                (found.difference(&expected).take(5).collect(), expected.difference(&found).take(5).collect());
            assert!(more.is_empty() && less.is_empty(), "{day}: too many {more:?}, missing {less:?}");
            for row in files
                .values()
                .filter(|row| row.from <= day && row.to.is_none_or(|to| day <= to) && !row.parent.is_empty())
            {
                let unit = organisation.by_code(&row.code).unwrap();
                let parent = organisation.by_code(&row.parent).unwrap();
                assert_eq!(unit.parent_on(day), Some(parent.id), "{} on {day}", row.code);
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn every_old_province_has_one_successor_and_codes_resolve_by_date() {
    both(async |app| {
        reformed(&app).await;
        let organisation = app.state.db.latest_snapshot().await.unwrap().organisation;
        let today = app.clock.today();
        let (mut old, mut new) = (0, BTreeSet::new());
        for row in files().values().filter(|row| row.code.ends_with(".STP") && row.from.to_string() == "2023-01-01") {
            let unit = organisation.by_code(&row.code).unwrap();
            let heirs = organisation.heirs(unit.id, today);
            assert_eq!(heirs.len(), 1, "{}", row.code);
            old += 1;
            new.extend(heirs);
        }
        assert_eq!((old, new.len()), (63, 34));

        let reader = app.admin().await;
        let named = async |query: &str| -> Vec<String> {
            let reply = app.get(&format!("/units?limit=200&{query}"), &reader).await.is(200);
            reply.each("name").into_iter().map(str::to_owned).collect()
        };
        // Seven provinces carry the old code of another.
        for (code, before, after) in [
            ("15", "Yên Bái", "Lào Cai"),
            ("24", "Bắc Giang", "Bắc Ninh"),
            ("52", "Bình Định", "Gia Lai"),
            ("91", "Kiên Giang", "An Giang"),
            ("80", "Long An", "Tây Ninh"),
            ("44", "Quảng Bình", "Quảng Trị"),
            ("82", "Tiền Giang", "Đồng Tháp"),
        ] {
            let kind = "kind=provincial_justice_department";
            assert_eq!(named(&format!("{kind}&gso_code={code}&as_of=2024-12-31")).await, [format!("Sở Tư pháp tỉnh {before}")]);
            assert_eq!(named(&format!("{kind}&gso_code={code}&as_of=2025-12-31")).await, [format!("Sở Tư pháp tỉnh {after}")]);
        }
        let found = app.get("/units?kind=provincial_justice_department&q=lao%20cai", &reader).await.is(200);
        assert_eq!(found.items().len(), 2, "{}", found.describe());
        let closed = found.items().iter().find(|unit| unit["status"] == "closed").unwrap();
        assert_eq!((&closed["valid_to"], &closed["successors"][0]["effective_on"]), (&json!("2025-06-30"), &json!("2025-07-01")));
        // A name of 2023 finds the unit of 2026, and a retired code is not given again.
        assert_eq!(named("q=Tong%20cuc%20thi%20hanh%20an").await, ["Cục Quản lý Thi hành án dân sự"]);
        let ministry = app.unit("G15").await;
        let body = json!({"code": "H38.TEST", "kind": "provincial_justice_department", "name": "Sở Thử", "parent_id": ministry, "province_code": "10", "valid_from": "2025-08-01"});
        app.post("/units", &reader).json(body).await.refused(409, "code_in_use");
        let history = app.get(&format!("/units/{}/history", app.unit("G15.CQLTHADS").await), &reader).await.is(200);
        assert!(history.items().len() >= 5, "{}", history.describe());
    })
    .await;
}

#[actix_web::test]
async fn the_standing_body_changes_and_no_paper_moves() {
    both(async |app| {
        let story = Story::of(app).await;
        let sent = story.sent_plan("H03.STP", &[target("TGPL-04", 20)]).await;
        let heir = story.officer("G15.TCCB").await;
        sent.read_by(&heir).await.refused(404, "not_found");
        let before = sent.now().await.version();
        let steps = json!([{"type": "absorb", "units": [STANDING_BODY], "into": "G15.TCCB"}]);
        applied(&story.app, &story.app.admin().await, "2024-06-01", steps).await;
        assert_eq!(sent.now().await.version(), before, "no data was moved");
        sent.read_by(&story.officer("G15.PLQT").await).await.refused(404, "not_found");
        sent.step("receive", &heir, sent.seen().await).await.is(200);
        let functions = story.app.get("/functions", &heir).await.is(200);
        let holders: Vec<_> = functions.items().iter().map(|f| (&f["valid_from"], &f["valid_to"])).collect();
        assert_eq!(holders[1], (&json!("2024-06-01"), &Value::Null));
    })
    .await;
}

#[actix_web::test]
async fn the_vertical_line_is_folded_and_its_papers_keep_their_names() {
    both(async |app| {
        let story = Story::of(app).await;
        let mut reports = vec![];
        for (unit, days) in [("G15.THADS.H03", 10), ("G15.THADS.H55", 12), ("G15.THADS.H03.D061", 2)] {
            story.received_plan(unit, &[target("THADS-01", 20)]).await;
            reports.push(story.accepted_report(unit, "2023", &[("THADS-01", json!({"value": days}))]).await);
        }
        reformed(&story.app).await;
        let reader = story.app.head("G15").await;
        let told = async |basis: &str| -> BTreeMap<String, Value> {
            let path = format!(
                "/progress?movement_id={}&indicator_code=THADS-01&group_by=unit&basis={basis}&sort=-value&limit=200",
                story.movement
            );
            let rows = story.app.get(&path, &reader).await.is(200)["items"].as_array().unwrap().clone();
            let filed = rows.iter().filter(|row| !row["value"].is_null());
            filed.map(|row| (row["unit_name"].as_str().unwrap().to_owned(), row["value"].clone())).collect()
        };
        let filed = told("as_reported").await;
        assert_eq!(
            filed.values().map(|value| value.as_i64().unwrap()).collect::<BTreeSet<_>>(),
            BTreeSet::from([2, 10, 12])
        );
        assert!(filed.contains_key("Chi cục Thi hành án dân sự huyện Ba Bể"), "{filed:?}");
        for basis in ["current", "as_of:2025-12-31"] {
            let folded = told(basis).await;
            assert_eq!(
                folded.into_iter().collect::<Vec<_>>(),
                [("Thi hành án dân sự tỉnh Thái Nguyên".to_owned(), json!(24))]
            );
        }
        assert_eq!(told("as_of:2025-06-30").await, filed);
        let names: Vec<_> = reports.iter().map(|report| report.read_by(&reader)).collect();
        for name in names {
            let read = name.await.is(200);
            assert!(filed.contains_key(read["unit_name"].as_str().unwrap()), "{}", read.describe());
        }
    })
    .await;
}

/// Whoever adds a table says what a reorganisation makes of it.
#[actix_web::test]
async fn somebody_speaks_for_every_table() {
    both(async |app| {
        let db = app.state.db.primary();
        let sqlite = app.database.kind == Kind::Sqlite;
        let sql = if sqlite {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        } else {
            "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()"
        };
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        let spoken: Vec<&str> = inheritance::ALL
            .iter()
            .flat_map(|feature| feature.tables().iter().copied())
            .chain(inheritance::UNTOUCHED.iter().flat_map(|table| table.tables.iter().copied()))
            .collect();
        let mut tables: Vec<String> = rows.iter().map(|row| row.try_get::<String>("", "name").unwrap()).collect();
        tables.sort();
        let mute: Vec<_> = tables.iter().filter(|table| !spoken.contains(&table.as_str())).collect();
        assert!(mute.is_empty(), "what becomes of {mute:?}?");
        for table in &spoken {
            assert_eq!(spoken.iter().filter(|other| *other == table).count(), 1, "{table} has two voices");
            assert!(tables.iter().any(|known| known == table), "there is no table {table}");
        }
        assert!(inheritance::UNTOUCHED.iter().all(|table| !table.because.is_empty()));
    })
    .await;
}
