//! What passes is a 503 that says when to come back, whichever operation meets it, and never a 500.
use base::store::db::{Conn, Db, Lease};
use sea_orm::ConnectionTrait;
use thidua::boot::Options;

use crate::{
    authz::{attempt, operations},
    support::{Caller, Kind, TestApp, both, both_with},
};

/// Every operation, as these people. Answers how many were told to come back.
async fn walk(app: &TestApp, callers: &[&Caller]) -> usize {
    let mut unavailable = 0;
    for row in operations() {
        for caller in callers {
            let reply = attempt(app, row, caller).await;
            assert_ne!(reply.status, 500, "{}", reply.describe());
            if reply.status == 503 {
                assert_eq!((reply.code(), reply.header("Retry-After").is_some()), ("unavailable", true));
                unavailable += 1;
            }
        }
    }
    unavailable
}

#[actix_web::test]
async fn of_a_database_that_is_gone_every_operation_says_so() {
    let change = |options: &mut Options| {
        options.database.acquire_timeout = std::time::Duration::from_millis(100);
    };
    both_with(change, async |app| {
        let (officer, admin) = (app.officer("H03.STP").await, app.admin().await);
        match app.database.kind {
            Kind::Postgres => app.database.open(false).await,
            // All places are taken, and nobody gives one back.
            Kind::Sqlite => std::mem::forget(hold_all(&app.state.db).await),
        }
        let told = walk(&app, &[&officer, &admin]).await;
        assert!(told > operations().count(), "{told}");
        if app.database.kind == Kind::Postgres {
            app.database.open(true).await;
        }
    })
    .await;
}

async fn hold_all(db: &Db) -> Vec<Lease<'_>> {
    let mut held = vec![];
    for way in [db.read_latest(), db.primary()] {
        let Conn::Pool(pool) = way else { panic!("no pool") };
        while let Ok(one) = pool.take().await {
            held.push(one);
        }
    }
    held
}

#[actix_web::test]
async fn sessions_that_the_server_ends_are_begun_again() {
    both(async |app| {
        if app.database.kind == Kind::Sqlite {
            return;
        }
        let (officer, other) = (app.officer("H03.STP").await, app.database.connect().await);
        // One of the operations signs out, so each round has a session of its own, begun while all connections are whole.
        let rounds = [app.signed_in(officer.id()).await, app.signed_in(officer.id()).await];
        for session in rounds {
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
            other.execute_unprepared(end).await.unwrap();
            walk(&app, &[&officer]).await;
            other.execute_unprepared(end).await.unwrap();
            let mut tries = 0;
            while app.get("/movements", &session).await.status != 200 {
                tries += 1;
                assert!(tries < 30, "broken connections stay");
            }
        }
    })
    .await;
}

/// What was prepared before answers columns of other types afterwards.
#[actix_web::test]
async fn a_migration_of_another_instance_is_no_fault_of_this_one() {
    both(async |app| {
        if app.database.kind == Kind::Sqlite {
            return;
        }
        let (officer, other) = (app.officer("H03.STP").await, app.database.connect().await);
        let documents = async || app.get("/legal-documents", &officer).await;
        for _ in 0..10 {
            documents().await.is(200);
        }
        other.execute_unprepared("ALTER TABLE legal_document ALTER COLUMN title TYPE varchar(1000)").await.unwrap();
        for _ in 0..20 {
            let reply = documents().await;
            assert!([200, 503].contains(&reply.status), "{}", reply.describe());
        }
        documents().await.is(200);
    })
    .await;
}

/// A full disk on SQLite, a statement that takes too long on PostgreSQL.
#[actix_web::test]
async fn a_write_that_the_database_cannot_take_now_is_not_a_fault_of_the_service() {
    let change = |options: &mut Options| options.database.statement_timeout = std::time::Duration::from_millis(300);
    both_with(change, async |app| {
        let (officer, home, other) =
            (app.officer("G15.TDKT").await, app.unit("G15").await, app.database.connect().await);
        let (before, after) = match app.database.kind {
            Kind::Sqlite => {
                app.state.db.primary().execute_unprepared("PRAGMA max_page_count = 1").await.unwrap();
                (None, Some("PRAGMA max_page_count = 1000000"))
            }
            Kind::Postgres => (Some("BEGIN; LOCK TABLE journal IN ACCESS EXCLUSIVE MODE"), None),
        };
        if let Some(before) = before {
            other.execute_unprepared(before).await.unwrap();
        }
        let make = async |n: usize| {
            let title = "Thi đua ".repeat(30);
            let body = serde_json::json!({"code": format!("T{n}"), "title": title.trim(), "launched_by_unit_id": home,
                "starts_on": "2024-07-01", "ends_on": "2024-12-31"});
            app.post("/movements", &officer).json(body).await
        };
        let mut refused = None;
        for n in 0..40 {
            let reply = make(n).await;
            if reply.status != 201 {
                refused = Some(reply);
                break;
            }
        }
        let refused = refused.expect("every write was taken").refused(503, "unavailable");
        assert!(refused.header("Retry-After").is_some());
        match after {
            Some(after) => drop(app.state.db.primary().execute_unprepared(after).await.unwrap()),
            None => drop(other.execute_unprepared("ROLLBACK").await.unwrap()),
        }
        make(100).await.is(201);
    })
    .await;
}
