//! Every list of the spec answers the same rows in every format.
mod explain;
mod indexes;
mod later;
mod place;

use std::io::{Cursor, Read};

use serde_json::{Value, json};
use thidua::app::spec::DOCUMENT;
use uuid::Uuid;

use crate::{
    clients::machine,
    reorganisations::{document, merger},
    stories::{BAC_KAN, Story, dossier, person, plan_of, target},
    support::{
        Caller, Reply, TestApp, absolute, both,
        contract::{operation, resolved},
    },
    webhooks::unsigned,
};

const CSV: &str = "text/csv";
const NDJSON: &str = "application/x-ndjson";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What lists hang below.
pub struct Ids {
    movement: Uuid,
    plan: Uuid,
    unit: Uuid,
    reorganisation: Uuid,
    guidance: Uuid,
    inspection: Uuid,
    session: Uuid,
    client: Uuid,
    webhook: Uuid,
    /// What the standing body defines, by where it is.
    defined: std::collections::HashMap<&'static str, Uuid>,
}

/// Every path of the spec that is read in pages, with an id where it has a place for one.
fn lists(ids: &Ids) -> Vec<String> {
    let paths = DOCUMENT["paths"].as_object().unwrap().iter();
    let cursor = |parameter: &&'static Value| resolved(parameter)["name"] == "cursor";
    let paged = paths
        .filter(|(_, item)| item["get"]["parameters"].as_array().is_some_and(|p| p.iter().any(|one| cursor(&one))));
    let filled = paged.map(|(path, _)| {
        let id = match path.trim_start_matches("/api/v1/").split('/').next() {
            Some("movements") => ids.movement,
            Some("plans") => ids.plan,
            Some("units") => ids.unit,
            Some("reorganisations") => ids.reorganisation,
            Some("guidance") => ids.guidance,
            Some("inspections") => ids.inspection,
            Some("council-sessions") => ids.session,
            Some("clients") => ids.client,
            Some("webhooks") => ids.webhook,
            other => other.and_then(|of| ids.defined.get(of).copied()).unwrap_or_else(Uuid::now_v7),
        };
        let part = |part: &str| {
            if part == "{code}" {
                "R2022b".to_owned()
            } else if part.starts_with('{') {
                id.to_string()
            } else {
                part.to_owned()
            }
        };
        path.trim_start_matches("/api/v1").split('/').map(part).collect::<Vec<_>>().join("/")
    });
    filled.collect()
}

/// Somebody who reads everything that the story has made.
pub async fn readers(app: &TestApp) -> Vec<Caller> {
    vec![app.officer(BAC_KAN).await, app.admin().await, app.officer("G15.TDKT").await]
}

pub async fn fill(story: &Story) -> Ids {
    let app = &story.app;
    let plan = story.sent_plan(BAC_KAN, &[target("TGPL-04", 120), target("TGPL-07", 6)]).await;
    story.draft_plan("H03.D061.PTP", &plan_of(&[target("TGPL-04", 1)])).await;
    app.settle().await;
    let reorganisation = document(app, &app.admin().await, "2024-09-01", merger()).await.id;
    let guidance = story.issued_guidance(BAC_KAN, &["H03.D061.PTP"]).await;
    story.ask(&guidance, "H03.D061.PTP").await;
    let inspection = story.concluded_inspection(BAC_KAN, &["H03.D061.PTP"], &["H03.D061.PTP"]).await;
    let explain = json!({"text": "Đơn vị tiếp thu."});
    inspection.step("explain", &story.head("H03.D061.PTP").await, explain).await.is(201);
    let voted = story.appraised_nomination("H03.D061.PTP", &dossier(&person("SYN-0017"), "GK")).await;
    let council = story.council(BAC_KAN, 3).await;
    let session = story.planned_session(&council, "open", &[&voted]).await.id;
    let posting = story.published_posting(BAC_KAN, &[&voted], 5).await;
    story.object(&posting, &[1]).await;
    let exemplar = story.published_exemplar("H03.D061.PTP", "model").await;
    story.adopt(&exemplar, BAC_KAN).await;
    let client = machine(app, BAC_KAN, &["units:read", "changes:read"]).await;
    let webhook = unsigned(app, client.id).await;
    app.get("/units?limit=1", &client.signed_in(app).await).await.is(200);
    app.settle().await;
    let (movement, plan, unit) = (story.movement, plan.id, app.unit(BAC_KAN).await);
    let defined = story.defined().await;
    let (guidance, inspection, client) = (guidance.id, inspection.id, client.id);
    Ids { movement, plan, unit, reorganisation, guidance, inspection, session, client, webhook, defined }
}

async fn as_table(app: &TestApp, caller: &Caller, path: &str, media_type: &str) -> Reply {
    let reply = app.get(path, caller).header("Accept", media_type).await.is(200);
    let given = reply.header("Content-Type").unwrap_or_default();
    assert_eq!(given.split(';').next(), Some(media_type), "{path}");
    assert!(reply.header("Content-Disposition").is_some_and(|name| name.starts_with("attachment; filename=")));
    assert_eq!(reply.header("Vary").map(|vary| vary.contains("Accept")), Some(true), "{path}");
    reply
}

/// All items, page by page, as JSON.
async fn items(app: &TestApp, caller: &Caller, path: &str) -> Option<Vec<Value>> {
    let joint = if path.contains('?') { '&' } else { '?' };
    let mut next = Some(format!("{path}{joint}limit=200"));
    let mut found = vec![];
    while let Some(path) = next {
        let page = app.get(&path, caller).await;
        if page.status != 200 {
            return None;
        }
        assert_eq!(page["limit"], 200, "{path}");
        found.extend(page.items().to_vec());
        let link = page.header("Link").and_then(|link| link.strip_prefix('<')?.split_once('>'));
        next = link.map(|(target, _)| target.trim_start_matches("/api/v1").to_owned());
    }
    Some(found)
}

/// A member of an item by the name of its column.
fn member<'a>(item: &'a Value, column: &str) -> &'a Value {
    column.split('.').fold(item, |at, name| &at[name])
}

fn as_csv(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(texts) => texts.iter().map(|text| text.as_str().unwrap()).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

fn csv_lines(reply: &Reply) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*reply.body);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn xlsx_lines(reply: &Reply) -> usize {
    let mut archive = zip::ZipArchive::new(Cursor::new(reply.body.to_vec())).unwrap();
    let mut sheet = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
    sheet.matches("<row ").count()
}

/// Returns how many rows the list has, none where the caller may not read it.
async fn same_rows(app: &TestApp, caller: &Caller, path: &str) -> Option<usize> {
    let items = items(app, caller, path).await?;
    let lines = as_table(app, caller, path, NDJSON).await;
    let lines: Vec<Value> = lines
        .body
        .split(|b| *b == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    assert_eq!(lines, items, "{path}");
    let csv = csv_lines(&as_table(app, caller, path, CSV).await);
    let columns = csv[0].clone();
    assert!(columns.len() >= 2 && csv.len() == items.len() + 1, "{path}: {columns:?}");
    for (line, item) in csv.iter().skip(1).zip(&items) {
        for (cell, column) in line.iter().zip(&columns) {
            let text = as_csv(member(item, column));
            assert!(*cell == text || *cell == format!("'{text}"), "{path} {column}: {cell:?}, {text:?}");
        }
    }
    assert_eq!(xlsx_lines(&as_table(app, caller, path, XLSX).await), items.len() + 1, "{path}");
    Some(items.len())
}

#[actix_web::test]
async fn every_list_has_the_same_rows_in_every_format() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let ids = fill(&story).await;
        let lists = lists(&ids);
        assert!(lists.len() > 30, "{lists:?}");
        let readers = readers(&app).await;
        let mut filled = 0;
        for path in &lists {
            let mut rows = vec![];
            for reader in &readers {
                rows.push(same_rows(&app, reader, path).await);
            }
            // Of dossiers and reports the story has none, of obligations no id, and figures are of a movement that has to
            // be named, as what somebody may; papers of a session are read by its members alone.
            let none = [
                "/nominations/",
                "/reports/",
                "/obligations/",
                "/access/who-can",
                "/progress",
                "/compliance",
                "/reminder-preview",
                "/emulation-statistics",
            ];
            let none = none.iter().any(|of| path.starts_with(of)) || path.ends_with("/papers");
            assert!(none || rows.iter().any(Option::is_some), "nobody of the test reads {path}");
            filled += usize::from(rows.iter().any(|rows| rows.is_some_and(|rows| rows > 0)));
        }
        assert!(filled > 20, "only {filled} lists hold something");
    })
    .await;
}

/// The orders that the spec publishes of a list, by the pattern of `sort`.
fn orders(path: &str) -> Vec<String> {
    let operation = operation("get", &absolute(path)).unwrap();
    let sort = operation["parameters"].as_array().into_iter().flatten().map(resolved).find(|p| p["name"] == "sort");
    let pattern = sort.and_then(|sort| sort["schema"]["pattern"].as_str()).unwrap_or_default();
    let names = pattern.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(names, _)| names);
    names.split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[actix_web::test]
async fn every_list_has_the_orders_that_are_published_and_no_others() {
    both(async |app| {
        let ids = fill(&Story::of(app.clone()).await).await;
        let readers = readers(&app).await;
        let mut ordered = 0;
        for path in lists(&ids).into_iter().filter(|path| path != "/progress") {
            let mut reader = None;
            for one in &readers {
                if reader.is_none() && app.get(&path, one).await.status == 200 {
                    reader = Some(one);
                }
            }
            let Some(reader) = reader else { continue };
            let orders = orders(&path);
            for order in orders.iter().flat_map(|order| [order.clone(), format!("-{order}")]) {
                app.get(&format!("{path}?sort={order}"), reader).await.is(200);
            }
            app.get(&format!("{path}?sort=size"), reader).await.refused(400, "invalid_parameter");
            app.get(&format!("{path}?sort=id"), reader).await.refused(400, "invalid_parameter");
            ordered += usize::from(!orders.is_empty());
        }
        assert!(ordered > 12, "only {ordered} lists have an order");
    })
    .await;
}

/// The register is longer than a page.
#[actix_web::test]
async fn a_table_is_the_whole_list_or_the_page_that_was_asked_for() {
    both(async |app| {
        let officer = app.officer(BAC_KAN).await;
        assert_eq!(csv_lines(&as_table(&app, &officer, "/units", CSV).await).len(), 1 + 1562);
        let page = as_table(&app, &officer, "/units?limit=3&sort=-code", CSV).await;
        assert_eq!(csv_lines(&page).len(), 1 + 3);
        let link = page.header("Link").and_then(|link| link.strip_prefix("</api/v1")?.split_once('>')).unwrap().0;
        let second = as_table(&app, &officer, link, CSV).await;
        let json = app.get("/units?limit=6&sort=-code", &officer).await.is(200);
        let codes = json.each("code");
        let code = csv_lines(&page)[0].iter().position(|column| column == "code").unwrap();
        let rows = [csv_lines(&page), csv_lines(&second)].map(|lines| lines[1..].to_vec()).concat();
        assert_eq!(rows.iter().map(|row| row[code].as_str()).collect::<Vec<_>>(), codes);
        let marked = as_table(&app, &officer, "/units?limit=3&sort=-code&bom=true", CSV).await;
        assert_eq!(marked.body.strip_prefix("\u{feff}".as_bytes()), Some(&page.body[..]));
        let counted = app.get("/units?count=exact", &officer).header("Accept", CSV).await;
        counted.refused(400, "invalid_parameter");
        app.get("/units?sort=size", &officer).header("Accept", CSV).await.refused(400, "invalid_parameter");
    })
    .await;
}

#[actix_web::test]
async fn short_lists_have_pages_too() {
    both(async |app| {
        let (story, officer) = (Story::of(app.clone()).await, app.officer(BAC_KAN).await);
        let path = format!("/movements/{}/indicators", story.movement);
        let all = app.get(&format!("{path}?limit=200&count=exact"), &officer).await.is(200);
        assert_eq!(all["total"], json!(all.items().len()));
        let (mut seen, mut next) = (vec![], Some(format!("{path}?limit=7")));
        while let Some(path) = next {
            let page = app.get(&path, &officer).await.is(200);
            seen.extend(page.items().to_vec());
            let cursor = page["next_cursor"].as_str();
            next = cursor.map(|cursor| format!("/movements/{}/indicators?limit=7&cursor={cursor}", story.movement));
        }
        assert_eq!(seen, all.items());
        app.get(&format!("{path}?sort=code"), &officer).await.refused(400, "invalid_parameter");
        app.get(&(path + "?cursor=AAAA"), &officer).await.refused(400, "invalid_cursor");
    })
    .await;
}
