//! Days have one spelling and years of our time, wherever one can be written.
use serde_json::json;

use crate::support::{both, spec::operations};

const DAYS: [(&str, &str); 9] = [
    ("0023-04-20", "out_of_range"),
    ("1923-04-20", "out_of_range"),
    ("2101-01-01", "out_of_range"),
    ("2023-1-1", "invalid_value"),
    ("2023-02-30", "invalid_value"),
    ("+262142-12-31", "invalid_value"),
    ("-10000-01-01", "invalid_value"),
    ("2023-01-01T00:00:00Z", "invalid_value"),
    ("", "invalid_value"),
];

const INSTANTS: [&str; 10] = [
    "0023-04-20T00:00:00Z",
    "2101-01-01T00:00:00Z",
    "2100-12-31T23:59:59-12:00",
    "+262142-12-31T00:00:00Z",
    "2023-01-01T00:00:00",
    "2023-01-01%2000:00:00Z",
    "2023-01-01t00:00:00Z",
    "2023-01-01T00:00:00z",
    "2023-01-01T23:59:60Z",
    "2023-01-01T00:00:00.1234567890123Z",
];

#[actix_web::test]
async fn every_day_of_every_body_is_one() {
    both(async |app| {
        let mut known = 0;
        for operation in operations() {
            for place in operation.members().iter().filter(|place| place.has_format("date")) {
                known += 1;
                for (day, fault) in DAYS {
                    let reply = operation.with_member(&app, place, json!(day)).await;
                    assert!(reply.names(&place.pointer, &[fault]), "{} = {day}: {}", place.pointer, reply.describe());
                }
            }
        }
        assert!(known > 30, "the spec knows {known} days");
    })
    .await;
}

#[actix_web::test]
async fn every_day_and_instant_of_every_query_is_one() {
    both(async |app| {
        let mut known = 0;
        for operation in operations() {
            for place in operation.parameters() {
                let based = place.schema["pattern"].as_str().is_some_and(|pattern| pattern.contains("as_of:"));
                let wrong: Vec<String> = match () {
                    () if place.has_format("date") => DAYS.iter().map(|(day, _)| (*day).to_owned()).collect(),
                    () if based => DAYS.iter().map(|(day, _)| format!("as_of:{day}")).collect(),
                    () if place.has_format("date-time") => INSTANTS.map(str::to_owned).to_vec(),
                    () => continue,
                };
                known += 1;
                for value in wrong {
                    let query = format!("{}={}", place.pointer, value.replace('+', "%2B"));
                    let reply = operation.with_query(&app, &query).await.refused(400, "invalid_parameter");
                    assert!(reply["detail"].to_string().contains(&place.pointer), "{}", reply.describe());
                }
            }
        }
        assert!(known > 10, "the spec knows {known} days and instants");
    })
    .await;
}
