//! `kill -9` in the middle of things: what was taken in half is swept, what was begun is taken over, and nothing is lost or
//! done twice.
use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    rc::Rc,
    time::{Duration, Instant},
};

use base::{kernel::clock::Clock, store::objects::Place};
use chrono::TimeDelta;
use entity::job;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::process::{free, until_ready};
use crate::{
    files::{PDF, form, multipart, rows},
    reorganisations::{document, merger},
    stories::BA_BE,
    support::{Caller, Database, ISSUER, Kind, TestApp, named, off_the_loop, signing_key},
};

/// An application of the test, which looks on, and what a program on the same database needs.
pub struct World {
    pub app: TestApp,
    folder: TempDir,
}

/// The program itself.
pub struct Program {
    pub child: Child,
    pub api: SocketAddr,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub async fn both_worlds(test: impl AsyncFn(World) + Copy + 'static) {
    for kind in Kind::available() {
        let database = Rc::new(Database::fresh(kind).await);
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store");
        let app = TestApp::on(database.clone(), |options| {
            options.storage.place = Place::Folder(store);
            // What nobody uses is swept at once. The programs go by the time of day, and so does this.
            options.storage.limits.orphans = Some(TimeDelta::zero());
            options.clock = Clock::System;
            options.webhook_ranges = "127.0.0.0/8".parse().unwrap();
        })
        .await;
        fs::create_dir(folder.path().join("incoming")).unwrap();
        fs::write(folder.path().join("key"), signing_key()).unwrap();
        named(kind, async move { test(World { app, folder }).await }).await;
        database.remove().await;
    }
}

impl World {
    fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub async fn start(&self) -> Program {
        let (api, admin) = (free(), free());
        let mut program = Command::new(env!("CARGO_BIN_EXE_thidua"));
        program.args(["serve", "--issuer", ISSUER, "--workers", "1"]).env_remove("RUST_LOG");
        program.args(["--listen", &api.to_string(), "--admin-listen", &admin.to_string()]);
        program.args(["--database-url", &self.app.database.url, "--webhook-allow-private", "127.0.0.0/8"]);
        program.arg("--file-store").arg(self.place("store"));
        program.arg("--signing-key-file").arg(self.place("key")).env("TMPDIR", self.place("incoming"));
        let log = fs::File::create(self.place(&format!("{}.log", api.port()))).unwrap();
        let child = program.stderr(Stdio::null()).stdout(log).spawn().unwrap();
        let mut program = Program { child, api };
        off_the_loop(move || {
            until_ready(admin, &mut program.child);
            program
        })
        .await
    }

    /// What the programs said of requests that failed by their fault.
    pub fn errors(&self) -> String {
        let entries = fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let logs = entries.filter(|path| path.extension().is_some_and(|ending| ending == "log"));
        let lines =
            logs.flat_map(|log| fs::read_to_string(log).unwrap().lines().map(str::to_owned).collect::<Vec<_>>());
        lines.filter(|line| line.contains("ERROR")).collect::<Vec<_>>().join("\n")
    }

    /// Every statement that adds a row to a table takes some seconds, while this stands.
    async fn slow_down(&self, table: &str) {
        let statements = match self.app.database.kind {
            Kind::Sqlite => vec![format!(
                "CREATE TRIGGER slow BEFORE INSERT ON {table} BEGIN \
                 SELECT count(*) FROM (SELECT 1 FROM unit a, unit b, unit c LIMIT 100000000); END"
            )],
            Kind::Postgres => vec![
                "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN PERFORM pg_sleep(4); RETURN NEW; END $$"
                    .to_owned(),
                format!("CREATE TRIGGER slow BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION slow()"),
            ],
        };
        for sql in statements {
            self.app.state.db.primary().execute_unprepared(&sql).await.unwrap();
        }
    }

    async fn speed_up(&self, table: &str) {
        let sql = match self.app.database.kind {
            Kind::Sqlite => "DROP TRIGGER slow".to_owned(),
            Kind::Postgres => format!("DROP TRIGGER slow ON {table}"),
        };
        self.app.state.db.primary().execute_unprepared(&sql).await.unwrap();
    }
}

pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    while !is_so().await {
        assert!(since.elapsed() < Duration::from_secs(60), "in vain: {what}");
        tokio::task::yield_now().await;
    }
}

/// What lies below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

/// What an upload sends; the answer, if there is one.
fn send(to: SocketAddr, token: &str, body: &[u8], as_much_as: usize) -> TcpStream {
    let mut stream = TcpStream::connect(to).unwrap();
    let head = format!(
        "POST /api/v1/files HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: {}\r\nContent-Length: {}\r\n\r\n",
        multipart(),
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body[..as_much_as]).unwrap();
    stream
}

#[actix_web::test]
async fn half_an_upload_is_swept_by_the_next_start() {
    both_worlds(async |world| {
        let officer = world.app.officer(BA_BE).await;
        let token = world.app.token(&officer).unwrap();
        let mut program = world.start().await;
        let bytes = [PDF, &vec![b'x'; 1_000_000]].concat();
        let body = form("a.pdf", &bytes);
        let stream = send(program.api, &token, &body, 500_000);
        let arrived =
            || below(&world.place("incoming")).iter().any(|file| file.metadata().is_ok_and(|m| m.len() > 1_000));
        until("half of the file has come", async || arrived()).await;
        program.child.kill().unwrap();
        program.child.wait().unwrap();
        drop(stream);
        assert!(arrived(), "what was killed cleared up");
        let next = world.start().await;
        assert!(!arrived() && below(&world.place("store")).is_empty() && rows(&world.app).await == 0);
        // The whole of it comes through.
        let mut stream = send(next.api, &token, &body, body.len());
        let answer = off_the_loop(move || {
            let mut answer = String::new();
            stream.read_to_string(&mut answer).ok();
            answer
        })
        .await;
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        assert_eq!((rows(&world.app).await, below(&world.place("store")).len()), (1, 1));
    })
    .await;
}

#[actix_web::test]
async fn bytes_that_were_stored_and_not_recorded_are_swept() {
    both_worlds(async |world| {
        let app = &world.app;
        let token = app.token(&app.officer(BA_BE).await).unwrap();
        let mut program = world.start().await;
        world.slow_down("file").await;
        let body = form("a.pdf", PDF);
        let stream = send(program.api, &token, &body, body.len());
        let stored = || below(&world.place("store")).len() == 1;
        until("the bytes are in the store", async || stored()).await;
        program.child.kill().unwrap();
        program.child.wait().unwrap();
        drop(stream);
        world.speed_up("file").await;
        assert!(stored() && rows(app).await == 0, "it was recorded");
        // A claim lasts longer than an upload.
        let over = "UPDATE content_claim SET until = '2000-01-01T00:00:00+00:00'";
        app.state.db.primary().execute_unprepared(over).await.unwrap();
        run_out(app).await;
        app.settle().await;
        assert!(!stored() && rows(app).await == 0);
    })
    .await;
}

/// The holder is gone: its leases run out sooner than they would.
pub(super) async fn run_out(app: &TestApp) {
    let sql = "UPDATE job SET lease_until = '2000-01-01T00:00:00+00:00' WHERE lease_until IS NOT NULL";
    app.state.db.primary().execute_unprepared(sql).await.unwrap();
}

async fn operation(app: &TestApp, admin: &Caller, path: &str) -> Value {
    app.get(path, admin).await.is(200).json
}

#[actix_web::test]
async fn a_job_that_was_cut_off_is_taken_over_and_done_once() {
    both_worlds(async |world| {
        let app = &world.app;
        app.settle().await;
        let admin = app.admin().await;
        let paper = document(app, &admin, &app.clock.today().to_string(), merger()).await;
        let previewed = paper.step("preview", &admin, Value::Null).await.is(200);
        let path = format!("{}/apply", paper.path());
        let apply = app.post(&path, &admin).if_match(previewed.etag()).header("Prefer", "respond-async");
        let accepted = apply.json(json!({"digest": previewed["preview"]["digest"]})).await.is(202);
        let place = accepted.header("Location").unwrap().to_owned();
        world.slow_down("unit_succession").await;
        let mut program = world.start().await;
        until("it is being carried out", async || operation(app, &admin, &place).await["state"] == "running").await;
        program.child.kill().unwrap();
        program.child.wait().unwrap();
        assert_eq!(operation(app, &admin, &place).await["status"], Value::Null);
        world.speed_up("unit_succession").await;
        run_out(app).await;
        app.settle().await;
        let done = operation(app, &admin, &place).await;
        assert_eq!((&done["state"], &done["result"]["status"]), (&json!("succeeded"), &json!("applied")));
        let applied = app.events(paper.id).await;
        assert_eq!(applied.iter().filter(|event| *event == "reorganisation.applied").count(), 1);
        let left = job::Entity::find().all(app.state.db.primary()).await.unwrap();
        assert!(left.iter().all(|job| job.kind != "operation"), "the job is still there");
    })
    .await;
}
