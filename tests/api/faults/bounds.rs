//! Every wait has a bound.
use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    rc::Rc,
    time::{Duration, Instant},
};

use sea_orm::ConnectionTrait;
use serde_json::json;
use thidua::boot::Options;

use crate::support::{Caller, Database, Kind, Proxy, Reply, TestApp, both_with, off_the_loop, together};

fn hasty(options: &mut Options) {
    options.deadline = Duration::from_secs(4);
    options.database.acquire_timeout = Duration::from_secs(2);
    options.database.statement_timeout = Duration::from_secs(1);
}

/// In time, and either the answer or that there is none now.
fn in_time(reply: Reply, since: Instant) -> bool {
    assert!(since.elapsed() < Duration::from_secs(6), "{:?}: {}", since.elapsed(), reply.describe());
    match reply.status {
        200 | 201 => true,
        _ => {
            let reply = reply.refused(503, "unavailable");
            assert!(reply.header("Retry-After").is_some(), "{}", reply.describe());
            false
        }
    }
}

async fn read(app: &TestApp, caller: &Caller) -> bool {
    let since = Instant::now();
    in_time(app.get("/movements?limit=1", caller).await, since)
}

async fn write(app: &TestApp, caller: &Caller) -> bool {
    let (since, home) = (Instant::now(), app.state.db.snapshot().await.map(|s| s.organisation.ministry()));
    let Ok(Some(home)) = home else { return false };
    let code = format!("T{}", uuid::Uuid::now_v7().simple());
    let body = json!({"code": code.get(..20).unwrap(), "title": "Thi đua", "launched_by_unit_id": home, "starts_on": "2024-07-01",
        "ends_on": "2024-12-31"});
    in_time(app.post("/movements", caller).json(body).await, since)
}

#[actix_web::test]
async fn connections_that_fall_silent_are_thrown_away_and_new_ones_serve() {
    for kind in Kind::available().into_iter().filter(|kind| *kind == Kind::Postgres) {
        let database = Rc::new(Database::fresh(kind).await);
        let proxy = Proxy::before(&database.url);
        let app = TestApp::on(database.clone(), |options| {
            hasty(options);
            options.database.url = proxy.url(&database.url);
        })
        .await;
        let officer = app.officer("G15.TDKT").await;
        for idle in [true, false] {
            // All connections are there, and either at rest or at work when it happens.
            together((0..8).map(|_| read(&app, &officer))).await;
            assert!(write(&app, &officer).await && proxy.open() > 1);
            let silent = proxy.open();
            if idle {
                proxy.silence();
            }
            let reads = (0..8).map(|n| {
                let (app, officer, proxy) = (&app, &officer, &proxy);
                async move {
                    if n == 4 && !idle {
                        proxy.silence();
                    }
                    read(app, officer).await
                }
            });
            together(reads).await;
            let since = Instant::now();
            while !(read(&app, &officer).await && write(&app, &officer).await) {
                assert!(since.elapsed() < Duration::from_secs(15), "it does not recover");
            }
            // Each place is used again by somebody: none is lost.
            while together((0..8).map(|_| read(&app, &officer))).await.contains(&false) {
                assert!(since.elapsed() < Duration::from_secs(30), "some places never recover");
            }
            assert!(proxy.open() < silent + 10, "{} of {silent} silent connections are still held", proxy.open());
        }
        app.state.db.close().await.unwrap();
        database.remove().await;
    }
}

#[actix_web::test]
async fn a_request_that_waits_for_another_is_given_up_at_its_deadline() {
    let change = |options: &mut Options| options.deadline = Duration::from_millis(700);
    both_with(change, async |app| {
        let officer = app.officer("G15.TDKT").await;
        app.get("/movements", &officer).await.is(200);
        let other = app.database.connect().await;
        let begin = match app.database.kind {
            Kind::Sqlite => "BEGIN IMMEDIATE",
            Kind::Postgres => "BEGIN; LOCK TABLE movement IN ACCESS EXCLUSIVE MODE",
        };
        other.execute_unprepared(begin).await.unwrap();
        let (since, body) = (
            Instant::now(),
            json!({"code": "T1", "title": "Thi đua",
            "launched_by_unit_id": app.unit("G15").await, "starts_on": "2024-07-01", "ends_on": "2024-12-31"}),
        );
        let late = app.post("/movements", &officer).json(body.clone()).await.refused(503, "unavailable");
        assert!(since.elapsed() < Duration::from_secs(2) && late.header("Retry-After").is_some());
        assert!(late.header("X-Request-Id").is_some() && late.header("Content-Security-Policy").is_some());
        other.execute_unprepared("ROLLBACK").await.unwrap();
        // Nothing of it was kept, and what it held is free.
        app.post("/movements", &officer).json(body).await.is(201);
    })
    .await;
}

#[actix_web::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let change = |options: &mut Options| options.deadline = Duration::from_secs(1);
    both_with(change, async |app| {
        let (server, officer) = (app.serve(1), app.officer("G15.TDKT").await);
        let (token, address) = (app.token(&officer).unwrap(), server.address);
        let slow = |path: &'static str, media_type: &'static str, begin: &'static [u8]| {
            let token = token.clone();
            off_the_loop(move || {
                let (since, mut stream) = (Instant::now(), TcpStream::connect(address).unwrap());
                stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                let head = format!(
                    "POST /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
                     Content-Type: {media_type}\r\nContent-Length: 5000\r\n\r\n"
                );
                stream.write_all(&[head.as_bytes(), begin].concat()).unwrap();
                let mut answer = String::new();
                // Until the server ends the connection.
                stream.read_to_string(&mut answer).ok();
                (answer, since.elapsed())
            })
        };
        let part = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF";
        let answers = together([
            slow("/movements", "application/json", b"{"),
            slow("/files", "multipart/form-data; boundary=b", part),
            slow("/auth/login", "application/json", b""),
        ]);
        for (answer, took) in answers.await {
            assert!(answer.starts_with("HTTP/1.1 503") && took < Duration::from_secs(10), "{took:?}: {answer}");
            assert!(answer.to_lowercase().contains("retry-after: "), "{answer}");
        }
    })
    .await;
}

/// As many answers as no system holds for a client that does not read.
#[actix_web::test]
async fn an_answer_that_is_not_read_is_not_kept_for_ever() {
    let change = |options: &mut Options| options.deadline = Duration::from_secs(1);
    both_with(change, async |app| {
        let (server, officer) = (app.serve(1), app.officer("G15.TDKT").await);
        let (token, address) = (app.token(&officer).unwrap(), server.address);
        let ended = off_the_loop(move || {
            let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
            socket.set_recv_buffer_size(4096).unwrap();
            socket.connect(&address.into()).unwrap();
            let mut stream = TcpStream::from(socket);
            let ask = format!(
                "GET /api/v1/units HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nAccept: text/csv\r\n\r\n"
            );
            stream.write_all(ask.repeat(40).as_bytes()).unwrap();
            stream.set_write_timeout(Some(Duration::from_millis(50))).unwrap();
            let since = Instant::now();
            // Whoever writes to a connection that is gone is told so.
            while since.elapsed() < Duration::from_secs(30) {
                match stream.write(b"\r\n") {
                    Err(e) if !matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return Some(since.elapsed()),
                    _ => std::thread::yield_now(),
                }
            }
            None
        });
        let ended = ended.await.expect("the connection is still there");
        assert!(ended > Duration::from_secs(2), "a client was given no time: {ended:?}");
    })
    .await;
}
