//! Many writers at once: nothing is lost, and the journal is one gapless chain.
use std::{cell::Cell, pin::Pin, rc::Rc};

use base::{
    kernel::clock::Clock,
    store::journal::{Verdict, verify},
};
use entity::{journal, journal_seal};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Caller, Connection, Database, Kind, Reply, TestApp, clock, off_the_loop, together};

const TASKS: usize = 8;
/// Papers that everybody renames; each task one of them.
const SHARED: usize = 4;

/// What is written: units, which every instance keeps in memory, or movements, which none does.
#[derive(Clone, Copy)]
struct What {
    path: &'static str,
    named: &'static str,
    events: [&'static str; 2],
}

const UNITS: What = What { path: "/units", named: "name", events: ["unit.created", "unit.updated"] };
const MOVEMENTS: What = What { path: "/movements", named: "title", events: ["movement.created", "movement.updated"] };

impl What {
    /// `home` is the unit above, or the unit that launches.
    fn body(self, code: &str, home: Uuid) -> Value {
        match self.path {
            "/units" => json!({"code": format!("H03.{code}.PTP"), "kind": "district_justice_office", "name": "Phòng",
                "parent_id": home, "valid_from": "2024-01-01"}),
            _ => json!({"code": code, "title": "Thi đua", "launched_by_unit_id": home, "starts_on": "2024-07-01",
                "ends_on": "2024-12-31"}),
        }
    }

    /// A paper of one's own, renamed twice; and one more tally mark on the name of one that everybody renames.
    /// `send` takes method, path, `If-Match` and body.
    async fn work(self, code: &str, home: Uuid, shared: Uuid, send: impl AsyncFn(&str, &str, &str, Value) -> Reply) {
        let own = send("POST", self.path, "*", self.body(code, home)).await.is(201);
        for version in 1..=2 {
            let name = json!({ self.named: format!("Số {version}") });
            send("PATCH", &format!("{}/{}", self.path, own.id()), &format!("\"v{version}\""), name).await.is(200);
        }
        let path = format!("{}/{shared}", self.path);
        loop {
            let read = send("GET", &path, "*", Value::Null).await.is(200);
            let marked = json!({ self.named: format!("{}|", read[self.named].as_str().unwrap()) });
            let reply = send("PATCH", &path, &read.etag(), marked).await;
            match reply.status {
                200 => break,
                _ => drop(reply.refused(412, "version_mismatch")),
            }
        }
    }

    async fn shared(self, app: &TestApp, writer: &Caller, home: Uuid) -> [Uuid; SHARED] {
        let mut ids = [Uuid::nil(); SHARED];
        for (id, code) in ids.iter_mut().zip(["A", "B", "C", "D"]) {
            *id = app.post(self.path, writer).json(self.body(code, home)).await.is(201).id();
        }
        ids
    }

    /// What must be true afterwards, whoever wrote.
    async fn nothing_is_lost(self, app: &TestApp, writer: &Caller, writers: usize, shared: [Uuid; SHARED]) {
        app.clock.advance(chrono::TimeDelta::seconds(11));
        app.settle().await;
        for id in shared {
            let read = app.get(&format!("{}/{id}", self.path), writer).await.is(200);
            let renamed = writers / SHARED;
            assert_eq!(read[self.named].as_str().unwrap().matches('|').count(), renamed, "a rename was lost");
            assert_eq!(usize::try_from(read.version()).unwrap(), 1 + renamed);
        }
        let db = app.state.db.primary();
        let entries = journal::Entity::find().all(db).await.unwrap();
        let done = self.events.map(|event| entries.iter().filter(|entry| entry.event == event).count());
        assert_eq!(done, [SHARED + writers, 3 * writers]);
        let all = i64::try_from(entries.len()).unwrap();
        let verdict = verify(db).await.unwrap();
        assert!(matches!(verdict, Verdict::Intact { entries, unsealed: 0, .. } if entries == all), "{verdict:?}");
        let seals = journal_seal::Entity::find().order_by_asc(journal_seal::Column::Seq).all(db).await.unwrap();
        assert!(seals.iter().zip(1..).all(|(seal, seq)| seal.seq == seq), "a position is missing");
    }
}

/// One process: its own pools, caches and threads, on a database that others use too.
fn process(number: usize, database: Database, clock: Clock, admin: Uuid, home: Uuid, shared: [Uuid; SHARED]) {
    actix_web::rt::System::new().block_on(async move {
        let at = clock.clone();
        let app = TestApp::on(Rc::new(database), |options| options.clock = at).await;
        let admin = app.signed_in(admin).await;
        let send = async |method: &str, path: &str, version: &str, body: Value| {
            let call = app.call(method.parse().unwrap(), path, &admin).if_match(version);
            if body.is_null() { call.await } else { call.json(body).await }
        };
        let left = Cell::new(TASKS);
        let task = async |n: usize| {
            UNITS.work(&format!("P{number}T{n}"), home, shared[n % SHARED], &send).await;
            left.set(left.get() - 1);
        };
        let sealing = async {
            while left.get() > 0 {
                // Time passes, so that the lease runs out and both processes want it.
                clock.advance(chrono::TimeDelta::seconds(11));
                app.settle().await;
            }
        };
        let tasks = async { drop(together((0..TASKS).map(task)).await) };
        let both: [Pin<Box<dyn Future<Output = ()>>>; 2] = [Box::pin(tasks), Box::pin(sealing)];
        together(both).await;
    });
}

#[actix_web::test]
async fn two_processes_on_one_postgresql_lose_nothing() {
    for kind in Kind::available().into_iter().filter(|kind| *kind == Kind::Postgres) {
        let (database, clock) = (Rc::new(Database::fresh(kind).await), clock());
        let at = clock.clone();
        let app = TestApp::on(database.clone(), |options| options.clock = at).await;
        let (admin, home) = (app.admin().await, app.unit("H03.STP").await);
        let shared = UNITS.shared(&app, &admin, home).await;
        let start = |number: usize| {
            let (database, clock, admin) = (database.again(), clock.clone(), admin.id());
            off_the_loop(move || process(number, database, clock, admin, home, shared))
        };
        together([start(1), start(2)]).await;
        UNITS.nothing_is_lost(&app, &admin, 2 * TASKS, shared).await;
        database.remove().await;
    }
}

#[actix_web::test]
async fn thirty_two_clients_of_one_process_on_sqlite_lose_nothing() {
    let app = TestApp::on(Rc::new(Database::fresh(Kind::Sqlite).await), |_| ()).await;
    let (officer, home) = (app.officer("G15.TDKT").await, app.unit("G15").await);
    let shared = MOVEMENTS.shared(&app, &officer, home).await;
    let (server, left) = (app.serve(2), Cell::new(32));
    let client = async |n: usize| {
        let (token, address) = (app.token(&officer).unwrap(), server.address);
        off_the_loop(move || {
            let connection = std::cell::RefCell::new(Connection::open(address));
            let send = async |method: &str, path: &str, version: &str, body: Value| {
                let headers = [("Content-Type", "application/json"), ("If-Match", version)];
                let bytes = if body.is_null() { vec![] } else { body.to_string().into_bytes() };
                connection.borrow_mut().send(method, path, &token, &headers, &bytes)
            };
            let code = format!("T{n}");
            let work = MOVEMENTS.work(&code, home, shared[n % SHARED], send);
            tokio::runtime::Handle::current().block_on(work);
        })
        .await;
        left.set(left.get() - 1);
    };
    let sealing = async {
        while left.get() > 0 {
            app.settle().await;
            tokio::task::yield_now().await;
        }
    };
    let clients = async { drop(together((0..32).map(client)).await) };
    let both: [Pin<Box<dyn Future<Output = ()>>>; 2] = [Box::pin(clients), Box::pin(sealing)];
    together(both).await;
    MOVEMENTS.nothing_is_lost(&app, &officer, 32, shared).await;
}
