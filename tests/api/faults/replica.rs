//! A replica is asked for what it has, and left out when it has nothing to say.
use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use entity::assignment::Role;
use sea_orm::{ConnectOptions, ConnectionTrait, Database as Connect, DatabaseConnection};
use serde_json::{Value, json};

use crate::{
    stories::{BAC_KAN, Story, target},
    support::{Caller, Database, Reply, Standby, TestApp},
};

const PATIENCE: Duration = Duration::from_secs(30);

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    while !is_so().await {
        assert!(since.elapsed() < PATIENCE, "in vain: {what}");
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    Connect::connect(ConnectOptions::new(url).max_connections(1).sqlx_logging(false).to_owned()).await.unwrap()
}

/// The database, an application that knows no replica, one that does, and the replica itself.
async fn with_replica(lag: Duration) -> Option<(Rc<Database>, TestApp, TestApp, Standby)> {
    let server = Standby::primary()?;
    let database = Rc::new(Database::on(server).await);
    let standby = Standby::of(server);
    let url = standby.url(&database.url);
    let plain = TestApp::on(database.clone(), |_| ()).await;
    let reader = TestApp::on(Rc::new(database.again()), |options| {
        options.database.replica_url = Some(url);
        options.database.replica_lag = lag;
        options.database.acquire_timeout = Duration::from_secs(5);
    })
    .await;
    until("the replica is fit", async || {
        reader.state.db.look_at_replica().await;
        reader.state.db.replica_is_fit()
    })
    .await;
    Some((database, plain, reader, standby))
}

async fn make(app: &TestApp, officer: &Caller, code: &str) -> Reply {
    let body = json!({"code": code, "title": "Thi đua", "launched_by_unit_id": app.unit("G15").await,
        "starts_on": "2024-07-01", "ends_on": "2024-12-31"});
    app.post("/movements", officer).json(body).await.is(201)
}

#[actix_web::test]
async fn a_reader_never_gets_less_than_it_has_seen() {
    let Some((database, _, app, standby)) = with_replica(Duration::from_secs(3600)).await else { return };
    let (officer, other) = (app.officer("G15.TDKT").await, app.caller_with(&[(Role::Officer, "G15.TDKT")]).await);
    let replica = connect(&standby.url(&database.url)).await;
    let caught_up = async |path: &str| {
        until("the replica has it", async || app.get(path, &other).await.status == 200).await;
    };
    let made = make(&app, &officer, "T0").await;
    caught_up(&format!("/movements/{}", made.id())).await;
    replica.execute_unprepared("SELECT pg_wal_replay_pause()").await.unwrap();
    for n in 1..=10 {
        let made = make(&app, &officer, &format!("T{n}")).await;
        let token = made.header("Consistency-Token").expect("a write tells where it is").to_owned();
        let path = format!("/movements/{}", made.id());
        app.state.db.look_at_replica().await;
        app.get(&path, &officer).await.is(200);
        app.get(&path, &other).await.refused(404, "not_found");
        app.get(&path, &other).header("Consistency-Token", &token).await.is(200);
        app.get("/movements?limit=1", &other).await.is(200);
    }
    app.get("/movements", &other).header("Consistency-Token", "morgen").await.refused(400, "malformed_request");
    replica.execute_unprepared("SELECT pg_wal_replay_resume()").await.unwrap();
    let last = make(&app, &officer, "T99").await;
    caught_up(&format!("/movements/{}", last.id())).await;
    replica.close().await.unwrap();
    app.state.db.close().await.unwrap();
    drop(standby);
    database.remove().await;
}

#[actix_web::test]
async fn figures_of_a_replica_that_was_behind_are_not_kept() {
    let Some((database, plain, app, standby)) = with_replica(Duration::from_secs(3600)).await else { return };
    let story = Story::of(plain.clone()).await;
    story.received_plan(BAC_KAN, &[target("TGPL-04", 20)]).await;
    story.accepted_report(BAC_KAN, "2023", &[("TGPL-04", json!({"value": 10}))]).await;
    let officer = app.caller_with(&[(Role::Officer, BAC_KAN)]).await;
    let path = format!("/progress?movement_id={}&indicator_code=TGPL-04", story.movement);
    let figure = async || app.get(&path, &officer).await.is(200)["items"][0]["value"].clone();
    until("the first report counts", async || figure().await != Value::Null).await;
    let first = figure().await;
    let replica = connect(&standby.url(&database.url)).await;
    replica.execute_unprepared("SELECT pg_wal_replay_pause()").await.unwrap();
    story.accepted_report(BAC_KAN, "2024", &[("TGPL-04", json!({"value": 5}))]).await;
    // Asked while the replica is behind, again and again.
    for _ in 0..3 {
        figure().await;
    }
    replica.execute_unprepared("SELECT pg_wal_replay_resume()").await.unwrap();
    until("the second report counts", async || figure().await != first).await;
    replica.close().await.unwrap();
    app.state.db.close().await.unwrap();
    drop(standby);
    database.remove().await;
}

#[actix_web::test]
async fn one_that_lags_is_gone_or_was_never_there_is_left_out() {
    let Some((database, _, app, standby)) = with_replica(Duration::from_millis(300)).await else { return };
    let (officer, other) = (app.officer("G15.TDKT").await, app.caller_with(&[(Role::Officer, "G15.TDKT")]).await);
    let replica = connect(&standby.url(&database.url)).await;
    replica.execute_unprepared("SELECT pg_wal_replay_pause()").await.unwrap();
    let made = make(&app, &officer, "T1").await;
    until("a replica that lags is left out", async || {
        app.state.db.look_at_replica().await;
        !app.state.db.replica_is_fit()
    })
    .await;
    app.get(&format!("/movements/{}", made.id()), &other).await.is(200);
    replica.execute_unprepared("SELECT pg_wal_replay_resume()").await.unwrap();
    until("one that has caught up is asked again", async || {
        app.state.db.look_at_replica().await;
        app.state.db.replica_is_fit()
    })
    .await;
    replica.close().await.unwrap();
    standby.stop();
    for _ in 0..5 {
        app.get("/movements?limit=1", &other).await.is(200);
        app.get(&format!("/movements/{}", made.id()), &other).await.is(200);
    }
    assert!(!app.state.db.replica_is_fit());
    // Starting without it works, too.
    let again = TestApp::on(Rc::new(database.again()), |options| {
        options.database.replica_url = Some(standby.url(&database.url));
    })
    .await;
    again.state.db.look_at_replica().await;
    again.get("/movements?limit=1", &again.officer("H03.STP").await).await.is(200);
    for one in [app, again] {
        one.state.db.close().await.unwrap();
    }
    drop(standby);
    database.remove().await;
}
