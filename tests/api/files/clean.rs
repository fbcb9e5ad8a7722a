//! What nobody uses is cleared away, and nothing else.
use std::{fs::File, path::Path, time::SystemTime};

use actix_web::http::Method;
use base::store::db::Uow;
use planning::files::claims;
use serde_json::json;

use super::{PDF, both_on_disk, rows, sha256, upload};
use crate::{
    stories::{BA_BE, Story, plan_of, target},
    support::{Caller, TestApp, both, both_with, instant},
};

async fn holds(app: &TestApp, bytes: &[u8]) -> bool {
    app.state.storage.holds(&sha256(bytes)).await.unwrap()
}

fn pdf(word: &str) -> Vec<u8> {
    [PDF, word.as_bytes()].concat()
}

/// A plan with a file that has these bytes.
async fn attached(app: &TestApp, officer: &Caller, bytes: &[u8]) -> uuid::Uuid {
    let story = Story::of(app.clone()).await;
    let plan = story.draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20)])).await;
    let file = upload(app, officer, "attached.pdf", bytes).await;
    plan.step("attachments", officer, json!({"file_id": file["id"], "kind": "annex"})).await.is(201);
    file.id()
}

#[actix_web::test]
async fn a_file_that_was_never_attached_goes_after_a_day() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        let kept = attached(&app, &officer, &pdf("shared")).await;
        let alone = upload(&app, &officer, "a.pdf", &pdf("alone")).await.id();
        let twice = upload(&app, &officer, "b.pdf", &pdf("alone")).await.id();
        let shared = upload(&app, &officer, "c.pdf", &pdf("shared")).await.id();
        app.set_clock("2024-06-04T02:00:00Z");
        let young = upload(&app, &officer, "d.pdf", &pdf("young")).await.id();
        app.settle().await;
        assert_eq!(rows(&app).await, 5, "a day is not over before it is over");
        app.set_clock("2024-06-04T02:00:00.000001Z");
        app.settle().await;
        for id in [alone, twice, shared] {
            app.get(&format!("/files/{id}"), &officer).await.refused(404, "not_found");
            assert_eq!(app.events(id).await, ["file.uploaded", "file.expired"]);
        }
        for id in [kept, young] {
            app.get(&format!("/files/{id}/content"), &officer).await.is(200);
        }
        assert!(!holds(&app, &pdf("alone")).await && holds(&app, &pdf("shared")).await);
        // What has gone can come again.
        let again = upload(&app, &officer, "a.pdf", &pdf("alone")).await.id();
        app.get(&format!("/files/{again}/content"), &officer).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_file_that_was_attached_once_stays_until_its_unit_deletes_it() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        let id = attached(&app, &officer, PDF).await;
        let seen = app.get(&format!("/files/{id}"), &officer).await.is(200);
        let plan = seen["attached_to"][0]["paper_id"].as_str().unwrap().to_owned();
        let list = app.get(&format!("/plans/{plan}/attachments"), &officer).await.is(200);
        let attachment = format!("/plans/{plan}/attachments/{}", list.each("id")[0]);
        app.call(Method::DELETE, &attachment, &officer).if_match("*").await.is(204);
        app.set_clock("2024-06-10T02:00:00Z");
        app.settle().await;
        app.get(&format!("/files/{id}/content"), &officer).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn nothing_goes_where_nothing_is_to_go() {
    both_with(
        |options| options.storage.limits.orphans = None,
        async |app| {
            let officer = app.officer(BA_BE).await;
            upload(&app, &officer, "a.pdf", PDF).await;
            app.set_clock("2024-12-01T02:00:00Z");
            app.settle().await;
            assert_eq!(rows(&app).await, 1);
        },
    )
    .await;
}

fn object(folder: &Path, bytes: &[u8]) -> std::path::PathBuf {
    let name = sha256(bytes);
    folder.join("sha256").join(name.get(..2).unwrap_or_default()).join(name)
}

/// The store keeps the time of the machine, not that of the test.
fn write_before(path: &Path, at: &str) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::from(instant(at))).unwrap();
}

#[actix_web::test]
async fn bytes_without_a_file_go_when_they_are_old() {
    both_on_disk(async |app, folder| {
        let officer = app.officer(BA_BE).await;
        let kept = attached(&app, &officer, &pdf("kept")).await;
        let deleted = upload(&app, &officer, "a.pdf", &pdf("deleted")).await.id();
        app.call(Method::DELETE, &format!("/files/{deleted}"), &officer).version(1).await.is(204);
        // Of an upload that failed after its bytes were stored.
        let (lost, source) = (pdf("lost"), tempfile::NamedTempFile::new().unwrap());
        std::fs::write(source.path(), &lost).unwrap();
        app.state.storage.keep(&sha256(&lost), source.path()).await.unwrap();
        let all = [pdf("kept"), pdf("deleted"), lost];
        for bytes in &all {
            assert!(object(&folder, bytes).is_file());
            write_before(&object(&folder, bytes), "2024-06-02T02:00:00Z");
        }
        app.settle().await;
        assert!(all.iter().all(|bytes| object(&folder, bytes).is_file()), "not older than a day yet");
        write_before(&object(&folder, &all[0]), "2024-06-01T02:00:00Z");
        write_before(&object(&folder, &all[1]), "2024-06-01T02:00:00Z");
        app.settle().await;
        let left: Vec<_> = all.iter().map(|bytes| object(&folder, bytes).is_file()).collect();
        assert_eq!(left, [true, false, true]);
        write_before(&object(&folder, &all[2]), "2024-06-01T02:00:00Z");
        app.settle().await;
        assert!(!object(&folder, &all[2]).is_file());
        app.get(&format!("/files/{kept}/content"), &officer).await.is(200);
    })
    .await;
}

/// An upload finds its bytes in the store, and before it writes its row they are cleared away.
#[actix_web::test]
async fn a_row_is_never_without_its_bytes() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        for n in 0..10 {
            let bytes = pdf(&format!("race {n}"));
            let source = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(source.path(), &bytes).unwrap();
            app.state.storage.keep(&sha256(&bytes), source.path()).await.unwrap();
            let (state, digests) = (app.state.clone(), [sha256(&bytes)]);
            let clear = async {
                let claim = async |uow: &Uow| claims::removal(uow, &digests).await;
                let unused = state.db.maintain("files", claim).await.unwrap();
                state.storage.remove(&unused).await.unwrap();
                let end = async |uow: &Uow| claims::removed(uow, &unused).await;
                state.db.maintain("files", end).await.unwrap();
            };
            let (reply, ()) = tokio::join!(super::try_upload(&app, &officer, "a.pdf", &bytes), clear);
            match reply.status {
                201 => {
                    let content = app.get(&format!("/files/{}/content", reply.id()), &officer).await.is(200);
                    assert!(content.body == bytes);
                }
                503 => assert!(!holds(&app, &bytes).await),
                _ => panic!("{}", reply.describe()),
            }
        }
    })
    .await;
}
