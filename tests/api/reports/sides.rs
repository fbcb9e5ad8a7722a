//! What passes between the two sides of a report: files that are sent with it, and messages.
use actix_web::http::Method;
use serde_json::{Value, json};

use crate::{
    files::{PDF, docx, upload},
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, Paper, STANDING_BODY, Story, target, values},
    support::both,
};

async fn draft(story: &Story) -> Paper {
    story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
    story.draft_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await
}

#[actix_web::test]
async fn a_file_is_read_from_above_once_it_was_sent_with_the_report() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (report, officer) = (draft(&story).await, story.officer(BA_BE).await);
        let file = upload(&app, &officer, "Biểu tổng hợp.docx", &docx()).await;
        let named = json!({"file_id": file["id"], "kind": "annex"});
        let made = report.step("attachments", &officer, named.clone()).await.is(201);
        report.step("attachments", &officer, named).await.faults(&[("/file_id", "duplicate")]);
        app.get(made.header("Location").unwrap(), &officer).await.is(200);
        assert_eq!(report.now().await["attachments"], json!([file["id"]]));

        // A value names it as its evidence; what is not attached is none.
        let plan = story.plan_in_force(BA_BE).await;
        let with = |evidence: Value| {
            json!({"values": values(&plan, &[("TGPL-04", json!({"value": 12, "evidence": evidence}))])})
        };
        let nothing = json!([file["id"], "0198c0de-0000-7000-8000-000000000001"]);
        report.change(&officer, with(nothing)).await.faults(&[("/values/0/evidence/1", "not_found")]);
        report.change(&officer, with(json!([file["id"]]))).await.is(200);
        let detach = async |attachment: &str| app.call(Method::DELETE, attachment, &officer).if_match("*").await;
        detach(made.header("Location").unwrap()).await.refused(409, "file_in_use");

        let (path, department) = (format!("/files/{}", file.id()), story.officer(BAC_KAN).await);
        app.get(&path, &department).await.refused(404, "not_found");
        story.sign(&report).await;
        app.get(&path, &department).await.refused(404, "not_found");
        story.submit(&report).await;
        for unit in [BAC_KAN, STANDING_BODY, MINISTRY] {
            let reader = story.officer(unit).await;
            app.get(&path, &reader).await.is(200);
            assert_eq!(app.get(&format!("{path}/content"), &reader).await.is(200).body, docx());
        }
        app.get(&path, &story.officer(NA_HANG).await).await.refused(404, "not_found");
        let content = app.get(&format!("{}/content", report.path()), &department).await.is(200);
        assert_eq!(content["attachments"][0]["sha256"], file["sha256"]);
        assert_eq!(content["values"][0]["evidence"], json!([file["id"]]));
        let delete = async || app.call(Method::DELETE, &path, &officer).if_match("*").await;
        delete().await.refused(409, "file_in_use");

        // Returned, another is attached instead: above it is what was sent until it is sent again.
        story.return_report(&report).await;
        report.change(&officer, with(json!([]))).await.is(200);
        let list = app.get(&format!("{}/attachments", report.path()), &officer).await.is(200);
        let again = format!("{}/attachments/{}", report.path(), list.each("id")[0]);
        assert_eq!(list.items().len(), 1, "what was sent is where the next version begins");
        detach(&again).await.is(204);
        let other = upload(&app, &officer, "Biểu đã sửa.pdf", PDF).await;
        report.step("attachments", &officer, json!({"file_id": other["id"], "kind": "annex"})).await.is(201);
        app.get(&format!("/files/{}", other.id()), &department).await.refused(404, "not_found");
        assert_eq!(report.read_by(&department).await["attachments"], json!([file["id"]]));
        delete().await.refused(409, "file_in_use");
        story.sign(&report).await;
        story.submit(&report).await;
        assert_eq!(report.read_by(&department).await["attachments"], json!([other["id"]]));
        app.get(&format!("/files/{}", other.id()), &department).await.is(200);
        report.step("attachments", &officer, json!({"file_id": file["id"], "kind": "annex"})).await.refused(409, "invalid_transition");
    })
    .await;
}

#[actix_web::test]
async fn only_files_of_the_unit_are_attached() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let report = draft(&story).await;
        let officer = story.officer(BA_BE).await;
        let strange = upload(&app, &story.officer(NA_HANG).await, "a.docx", &docx()).await;
        let named = |id: &Value, kind: &str| json!({"file_id": id, "kind": kind});
        report.step("attachments", &officer, named(&strange["id"], "annex")).await.faults(&[("/file_id", "not_found")]);
        let own = upload(&app, &officer, "a.docx", &docx()).await;
        report
            .step("attachments", &officer, named(&own["id"], "signed_scan"))
            .await
            .refused(422, "file_type_not_allowed");
    })
    .await;
}

#[actix_web::test]
async fn messages_are_between_the_two_sides() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let report = draft(&story).await;
        let (own, above) = (story.officer(BA_BE).await, story.officer(BAC_KAN).await);
        let write = async |caller: &crate::support::Caller, text: &str| {
            report.step("write-message", caller, json!({"text": text})).await
        };
        write(&own, "Chưa gửi").await.refused(409, "invalid_transition");
        story.sign(&report).await;
        story.submit(&report).await;
        let version = report.now().await.version();
        write(&above, "Đề nghị giải trình số vụ việc").await.is(200);
        write(&own, "Năm nay mở thêm bốn điểm").await.is(200);
        write(&own, "").await.is(422);
        assert_eq!(report.now().await.version(), version, "a message changes nothing of the report");
        let path = format!("{}/messages", report.path());
        for reader in [&own, &above, &story.head(BA_BE).await] {
            let list = app.get(&path, reader).await.is(200);
            assert_eq!(list.each("text"), ["Đề nghị giải trình số vụ việc", "Năm nay mở thêm bốn điểm"]);
            assert_eq!(list.each("unit_id"), [app.unit(BAC_KAN).await.to_string(), app.unit(BA_BE).await.to_string()]);
        }
        // Others read the report, and not what the two write to each other.
        for unit in [STANDING_BODY, MINISTRY] {
            let reader = story.officer(unit).await;
            report.read_by(&reader).await.is(200);
            app.get(&path, &reader).await.refused(403, "forbidden");
            app.get(&format!("{}/previous-values", report.path()), &reader).await.refused(403, "forbidden");
            write(&reader, "Cũng xin hỏi").await.refused(403, "forbidden");
        }
        app.get(&path, &story.officer(NA_HANG).await).await.refused(404, "not_found");
        app.call(Method::DELETE, &path, &own).if_match("*").await.refused(405, "method_not_allowed");
        let told = app.events(report.id).await;
        assert_eq!(told.iter().filter(|event| *event == "report.message_written").count(), 2);
    })
    .await;
}
