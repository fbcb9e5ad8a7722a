//! The same rows as JSON, CSV, lines of JSON and a spreadsheet.
use std::io::{Cursor, Read};

use actix_web::http::Method;
use serde_json::{Value, json};

use super::{counts, life};
use crate::{
    stories::{BA_BE, BAC_KAN, Story},
    support::{Caller, Reply, both},
};

const CSV: &str = "text/csv";
const NDJSON: &str = "application/x-ndjson";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn as_file(story: &Story, caller: &Caller, query: &str, media_type: &str) -> Reply {
    let path = format!("/plan-coverage?movement_id={}{query}", story.movement);
    let reply = story.app.get(&path, caller).header("Accept", media_type).await.is(200);
    let given = reply.header("Content-Type").unwrap_or_default();
    assert_eq!(given.split(';').next(), Some(media_type));
    let extension =
        [(CSV, "csv"), (NDJSON, "ndjson"), (XLSX, "xlsx")].into_iter().find(|(known, _)| *known == media_type);
    let disposition = extension.map(|(_, extension)| format!("attachment; filename=\"plan-coverage.{extension}\""));
    assert_eq!(reply.header("Content-Disposition"), disposition.as_deref());
    reply
}

/// Cells as a spreadsheet program shows them; the first line holds the columns.
type Cells = Vec<Vec<String>>;

fn csv_cells(bytes: &[u8]) -> Cells {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn part(archive: &mut zip::ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// What stands between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map_or("", |(found, _)| found)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The first sheet of a workbook, read from its XML.
fn xlsx_cells(bytes: &[u8], columns: usize) -> Cells {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    let sheet = part(&mut archive, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>"), "a formula: {sheet}");
    let row = |row: &str| {
        let mut cells = vec![String::new(); columns];
        for cell in row.split("<c ").skip(1) {
            let column = between(cell, "r=\"", "\"").bytes().next().unwrap() - b'A';
            let value = between(cell, "<v>", "</v>");
            cells[usize::from(column)] = match between(cell, " t=\"", "\"") {
                "inlineStr" => unescaped(between(cell.split_once("<t").unwrap().1, ">", "</t>")),
                "b" => (value == "1").to_string(),
                _ => value.to_owned(),
            };
        }
        cells
    };
    between(&sheet, "<sheetData>", "</sheetData>").split("<row ").skip(1).map(row).collect()
}

/// Days and instants as a spreadsheet has them: as days since 30 December 1899, instants by the clock of Viet Nam.
fn with_serial_days(mut cells: Cells) -> Cells {
    let (names, day) = (cells[0].clone(), |text: &str| text.parse::<chrono::NaiveDate>().unwrap());
    let serial = |day: chrono::NaiveDate| (day - chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days();
    for row in cells.iter_mut().skip(1) {
        for (cell, name) in row.iter_mut().zip(&names).filter(|(cell, _)| !cell.is_empty()) {
            if name.ends_with("_on") {
                *cell = serial(day(cell)).to_string();
            } else if name.ends_with("_at") {
                // 09:00, the hour at which the clock of the tests stands.
                *cell = format!("{}.375", serial(day(cell.get(..10).unwrap())));
            }
        }
    }
    cells
}

/// The cells that the rows of an answer in JSON make.
fn json_cells(columns: &[String], rows: &[Value]) -> Cells {
    let cell = |row: &Value, name: &String| match row.get(name).unwrap_or(&row["counts"][name]) {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let lines = rows.iter().map(|row| columns.iter().map(|name| cell(row, name)).collect());
    std::iter::once(columns.to_vec()).chain(lines).collect()
}

#[actix_web::test]
async fn every_format_carries_the_rows_of_the_json() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        life(&story).await;
        story.set_deadline(json!({"due_on": "2024-06-10"})).await;
        let officer = story.officer(BAC_KAN).await;
        for (query, list, width) in
            [("&group_by=unit", "rows", 12), ("&group_by=level", "groups", 12), ("&group_by=province", "groups", 12)]
        {
            let json = story.coverage(&officer, query).await;
            let rows = json[list].as_array().unwrap();
            let csv = csv_cells(&as_file(&story, &officer, query, CSV).await.body);
            assert_eq!((csv.len(), csv[0].len()), (rows.len() + 1, width), "no row for the total");
            assert_eq!(csv, json_cells(&csv[0], rows), "{query}");
            let sheet = xlsx_cells(&as_file(&story, &officer, query, XLSX).await.body, width);
            assert_eq!(sheet, with_serial_days(csv), "{query}");
        }
        // The spec describes one line, so the suite asks for one at a time.
        let rows = story.coverage(&officer, "&group_by=unit").await;
        for row in rows["rows"].as_array().unwrap().iter().skip(1) {
            let query = format!("&group_by=unit&within={}", row["unit_id"].as_str().unwrap());
            let line = as_file(&story, &officer, &query, NDJSON).await;
            assert!(line.json == *row && line.body.ends_with(b"}\n"), "{}", line.describe());
        }
    })
    .await;
}

#[actix_web::test]
async fn csv_is_that_of_the_rfc_and_computes_nothing() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let parent = app.unit(BAC_KAN).await;
        let unit = json!({"code": "H03.D999.PTP", "kind": "district_justice_office", "name": "=1+1, \"thử\"",
            "parent_id": parent, "province_code": "06", "valid_from": "2024-01-01"});
        let id = app.post("/units", &app.admin().await).json(unit).await.is(201).id();
        let (officer, query) = (story.officer(BAC_KAN).await, format!("&group_by=unit&within={id}"));
        let csv = as_file(&story, &officer, &query, CSV).await;
        assert_eq!(csv.header("Content-Type"), Some("text/csv; charset=utf-8"));
        let movement = story.movement;
        let line = format!(
            "{id},\"'=1+1, \"\"thử\"\"\",district_justice_office,district,06,missing,,{movement},,,false,false\r\n"
        );
        let text = String::from_utf8(csv.body.to_vec()).unwrap();
        assert!(
            text.ends_with(&line) && text.matches("\r\n").count() == 2 && text.matches('\n').count() == 2,
            "{text}"
        );
        let marked = as_file(&story, &officer, &format!("{query}&bom=true"), CSV).await;
        assert_eq!(marked.body.strip_prefix("\u{feff}".as_bytes()), Some(&csv.body[..]));
        // Elsewhere a text is a text.
        let name = "=1+1, \"thử\"";
        assert_eq!(xlsx_cells(&as_file(&story, &officer, &query, XLSX).await.body, 12)[1][1], name);
        assert_eq!(as_file(&story, &officer, &query, NDJSON).await["unit_name"], name);
        assert_eq!(story.coverage(&officer, &query).await["rows"][0]["unit_name"], name);
    })
    .await;
}

#[actix_web::test]
async fn formats_are_on_offer_where_the_operation_says_so() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(BAC_KAN).await;
        let coverage = format!("/plan-coverage?movement_id={}", story.movement);
        let asked = |path: &str, accept: &str| app.get(path, &officer).header("Accept", accept);
        for accept in ["text/html", "application/xml", "image/*", "text/csv;q=0", "application/pdf, text/plain"] {
            let refused = asked(&coverage, accept).english().await.refused(406, "not_acceptable");
            for offered in ["application/json", CSV, NDJSON, XLSX] {
                assert!(refused["detail"].as_str().unwrap().contains(offered), "{}", refused.describe());
            }
        }
        for accept in [CSV, NDJSON, XLSX, "text/*"] {
            for path in ["/me", "/nothing"] {
                let refused = asked(path, accept).english().await.refused(406, "not_acceptable");
                assert!(!refused["detail"].as_str().unwrap().contains("csv"), "{}", refused.describe());
            }
        }
        let body = story.plan_body(BAC_KAN, &json!({})).await;
        let call = app.call(Method::POST, "/plans", &officer).header("Accept", CSV).json(body);
        call.await.refused(406, "not_acceptable");
        for (accept, given) in [
            ("*/*", "application/json"),
            ("text/html, */*;q=0.1", "application/json"),
            ("application/json, text/csv", "application/json"),
            ("text/csv, */*", "text/csv; charset=utf-8"),
            ("application/json;q=0.5, text/csv", "text/csv; charset=utf-8"),
        ] {
            assert_eq!(asked(&coverage, accept).await.is(200).header("Content-Type"), Some(given), "{accept}");
        }
        // Rights come before formats do.
        app.get(&coverage, &app.admin().await).header("Accept", CSV).await.refused(403, "forbidden");
        app.get(&coverage, &Caller::Nobody).header("Accept", CSV).await.refused(401, "unauthenticated");
    })
    .await;
}

#[actix_web::test]
async fn what_has_not_changed_is_not_sent_again() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(BA_BE).await;
        let path = format!("/plan-coverage?movement_id={}&group_by=unit", story.movement);
        let mut tags = vec![];
        for accept in ["application/json", CSV, NDJSON, XLSX] {
            let asked = || app.get(&path, &officer).header("Accept", accept);
            let first = asked().await.is(200);
            let varies = |reply: &Reply| reply.headers.get_all("Vary").any(|value| value == "Accept");
            assert!(varies(&first), "{accept}");
            let again = asked().if_none_match(first.etag()).await.is(304);
            assert!(again.body.is_empty() && varies(&again) && again.etag() == first.etag());
            assert_eq!(again.header("Content-Disposition"), None);
            tags.push((accept, first.etag()));
        }
        assert!((1..4).all(|at| tags[..at].iter().all(|(_, tag)| *tag != tags[at].1)), "{tags:?}");
        let draft = story.draft_plan(BA_BE, &crate::stories::plan_of(&[])).await;
        for (accept, tag) in &tags {
            app.get(&path, &officer).header("Accept", accept).if_none_match(tag).await.is(200);
        }
        let now = story.coverage(&officer, "&group_by=unit").await;
        assert_eq!(
            (&now["rows"][0]["plan_id"], &now["total"]),
            (&json!(draft.id), &counts([1, 0, 1, 0, 0, 0, 0, 0, 0]))
        );
    })
    .await;
}
