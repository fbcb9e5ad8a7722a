//! Files that are none, that hold more than they say, or that somebody has slipped something into.
use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{Format, Formula};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{CSV, NDJSON, XLSX, book, import, refusals, sheet};
use crate::{
    stories::{BAC_KAN, Story, plan_of},
    support::{Reply, both},
};

/// The same archive with other entries: a content of none leaves one out.
fn with_entry(bytes: &[u8], name: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(vec![]));
    let mut found = false;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let (own, mut content) = (entry.name().unwrap().into_owned(), vec![]);
        entry.read_to_end(&mut content).unwrap();
        found |= own == name;
        writer.start_file(&own, SimpleFileOptions::default()).unwrap();
        let content = if own == name { change(content) } else { content };
        writer.write_all(&content).unwrap();
    }
    if !found {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&change(vec![])).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[actix_web::test]
async fn a_file_that_cannot_be_meant_is_refused_whole() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.draft_plan(BAC_KAN, &plan_of(&[])).await;
        let (officer, before) = (story.officer(BAC_KAN).await, plan.now().await);
        let to = format!("{}/tasks/import", plan.path());
        let send = async |media_type: &str, bytes: Vec<u8>| -> Reply {
            import(&app, &officer, &to, (media_type, bytes)).await
        };
        let good = sheet(&[&["title"], &["A"]]);
        let macros = with_entry(&good, "[Content_Types].xml", |content| {
            let text = String::from_utf8(content).unwrap();
            text.replace("spreadsheetml.sheet.main+xml", "x")
                .replace("openxmlformats-officedocument.x", "ms-excel.sheet.macroEnabled.main+xml")
                .into_bytes()
        });
        send(XLSX, macros).await.refused(422, "file_type_not_allowed");
        let slipped_in = with_entry(&good, "xl/vbaProject.bin", |_| b"macro".to_vec());
        send(XLSX, slipped_in).await.refused(422, "file_type_not_allowed");
        let bomb = with_entry(&good, "xl/media/image1.png", |_| vec![0; 65 * 1024 * 1024]);
        assert!(bomb.len() < 1024 * 1024);
        send(XLSX, bomb).await.refused(422, "archive_too_large");
        for broken in [&b"PK\x03\x04"[..], b"", b"title\nA\n", &good[..good.len() / 2]] {
            send(XLSX, broken.to_vec()).await.refused(422, "import_unreadable");
        }
        send(CSV, vec![]).await.refused(422, "import_unreadable");
        send(CSV, b"title\n\xff\xfe\n".to_vec()).await.refused(422, "import_unreadable");
        send(CSV, good.clone()).await.is(422);
        send(CSV, b"title,colour\nA,red\n".to_vec()).await.faults(&[("/colour", "unknown_member")]);
        send(CSV, b"code\nT-1\n".to_vec()).await.faults(&[("/title", "required")]);
        send(CSV, b"title,title\nA,B\n".to_vec()).await.faults(&[("/title", "duplicate")]);
        let many = format!("title\n{}", (0..201).map(|n| format!("Việc {n}\n")).collect::<String>());
        send(CSV, many.into_bytes()).await.refused(422, "too_many_rows");
        send(CSV, vec![b'a'; 8 * 1024 * 1024 + 1]).await.refused(413, "payload_too_large");
        for media_type in ["application/json", "text/plain", "application/vnd.ms-excel", ""] {
            let reply = send(media_type, b"title\nA\n".to_vec()).await.refused(415, "unsupported_media_type");
            assert!(reply.header("Accept-Post").unwrap().contains("text/csv"));
        }
        for query in ["mode=later", "atomic=none", "mode=commit&mode=validate", "colour=red"] {
            import(&app, &officer, &format!("{to}?{query}"), (CSV, "title\nA\n")).await.is(400);
        }
        assert_eq!(plan.now().await.json, before.json);
    })
    .await;
}

#[actix_web::test]
async fn a_cell_that_cannot_be_meant_is_named() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.draft_plan(BAC_KAN, &plan_of(&[])).await;
        let (officer, before) = (story.officer(BAC_KAN).await, plan.now().await);
        let to = format!("{}/targets/import", plan.path());
        let bytes = book(|sheet| {
            for (at, name) in (0..).zip(["task_no", "indicator_code", "comparator", "target_value", "allocation_id"]) {
                sheet.write_string(0, at, name).unwrap();
            }
            for line in 1..=5 {
                sheet.write_number(line, 0, 1.0).unwrap();
                sheet.write_string(line, 1, "TGPL-07").unwrap();
                sheet.write_string(line, 2, "gte").unwrap();
                sheet.write_number(line, 3, f64::from(line)).unwrap();
            }
            sheet.write_formula(1, 3, Formula::new("=1+1").set_result("2")).unwrap();
            sheet.write_string(2, 3, "1e309").unwrap();
            sheet.write_number(3, 1, 12_345_678_901.0).unwrap();
            sheet.write_number(4, 4, 7.0).unwrap();
            sheet.merge_range(5, 3, 5, 4, "gộp", &Format::new()).unwrap();
        });
        let told = import(&app, &officer, &to, (XLSX, bytes)).await.is(200);
        assert_eq!(
            refusals(&told),
            [
                "2 validation_failed: D2 /target_value formula",
                "3 validation_failed: D3 /target_value number_too_large",
                "4 validation_failed: B4 /indicator_code not_text",
                "5 validation_failed: E5 /allocation_id not_text",
                "6 validation_failed: D6 /target_value merged_cell, E6 /allocation_id merged_cell",
            ]
        );
        let text =
            "task_no,title,comparator,target_value\n1,=1+1,gte,1\n1,A,gte,1e309\n1,B,gte,2\n1,B,gte,2\n1,C,gte\n";
        let told = import(&app, &officer, &to, (CSV, text)).await.is(200);
        assert_eq!(
            refusals(&told),
            [
                "2 validation_failed: B2 /title formula",
                "3 validation_failed: D3 /target_value number_too_large",
                "5 validation_failed: -  duplicate",
                "6 validation_failed: -  cells_missing",
            ]
        );
        let lines = "{\"task_no\":1,\"title\":\"A\",\"comparator\":\"gte\",\"target_value\":1e309}\nnonsense\n\
            {\"title\":\"A\",\"colour\":1,\"comparator\":\"gte\",\"task_no\":1}\n{\"title\":\"A\",\"title\":\"B\"}\n";
        let told = import(&app, &officer, &to, (NDJSON, lines)).await.is(200);
        assert_eq!(
            refusals(&told),
            [
                "1 validation_failed: - /target_value number_too_large",
                "2 validation_failed: -  wrong_type",
                "3 validation_failed: - /colour unknown_member",
                "4 validation_failed: - /title duplicate",
            ]
        );
        assert_eq!(plan.now().await.json, before.json);
    })
    .await;
}
