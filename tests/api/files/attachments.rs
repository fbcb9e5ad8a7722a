//! What may be attached to a plan, by whom and until when.
use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{PDF, PNG, docx, upload};
use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, Paper, Story, plan_of, target},
    support::{Caller, Reply, TestApp, both, together},
};

async fn draft(story: &Story, unit: &str) -> Paper {
    story.draft_plan(unit, &plan_of(&[target("TGPL-04", 20)])).await
}

fn named(file: &Reply, kind: &str) -> Value {
    json!({"file_id": file["id"], "kind": kind})
}

async fn attach(plan: &Paper, caller: &Caller, file: &Reply, kind: &str) -> Reply {
    plan.step("attachments", caller, named(file, kind)).await
}

async fn detach(app: &TestApp, caller: &Caller, attachment: &Reply) -> Reply {
    app.call(Method::DELETE, attachment.header("Location").unwrap(), caller).if_match("*").await
}

async fn delete(app: &TestApp, caller: &Caller, file: Uuid) -> Reply {
    app.call(Method::DELETE, &format!("/files/{file}"), caller).if_match("*").await
}

#[actix_web::test]
async fn an_annex_is_attached_read_and_taken_away() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, officer) = (draft(&story, BA_BE).await, story.officer(BA_BE).await);
        let before = plan.now().await;
        let file = upload(&app, &officer, "Phụ lục.docx", &docx()).await;
        let made = attach(&plan, &officer, &file, "annex").await.is(201);
        let mut summary = file.json.clone();
        for member in ["version", "uploaded_by", "attached_to"] {
            summary.as_object_mut().unwrap().remove(member);
        }
        let told = json!({"id": made["id"], "plan_id": plan.id, "kind": "annex",
            "created_at": "2024-06-03T02:00:00Z", "file": summary});
        assert_eq!(made.json, told);
        let read = app.get(made.header("Location").unwrap(), &officer).await.is(200);
        assert_eq!((&read.json, read.etag()), (&told, made.etag()));
        assert!(made.etag().starts_with(&format!("\"v{}-", before.version())), "its version is the plan's");
        let list = app.get(&format!("{}/attachments", plan.path()), &officer).await.is(200);
        assert_eq!(list.items(), [told]);
        // The plan is what it was; the file is not.
        assert_eq!(plan.now().await.json, before.json);
        let path = format!("/files/{}", file.id());
        let now = app.get(&path, &officer).await.is(200);
        assert_eq!(
            (&now["attached_to"], &now["version"]),
            (&json!([{"paper_type": "plan", "paper_id": plan.id, "kind": "annex"}]), &json!(2))
        );
        let attached = app.get("/files?attached=true", &officer).await.is(200);
        assert_eq!(attached.each("id"), [file.id().to_string()]);
        assert!(app.get("/files?attached=false", &officer).await.is(200).items().is_empty());
        attach(&plan, &officer, &file, "other").await.refused(409, "conflict");
        delete(&app, &officer, file.id()).await.refused(409, "file_in_use");

        let gone = detach(&app, &officer, &made).await.is(204);
        assert!(gone.body.is_empty());
        detach(&app, &officer, &made).await.refused(404, "not_found");
        app.get(made.header("Location").unwrap(), &officer).await.refused(404, "not_found");
        let events = app.events(plan.id).await;
        assert_eq!(events, ["plan.created", "plan.file_attached", "plan.file_detached"]);
        let stale = app.call(Method::DELETE, &path, &officer);
        stale.version(1).await.refused(412, "version_mismatch");
        app.call(Method::DELETE, &path, &officer).await.refused(428, "precondition_required");
        app.call(Method::DELETE, &path, &officer).version(3).await.is(204);
        app.get(&path, &officer).await.refused(404, "not_found");
        assert_eq!(app.events(file.id()).await, ["file.uploaded", "file.deleted"]);
    })
    .await;
}

#[actix_web::test]
async fn a_signed_scan_is_of_an_issued_plan_and_comes_as_a_picture() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, officer) = (draft(&story, BA_BE).await, story.officer(BA_BE).await);
        let scan = upload(&app, &officer, "scan.pdf", PDF).await;
        let text = upload(&app, &officer, "a.docx", &docx()).await;
        let early = attach(&plan, &officer, &scan, "signed_scan").await.refused(409, "invalid_transition");
        assert!(early["detail"].as_str().unwrap().contains("annex, other"), "{}", early.describe());
        story.issue(&plan, "12/KH-PTP").await;
        attach(&plan, &officer, &text, "signed_scan").await.refused(422, "file_type_not_allowed");
        attach(&plan, &officer, &scan, "signed_scan").await.is(201);
        let annex = attach(&plan, &officer, &text, "annex").await.is(201);
        story.send(&plan).await;
        // From here on nothing is taken away, and nothing added but scans.
        detach(&app, &officer, &annex).await.refused(409, "invalid_transition");
        let other = upload(&app, &officer, "other.png", PNG).await;
        for kind in ["annex", "other"] {
            let late = attach(&plan, &officer, &other, kind).await.refused(409, "invalid_transition");
            assert!(late["detail"].as_str().unwrap().contains("signed_scan"));
        }
        attach(&plan, &officer, &other, "signed_scan").await.is(201);
    })
    .await;
}

#[actix_web::test]
async fn a_cancelled_plan_takes_nothing() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, officer) = (draft(&story, BA_BE).await, story.officer(BA_BE).await);
        let file = upload(&app, &officer, "a.pdf", PDF).await;
        let annex = attach(&plan, &officer, &file, "annex").await.is(201);
        let why = json!({"reason": "Không còn cần kế hoạch này", "document_number": story.number("QĐ-PTP")});
        plan.step("cancel", &story.head(BA_BE).await, why).await.is(200);
        let other = upload(&app, &officer, "b.pdf", PDF).await;
        attach(&plan, &officer, &other, "annex").await.refused(409, "invalid_transition");
        detach(&app, &officer, &annex).await.refused(409, "invalid_transition");
    })
    .await;
}

#[actix_web::test]
async fn the_plan_that_was_read_is_the_one_that_gets_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, officer) = (draft(&story, BA_BE).await, story.officer(BA_BE).await);
        let file = upload(&app, &officer, "a.pdf", PDF).await;
        let path = format!("{}/attachments", plan.path());
        let version = plan.now().await.version();
        let call = || app.post(&path, &officer).json(named(&file, "annex"));
        call().await.refused(428, "precondition_required");
        call().version(version + 1).await.refused(412, "version_mismatch");
        let dry =
            app.post(&format!("{path}?dry_run=true"), &officer).version(version).json(named(&file, "annex")).await;
        assert_eq!(dry.is(201).header("Dry-Run"), Some("true"));
        let made = call().key("one").version(version).await.is(201);
        let again = call().key("one").version(version).await.is(201);
        assert_eq!((again.header("Idempotency-Replayed"), &again.body), (Some("true"), &made.body));
        let location = made.header("Location").unwrap();
        let call = || app.call(Method::DELETE, location, &officer);
        call().await.refused(428, "precondition_required");
        call().version(version + 1).await.refused(412, "version_mismatch");
        call().version(version).await.is(204);
    })
    .await;
}

#[actix_web::test]
async fn a_file_of_another_unit_is_not_attached() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, officer) = (draft(&story, BA_BE).await, story.officer(BA_BE).await);
        let sister = upload(&app, &story.officer(PAC_NAM).await, "a.pdf", PDF).await;
        attach(&plan, &officer, &sister, "annex").await.faults(&[("/file_id", "not_found")]);
        plan.step("attachments", &officer, json!({"file_id": Uuid::now_v7(), "kind": "annex"}))
            .await
            .faults(&[("/file_id", "not_found")]);
        plan.step("attachments", &officer, json!({"file_id": Uuid::now_v7(), "kind": "letter"}))
            .await
            .faults(&[("/kind", "invalid_value")]);
        // Seen, and still of another unit.
        use entity::assignment::Role::Officer;
        let both = app.caller_with(&[(Officer, BA_BE), (Officer, BAC_KAN)]).await;
        let path = format!("/files?unit_id={}", app.unit(BAC_KAN).await);
        let above = app.post(&path, &both).body(&super::multipart(), super::form("a.pdf", PDF)).await.is(201);
        attach(&plan, &both, &above, "annex").await.faults(&[("/file_id", "not_allowed")]);
        // And a plan of another unit takes nothing from its superior.
        story.issue(&plan, "12/KH-PTP").await;
        story.send(&plan).await;
        let superior = story.officer(BAC_KAN).await;
        attach(&plan, &superior, &above, "signed_scan").await.refused(403, "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn a_plan_has_fifty_attachments_at_most_however_many_come_at_once() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, officer) = (draft(&story, BA_BE).await, story.officer(BA_BE).await);
        for _ in 0..48 {
            let file = upload(&app, &officer, "a.pdf", PDF).await;
            attach(&plan, &officer, &file, "other").await.is(201);
        }
        let mut last = vec![];
        for _ in 0..5 {
            last.push(upload(&app, &officer, "a.pdf", PDF).await);
        }
        let replies = together(last.iter().map(|file| attach(&plan, &officer, file, "other"))).await;
        let mut statuses: Vec<_> = replies.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 201, 422, 422, 422]);
        let refused = replies.into_iter().find(|reply| reply.status == 422).unwrap();
        refused.faults(&[("", "too_long")]);
        let list = app.get(&format!("{}/attachments", plan.path()), &officer).await.is(200);
        assert_eq!(list.items().len(), 50);
    })
    .await;
}

/// Of a file that is deleted and attached at once, one wins, and no attachment is without its file.
#[actix_web::test]
async fn a_file_is_attached_or_deleted() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, officer) = (draft(&story, BA_BE).await, story.officer(BA_BE).await);
        for _ in 0..4 {
            let file = upload(&app, &officer, "a.pdf", PDF).await;
            let (one, other) = (attach(&plan, &officer, &file, "other"), delete(&app, &officer, file.id()));
            let statuses = together([
                Box::pin(async { one.await.status }) as std::pin::Pin<Box<dyn Future<Output = u16>>>,
                Box::pin(async { other.await.status }),
            ])
            .await;
            let attached = statuses[0] == 201;
            assert!(if attached { [409, 412].contains(&statuses[1]) } else { statuses == [422, 204] }, "{statuses:?}");
            let left = app.get(&format!("/files/{}", file.id()), &officer).await;
            assert_eq!(left.status, if attached { 200 } else { 404 });
        }
    })
    .await;
}
