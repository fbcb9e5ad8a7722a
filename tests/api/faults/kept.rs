//! Connections that are kept from one statement to the next.
use std::{rc::Rc, time::Duration};

use base::store::db::{Conn, Db};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::runtime::Runtime;

use crate::support::{Database, Kind, Proxy, TestApp};

#[actix_web::test]
async fn a_read_sends_its_statements_and_nothing_else() {
    for kind in Kind::available().into_iter().filter(|kind| *kind == Kind::Postgres) {
        let database = Rc::new(Database::fresh(kind).await);
        let proxy = Proxy::before(&database.url);
        let app = TestApp::on(database.clone(), |options| options.database.url = proxy.url(&database.url)).await;
        let officer = app.officer("G15.TDKT").await;
        let read = async || {
            for _ in 0..10 {
                app.get("/movements", &officer).await.is(200);
            }
        };
        // What is sent for the first time is prepared.
        read().await;
        let (statements, pieces) = (app.state.db.statements(), proxy.pieces());
        read().await;
        let (statements, pieces) = (app.state.db.statements() - statements, proxy.pieces() - pieces);
        assert!(statements >= 10, "{statements}");
        assert_eq!(pieces, statements, "something is sent beside the statements");
        app.state.db.close().await.unwrap();
        database.remove().await;
    }
}

/// Which session of the database answers a read.
async fn session(db: &Db) -> i32 {
    let asked = Statement::from_string(DbBackend::Postgres, "SELECT pg_backend_pid() AS pid");
    db.read_latest().query_one_raw(asked).await.unwrap().unwrap().try_get("", "pid").unwrap()
}

/// Of another's each answer would come to that other, and be handed on.
#[actix_web::test]
async fn each_worker_has_a_connection_of_its_own_while_there_is_room() {
    for kind in Kind::available().into_iter().filter(|kind| *kind == Kind::Postgres) {
        for (most, apart) in [(2, true), (1, false)] {
            let database = Rc::new(Database::fresh(kind).await);
            let app = TestApp::on(database.clone(), |options| options.database.max_connections = most).await;
            let (other, mut answered) = (Runtime::new().unwrap(), vec![]);
            for _ in 0..3 {
                let state = app.state.clone();
                let there = other.spawn(async move { session(&state.db).await }).await.unwrap();
                answered.push((there, session(&app.state.db).await));
            }
            let (there, here) = answered[0];
            assert!(answered.iter().all(|one| *one == (there, here)), "{answered:?}");
            assert_eq!(there != here, apart, "{most} at most: {answered:?}");
            other.shutdown_background();
            app.state.db.close().await.unwrap();
            database.remove().await;
        }
    }
}

#[actix_web::test]
async fn one_that_fell_silent_while_nobody_used_it_is_replaced_for_a_transaction_too() {
    for kind in Kind::available().into_iter().filter(|kind| *kind == Kind::Postgres) {
        let database = Rc::new(Database::fresh(kind).await);
        let proxy = Proxy::before(&database.url);
        let app = TestApp::on(database.clone(), |options| {
            options.database.url = proxy.url(&database.url);
            options.database.max_connections = 1;
        })
        .await;
        let asked = async |db: &Conn| db.execute_unprepared("SELECT 1").await;
        let one = || Statement::from_string(DbBackend::Postgres, "SELECT 1");
        for together in [false, true] {
            app.state.db.read_latest().query_one_raw(one()).await.unwrap();
            // A second after its last use a connection is looked at.
            actix_web::rt::time::sleep(Duration::from_millis(1_100)).await;
            proxy.silence();
            if together {
                app.state.db.read_latest_together(async |db| Ok(asked(db).await?)).await.unwrap();
            } else {
                app.state.db.read_latest().query_one_raw(one()).await.unwrap();
            }
        }
        app.state.db.close().await.unwrap();
        database.remove().await;
    }
}

#[actix_web::test]
async fn a_session_remembers_no_statement_that_does_not_come_again() {
    for kind in Kind::available().into_iter().filter(|kind| *kind == Kind::Postgres) {
        let database = Rc::new(Database::fresh(kind).await);
        let app = TestApp::on(database.clone(), |options| options.database.max_connections = 1).await;
        let ids = (1..=1_000).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ");
        let many = format!("SELECT 1 AS one WHERE 1 IN ({ids})");
        let many = || Statement::from_sql_and_values(DbBackend::Postgres, &many, (0..1_000).map(i32::into));
        let remembered = "SELECT count(*) FILTER (WHERE length(statement) > 5000) AS many, count(*) AS all \
            FROM pg_prepared_statements";
        let remembered = || Statement::from_string(DbBackend::Postgres, remembered);
        for together in [false, true] {
            if together {
                let asked = async |db: &Conn| Ok(db.query_one_raw(many()).await?);
                assert!(app.state.db.read_latest_together(asked).await.unwrap().is_some());
            } else {
                assert!(app.state.db.read_latest().query_one_raw(many()).await.unwrap().is_some());
            }
            let told = app.state.db.read_latest().query_one_raw(remembered()).await.unwrap().unwrap();
            let (many, all): (i64, i64) = (told.try_get("", "many").unwrap(), told.try_get("", "all").unwrap());
            assert_eq!((many, all > 0), (0, true), "together: {together}");
        }
        app.state.db.close().await.unwrap();
        database.remove().await;
    }
}

#[actix_web::test]
async fn a_file_is_free_once_all_is_closed() {
    let database = Rc::new(Database::fresh(Kind::Sqlite).await);
    let app = TestApp::on(database.clone(), |_| {}).await;
    let officer = app.officer("G15.TDKT").await;
    app.get("/movements", &officer).await.is(200);
    app.state.db.close().await.unwrap();
    let other = database.connect().await;
    other.execute_unprepared("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT").await.unwrap();
    database.remove().await;
}
