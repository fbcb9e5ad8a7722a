//! Many writers at once: nothing is lost, and the journal is one gapless chain.
use std::rc::Rc;

use entity::{journal, journal_seal};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use thidua::core::{
    clock::Clock,
    journal::{Verdict, verify},
};
use uuid::Uuid;

use crate::support::{Caller, Connection, Database, Kind, Reply, TestApp, clock, off_the_loop, together};

const TASKS: usize = 8;

fn unit(code: &str, parent: Uuid) -> Value {
    json!({"code": code, "kind": "district_justice_office", "name": "Phòng", "parent_id": parent,
        "valid_from": "2024-01-01"})
}

/// A unit of one's own, renamed twice; and one more tally mark on the name of a unit that everybody renames.
async fn work(app: &TestApp, admin: &Caller, code: &str, parent: Uuid, shared: Uuid) {
    let own = app.post("/units", admin).json(unit(code, parent)).await.is(201);
    let path = format!("/units/{}", own.id());
    for version in 1..=2 {
        app.patch(&path, admin).version(version).json(json!({"name": format!("Phòng {version}")})).await.is(200);
    }
    let path = format!("/units/{shared}");
    loop {
        let read = app.get(&path, admin).await.is(200);
        let marked = format!("{}|", read["name"].as_str().unwrap());
        let reply = app.patch(&path, admin).if_match(read.etag()).json(json!({"name": marked})).await;
        match reply.status {
            200 => break,
            _ => drop(reply.refused(412, "version_mismatch")),
        }
    }
}

/// One process: its own pools, caches and threads, on a database that others use too.
fn process(number: usize, database: Database, clock: Clock, admin: Uuid, parent: Uuid, shared: Uuid) {
    actix_web::rt::System::new().block_on(async move {
        let at = clock.clone();
        let app = TestApp::on(Rc::new(database), |options| options.clock = at).await;
        let admin = app.signed_in(admin).await;
        let left = std::cell::Cell::new(TASKS);
        let task = async |n: usize| {
            work(&app, &admin, &format!("H03.P{number}T{n}.PTP"), parent, shared).await;
            left.set(left.get() - 1);
        };
        let seal = async {
            while left.get() > 0 {
                // Time passes, so that the lease runs out and both processes want it.
                clock.set(clock.now() + chrono::TimeDelta::seconds(11));
                app.settle().await;
            }
        };
        let tasks = async { drop(together((0..TASKS).map(task)).await) };
        let both: [std::pin::Pin<Box<dyn Future<Output = ()>>>; 2] = [Box::pin(tasks), Box::pin(seal)];
        together(both).await;
    });
}

/// What must be true afterwards, whoever wrote.
async fn nothing_is_lost(app: &TestApp, writers: usize, shared: Uuid) {
    app.clock.set(app.clock.now() + chrono::TimeDelta::seconds(11));
    app.settle().await;
    let admin = app.admin().await;
    let read = app.get(&format!("/units/{shared}"), &admin).await.is(200);
    assert_eq!(read["name"].as_str().unwrap().matches('|').count(), writers, "a rename was lost");
    assert_eq!(usize::try_from(read.version()).unwrap(), 1 + writers);
    let found = app.get("/units?limit=1&count=exact", &admin).await.is(200);
    assert_eq!(found["total"].as_u64().unwrap(), 1562 + writers as u64);
    app.settle().await;
    let db = app.state.db.primary();
    let entries = journal::Entity::find().all(db).await.unwrap();
    let done = |event: &str| entries.iter().filter(|entry| entry.event == event).count();
    assert_eq!((done("unit.created"), done("unit.updated")), (writers, 3 * writers));
    let entries = i64::try_from(entries.len()).unwrap();
    let verdict = verify(db).await.unwrap();
    assert!(
        matches!(verdict, Verdict::Intact { entries: sealed, unsealed: 0, .. } if sealed == entries),
        "{verdict:?}"
    );
    let seals = journal_seal::Entity::find().order_by_asc(journal_seal::Column::Seq).all(db).await.unwrap();
    assert!(seals.iter().zip(1..).all(|(seal, seq)| seal.seq == seq), "a position is missing");
}

#[actix_web::test]
async fn two_processes_on_one_postgresql_lose_nothing() {
    for kind in Kind::available().into_iter().filter(|kind| *kind == Kind::Postgres) {
        let database = Rc::new(Database::fresh(kind).await);
        let clock = clock();
        let at = clock.clone();
        let app = TestApp::on(database.clone(), |options| options.clock = at).await;
        let (admin, parent, shared) = (app.admin().await.id(), app.unit("H03.STP").await, app.unit("H01.STP").await);
        let start = |number: usize| {
            let (database, clock) = (database.again(), clock.clone());
            off_the_loop(move || process(number, database, clock, admin, parent, shared))
        };
        together([start(1), start(2)]).await;
        nothing_is_lost(&app, 2 * TASKS, shared).await;
        database.remove().await;
    }
}

#[actix_web::test]
async fn thirty_two_clients_of_one_process_on_sqlite_lose_nothing() {
    let app = TestApp::on(Rc::new(Database::fresh(Kind::Sqlite).await), |_| ()).await;
    let (admin, parent, shared) = (app.admin().await, app.unit("H03.STP").await, app.unit("H01.STP").await);
    let server = app.serve(2);
    let client = |n: usize| {
        let (token, address) = (app.token(&admin).unwrap(), server.address);
        off_the_loop(move || {
            let mut connection = Connection::open(address);
            let mut send = |method: &str, path: &str, version: &str, body: Value| -> Reply {
                let headers = [("Content-Type", "application/json"), ("If-Match", version)];
                let bytes = if body.is_null() { vec![] } else { body.to_string().into_bytes() };
                connection.send(method, path, &token, &headers, &bytes)
            };
            let own = send("POST", "/units", "*", unit(&format!("H03.T{n}.PTP"), parent)).is(201);
            for version in ["\"v1\"", "\"v2\""] {
                send("PATCH", &format!("/units/{}", own.id()), version, json!({"name": version})).is(200);
            }
            let path = format!("/units/{shared}");
            loop {
                let read = send("GET", &path, "*", Value::Null).is(200);
                let marked = json!({"name": format!("{}|", read["name"].as_str().unwrap())});
                let reply = send("PATCH", &path, &read.etag(), marked);
                match reply.status {
                    200 => break,
                    _ => drop(reply.refused(412, "version_mismatch")),
                }
            }
        })
    };
    let sealing = async {
        for _ in 0..20 {
            app.settle().await;
            tokio::task::yield_now().await;
        }
    };
    let clients = async { drop(together((0..32).map(client)).await) };
    let both: [std::pin::Pin<Box<dyn Future<Output = ()>>>; 2] = [Box::pin(clients), Box::pin(sealing)];
    together(both).await;
    nothing_is_lost(&app, 32, shared).await;
}
