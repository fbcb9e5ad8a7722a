//! Progress is a list like any other: pages, orders, counts and tables.
use serde_json::{Value, json};

use super::{ask, rows};
use crate::{
    stories::{BA_BE, CHO_DON, NA_HANG, NA_RI, PAC_NAM, STANDING_BODY, Story, target},
    support::{Reply, both},
};

const UNITS: [(&str, i64, i64); 4] = [(BA_BE, 30, 100), (PAC_NAM, 5, 10), (CHO_DON, 30, 20), (NA_HANG, 0, 10)];
const HOUSES: &str = "&indicator_code=ASXH-04&period=2024&group_by=unit";

async fn built(story: &Story) {
    for (unit, houses, aim) in UNITS {
        story.received_plan(unit, &[target("ASXH-04", aim)]).await;
        story.accepted_report(unit, "2024", &[("ASXH-04", json!({"value": houses}))]).await;
    }
}

#[actix_web::test]
async fn every_row_is_on_one_page_in_every_order() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        built(&story).await;
        let reader = story.officer(STANDING_BODY).await;
        let plain = rows(&story, &reader, HOUSES).await;
        assert_eq!(plain.len(), 1561);
        let mut ids: Vec<_> = plain.iter().map(|row| row["unit_id"].to_string()).collect();
        ids.sort();
        let number = |row: &Value, member: &str| row[member].as_f64();
        for sort in ["value", "-value", "attainment_percent", "-attainment_percent", "name", "-name", "indicator"] {
            let sorted = rows(&story, &reader, &format!("{HOUSES}&sort={sort}")).await;
            let mut found: Vec<_> = sorted.iter().map(|row| row["unit_id"].to_string()).collect();
            found.sort();
            assert_eq!(found, ids, "{sort}: each row once");
            let member = sort.trim_start_matches('-');
            if ["value", "attainment_percent"].contains(&member) {
                let some: Vec<_> = sorted.iter().map_while(|row| number(row, member)).collect();
                assert_eq!(some.len(), UNITS.len(), "{sort}: what is null comes last");
                let ordered = some.windows(2).all(|w| if sort.starts_with('-') { w[0] >= w[1] } else { w[0] <= w[1] });
                assert!(ordered, "{sort}: {some:?}");
            }
        }
        let first = ask(&story, &reader, &format!("{HOUSES}&count=exact&limit=3")).await.is(200);
        assert_eq!((first.items().len(), &first["total"]), (3, &json!(1561)));
        assert!(first.header("Link").is_some_and(|link| link.contains("cursor=") && link.contains("limit=3")));
        // A cursor is good for the list it is of.
        let cursor = first["next_cursor"].as_str().unwrap();
        let other = HOUSES.replace("2024", "2023");
        ask(&story, &reader, &format!("{other}&cursor={cursor}")).await.refused(400, "invalid_cursor");
        ask(&story, &reader, &format!("{HOUSES}&sort=value&cursor={cursor}")).await.refused(400, "invalid_cursor");
    })
    .await;
}

/// The bytes of a short answer are kept, which nobody is to see.
#[actix_web::test]
async fn a_short_answer_is_that_of_its_own_question() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        built(&story).await;
        let reader = story.officer(STANDING_BODY).await;
        let question = "&indicator_code=ASXH-04&period=2024&group_by=kind";
        let asked = async |more: &str| ask(&story, &reader, &format!("{question}{more}")).await.is(200);
        let plain = asked("").await;
        assert!(plain.items().len() > 2, "{}", plain.describe());
        for (more, limit, total) in [
            ("", 50, json!(null)),
            ("&limit=60", 60, json!(null)),
            ("", 50, json!(null)),
            ("&count=exact", 50, json!(plain.items().len())),
        ] {
            let told = asked(more).await;
            assert_eq!(
                (told.items(), &told["limit"], &told["total"]),
                (plain.items(), &json!(limit), &total),
                "{more}"
            );
            let same = more.is_empty();
            assert_eq!(told.header("ETag") == plain.header("ETag"), same, "{more}: the tag is of what is told");
        }
        assert_eq!(asked("&limit=2").await.items(), &plain.items()[..2]);
        ask(&story, &reader, &format!("{question}&sort=name")).await.refused(400, "invalid_parameter");
        // It ends with the next figure.
        story.received_plan(NA_RI, &[target("ASXH-04", 5)]).await;
        story.accepted_report(NA_RI, "2024", &[("ASXH-04", json!({"value": 7}))]).await;
        let sum = |told: &Reply| told.items().iter().filter_map(|row| row["value"].as_f64()).sum::<f64>();
        assert_eq!(sum(&asked("").await), sum(&plain) + 7.0);
    })
    .await;
}

#[actix_web::test]
async fn members_are_those_of_the_grouping() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        built(&story).await;
        let reader = story.officer(STANDING_BODY).await;
        let unit = ["unit_id", "unit_code", "unit_name", "parent_id", "kind", "province_code", "province_name"];
        let province = ["province_id", "province_code", "province_name", "province_from"];
        let all: Vec<&str> = unit.iter().chain(&province).copied().collect();
        for (by, own) in [("indicator", &[][..]), ("unit", &unit), ("kind", &["kind"]), ("province", &province)] {
            let query = HOUSES.replace("group_by=unit", &format!("group_by={by}&sort=-value"));
            let found = rows(&story, &reader, &query).await[0].clone();
            for member in &all {
                assert_eq!(found.get(member).is_some(), own.contains(member), "{by}: {member}");
            }
        }
        let query = HOUSES.replace("group_by=unit", "group_by=province&sort=-value");
        let bac_kan = rows(&story, &reader, &query).await[0].clone();
        assert_eq!((&bac_kan["province_code"], &bac_kan["province_name"]), (&json!("06"), &json!("Tỉnh Bắc Kạn")));
    })
    .await;
}

#[actix_web::test]
async fn tables_have_the_same_rows() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        built(&story).await;
        let reader = story.officer(STANDING_BODY).await;
        for by in ["indicator", "unit", "kind", "province"] {
            let query = HOUSES.replace("group_by=unit", &format!("group_by={by}"));
            let all = rows(&story, &reader, &query).await;
            let path = format!("/progress?movement_id={}{query}", story.movement);
            let lines = app.get(&path, &reader).header("Accept", "application/x-ndjson").await.is(200);
            let text = String::from_utf8(lines.body.to_vec()).unwrap();
            let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(lines, all, "{by}: a line is an item");
            let csv = app.get(&path, &reader).header("Accept", "text/csv").await.is(200);
            let mut csv = csv::Reader::from_reader(&csv.body[..]);
            let columns = csv.headers().unwrap().clone();
            for (record, row) in csv.records().zip(&all) {
                for (cell, column) in record.unwrap().iter().zip(&columns) {
                    let told = match column.split('.').fold(row, |at, name| &at[name]) {
                        Value::Null => String::new(),
                        Value::String(text) => text.clone(),
                        other => other.to_string(),
                    };
                    assert_eq!(cell, told, "{by}: {column}");
                }
            }
        }
    })
    .await;
}
