//! The admin port tells what is wrong, and by its name.
use std::net::{SocketAddr, TcpListener};

use metrics_exporter_prometheus::PrometheusBuilder;
use sea_orm::ConnectionTrait;
use serde_json::json;
use thidua::app::admin::{self, Draining};

use crate::support::{Kind, TestApp, ask, both};

/// The admin port of an application, anew: a write that it has seen before proves nothing.
fn open(app: &TestApp) -> (SocketAddr, actix_web::dev::ServerHandle, Draining) {
    let (listener, draining) = (TcpListener::bind("127.0.0.1:0").unwrap(), Draining::default());
    let (address, handle) = (listener.local_addr().unwrap(), PrometheusBuilder::new().build_recorder().handle());
    let server = admin::serve(listener, app.state.clone(), draining.clone(), handle).unwrap();
    let stop = server.handle();
    actix_web::rt::spawn(server);
    (address, stop, draining)
}

#[actix_web::test]
async fn readiness_proves_a_write_and_names_what_fails() {
    both(async |app| {
        let (address, stop, draining) = open(&app);
        assert_eq!(ask(address, "/readyz").await, (200, "ok\n".to_owned()));
        stop.stop(false).await;
        // What was made on the event loop of that port has ended with it.
        app.state.db.forget_idle();

        let (address, stop, _) = open(&app);
        let other = app.database.connect().await;
        let lock = match app.database.kind {
            Kind::Sqlite => "BEGIN IMMEDIATE",
            Kind::Postgres => "BEGIN; LOCK TABLE snapshot_version IN EXCLUSIVE MODE",
        };
        other.execute_unprepared(lock).await.unwrap();
        let (status, told) = ask(address, "/readyz").await;
        assert!(status == 503 && told.contains("takes no write"), "{status} {told}");
        assert_eq!(ask(address, "/livez").await.0, 200, "a database that is away is no reason to start again");
        other.execute_unprepared("ROLLBACK").await.unwrap();
        assert_eq!(ask(address, "/readyz").await.0, 200);

        let unit = app.unit("H03.STP").await;
        let rename = app.patch(&format!("/units/{unit}"), &app.admin().await).if_match("*");
        rename.json(json!({"name": "Sở Tư pháp"})).await.is(200);
        app.clock.advance(chrono::TimeDelta::seconds(61));
        let (status, told) = ask(address, "/readyz").await;
        assert!(status == 503 && told.contains("not been sealed for 61 s"), "{status} {told}");
        app.settle().await;
        assert_eq!(ask(address, "/readyz").await.0, 200);
        draining.start();
        stop.stop(false).await;
    })
    .await;
}

#[actix_web::test]
async fn a_service_whose_requests_all_hang_is_not_alive() {
    both(async |app| {
        let (address, stop, _) = open(&app);
        app.state.pulse.gave_up();
        assert_eq!(ask(address, "/livez").await.0, 200, "one request that hung is not all of them");
        let deadline = std::time::Duration::ZERO;
        while app.state.pulse.fault(deadline).is_none() {
            tokio::task::yield_now().await;
        }
        app.state.pulse.answered();
        assert!(app.state.pulse.fault(deadline).is_none());
        stop.stop(false).await;
    })
    .await;
}
