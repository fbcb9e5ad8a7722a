//! Background work: rows that are claimed by one instance at a time, tried again, and given up in sight of somebody.
use std::rc::Rc;

use base::{
    kernel::error::{Code, Denied, Error, Look},
    store::{
        db::Uow,
        jobs::{self, Due, LEASE, Lane, Next, Order, waits::ORDERED},
    },
};
use chrono::TimeDelta;
use entity::{assignment::Role, job, journal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use thidua::worker::{Jobs, Worker};
use uuid::Uuid;

use crate::support::{Kind, TestApp, both, clock, together};

/// A kind that this version does not know.
const FOREIGN: &str = "test.foreign";

async fn within<T>(app: &TestApp, work: impl AsyncFn(&Uow) -> Result<T, Error>) -> Result<T, Error> {
    app.state.db.maintain("test", work).await
}

async fn order(app: &TestApp, key: &str) {
    let order = Order { lane: Lane::Files, kind: FOREIGN, key, payload: json!({"n": 1}) };
    within(app, async |uow| jobs::enqueue(uow, &order).await).await.unwrap();
}

async fn claim(app: &TestApp, due: Due) -> Option<job::Model> {
    within(app, async |uow| jobs::claim(uow, FOREIGN, due, Uuid::now_v7()).await).await.unwrap()
}

async fn rows(app: &TestApp) -> Vec<job::Model> {
    job::Entity::find().filter(job::Column::Kind.eq(FOREIGN)).all(app.state.db.primary()).await.unwrap()
}

async fn run_out(app: &TestApp) {
    let sql = "UPDATE job SET lease_until = '2000-01-01T00:00:00+00:00', due_at = '2000-01-01T00:00:00+00:00'";
    app.state.db.primary().execute_unprepared(sql).await.unwrap();
}

#[actix_web::test]
async fn a_lease_goes_by_the_clock_of_the_database() {
    both(async |app| {
        let ahead = clock();
        ahead.advance(TimeDelta::days(1));
        let other = TestApp::on(Rc::new(app.database.again()), |options| options.clock = ahead).await;
        order(&app, "a").await;
        let row = claim(&other, Due::Now).await.unwrap();
        let now = jobs::now(app.state.db.primary()).await.unwrap();
        let left = row.lease_until.unwrap() - now;
        assert!(left > TimeDelta::zero() && left <= LEASE, "{left}");
        assert!(claim(&app, Due::Whenever).await.is_none(), "two hold one job");
        // Everything else goes on meanwhile.
        other.settle().await;
        app.admin().await;
        app.settle().await;
        let unsealed = journal::Entity::find().filter(journal::Column::Sealed.eq(false));
        assert_eq!(unsealed.count(app.state.db.primary()).await.unwrap(), 0);
    })
    .await;
}

#[actix_web::test]
async fn whoever_has_lost_the_lease_writes_no_more() {
    both(async |app| {
        order(&app, "a").await;
        let first = claim(&app, Due::Now).await.unwrap();
        within(&app, async |uow| jobs::hold(uow, &first).await).await.unwrap();
        run_out(&app).await;
        let second = claim(&app, Due::Now).await.unwrap();
        assert_eq!((second.id, second.fencing), (first.id, first.fencing + 1));
        let lost = within(&app, async |uow| jobs::hold(uow, &first).await).await.unwrap_err();
        assert_eq!(lost.code, Code::Conflict);
        within(&app, async |uow| jobs::succeed(uow, &first, Next::Never).await).await.unwrap();
        assert_eq!(rows(&app).await.len(), 1, "the first ended what the second does");
        within(&app, async |uow| jobs::succeed(uow, &second, Next::Never).await).await.unwrap();
        assert!(rows(&app).await.is_empty());
    })
    .await;
}

#[actix_web::test]
async fn one_of_many_gets_each_job() {
    both(async |app| {
        for key in ["a", "b", "c"] {
            order(&app, key).await;
        }
        let claimed = together((0..8).map(|_| claim(&app, Due::Now))).await;
        let mut ids: Vec<_> = claimed.into_iter().flatten().map(|row| row.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 3);
    })
    .await;
}

#[actix_web::test]
async fn what_is_asked_for_twice_is_done_once_and_what_is_asked_for_meanwhile_again() {
    both(async |app| {
        order(&app, "a").await;
        order(&app, "a").await;
        let row = claim(&app, Due::Now).await.unwrap();
        assert!(claim(&app, Due::Whenever).await.is_none());
        order(&app, "a").await;
        within(&app, async |uow| jobs::succeed(uow, &row, Next::Never).await).await.unwrap();
        let again = claim(&app, Due::Now).await.unwrap();
        within(&app, async |uow| jobs::succeed(uow, &again, Next::Never).await).await.unwrap();
        assert!(claim(&app, Due::Whenever).await.is_none());
        // What is rolled back was never asked for.
        let order = Order { lane: Lane::Files, kind: FOREIGN, key: "b", payload: json!({}) };
        let undone = within(&app, async |uow| {
            jobs::enqueue(uow, &order).await?;
            Err::<(), _>(Error::new(Code::Conflict))
        });
        undone.await.unwrap_err();
        assert!(rows(&app).await.is_empty());
    })
    .await;
}

/// Fails until it is given up; the waits grow.
async fn given_up(app: &TestApp) -> job::Model {
    order(app, "a").await;
    let mut waits = vec![];
    for attempt in 1..=10 {
        let row = claim(app, Due::Whenever).await.unwrap_or_else(|| panic!("attempt {attempt}"));
        assert_eq!(row.attempt, attempt);
        let error = Error::new(Code::Unavailable);
        let last = within(app, async |uow| jobs::fail(uow, &row, &ORDERED, &error).await).await.unwrap();
        assert_eq!(last, attempt == 10);
        let row = rows(app).await.pop().unwrap();
        waits.push(row.due_at - jobs::now(app.state.db.primary()).await.unwrap());
        assert!(claim(app, Due::Now).await.is_none(), "it is not tried at once");
    }
    assert!(waits.windows(3).take(7).all(|three| three[0] < three[2]), "{waits:?}");
    assert!(claim(app, Due::Whenever).await.is_none());
    rows(app).await.pop().unwrap()
}

#[actix_web::test]
async fn what_is_given_up_is_seen_tried_again_or_dropped() {
    both(async |app| {
        let (admin, row) = (app.admin().await, given_up(&app).await);
        // Of a kind that this version does not know: kept, and shown.
        app.settle().await;
        let list = app.get("/jobs?state=failed&count=exact", &admin).await.is(200);
        assert_eq!((list.each("id"), list.each("kind")), (vec![row.id.to_string().as_str()], vec![FOREIGN]));
        let path = format!("/jobs/{}", row.id);
        let seen = app.get(&path, &admin).await.is(200);
        assert_eq!(
            (&seen["payload"], &seen["state"], &seen["attempt"]),
            (&json!({"n": 1}), &json!("failed"), &json!(10))
        );
        assert!(seen["last_error"].as_str().unwrap().contains("Unavailable"));
        let retry = format!("{path}/retry");
        app.post(&retry, &admin).if_match("\"v999\"").await.refused(412, "version_mismatch");
        let again = app.post(&retry, &admin).if_match(seen.etag()).await.is(200);
        assert_eq!((&again["state"], &again["attempt"]), (&json!("waiting"), &json!(0)));
        app.post(&retry, &admin).if_match("*").await.refused(409, "invalid_transition");
        app.call(actix_web::http::Method::DELETE, &path, &admin).if_match("*").await.refused(409, "invalid_transition");
        let row = claim(&app, Due::Now).await.unwrap();
        let running = app.get(&path, &admin).await.is(200);
        assert_eq!(running["state"], "running");
        within(&app, async |uow| jobs::succeed(uow, &row, Next::Never).await).await.unwrap();
        app.get(&path, &admin).await.refused(404, "not_found");
        let dropped = given_up(&app).await;
        let path = format!("/jobs/{}", dropped.id);
        app.call(actix_web::http::Method::DELETE, &path, &admin).if_match("*").await.is(204);
        assert!(rows(&app).await.is_empty());
        assert_eq!(app.events(dropped.id).await, ["job.dropped"]);
    })
    .await;
}

#[actix_web::test]
async fn the_queue_is_for_administrators_of_the_whole_sector() {
    both(async |app| {
        app.settle().await;
        let everything = app.get("/jobs", &app.admin().await).await.is(200);
        for kind in ["seal", "calendar", "housekeeping", "files.sweep"] {
            assert!(everything.each("kind").contains(&kind), "{kind}");
        }
        let elsewhere = app.caller_with(&[(Role::Administrator, "H03.STP")]).await;
        app.get("/jobs", &elsewhere).await.refused(403, "forbidden");
        app.get(&format!("/jobs/{}", Uuid::now_v7()), &elsewhere).await.refused(403, "forbidden");
    })
    .await;
}

/// Refused looks are forgotten when they are written, not when they are taken from the queue.
#[actix_web::test]
async fn refused_looks_outlast_a_write_that_fails() {
    both(async |app| {
        let (sender, queue) = tokio::sync::mpsc::channel(100);
        let inside = thidua::app::inside(&app.shared).await.unwrap();
        let mut worker = Jobs::new(Worker { state: app.state.clone(), inside, holder: Uuid::now_v7() }, queue);
        let unit_id = app.unit("H03.STP").await;
        for _ in 0..20 {
            let (user_id, subject_id) = (Uuid::now_v7(), Uuid::now_v7());
            sender
                .try_send(Look::Refused(Denied {
                    user_id,
                    subject_type: entity::journal::Subject::Plan,
                    subject_id,
                    unit_id: Some(unit_id),
                }))
                .unwrap();
        }
        let (refuse, allow) = match app.database.kind {
            Kind::Sqlite => (
                "CREATE TRIGGER full_disk BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
                "DROP TRIGGER full_disk",
            ),
            Kind::Postgres => (
                "CREATE TRIGGER full_disk BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_refuse()",
                "DROP TRIGGER full_disk ON journal",
            ),
        };
        // Nothing else has anything to tell the journal: what fails is that write.
        app.settle().await;
        let db = app.state.db.primary();
        db.execute_unprepared(refuse).await.unwrap();
        worker.settle().await.unwrap_err();
        worker.settle().await.unwrap_err();
        db.execute_unprepared(allow).await.unwrap();
        worker.settle().await.unwrap();
        let told = journal::Entity::find().filter(journal::Column::Event.eq("access.denied"));
        assert_eq!(told.count(db).await.unwrap(), 20);
    })
    .await;
}

#[actix_web::test]
async fn metrics_tell_of_background_work() {
    both(async |app| {
        let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
        let _here = metrics::set_default_local_recorder(&recorder);
        app.admin().await;
        given_up(&app).await;
        thidua::worker::report(&app.state.db).await.unwrap();
        let value = |name: &str| {
            let text = recorder.handle().render();
            let line = text.lines().find(|line| line.starts_with(&format!("{name} "))).map(str::to_owned);
            line.unwrap_or_else(|| panic!("no {name} in {text}")).rsplit(' ').next().unwrap().parse::<f64>().unwrap()
        };
        assert_eq!((value("jobs_given_up"), value("jobs_leases_held")), (1.0, 0.0));
        assert!(value("journal_unsealed_rows") >= 2.0 && value("journal_unsealed_oldest_seconds") >= 0.0);
        app.settle().await;
        thidua::worker::report(&app.state.db).await.unwrap();
        // What recurs at every tick may have come due again by the clock of the database.
        assert!(value("journal_unsealed_rows") == 0.0 && value("jobs_oldest_due_seconds") < 30.0);
        let text = recorder.handle().render();
        assert!(text.contains("jobs_run_total{kind=\"calendar\"}"), "{text}");
    })
    .await;
}
