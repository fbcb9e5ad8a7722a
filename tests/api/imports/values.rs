//! The values of a report as a table.
use rust_xlsxwriter::{ExcelDateTime, Format};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{CSV, FORMATS, NDJSON, XLSX, book, comes_back, counts, import, refusals, sheet};
use crate::{
    stories::{BA_BE, BAC_KAN, NA_HANG, Paper, Story, ratio, target},
    support::{Reply, TestApp, both},
};

/// A counted target, a share, and one that is judged in words; and the draft of the report on them.
async fn drafted(story: &Story) -> (Reply, Paper, String) {
    let words = json!({"task_no": 1, "indicator_code": "DT-01", "comparator": "reach"});
    let targets = [target("TGPL-04", 5000), ratio("HGCS-03", 80, 100), words];
    let plan = story.issued_plan(BA_BE, &targets).await.now().await;
    let report = story.draft_report(BA_BE, "2024", &[]).await;
    let to = format!("{}/values/import", report.path());
    (plan, report, to)
}

async fn value_of(report: &Paper, plan: &Reply, indicator: &str) -> Value {
    let targets = plan["targets"].as_array().unwrap();
    let target = targets.iter().find(|target| target["indicator"]["code"] == indicator).unwrap();
    let values = report.now().await["values"].clone();
    values.as_array().unwrap().iter().find(|v| v["target_id"] == target["id"]).cloned().unwrap_or_default()
}

async fn app_import(story: &Story, to: &str, file: (&str, Vec<u8>)) -> Reply {
    import(&story.app, &story.officer(BA_BE).await, to, file).await
}

#[actix_web::test]
async fn values_come_in_as_vietnamese_spreadsheets_write_them() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, report, to) = drafted(&story).await;
        // With BOM, semicolons, letters that are not composed, a point for thousands.
        let text = "\u{feff}Ma\u{303} chỉ số;Số liệu;Tử số;Mẫu số;Ghi chú;data_from\r\n\
            TGPL-04;1.234;;;Lu\u{31b}u động;03/04/2024\r\nHGCS-03;;45;60;;\r\n";
        let reply = app_import(&story, &to, (CSV, text.as_bytes().to_vec())).await.is(200);
        assert_eq!((counts(&reply), &reply["accepted"]), ([2, 0, 0, 0], &json!(true)), "{}", reply.describe());
        let counted = value_of(&report, &plan, "TGPL-04").await;
        assert_eq!((&counted["value"], &counted["note"]), (&json!(1234), &json!("Lưu động")));
        assert_eq!((&counted["data_from"], &counted["data_to"]), (&json!("2024-04-03"), &json!("2024-12-14")));
        // A spreadsheet changes what it names, and nothing else.
        let day = Format::new().set_num_format("dd/mm/yyyy");
        let bytes = book(|sheet| {
            for (at, name) in (0..).zip(["indicator_code", "value", "data_from"]) {
                sheet.write_string(0, at, name).unwrap();
            }
            sheet.write_string(1, 0, "TGPL-04").unwrap();
            sheet.write_number(1, 1, 1235.0).unwrap();
            let date = ExcelDateTime::from_ymd(2024, 5, 6).unwrap();
            sheet.write_datetime_with_format(1, 2, &date, &day).unwrap();
        });
        let reply = app_import(&story, &to, (XLSX, bytes)).await.is(200);
        assert_eq!(counts(&reply), [0, 1, 0, 0]);
        let counted = value_of(&report, &plan, "TGPL-04").await;
        assert_eq!((&counted["value"], &counted["note"]), (&json!(1235), &json!("Lưu động")));
        assert_eq!(counted["data_from"], "2024-05-06");
        assert_eq!(value_of(&report, &plan, "HGCS-03").await["denominator"], 60);
        // Null empties.
        let line = json!({"target_id": counted["target_id"], "note": null}).to_string();
        app_import(&story, &to, (NDJSON, line.into_bytes())).await.is(200);
        assert_eq!(value_of(&report, &plan, "TGPL-04").await["note"], Value::Null);
        assert_eq!(
            app.events(report.id).await,
            ["report.created", "report.updated", "report.updated", "report.updated"]
        );
    })
    .await;
}

#[actix_web::test]
async fn a_validation_reports_what_a_commit_does_and_keeps_nothing() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (_, report, to) = drafted(&story).await;
        let good = b"indicator_code,value\nTGPL-04,7\n".to_vec();
        // The second share is more than a whole, what is judged in words has no figure, a code is nobody's.
        let mixed =
            b"indicator_code,value,numerator,denominator\nTGPL-04,7,,\nHGCS-03,,101,100\nDT-01,5,,\nX-1,1,,\n".to_vec();
        let told = [
            "3 ratio_out_of_range: C3 /numerator ratio_out_of_range",
            "4 validation_failed: B4 /value not_allowed",
            "5 validation_failed: A5 /indicator_code not_found",
        ];
        for (file, atomic, refused) in [(&good, "all", &[][..]), (&mixed, "all", &told[..]), (&mixed, "row", &told[..])]
        {
            let before = report.now().await;
            let at = |mode: &str| format!("{to}?mode={mode}&atomic={atomic}");
            let validated = app_import(&story, &at("validate"), (CSV, file.clone())).await.is(200);
            assert_eq!(validated.header("Dry-Run"), Some("true"));
            assert_eq!(refusals(&validated), refused, "{atomic}");
            assert_eq!(report.now().await.json, before.json, "a validation kept something");
            let committed = app_import(&story, &at("commit"), (CSV, file.clone())).await.is(200);
            assert_eq!(committed.json, validated.json, "{atomic}");
            let kept = atomic == "row" || refused.is_empty();
            assert_eq!(committed["accepted"], kept);
            let changed = committed["created"].as_u64().unwrap() > 0 && kept;
            assert_eq!(report.now().await.version() > before.version(), changed, "{atomic}");
            // For the next round.
            let empty = report.change(&story.officer(BA_BE).await, json!({"values": []})).await;
            empty.is(200);
        }
    })
    .await;
}

#[actix_web::test]
async fn what_is_exported_comes_back_without_a_change() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (_, report, to) = drafted(&story).await;
        let text = "indicator_code,value,numerator,denominator,note\nTGPL-04,1234,,,\"=1+1; a\"\nHGCS-03,,45.5,60,\nDT-01,,,,\"Hai\ndòng\"\n";
        let text = text.replace("\"=1+1", "\"'=1+1").replace("45.5", "45");
        app_import(&story, &to, (CSV, text.into_bytes())).await.is(200);
        let (officer, before) = (story.officer(BA_BE).await, report.now().await);
        assert_eq!(before["values"].as_array().unwrap().len(), 3);
        let list = format!("{}/values", report.path());
        for media_type in FORMATS {
            let reply = comes_back(&app, &officer, (&list, &to), media_type).await;
            assert_eq!(counts(&reply), [0, 0, 3, 0]);
            assert_eq!(report.now().await.json, before.json, "{media_type}");
        }
    })
    .await;
}

#[actix_web::test]
async fn an_import_takes_the_rights_of_a_change() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (_, report, to) = drafted(&story).await;
        let file = || (CSV, "indicator_code,value\nTGPL-04,7\n");
        let stranger = story.officer(NA_HANG).await;
        let hidden = import(&app, &stranger, &to, file()).await.refused(404, "not_found");
        let nothing = format!("/reports/{}/values/import", Uuid::now_v7());
        let nothing = import(&app, &stranger, &nothing, file()).await.refused(404, "not_found");
        assert_eq!(hidden["detail"], nothing["detail"]);
        import(&app, &story.officer(BAC_KAN).await, &to, file()).await.refused(404, "not_found");
        app.get(&format!("{to}/template"), &stranger).await.refused(404, "not_found");
        let officer = story.officer(BA_BE).await;
        let with = |etag: Option<&str>| {
            let call = app.post(&to, &officer).body(CSV, file().1);
            etag.map_or_else(|| app.post(&to, &officer).body(CSV, file().1), |etag| call.if_match(etag))
        };
        with(None).await.refused(428, "precondition_required");
        with(Some("\"v99\"")).await.refused(412, "version_mismatch");
        // The same key gives the same answer, and another file is another request.
        let keyed = |text: &'static str| app.post(&to, &officer).if_match("*").key("once").body(CSV, text);
        let first = keyed("indicator_code,value\nTGPL-04,7\n").await.is(200);
        let again = keyed("indicator_code,value\nTGPL-04,7\n").await.is(200);
        assert_eq!((again.header("Idempotency-Replayed"), &again.json), (Some("true"), &first.json));
        keyed("indicator_code,value\nTGPL-04,8\n").await.refused(422, "idempotency_key_reused");
        let rest = "indicator_code,numerator,denominator,note\nHGCS-03,1,2,\nDT-01,,,Tốt\n";
        import(&app, &officer, &to, (CSV, rest)).await.is(200);
        story.sign(&report).await;
        import(&app, &officer, &to, file()).await.refused(409, "invalid_transition");
    })
    .await;
}

#[actix_web::test]
async fn a_long_import_is_put_down_and_carried_out() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, report, to) = drafted(&story).await;
        let officer = story.officer(BA_BE).await;
        let bytes = sheet(&[&["indicator_code", "value"], &["TGPL-04", "1.234"]]);
        let later = |mode: &str| {
            let call = app.post(&format!("{to}?mode={mode}"), &officer).if_match("*");
            call.header("Prefer", "respond-async").body(XLSX, bytes.clone())
        };
        for mode in ["validate", "commit"] {
            let accepted = later(mode).await.is(202);
            assert_eq!(accepted["state"], "queued");
            assert_eq!(value_of(&report, &plan, "TGPL-04").await, Value::Null);
            app.settle().await;
            let done = app.get(accepted.header("Location").unwrap(), &officer).await.is(200);
            assert_eq!(done["state"], "succeeded", "{}", done.describe());
            assert_eq!((&done["result"]["created"], &done["result"]["refused"]), (&json!(1), &json!(0)));
        }
        assert_eq!(value_of(&report, &plan, "TGPL-04").await["value"], 1234);
    })
    .await;
}

/// What a client fills in is the template with the targets of its plan.
#[actix_web::test]
async fn a_template_names_the_targets_and_is_taken_back() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (_, report, to) = drafted(&story).await;
        let officer = story.officer(BA_BE).await;
        let template = app.get(&format!("{to}/template"), &officer).await.is(200);
        assert_eq!(template.header("Content-Type"), Some(XLSX));
        let again = app.get(&format!("{to}/template"), &officer).if_none_match(template.etag()).await;
        again.is(304);
        // Nothing is filled in: each target asks for its figure or a note.
        let reply = import(&app, &officer, &to, (XLSX, template.body.clone())).await.is(200);
        assert_eq!(counts(&reply), [0, 0, 0, 3], "{}", reply.describe());
        assert!(refusals(&reply).iter().all(|told| told.contains("required")), "{:?}", refusals(&reply));
        let none: Option<Value> = report.now().await["values"].get(0).cloned();
        assert_eq!(none, None);
        notes_and_lists(&app, &template);
    })
    .await;
}

fn notes_and_lists(_: &TestApp, template: &Reply) {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(template.body.to_vec())).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(names.iter().any(|name| name.contains("comments")), "{names:?}");
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet).unwrap();
    assert_eq!(sheet.matches("<row ").count(), 4);
}
