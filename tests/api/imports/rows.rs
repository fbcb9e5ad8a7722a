//! Which row is which, how many a file has, and how much is told of what is wrong with them.
use serde_json::json;

use super::{CSV, NDJSON, XLSX, book, counts, import, refusals};
use crate::{
    stories::{BA_BE, BAC_KAN, Story, plan_of},
    support::{Caller, Reply, both},
};

/// Where the tasks of a draft are validated, and by whom.
async fn drafted(story: &Story) -> (String, Caller) {
    let plan = story.draft_plan(BAC_KAN, &plan_of(&[])).await;
    (format!("{}/tasks/import?mode=validate", plan.path()), story.officer(BAC_KAN).await)
}

#[actix_web::test]
async fn rows_have_the_numbers_that_a_spreadsheet_shows() {
    both(async |app| {
        let (to, officer) = drafted(&Story::of(app.clone()).await).await;
        for (text, told) in [
            (
                "\n\r\ntitle,due_on\n\n\"Hai\n\ndòng\",\r\nB,31/02/2024\r\n\r\n\nC,32/01/2024",
                &["6 validation_failed: B6 /due_on invalid_value", "9 validation_failed: B9 /due_on invalid_value"][..],
            ),
            ("title\rA\r\r=1+1\r", &["4 validation_failed: A4 /title formula"]),
            ("sep=;\r\n\r\ntitle;due_on\r\n\r\nA;31/02/2024\r\n", &["5 validation_failed: B5 /due_on invalid_value"]),
        ] {
            let reply = import(&app, &officer, &to, (CSV, text)).await.is(200);
            assert_eq!(refusals(&reply), told, "{text:?}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_quote_that_does_not_close_swallows_no_rows() {
    both(async |app| {
        let (to, officer) = drafted(&Story::of(app.clone()).await).await;
        let send = async |text: &'static str| import(&app, &officer, &to, (CSV, text)).await;
        for text in [
            "code,title\nT-1,\"A\nT-2,B\n",
            // The quotes are even, and one row was part of another's cell.
            "code,title\nT-1,\"A\nT-2,\"B\"\nT-3,C\"\n",
            "code,title\nT-1,\"A\"\"\nT-2,B\n",
            "code,\"title\nT-1,A\n",
            "code;title\nT-1;\"A\" B\n",
        ] {
            send(text).await.refused(422, "import_unreadable");
        }
        let told = send("code,title\n\nT-1,\"A\n").await;
        assert!(told["detail"].as_str().unwrap().contains("3: \""), "{}", told.describe());
        let good = send("code,title\nT-1,\"A \"\"B\"\", C\"\nT-2,5\" D\n\"T-3\",\"\n\"\"\"\r\n").await.is(200);
        assert_eq!((counts(&good), refusals(&good)), ([3, 0, 0, 0], vec![]));
    })
    .await;
}

/// How many faults each row tells.
fn faults(report: &Reply) -> Vec<usize> {
    let rows = report["rows"].as_array().unwrap().iter();
    rows.map(|row| row["errors"].as_array().map_or(0, Vec::len)).collect()
}

#[actix_web::test]
async fn no_more_is_told_than_a_report_may_hold() {
    both(async |app| {
        let (to, officer) = drafted(&Story::of(app.clone()).await).await;
        let line = |title: usize, unknown: usize| {
            let members: String = (0..unknown).map(|n| format!(",\"x{n}\":1")).collect();
            format!("{{\"title\":\"A{title}\"{members}}}\n")
        };
        let long = import(&app, &officer, &to, (NDJSON, line(0, 2000))).await.is(200);
        assert_eq!(faults(&long), [1000]);
        let wide = book(|sheet| {
            sheet.write_string(0, 0, "title").unwrap();
            for column in 0..=1200 {
                sheet.write_string(1, column, "A").unwrap();
            }
        });
        assert_eq!(faults(&import(&app, &officer, &to, (XLSX, wide)).await.is(200)), [1000]);
        // Of many such rows the last are refused for one reason each.
        let many: String = (0..12).map(|n| line(n, 1000)).collect();
        let many = import(&app, &officer, &to, (NDJSON, many)).await.is(200);
        assert_eq!(faults(&many), [[1000_usize; 10].as_slice(), &[1; 2]].concat());
        assert_eq!(counts(&many), [0, 0, 0, 12]);
    })
    .await;
}

#[actix_web::test]
async fn a_file_may_have_as_many_rows_as_an_export() {
    both(async |app| {
        let lines = |count: usize, member: &str| -> String {
            (0..count).map(|n| json!({member: format!("X-{n}")}).to_string() + "\n").collect()
        };
        for (to, caller, count, member) in [
            ("/nominations/import", app.officer(BA_BE).await, 501, "award_form_code"),
            ("/indicators/import", app.officer("G15.TDKT").await, 2001, "code"),
        ] {
            let to = format!("{to}?mode=validate");
            let reply = import(&app, &caller, &to, (NDJSON, lines(count, member))).await.is(200);
            assert_eq!((&reply["total"], &reply["refused"]), (&json!(count), &json!(count)), "{to}");
        }
    })
    .await;
}
