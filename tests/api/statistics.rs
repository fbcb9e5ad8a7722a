//! The emulation statistics of a year: every cell counts the rows that it names, and nothing is left out.
use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    stories::{
        BA_BE, BAC_KAN, CUC_BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, STANDING_BODY, Story, TONG_CUC, dossier, person,
    },
    support::{Caller, both},
};

/// Cells of a year, with the filters of `more`.
async fn cells(story: &Story, caller: &Caller, more: &str) -> Vec<Value> {
    let path = format!("/emulation-statistics?limit=200&year={more}");
    story.list(&path, caller).await.items().to_vec()
}

/// All that a list holds, read two at a time.
async fn rows(story: &Story, caller: &Caller, href: &str) -> Vec<Value> {
    let path = href.strip_prefix("/api/v1").unwrap();
    story.app.every(&format!("{path}&limit=2"), caller).await
}

fn whole(cell: &Value) -> bool {
    cell["side"].is_null()
}

/// How many a table counts in all.
fn total(cells: &[Value], table: &str) -> u64 {
    cells.iter().find(|cell| cell["table"] == table && whole(cell)).unwrap()["rows"].as_u64().unwrap()
}

/// Awards, decisions, dossiers and a movement below, over two years.
async fn two_years(story: &Story) {
    let app = &story.app;
    let body = json!({"code": "THADS-2024", "title": "Phong trào thử", "starts_on": "2024-01-01",
        "ends_on": "2024-12-31", "launched_by_unit_id": app.unit(TONG_CUC).await, "parent_movement_id": story.movement,
        "indicator_codes": ["ASXH-04"],
        "reporting_lines": [{"unit_kind": "provincial_enforcement_department", "receiver": "parent"}]});
    let made = app.post("/movements", &story.officer(TONG_CUC).await).json(body).await.is(201);
    let document = json!({"document": story.document(&story.number("QĐ-TCTHADS"))});
    let launch = format!("/movements/{}/launch", made.id());
    app.post(&launch, &story.head(TONG_CUC).await).if_match("*").json(document).await.is(200);
    for (unit, number) in [(BA_BE, "SYN-0017"), (BA_BE, "SYN-0018"), (PAC_NAM, "SYN-0019")] {
        story.awarded_nomination(unit, &dossier(&person(number), "GK")).await;
    }
    story.received_nomination(PAC_NAM, &dossier(&person("SYN-0021"), "GK")).await;
    let back = story.submitted_nomination(BA_BE, &dossier(&person("SYN-0022"), "GK")).await;
    story.return_nomination_at_once(&back).await;
    // The last instant of the year, and the first of the next.
    let last = story.nominate(BA_BE, &dossier(&person("SYN-0001"), "GK")).await;
    let next = story.nominate(BA_BE, &dossier(&person("SYN-0002"), "GK")).await;
    for nomination in [&last, &next] {
        story.review(nomination).await;
    }
    app.set_clock("2024-12-31T16:59:59.999999Z");
    story.submit_nomination(&last).await;
    app.set_clock("2024-12-31T17:00:00Z");
    story.submit_nomination(&next).await;
}

#[actix_web::test]
async fn every_cell_counts_the_rows_that_it_names() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        two_years(&story).await;
        let below = format!("2024&unit_id={}", app.unit(BAC_KAN).await);
        let (mut counted, mut tried) = (0, BTreeSet::new());
        for (unit, asked) in [
            (STANDING_BODY, "2023"),
            (STANDING_BODY, "2024"),
            (MINISTRY, "2025"),
            (STANDING_BODY, below.as_str()),
            (BAC_KAN, "2024"),
            (BA_BE, "2024"),
            (CUC_BAC_KAN, "2024"),
        ] {
            let reader = story.officer(unit).await;
            let cells = cells(&story, &reader, asked).await;
            for cell in &cells {
                let found = rows(&story, &reader, cell["href"].as_str().unwrap()).await;
                assert_eq!(found.len() as u64, cell["rows"].as_u64().unwrap(), "{unit} {asked}: {cell}");
                let ids: BTreeSet<_> = found.iter().map(|row| row["id"].as_str().unwrap()).collect();
                assert_eq!(ids.len(), found.len(), "each once: {cell}");
                for row in &found {
                    assert_eq!(row["table"], cell["table"]);
                    let day = row["on"].as_str().unwrap();
                    assert!(cell["data_from"].as_str() <= Some(day) && Some(day) <= cell["data_to"].as_str(), "{row}");
                    app.get(row["href"].as_str().unwrap(), &reader).await.is(200);
                }
                counted += found.len();
                tried.insert(cell["table"].as_str().unwrap().to_owned());
            }
            // What the whole of a table counts is what its parts do.
            for table in ["awards", "decisions", "movements", "nominations"] {
                let parts = cells.iter().filter(|cell| cell["table"] == table && !whole(cell));
                let sum: u64 = parts.map(|cell| cell["rows"].as_u64().unwrap()).sum();
                assert_eq!(sum, total(&cells, table), "{unit} {asked} {table}");
            }
        }
        assert!(counted > 40 && tried.len() == 4, "only {counted} rows of {tried:?}");
    })
    .await;
}

#[actix_web::test]
async fn cells_tell_levels_forms_and_sides_and_the_rule_that_asks_for_them() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        two_years(&story).await;
        let department = story.officer(BAC_KAN).await;
        let told = cells(&story, &department, "2024").await;
        let part = |table: &str| {
            let members = ["side", "tier", "duration", "award_form_code", "subject_type", "decider", "rows"];
            let parts = told.iter().filter(|cell| cell["table"] == table && !whole(cell));
            parts.map(|cell| members.map(|member| cell[member].clone())).collect::<Vec<_>>()
        };
        let none = Value::Null;
        let row = |side: &str, about: [&Value; 5], rows: u64| {
            let [tier, duration, form, subject, decider] = about.map(Clone::clone);
            [json!(side), tier, duration, form, subject, decider, json!(rows)]
        };
        let (gk, person) = (&json!("GK"), &json!("individual"));
        let director = &json!("provincial_justice_department");
        assert_eq!(part("awards"), [row("below", [&none, &none, gk, person, director], 3)]);
        assert_eq!(part("decisions"), [row("own", [&json!("provincial"), &none, &none, &none, &none], 3)]);
        // Those granted, that received and that of the last instant: what was returned is being rewritten.
        assert_eq!(part("nominations"), [row("below", [&none, &none, gk, person, &none], 5)]);
        assert!(part("movements").is_empty());
        // The unit itself, and a movement of the sector.
        let own = cells(&story, &story.officer(BA_BE).await, "2024&table=awards").await;
        assert_eq!(
            own.iter().map(|cell| (&cell["side"], &cell["rows"])).collect::<Vec<_>>(),
            [(&none, &json!(2)), (&json!("own"), &json!(2))]
        );
        let ministry = story.officer(STANDING_BODY).await;
        let movements = async |year: &str| {
            let found = cells(&story, &ministry, &format!("{year}&table=movements")).await;
            let told = ["side", "tier", "duration", "rows"];
            found.iter().filter(|cell| !whole(cell)).map(|cell| told.map(|name| cell[name].clone())).collect::<Vec<_>>()
        };
        assert_eq!(movements("2024").await, [[json!("below"), json!("central"), json!("one"), json!(1)]]);
        assert_eq!(movements("2023").await, [[json!("own"), json!("central"), json!("3_to_5"), json!(1)]]);
        let asked = &told[0];
        assert_eq!(
            [&asked["document_number"], &asked["verified"], &asked["data_from"], &asked["data_to"], &asked["due_on"]],
            [&json!("02/2023/TT-BNV"), &json!(false), &json!("2024-01-01"), &json!("2024-12-31"), &json!("2024-12-15")]
        );
    })
    .await;
}

#[actix_web::test]
async fn a_year_without_a_rule_and_a_unit_out_of_reach_have_none_and_cells_are_a_table() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        two_years(&story).await;
        let department = story.officer(BAC_KAN).await;
        app.get("/emulation-statistics?year=2022", &department).await.refused(400, "invalid_parameter");
        app.get("/emulation-statistics", &department).await.refused(400, "invalid_parameter");
        for unit in [app.unit(NA_HANG).await, uuid::Uuid::now_v7()] {
            for path in ["?year=2024", "/rows?year=2024&table=awards"] {
                let path = format!("/emulation-statistics{path}&unit_id={unit}");
                app.get(&path, &department).await.refused(404, "not_found");
            }
        }
        // What rows do not have finds none.
        let strange = "/emulation-statistics/rows?year=2024&table=movements&award_form_code=GK";
        assert!(story.list(strange, &story.officer(STANDING_BODY).await).await.items().is_empty());
        let cells = cells(&story, &department, "2024").await;
        let csv = app.get("/emulation-statistics?year=2024", &department).header("Accept", "text/csv").await.is(200);
        let text = String::from_utf8(csv.body.to_vec()).unwrap();
        assert_eq!(text.lines().count(), cells.len() + 1);
        assert!(text.lines().next().unwrap().contains("document_number"), "{text}");
        let sheet = app.get("/emulation-statistics?year=2024", &department);
        let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        assert!(sheet.header("Accept", xlsx).await.is(200).body.starts_with(b"PK"));
    })
    .await;
}
