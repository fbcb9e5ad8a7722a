//! The working calendar as portals read it: days with their documents, and clocks that run on working days.
mod years;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Caller, TestApp, both, both_with};

async fn reader(app: &TestApp) -> Caller {
    app.officer("H03.STP").await
}

fn one<'a>(items: &'a [Value], day: &str) -> &'a Value {
    items.iter().find(|item| item["day"] == day).unwrap_or_else(|| panic!("there is no {day}"))
}

#[actix_web::test]
async fn a_year_is_listed_day_by_day_with_its_documents() {
    both(async |app| {
        let caller = reader(&app).await;
        let list =
            async |query: &str| app.get(&format!("/calendar/working-days?limit=200&{query}"), &caller).await.is(200);
        // The clock stands in June 2024.
        let default = app.get("/calendar/working-days?count=exact", &caller).await.is(200);
        assert_eq!((&default["total"], &default["items"][0]["day"]), (&json!(366), &json!("2024-01-01")));
        for (year, total) in [(2023, 249), (2024, 251), (2025, 250), (2026, 249)] {
            let worked = list(&format!("from={year}-01-01&working=true&count=exact")).await;
            assert_eq!(worked["total"], total, "{year}");
        }
        let spring = list("from=2024-04-25&to=2024-05-05").await;
        let items = spring.items();
        assert_eq!(
            (items.len(), &items[0]["day"], &items[10]["day"]),
            (11, &json!("2024-04-25"), &json!("2024-05-05"))
        );
        for (day, kind, working, instead_of, document) in [
            ("2024-04-26", "working", true, Value::Null, Value::Null),
            ("2024-04-27", "weekend", false, Value::Null, Value::Null),
            ("2024-04-29", "swapped_off", false, json!("2024-05-04"), json!("1570/TB-BLĐTBXH")),
            ("2024-04-30", "holiday", false, Value::Null, json!("45/2019/QH14")),
            ("2024-05-04", "worked", true, json!("2024-04-29"), json!("1570/TB-BLĐTBXH")),
        ] {
            let found = one(items, day);
            assert_eq!((&found["kind"], &found["working"]), (&json!(kind), &json!(working)), "{found}");
            assert_eq!((&found["instead_of"], &found["verified"]), (&instead_of, &json!(true)), "{found}");
            assert_eq!(found["citation"]["document"]["number"], document, "{found}");
        }
        assert_eq!(one(items, "2024-04-30")["citation"]["article"], "112(1)(c)");
        assert_eq!(one(items, "2024-04-30")["name"], "Ngày Chiến thắng");
        let lieu = list("from=2026-01-01&kind=day_in_lieu&kind=swapped_off").await;
        assert_eq!(lieu.each("day"), ["2026-01-02", "2026-04-27", "2026-08-31"], "the proposed swap is none");
        let ahead = list("from=2027-01-01&to=2027-01-04").await;
        let verified: Vec<_> = ahead.items().iter().map(|day| day["verified"].clone()).collect();
        assert_eq!(verified, [true, false, false, false], "the notice of 2027 is not out");
    })
    .await;
}

#[actix_web::test]
async fn documents_of_the_calendar_are_among_those_of_the_law() {
    both(async |app| {
        let caller = reader(&app).await;
        let documents = app.get("/legal-documents?limit=200", &caller).await.is(200);
        let off = app.get("/calendar/working-days?from=2023-01-01&to=2026-12-31&kind=holiday&limit=200", &caller).await;
        for day in off.is(200).items() {
            assert!(documents.items().contains(&day["citation"]["document"]), "{day}");
        }
    })
    .await;
}

#[derive(Deserialize)]
struct Example {
    id: String,
    op: String,
    start: String,
    argument: String,
    expected: String,
}

#[actix_web::test]
async fn clocks_run_on_working_days_as_the_worked_examples_say() {
    both(async |app| {
        let caller = reader(&app).await;
        let mut rows = csv::Reader::from_reader(include_bytes!("../../data/calendar/examples.csv").as_slice());
        let mut asked = 0;
        for example in rows.deserialize::<Example>().map(Result::unwrap) {
            let Example { id, op, start, argument, expected } = example;
            let (path, member) = match op.as_str() {
                "add" | "subtract" => (format!("due-day?from={start}&{op}={argument}"), "/due_on"),
                "next_or_same" => (format!("due-day?from={start}&roll=next"), "/due_on"),
                "previous_or_same" => (format!("due-day?from={start}&roll=previous"), "/due_on"),
                "count" => (format!("working-days?from={start}&to={argument}&working=true&count=exact"), "/total"),
                "is_working" => (format!("working-days?from={start}&to={start}"), "/items/0/working"),
                _ => continue,
            };
            let found = app.get(&format!("/calendar/{path}"), &caller).await.is(200);
            let found = found.json.pointer(member).unwrap_or(&Value::Null);
            assert_eq!(found.as_str().map_or_else(|| found.to_string(), str::to_owned), expected, "{id}");
            asked += 1;
        }
        assert_eq!(asked, 42, "all but the one in calendar days");
        let due = app.get("/calendar/due-day?from=2024-12-02&add=10", &caller).await.is(200);
        let expected = json!({"from": "2024-12-02", "due_on": "2024-12-16", "closes_at": "2024-12-16T17:00:00Z",
            "verified": true});
        assert_eq!(due.json, expected);
        let ahead = app.get("/calendar/due-day?from=2026-12-22&add=10", &caller).await.is(200);
        assert_eq!(ahead["verified"], false, "it ends in a year whose notice is not out");
    })
    .await;
}

#[actix_web::test]
async fn a_working_day_closes_at_the_hour_that_the_operator_names() {
    both_with(
        |options| options.working_day_closes = "17:00".parse().unwrap(),
        async |app| {
            let due = app.get("/calendar/due-day?from=2024-12-02&add=10", &reader(&app).await).await.is(200);
            assert_eq!(due["closes_at"], "2024-12-16T10:00:00Z");
        },
    )
    .await;
}

#[actix_web::test]
async fn what_no_calendar_knows_is_refused_and_so_is_bad_input() {
    both(async |app| {
        let caller = reader(&app).await;
        for unknown in [
            "working-days?from=2022-12-31&to=2023-01-05",
            "working-days?from=2026-12-25&to=2027-01-16",
            "working-days?from=2027-01-01",
            "working-days?from=2028-01-03&to=2028-01-03",
            "due-day?from=2022-12-30&add=1",
            "due-day?from=2027-01-15&add=1",
            "due-day?from=2023-01-03&subtract=1",
            "due-day?from=2023-01-01&roll=previous",
            "due-day?from=2023-01-03&add=1000&limit=1",
            "due-day?from=2024-06-03&add=1000",
        ] {
            let code = if unknown.contains("limit") { (400, "unknown_parameter") } else { (422, "no_calendar") };
            app.get(&format!("/calendar/{unknown}"), &caller).await.refused(code.0, code.1);
        }
        for wrong in [
            "working-days?from=2024-02-30",
            "working-days?from=1989-01-01",
            "working-days?from=2024-05-01&to=2024-04-30",
            "working-days?kind=sunday",
            "working-days?sort=day",
            "due-day?add=5",
            "due-day?from=2024-06-03",
            "due-day?from=2024-06-03&add=5&subtract=5",
            "due-day?from=2024-06-03&add=5&roll=next",
            "due-day?from=2024-06-03&add=-1",
            "due-day?from=2024-06-03&add=0",
            "due-day?from=2024-06-03&add=1.5",
            "due-day?from=2024-06-03&subtract=1001",
            "due-day?from=2024-06-03&roll=sideways",
        ] {
            app.get(&format!("/calendar/{wrong}"), &caller).await.refused(400, "invalid_parameter");
        }
        let told = app.get("/calendar/due-day?from=2030-01-02&add=1", &caller).await;
        assert!(
            told["detail"].as_str().unwrap().contains("2030-01-02 (2023-01-01 – 2027-01-15)"),
            "{}",
            told.describe()
        );
    })
    .await;
}
