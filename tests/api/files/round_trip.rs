//! What was uploaded is what is downloaded.
use serde_json::{Value, json};
use thidua::boot::Options;
use uuid::Uuid;

use super::{
    JPEG, PDF, PNG, both_on_disk, docx, form, multipart, open_document, part, parts, rows, sha256, store_is_empty,
    try_upload, upload, xlsx,
};
use crate::{
    stories::{BA_BE, BAC_KAN},
    support::{Connection, both, both_with, off_the_loop},
};

#[actix_web::test]
async fn the_bytes_come_back_as_they_were() {
    both_on_disk(async |app, _| {
        let officer = app.officer(BA_BE).await;
        // More than one part of the store's, more than one block of a read.
        let mut bytes = PDF.to_vec();
        bytes.extend((0..9_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24).to_le_bytes()[0]));
        let made = upload(&app, &officer, "Kế hoạch 12-KH-PTP.pdf", &bytes).await;
        let told = json!({
            "id": made["id"], "unit_id": app.unit(BA_BE).await, "name": "Kế hoạch 12-KH-PTP.pdf",
            "media_type": "application/pdf", "size": bytes.len(), "sha256": sha256(&bytes),
            "uploaded_by": officer.id(), "created_at": "2024-06-03T02:00:00Z", "version": 1, "attached_to": [],
        });
        assert_eq!(made.json, told);
        let path = format!("/files/{}", made.id());
        assert_eq!(made.header("Location"), Some(format!("/api/v1{path}").as_str()));
        let read = app.get(&path, &officer).await.is(200);
        assert_eq!((&read.json, read.etag()), (&told, made.etag()));

        let content = app.get(&format!("{path}/content"), &officer).await.is(200);
        assert!(content.body == bytes, "other bytes");
        assert_eq!(content.header("Content-Type"), Some("application/pdf"));
        assert_eq!(content.header("X-Content-Type-Options"), Some("nosniff"));
        let kept = content.header("Content-Disposition").unwrap();
        assert_eq!(
            kept,
            "attachment; filename=\"K_ ho_ch 12-KH-PTP.pdf\"; filename*=UTF-8''K%E1%BA%BF%20ho%E1%BA%A1ch%2012%2DKH%2DPTP.pdf"
        );
        assert_eq!(content.etag(), format!("\"{}\"", sha256(&bytes)));
        for tag in [content.etag().as_str(), "*"] {
            let again = app.get(&format!("{path}/content"), &officer).if_none_match(tag).await.is(304);
            assert!(again.body.is_empty() && again.etag() == content.etag());
        }
        app.get(&format!("{path}/content"), &officer).if_none_match("\"v1\"").await.is(200);
        let entry = app.journal(made.id()).await.pop().unwrap();
        assert_eq!((entry.event.as_str(), entry.unit_id), ("file.uploaded", Some(app.unit(BA_BE).await)));
        assert!(entry.data.contains(&sha256(&bytes)) && !entry.data.contains("12-KH"), "{}", entry.data);
    })
    .await;
}

#[actix_web::test]
async fn every_type_is_known_by_its_content() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        let office = "application/vnd.openxmlformats-officedocument";
        for (name, bytes, media_type) in [
            ("a.pdf", PDF.to_vec(), "application/pdf".to_owned()),
            ("a.PNG", PNG.to_vec(), "image/png".to_owned()),
            ("a.jpg", JPEG.to_vec(), "image/jpeg".to_owned()),
            ("a.b.jpeg", JPEG.to_vec(), "image/jpeg".to_owned()),
            ("a.docx", docx(), format!("{office}.wordprocessingml.document")),
            ("a.xlsx", xlsx(), format!("{office}.spreadsheetml.sheet")),
            ("a.odt", open_document("text"), "application/vnd.oasis.opendocument.text".to_owned()),
            ("a.ods", open_document("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
        ] {
            let made = upload(&app, &officer, name, &bytes).await;
            assert_eq!((&made["media_type"], &made["name"]), (&json!(media_type), &json!(name)));
            // Whoever can read compressed bytes gets these as they are, and whoever asks for a type gets this one.
            let content = app.get(&format!("/files/{}/content", made.id()), &officer);
            let content = content.header("Accept-Encoding", "gzip").header("Accept", media_type.as_str()).await.is(200);
            assert!(content.body == bytes && content.header("Content-Encoding").is_none(), "{name}");
        }
        app.get("/files", &officer).header("Accept", "image/png").await.refused(406, "not_acceptable");
    })
    .await;
}

#[actix_web::test]
async fn a_name_may_come_in_any_of_the_ways_that_clients_know() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        for (disposition, name) in [
            ("form-data; name=\"file\"; filename=\"  Ke\u{302}\u{301} hoạch.pdf \"", "Kế hoạch.pdf"),
            ("form-data; name=file; filename=a.pdf", "a.pdf"),
            ("form-data; name=\"file\"; filename=\"so \\\"12\\\".pdf\"", "so \"12\".pdf"),
            ("form-data; name=\"file\"; filename=\"x.pdf\"; filename*=UTF-8''K%E1%BA%BF.pdf", "Kế.pdf"),
        ] {
            let body = parts(&[part(disposition, PDF)]);
            let made = app.post("/files", &officer).body(&multipart(), body).await.is(201);
            assert_eq!(made["name"], name);
            app.get(&format!("/files/{}/content", made.id()), &officer).await.is(200);
        }
    })
    .await;
}

#[actix_web::test]
async fn an_upload_is_for_a_unit_of_the_callers() {
    both(async |app| {
        use entity::assignment::Role::{Head, Officer};
        let both = app.caller_with(&[(Officer, BA_BE), (Head, BAC_KAN)]).await;
        try_upload(&app, &both, "a.pdf", PDF).await.refused(400, "invalid_parameter");
        let send =
            |unit: Uuid| app.post(&format!("/files?unit_id={unit}"), &both).body(&multipart(), form("a.pdf", PDF));
        for unit in [BA_BE, BAC_KAN] {
            let unit = app.unit(unit).await;
            assert_eq!(send(unit).await.is(201)["unit_id"], json!(unit));
        }
        send(app.unit("H01.STP").await).await.refused(403, "forbidden");
        send(Uuid::now_v7()).await.refused(403, "forbidden");
        let odd = app.post("/files?unit_id=BA_BE", &both).body(&multipart(), form("a.pdf", PDF)).await;
        odd.refused(400, "invalid_parameter");
        let odd = app.post("/files?colour=red", &both).body(&multipart(), form("a.pdf", PDF)).await;
        odd.refused(400, "unknown_parameter");
        assert_eq!(rows(&app).await, 2);
    })
    .await;
}

#[actix_web::test]
async fn a_retry_is_the_same_upload() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        let send =
            |name: &str, bytes: &[u8]| app.post("/files", &officer).key("one").body(&multipart(), form(name, bytes));
        let first = send("a.pdf", PDF).await.is(201);
        // Another boundary, another body: and the same upload.
        let text = String::from_utf8(form("a.pdf", PDF)).unwrap().replace("thidua-boundary", "another");
        let media_type = multipart().replace("thidua-boundary", "another");
        let again = app.post("/files", &officer).key("one").body(&media_type, text).await.is(201);
        assert_eq!((again.header("Idempotency-Replayed"), &again.body), (Some("true"), &first.body));
        send("a.pdf", b"%PDF-1.7 other").await.refused(422, "idempotency_key_reused");
        send("b.pdf", PDF).await.refused(422, "idempotency_key_reused");
        assert_eq!((rows(&app).await, app.events(first.id()).await.len()), (1, 1));
    })
    .await;
}

#[actix_web::test]
async fn a_dry_run_checks_everything_and_keeps_nothing() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        let send = |name: &str| app.post("/files?dry_run=true", &officer).body(&multipart(), form(name, PDF));
        let answered = send("a.pdf").await.is(201);
        assert_eq!((answered.header("Dry-Run"), &answered["sha256"]), (Some("true"), &json!(sha256(PDF))));
        send("a.png").await.refused(422, "file_type_mismatch");
        app.get(answered.header("Location").unwrap(), &officer).await.refused(404, "not_found");
        assert!(rows(&app).await == 0 && store_is_empty(&app).await);
        assert!(app.events(answered.id()).await.is_empty());
        // Nor does it delete.
        let made = upload(&app, &officer, "a.pdf", PDF).await;
        let path = format!("/files/{}", made.id());
        let delete = app.call(actix_web::http::Method::DELETE, &format!("{path}?dry_run=true"), &officer);
        let answered = delete.version(1).await.is(204);
        assert_eq!((answered.header("Dry-Run"), answered.header("ETag")), (Some("true"), None));
        app.get(&path, &officer).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_list_holds_the_files_of_ones_own_unit() {
    both(async |app| {
        let (officer, superior) = (app.officer(BA_BE).await, app.officer(BAC_KAN).await);
        let mut ids = vec![];
        for name in ["a.pdf", "b.pdf", "c.pdf"] {
            ids.push(upload(&app, &officer, name, PDF).await.id().to_string());
        }
        upload(&app, &superior, "d.pdf", PDF).await;
        let first = app.get("/files?limit=2&count=exact", &officer).await.is(200);
        assert_eq!((first.each("id"), &first["total"]), (ids[..2].iter().map(String::as_str).collect(), &json!(3)));
        let next = format!("/files?limit=2&cursor={}", first["next_cursor"].as_str().unwrap());
        let rest = app.get(&next, &officer).await.is(200);
        assert_eq!((rest.each("id"), &rest["next_cursor"]), (vec![ids[2].as_str()], &Value::Null));
        let own = app.get(&format!("/files?unit_id={}", app.unit(BA_BE).await), &officer).await.is(200);
        assert_eq!(own.items().len(), 3);
        let other = app.get(&format!("/files?unit_id={}", app.unit(BAC_KAN).await), &officer).await.is(200);
        assert!(other.items().is_empty());
        app.get("/files?sort=name", &officer).await.refused(400, "invalid_parameter");
        app.get("/files?attached=perhaps", &officer).await.refused(400, "invalid_parameter");
    })
    .await;
}

#[actix_web::test]
async fn on_the_wire_the_length_is_told_and_a_connection_goes_on() {
    let small = |options: &mut Options| options.storage.limits.max_bytes = 1_000_000;
    both_with(small, async |app| {
        let officer = app.officer(BA_BE).await;
        let (token, server) = (app.token(&officer).unwrap(), app.serve(1));
        let address = server.address;
        off_the_loop(move || {
            let media_type = multipart();
            let headers = [("Content-Type", media_type.as_str())];
            let mut connection = Connection::open(address);
            let made = connection.send("POST", "/files", &token, &headers, &form("a.pdf", PDF)).is(201);
            let path = format!("/files/{}/content", made.id());
            let content = connection.send("GET", &path, &token, &[], b"").is(200);
            let length = PDF.len().to_string();
            assert_eq!((&content.body[..], content.header("Content-Length")), (PDF, Some(length.as_str())));
            let head = connection.send("HEAD", &path, &token, &[], b"").is(200);
            assert!(head.header("Content-Length") == Some(length.as_str()) && head.body.is_empty());
            // Refused before the body is read, at its beginning, and within it.
            for (path, name, length, status) in [
                ("/files?colour=red", "a.pdf", 300_000, 400),
                ("/files", "..", 300_000, 422),
                ("/files", "a.pdf", 1_000_001, 413),
                ("/files", "a.pdf", 1_100_000, 413),
            ] {
                let body = form(name, &vec![b' '; length]);
                connection.send("POST", path, &token, &headers, &body).is(status);
                connection.send("GET", "/files", &token, &[], b"").is(200);
            }
        })
        .await;
    })
    .await;
}
