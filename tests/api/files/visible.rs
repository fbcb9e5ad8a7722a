//! Who sees a file: its unit, and whoever sees a plan it is attached to. To everybody else it is not there.
use std::collections::BTreeSet;

use actix_web::http::Method;
use serde_json::json;
use uuid::Uuid;

use super::{PDF, upload};
use crate::{
    reorganisations::{NEW_THAI_NGUYEN, applied, merger},
    stories::{BA_BE, BAC_KAN, CHI_CUC_BA_BE, MINISTRY, PAC_NAM, STANDING_BODY, Story, VU, plan_of, target},
    support::{Caller, Reply, TestApp, both},
};

/// The problem a caller meets, without what differs from one request to the next.
async fn met(app: &TestApp, caller: &Caller, (method, path): (Method, &str), id: Uuid) -> (String, BTreeSet<String>) {
    let call = app.call(method, &path.replace("{id}", &id.to_string()), caller).if_match("\"v1\"");
    let reply = call.await.refused(404, "not_found");
    let trace = reply["trace_id"].as_str().unwrap().to_owned();
    let plain = |text: String| text.replace(&trace, "TRACE").replace(&id.to_string(), "ID");
    let headers = reply.headers.iter().map(|(name, value)| plain(format!("{name}: {value:?}"))).collect();
    (plain(String::from_utf8(reply.body.to_vec()).unwrap()), headers)
}

#[actix_web::test]
async fn to_a_sister_unit_it_is_not_there() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(BA_BE).await;
        let plan = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20)])).await;
        let file = upload(&app, &officer, "a.pdf", PDF).await;
        plan.step("attachments", &officer, json!({"file_id": file["id"], "kind": "annex"})).await.is(201);
        story.issue(&plan, "12/KH-PTP").await;
        story.send(&plan).await;
        for unit in [PAC_NAM, CHI_CUC_BA_BE, VU] {
            let stranger = story.officer(unit).await;
            for request in
                [(Method::GET, "/files/{id}"), (Method::GET, "/files/{id}/content"), (Method::DELETE, "/files/{id}")]
            {
                let nothing = met(&app, &stranger, request.clone(), Uuid::now_v7()).await;
                assert_eq!(met(&app, &stranger, request, file.id()).await, nothing, "{unit}");
            }
            let list = app.get("/files?count=exact", &stranger).await.is(200);
            assert_eq!((list.items().len(), &list["total"]), (0, &json!(0)));
            app.get(&format!("{}/attachments", plan.path()), &stranger).await.refused(404, "not_found");
        }
        app.settle().await;
        let denied = app.events(file.id()).await.into_iter().filter(|event| event == "access.denied").count();
        assert_eq!(denied, 9, "a refused look is told to the journal");
    })
    .await;
}

#[actix_web::test]
async fn a_superior_sees_it_with_the_plan_once_that_was_sent() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(BA_BE).await;
        let plan = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20)])).await;
        let file = upload(&app, &officer, "a.pdf", PDF).await;
        let beside = upload(&app, &officer, "b.pdf", PDF).await;
        plan.step("attachments", &officer, json!({"file_id": file["id"], "kind": "annex"})).await.is(201);
        let (path, list) = (format!("/files/{}", file.id()), format!("{}/attachments", plan.path()));
        let readers = [story.officer(BAC_KAN).await, story.head(MINISTRY).await, story.officer(STANDING_BODY).await];
        let nobody_sees_it = async || {
            for reader in &readers {
                for path in [&path, &format!("{path}/content"), &list] {
                    app.get(path, reader).await.refused(404, "not_found");
                }
            }
        };
        nobody_sees_it().await;
        story.issue(&plan, "12/KH-PTP").await;
        nobody_sees_it().await;
        story.send(&plan).await;
        for reader in &readers {
            let seen = app.get(&path, reader).await.is(200);
            assert_eq!(seen["attached_to"], json!([{"paper_type": "plan", "paper_id": plan.id, "kind": "annex"}]));
            assert!(seen.json.get("uploaded_by").is_none(), "{}", seen.describe());
            assert_eq!(&app.get(&format!("{path}/content"), reader).await.is(200).body[..], PDF);
            assert_eq!(app.get(&list, reader).await.is(200).items().len(), 1);
            // It is read there, and not listed as their own; what is not attached stays the unit's.
            assert!(app.get("/files", reader).await.is(200).items().is_empty());
            app.get(&format!("/files/{}", beside.id()), reader).await.refused(404, "not_found");
            let delete = app.call(Method::DELETE, &path, reader).if_match("*");
            delete.await.refused(403, "forbidden");
        }
    })
    .await;
}

#[actix_web::test]
async fn who_takes_over_reads_it_and_what_it_adds_is_not_undone() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let admin = app.admin().await;
        let file = upload(&app, &story.officer(BAC_KAN).await, "a.pdf", PDF).await;
        let paper = applied(&app, &admin, "2024-06-01", merger()).await;
        app.clock.advance(chrono::TimeDelta::minutes(1));
        let officer = story.officer(NEW_THAI_NGUYEN).await;
        let path = format!("/files/{}", file.id());
        app.get(&format!("{path}/content"), &officer).await.is(200);
        let delete = app.call(Method::DELETE, &path, &officer).if_match("*");
        delete.await.refused(403, "forbidden");
        upload(&app, &officer, "b.pdf", PDF).await;
        let why = json!({"reason": "Sắp xếp lại theo văn bản mới"});
        paper.step("undo", &admin, why).await.refused(409, "successor_has_data");
    })
    .await;
}

#[actix_web::test]
async fn every_paper_that_has_it_is_told_to_who_sees_the_paper() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let (office, department) = (story.officer(BA_BE).await, story.officer(BAC_KAN).await);
        let told = async |file: &Reply, reader: &Caller| {
            app.get(&format!("/files/{}", file.id()), reader).await.is(200)["attached_to"].clone()
        };
        let one = |kind: &str, id: Uuid| json!([{"paper_type": kind, "paper_id": id, "kind": "annex"}]);
        let annex = |file: &Reply| json!({"file_id": file["id"], "kind": "annex"});
        let report = story.draft_report(BA_BE, "2023", &[("TGPL-04", json!({"value": 8}))]).await;
        let file = upload(&app, &office, "a.pdf", PDF).await;
        report.step("attachments", &office, annex(&file)).await.is(201);
        assert_eq!(told(&file, &office).await, one("report", report.id));
        app.get(&format!("/files/{}", file.id()), &department).await.refused(404, "not_found");
        story.sign(&report).await;
        story.submit(&report).await;
        story.return_report(&report).await;
        // It is with what was sent, and with what is written again: told once.
        for reader in [&office, &department] {
            assert_eq!(told(&file, reader).await, one("report", report.id));
        }
        let guidance = story.draft_guidance(BAC_KAN, &[BA_BE]).await;
        let ours = upload(&app, &department, "b.pdf", PDF).await;
        guidance.step("attachments", &department, annex(&ours)).await.is(201);
        assert_eq!(told(&ours, &department).await, one("guidance", guidance.id));
        story.issue_guidance(&guidance).await;
        assert_eq!(told(&ours, &office).await, one("guidance", guidance.id));
    })
    .await;
}
