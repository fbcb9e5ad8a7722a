//! A whole list as a file that nobody waits for: read by a job, for whoever asked, and kept for a day.
use chrono::TimeDelta;
use entity::{assignment::Role, operation};
use sea_orm::EntityTrait;
use serde_json::json;

use super::{CSV, NDJSON, XLSX, csv_lines, fill, lists, readers, xlsx_lines};
use crate::{
    stories::{BAC_KAN, Story},
    support::{Caller, Reply, TestApp, both},
};

const LATER: (&str, &str) = ("Prefer", "respond-async");

async fn asked(app: &TestApp, caller: &Caller, path: &str, media_type: &str) -> Reply {
    app.get(path, caller).header("Accept", media_type).header(LATER.0, LATER.1).await
}

async fn state(app: &TestApp, caller: &Caller, accepted: &Reply) -> Reply {
    app.get(accepted.header("Location").unwrap(), caller).await
}

async fn fetched(app: &TestApp, caller: &Caller, accepted: &Reply) -> Reply {
    app.get(&format!("{}/result", accepted.header("Location").unwrap()), caller).await
}

#[actix_web::test]
async fn every_list_can_be_had_as_a_file_later() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut paths = lists(&fill(&story).await);
        paths.push(format!("/progress?movement_id={}&group_by=unit", story.movement));
        let readers = readers(&app).await;
        let mut put_down = vec![];
        for path in &paths {
            for reader in &readers {
                let direct = app.get(path, reader).header("Accept", CSV).await;
                if direct.status == 200 {
                    let accepted = asked(&app, reader, path, CSV).await.is(202);
                    assert_eq!(accepted.header("Preference-Applied"), Some("respond-async"), "{path}");
                    fetched(&app, reader, &accepted).await.refused(404, "not_found");
                    put_down.push((path, reader, direct, accepted));
                    break;
                }
            }
        }
        assert!(put_down.len() > 20, "only {} lists", put_down.len());
        app.settle().await;
        for (path, reader, direct, accepted) in &put_down {
            let done = state(&app, reader, accepted).await.is(200);
            assert_eq!((&done["state"], &done["progress"]), (&json!("succeeded"), &json!(100)), "{path}");
            assert_eq!(done["location"], format!("{}/result", accepted.header("Location").unwrap()));
            let file = app.get(done["location"].as_str().unwrap(), reader).await.is(200);
            for name in ["Content-Type", "Content-Disposition"] {
                assert_eq!(file.header(name), direct.header(name), "{path}");
            }
            // What the asking itself has added is in the list of jobs and in the journal; webhooks were sent to meanwhile.
            let grows = ["/jobs", "/journal", "/webhooks"].iter().any(|moving| path.starts_with(moving));
            assert_eq!(csv_lines(&file)[0], csv_lines(direct)[0], "{path}");
            assert!(grows || file.body == direct.body, "{path}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_file_has_all_rows_in_the_form_that_was_asked_for() {
    both(async |app| {
        let officer = app.officer(BAC_KAN).await;
        let sheet = asked(&app, &officer, "/units", XLSX).await.is(202);
        let lines = asked(&app, &officer, "/units?sort=-code", NDJSON).await.is(202);
        // Whoever is impatient gets the same one.
        assert_eq!(asked(&app, &officer, "/units", XLSX).await.is(202).id(), sheet.id());
        assert_ne!(asked(&app, &officer, "/units", CSV).await.is(202).id(), sheet.id());
        app.settle().await;
        assert_eq!(xlsx_lines(&fetched(&app, &officer, &sheet).await.is(200)), 1 + 1562);
        let lines = fetched(&app, &officer, &lines).await.is(200);
        assert_eq!(lines.body.split(|b| *b == b'\n').filter(|line| !line.is_empty()).count(), 1562);
        assert_ne!(asked(&app, &officer, "/units", XLSX).await.is(202).id(), sheet.id(), "it was read before");
        // A page, and whatever is not made a file, is answered at once.
        for path in ["/units?limit=3", "/units"] {
            let form = if path == "/units" { "application/json" } else { CSV };
            assert_eq!(asked(&app, &officer, path, form).await.is(200).header("Preference-Applied"), None);
        }
        // So is what is refused.
        let before = operation::Entity::find().all(app.state.db.primary()).await.unwrap().len();
        asked(&app, &officer, "/units?sort=size", CSV).await.refused(400, "invalid_parameter");
        asked(&app, &officer, "/jobs", CSV).await.refused(403, "forbidden");
        assert_eq!(operation::Entity::find().all(app.state.db.primary()).await.unwrap().len(), before);
    })
    .await;
}

async fn end_roles(app: &TestApp, root: &Caller, caller: &Caller) {
    let roles = app.get(&format!("/assignments?user_id={}", caller.id()), root).await.is(200);
    let today = app.clock.today().to_string();
    for role in roles.items() {
        let end = app.patch(&format!("/assignments/{}", role["id"].as_str().unwrap()), root);
        let end = end.version(role["version"].as_i64().unwrap()).json(json!({ "valid_to": today }));
        end.await.is(200);
    }
}

#[actix_web::test]
async fn it_is_read_and_given_with_the_rights_of_that_moment() {
    both(async |app| {
        let root = app.admin().await;
        let reader = app.caller_with(&[(Role::Administrator, "G15")]).await;
        let [early, late] = ["/users?sort=username", "/users"];
        let made = asked(&app, &reader, late, CSV).await.is(202);
        app.settle().await;
        fetched(&app, &reader, &made).await.is(200);
        // Others are told of it, if they look after the whole sector, but do not get what it holds.
        assert_eq!(state(&app, &root, &made).await.is(200)["state"], "succeeded");
        fetched(&app, &root, &made).await.refused(404, "not_found");
        let other = app.officer(BAC_KAN).await;
        state(&app, &other, &made).await.refused(404, "not_found");
        fetched(&app, &other, &made).await.refused(404, "not_found");
        // Another role: neither what was read before nor what is still to be read.
        let waiting = asked(&app, &reader, early, CSV).await.is(202);
        end_roles(&app, &root, &reader).await;
        app.clock.advance(TimeDelta::days(1));
        app.settle().await;
        let failed = state(&app, &root, &waiting).await.is(200);
        assert_eq!((&failed["state"], &failed["problem"]["code"]), (&json!("failed"), &json!("forbidden")));
        fetched(&app, &reader, &made).await.refused(404, "not_found");
    })
    .await;
}

#[actix_web::test]
async fn it_is_kept_for_a_day() {
    both(async |app| {
        let officer = app.officer(BAC_KAN).await;
        let made = asked(&app, &officer, "/units", CSV).await.is(202);
        app.settle().await;
        app.clock.advance(TimeDelta::hours(24));
        app.settle().await;
        fetched(&app, &officer, &made).await.is(200);
        app.clock.advance(TimeDelta::microseconds(1));
        app.settle().await;
        fetched(&app, &officer, &made).await.refused(404, "not_found");
        assert_eq!(state(&app, &officer, &made).await.code(), "not_found");
        assert!(app.state.storage.read_made(made.id()).await.is_err(), "the file is still there");
    })
    .await;
}
