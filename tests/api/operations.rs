//! Long work that is asked for and not waited for: 202, and what became of it for a day.
mod lanes;

use std::rc::Rc;

use chrono::TimeDelta;
use entity::{assignment::Role, job, operation};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    reorganisations::{document, merger},
    stories::{BAC_KAN, MINISTRY, Paper, Story, TUYEN_QUANG, target},
    support::{Caller, Reply, TestApp, both, spec},
};

const LATER: (&str, &str) = ("Prefer", "respond-async");

async fn previewed(app: &TestApp, admin: &Caller) -> (Paper, Reply) {
    // What the calendar does first would be another world than the one that was previewed.
    app.settle().await;
    let paper = document(app, admin, "2024-06-01", merger()).await;
    let previewed = paper.step("preview", admin, Value::Null).await.is(200);
    (paper, previewed)
}

/// Asks for a document to be applied, and does not wait.
async fn asked(app: &TestApp, admin: &Caller, key: &str) -> (Paper, Reply) {
    let (paper, previewed) = previewed(app, admin).await;
    let apply = app.post(&format!("{}/apply", paper.path()), admin).if_match(previewed.etag()).key(key);
    let apply = apply.header(LATER.0, LATER.1).json(json!({"digest": previewed["preview"]["digest"]}));
    (paper, apply.await.is(202))
}

async fn read(app: &TestApp, caller: &Caller, accepted: &Reply) -> Reply {
    app.get(accepted.header("Location").unwrap(), caller).await
}

async fn count(app: &TestApp, paper: &Paper, event: &str) -> usize {
    app.events(paper.id).await.iter().filter(|one| *one == event).count()
}

#[actix_web::test]
async fn it_is_carried_out_as_the_request_that_it_was() {
    both(async |app| {
        let admin = app.admin().await;
        let (paper, accepted) = asked(&app, &admin, "once").await;
        assert_eq!(accepted.header("Preference-Applied"), Some("respond-async"));
        assert_eq!((&accepted["state"], &accepted["progress"]), (&json!("queued"), &json!(0)));
        assert_eq!(paper.read_by(&admin).await["status"], "previewed", "it has been done at once");
        app.settle().await;
        let done = read(&app, &admin, &accepted).await.is(200);
        assert_eq!(
            (&done["state"], &done["progress"], &done["status"]),
            (&json!("succeeded"), &json!(100), &json!(200))
        );
        let now = paper.read_by(&admin).await.is(200);
        assert_eq!((&done["result"], &now["status"]), (&now.json, &json!("applied")));
        // The journal knows who it was.
        let entry = app.journal(paper.id).await.pop().unwrap();
        assert_eq!((entry.event.as_str(), entry.actor_id), ("reorganisation.applied", Some(admin.id())));
        // A dry run is waited for, and so is whatever has no such preference or cannot take long.
        let path = format!("{}/undo", paper.path());
        let why = json!({"reason": "Có văn bản thay thế"});
        let dry = app.post(&format!("{path}?dry_run=true"), &admin).if_match("*").header(LATER.0, LATER.1);
        assert_eq!(dry.json(why.clone()).await.is(200)["status"], "undone");
        let other = app.post(&path, &admin).if_match("*").header("Prefer", "wait=10");
        other.json(why).await.is(200);
        let quick = json!({"code": "T1", "title": "Thi đua", "launched_by_unit_id": app.unit("G15").await,
            "starts_on": "2024-07-01", "ends_on": "2024-12-31"});
        let quick = app.post("/movements", &app.officer("G15.TDKT").await).header(LATER.0, LATER.1).json(quick);
        assert_eq!(quick.await.is(201).header("Preference-Applied"), None);
    })
    .await;
}

#[actix_web::test]
async fn what_is_refused_within_a_moment_is_refused_at_once() {
    both(async |app| {
        let admin = app.admin().await;
        let (paper, previewed) = previewed(&app, &admin).await;
        let path = format!("{}/apply", paper.path());
        let later = |caller: &Caller, etag: &str, body: Value| {
            app.post(&path, caller).if_match(etag).header("Prefer", "Respond-Async, wait=1").json(body)
        };
        let digest = json!({"digest": previewed["preview"]["digest"]});
        later(&admin, &previewed.etag(), json!({"digest": "0".repeat(64)})).await.refused(412, "stale_preview");
        later(&admin, "\"v999\"", digest.clone()).await.refused(412, "version_mismatch");
        later(&admin, &previewed.etag(), json!({})).await.refused(422, "validation_failed");
        let officer = app.officer(BAC_KAN).await;
        later(&officer, &previewed.etag(), digest).await.refused(403, "forbidden");
        assert!(operation::Entity::find().all(app.state.db.primary()).await.unwrap().is_empty());
    })
    .await;
}

#[actix_web::test]
async fn what_is_refused_later_says_why_in_the_language_of_the_request() {
    both(async |app| {
        let admin = app.admin().await;
        let (paper, previewed) = previewed(&app, &admin).await;
        let path = format!("{}/apply", paper.path());
        let apply = app.post(&path, &admin).if_match(previewed.etag()).header(LATER.0, LATER.1).english();
        let accepted = apply.json(json!({"digest": previewed["preview"]["digest"]})).await.is(202);
        // Somebody is quicker.
        let why = json!({"reason": "Có văn bản thay thế"});
        paper.step("cancel", &admin, why).await.is(200);
        app.settle().await;
        let failed = read(&app, &admin, &accepted).await.is(200);
        assert_eq!(
            (&failed["state"], &failed["status"], &failed["result"]),
            (&json!("failed"), &json!(412), &Value::Null)
        );
        let problem = &failed["problem"];
        assert_eq!(
            (&problem["code"], &problem["instance"]),
            (&json!("version_mismatch"), &json!(format!("/api/v1{path}")))
        );
        assert!(problem["title"].as_str().unwrap().is_ascii(), "{problem}");
    })
    .await;
}

#[actix_web::test]
async fn whoever_may_not_any_more_is_refused_when_it_is_carried_out() {
    both(async |app| {
        let root = app.admin().await;
        let admin = app.caller_with(&[(Role::Administrator, "G15")]).await;
        let (paper, accepted) = asked(&app, &admin, "k").await;
        let roles = app.get(&format!("/assignments?user_id={}", admin.id()), &root).await.is(200);
        let role = &roles.items()[0];
        let end = app.patch(&format!("/assignments/{}", role["id"].as_str().unwrap()), &root);
        end.version(role["version"].as_i64().unwrap()).json(json!({"valid_to": "2024-06-02"})).await.is(200);
        app.settle().await;
        let failed = read(&app, &root, &accepted).await.is(200);
        assert_eq!((&failed["state"], &failed["problem"]["code"]), (&json!("failed"), &json!("forbidden")));
        assert_eq!(paper.read_by(&root).await["status"], "previewed");
    })
    .await;
}

#[actix_web::test]
async fn only_who_asked_and_administrators_of_the_whole_sector_see_it() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(MINISTRY).await;
        let plan = story.sent_plan(MINISTRY, &[target("TGPL-04", 120)]).await;
        let target = plan.now().await["targets"][0]["id"].clone();
        let units = [app.unit(BAC_KAN).await, app.unit(TUYEN_QUANG).await];
        let body =
            json!({"target_id": target, "unit_ids": units, "rule": {"type": "equal"}, "remainder_unit_id": units[0]});
        let accepted = app.post("/distributions", &officer).header(LATER.0, LATER.1).json(body).await.is(202);
        for other in [app.officer(BAC_KAN).await, app.caller_with(&[(Role::Administrator, BAC_KAN)]).await] {
            let hidden = read(&app, &other, &accepted).await.refused(404, "not_found");
            let none = app.get(&format!("/operations/{}", Uuid::now_v7()), &other).await.refused(404, "not_found");
            assert_eq!(hidden["detail"], none["detail"]);
        }
        app.settle().await;
        for one in [officer, app.admin().await] {
            let seen = read(&app, &one, &accepted).await.is(200);
            assert_eq!(
                (&seen["state"], seen["result"]["shares"].as_array().map(Vec::len)),
                (&json!("succeeded"), Some(2))
            );
        }
        // For a day.
        app.clock.advance(TimeDelta::hours(24));
        app.settle().await;
        read(&app, &app.admin().await, &accepted).await.is(200);
        app.clock.advance(TimeDelta::microseconds(1));
        app.settle().await;
        read(&app, &app.admin().await, &accepted).await.refused(404, "not_found");
    })
    .await;
}

#[actix_web::test]
async fn a_key_makes_one_operation_and_a_taken_over_job_one_change() {
    both(async |app| {
        let admin = app.admin().await;
        let (paper, accepted) = asked(&app, &admin, "one").await;
        let again = async || {
            let path = format!("{}/apply", paper.path());
            let found = operation::Entity::find().one(app.state.db.primary()).await.unwrap().unwrap();
            let body: Value = serde_json::from_str(&found.body).unwrap();
            app.post(&path, &admin).if_match("*").key("one").header(LATER.0, LATER.1).json(body).await
        };
        let replayed = again().await.is(202);
        assert_eq!(
            (replayed.header("Idempotency-Replayed"), replayed["id"].clone()),
            (Some("true"), accepted["id"].clone())
        );
        // Carried out by an instance that ends before it can say so: the next one finds the first answer.
        let before = operation::Entity::find().one(app.state.db.primary()).await.unwrap().unwrap();
        app.settle().await;
        let first = read(&app, &admin, &accepted).await.is(200);
        let db = app.state.db.primary();
        let undone = operation::ActiveModel {
            answer: sea_orm::Set(None),
            status: sea_orm::Set(None),
            finished_at: sea_orm::Set(None),
            body: sea_orm::Set(before.body),
            ..Default::default()
        };
        operation::Entity::update_many().set(undone).exec(db).await.unwrap();
        let order = base::store::jobs::Order {
            lane: base::store::jobs::Lane::Long,
            kind: "operation",
            key: &before.id.to_string(),
            payload: json!({"operation_id": before.id}),
        };
        app.state.db.maintain("test", async |uow| base::store::jobs::enqueue(uow, &order).await).await.unwrap();
        let other = TestApp::on(Rc::new(app.database.again()), |_| ()).await;
        other.settle().await;
        let second = read(&app, &admin, &accepted).await.is(200);
        assert_eq!((&second["state"], &second["result"]), (&first["state"], &first["result"]));
        assert_eq!(count(&app, &paper, "reorganisation.applied").await, 1);
    })
    .await;
}

/// A job that cannot be read stays, in sight of administrators; one of a kind that only a newer version knows waits for it.
#[actix_web::test]
async fn jobs_that_cannot_be_read_or_are_of_another_version_are_kept_and_shown() {
    both(async |app| {
        let admin = app.admin().await;
        let (_, accepted) = asked(&app, &admin, "k").await;
        let db = app.state.db.primary();
        db.execute_unprepared("UPDATE job SET payload = '{\"operation\": 1' WHERE kind = 'operation'").await.unwrap();
        let now = "2024-01-01T00:00:00+00:00";
        let id = Uuid::now_v7();
        let told = if app.database.kind == crate::support::Kind::Sqlite { format!("x'{}'", id.simple()) } else { format!("'{id}'") };
        let newer = format!("INSERT INTO job (id, lane, kind, key, payload, due_at, attempt, requested, fencing, version, created_at, updated_at) \
            VALUES ({told}, 'lane.of.a.newer', 'kind.of.a.newer', 'a', 'whatever', '{now}', 0, 1, 0, 1, '{now}', '{now}')");
        db.execute_unprepared(&newer).await.unwrap();
        assert!(app.try_settle().await.is_err(), "nobody was told");
        app.settle().await;
        let failed = app.get("/jobs?state=failed", &admin).await.is(200);
        assert_eq!(failed.each("kind"), ["operation"]);
        assert_eq!(failed.items()[0]["payload"], json!({"text": "{\"operation\": 1"}));
        assert_eq!(read(&app, &admin, &accepted).await.is(200)["state"], "failed");
        let kept = job::Entity::find().filter(job::Column::Kind.eq("kind.of.a.newer")).one(db).await.unwrap().unwrap();
        assert_eq!((kept.attempt, kept.fencing, kept.failed_at, kept.payload.as_str()), (0, 0, None, "whatever"));
        let shown = app.get("/jobs?kind=kind.of.a.newer", &admin).await.is(200);
        assert_eq!((shown.each("state"), shown.each("lane")), (vec!["waiting"], vec!["lane.of.a.newer"]));
    })
    .await;
}

/// What the spec says of `Prefer` is what the service knows.
#[actix_web::test]
async fn the_spec_names_the_commands_that_may_be_put_down() {
    let asked = |parameter: &Value| parameter["name"] == "Prefer";
    let mut found: Vec<_> = spec::operations()
        .filter(|one| one.method == "POST" && one.headers().any(asked))
        .map(|one| one.path().to_owned())
        .collect();
    found.sort_unstable();
    assert_eq!(found, base::http::later::LONG);
}
