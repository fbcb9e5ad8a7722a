//! Who may call which operation: the table in `table.rs` against the spec and against the service.
mod bodies;
mod defined;
mod drafts;
mod hidden;
mod machines;
pub mod named;
mod people;
mod same_work;
mod second_factor;
pub mod table;

use std::{
    collections::BTreeSet,
    future::{Future, poll_fn},
    rc::Rc,
    task::Poll,
    time::{Duration, Instant},
};

use actix_web::http::Method;
use base::{
    http::auth::{Authenticator, generate_key},
    kernel::policy::Permission,
};
use chrono::Days;
use entity::assignment::Role;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::{Value, json};
use table::{OPERATIONS, Row, body, query};
use thidua::{app::spec::DOCUMENT, boot::Options};
use uuid::Uuid;

use crate::support::{Caller, EVERY_ROLE, ISSUER, Kind, Reply, TestApp, both};

pub async fn attempt(app: &TestApp, row: &Row, caller: &Caller) -> Reply {
    let (operation, method, path, _) = *row;
    // Every id in the path is one that nothing has.
    let filled = path.split('/').map(|s| if s.starts_with('{') { Uuid::now_v7().to_string() } else { s.to_owned() });
    let path = filled.collect::<Vec<_>>().join("/") + &query(operation);
    let call = app.call(method.parse::<Method>().unwrap(), &path, caller);
    match method {
        "GET" => call.await,
        _ => call.if_match("*").json(body(operation)).await,
    }
}

pub fn operations() -> impl Iterator<Item = &'static Row> {
    OPERATIONS.iter()
}

fn with_permission() -> impl Iterator<Item = (&'static Row, Permission)> {
    let guarded = OPERATIONS.iter().filter(|(.., needs)| !["public", "signed in"].contains(needs));
    guarded.map(|row| (row, Permission::from_name(row.3).unwrap_or_else(|| panic!("no permission {}", row.3))))
}

#[test]
fn every_operation_has_its_row_and_the_spec_names_what_it_takes() {
    let needs = |operation: &Value| match operation["security"][0].get("bearer") {
        None => "public".to_owned(),
        Some(scopes) => scopes[0].as_str().unwrap_or("signed in").to_owned(),
    };
    let mut published = BTreeSet::new();
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            published.insert(format!("{id}: {} {path} takes {}", method.to_uppercase(), needs(operation)));
        }
    }
    let row = |(id, method, path, needs): &Row| format!("{id}: {method} {path} takes {needs}");
    let table: BTreeSet<_> = OPERATIONS.iter().map(row).collect();
    let (unknown, gone): (Vec<_>, Vec<_>) =
        (published.difference(&table).collect(), table.difference(&published).collect());
    assert!(unknown.is_empty() && gone.is_empty(), "without a row: {unknown:#?}\nwithout an operation: {gone:#?}");
}

#[actix_web::test]
async fn without_a_token_only_what_is_public_answers() {
    both(async |app| {
        for row in OPERATIONS {
            let reply = attempt(&app, row, &Caller::Nobody).await;
            let asked_to_sign_in = (reply.status, reply.code()) == (401, "unauthenticated");
            assert_eq!(asked_to_sign_in, row.3 != "public", "{row:?}: {}", reply.describe());
        }
    })
    .await;
}

#[actix_web::test]
async fn a_role_is_refused_exactly_what_the_policy_does_not_grant_it() {
    both(async |app| {
        for role in EVERY_ROLE {
            let caller = app.user(role, "G15").await;
            for (row, permission) in with_permission() {
                let reply = attempt(&app, row, &caller).await;
                let refused = (reply.status, reply.code()) == (403, "forbidden");
                assert_eq!(refused, !permission.granted_to(role), "{role:?} {row:?}: {}", reply.describe());
                assert!(reply.status != 401 && reply.status < 500, "{role:?} {row:?}: {}", reply.describe());
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn what_takes_no_permission_is_open_to_every_role() {
    both(async |app| {
        for role in EVERY_ROLE {
            let id = app.user(role, "G15").await.id();
            for row in OPERATIONS.iter().filter(|(.., needs)| *needs == "signed in") {
                let reply = attempt(&app, row, &app.signed_in(id).await).await;
                assert!(
                    ![401, 403].contains(&reply.status) && reply.status < 500,
                    "{role:?} {row:?}: {}",
                    reply.describe()
                );
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn a_refusal_comes_before_a_look_at_the_body() {
    both(async |app| {
        let inspector = app.user(Role::Inspector, "G15").await;
        let nonsense = || app.post("/units", &inspector).body("text/plain", "nonsense");
        nonsense().await.refused(403, "forbidden");
        nonsense().header("Accept-Language", "en").await.refused(403, "forbidden");
        app.post("/units", &Caller::Nobody).body("text/plain", "nonsense").await.refused(401, "unauthenticated");
    })
    .await;
}

#[actix_web::test]
async fn a_suspended_account_is_signed_out_of_everything() {
    both(async |app| {
        let officer = app.officer("H03.STP").await;
        app.get("/units", &officer).await.is(200);
        let suspend = app.patch(&format!("/users/{}", officer.id()), &app.admin().await).version(1);
        suspend.json(json!({"status": "suspended"})).await.is(200);
        for (row, _) in with_permission() {
            attempt(&app, row, &officer).await.refused(401, "invalid_token");
        }
        let signed_in_again = app.signed_in(officer.id()).await;
        app.get("/units", &signed_in_again).await.refused(401, "invalid_token");
    })
    .await;
}

#[actix_web::test]
async fn without_an_assignment_in_force_nothing_is_visible() {
    both(async |app| {
        let (unit, today) = (app.unit("H03.STP").await, app.clock.today());
        let (yesterday, tomorrow) = (today - Days::new(1), today + Days::new(1));
        let none = app.person(&[]).await;
        let ended = app.person(&[(Role::Officer, unit, yesterday, Some(yesterday))]).await;
        let future = app.person(&[(Role::Officer, unit, tomorrow, None)]).await;
        for (row, _) in with_permission() {
            for caller in [&none, &ended, &future] {
                attempt(&app, row, caller).await.refused(403, "forbidden");
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn an_assignment_begins_and_ends_at_midnight_in_ha_noi() {
    both(async |app| {
        let (unit, today) = (app.unit("H03.STP").await, app.clock.today());
        let until_today = app.person(&[(Role::Officer, unit, today, Some(today))]).await;
        let from_tomorrow = app.person(&[(Role::Officer, unit, today + Days::new(1), None)]).await;
        app.set_clock("2024-06-03T16:59:59.999999Z");
        app.get("/units?limit=1", &until_today).await.is(200);
        app.get("/units?limit=1", &from_tomorrow).await.refused(403, "forbidden");
        app.set_clock("2024-06-03T17:00:00Z");
        app.get("/units?limit=1", &until_today).await.refused(403, "forbidden");
        app.get("/units?limit=1", &from_tomorrow).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn the_permissions_of_two_roles_add_up() {
    both(async |app| {
        let both_roles = app.caller_with(&[(Role::Officer, "G15"), (Role::Administrator, "G15")]).await;
        let allowed =
            |permission: Permission| permission.granted_to(Role::Officer) || permission.granted_to(Role::Administrator);
        for (row, permission) in with_permission() {
            let reply = attempt(&app, row, &both_roles).await;
            assert_eq!(reply.status != 403, allowed(permission), "{row:?}: {}", reply.describe());
        }
    })
    .await;
}

async fn suspend(app: &TestApp, whom: &Caller) {
    let call = app.patch(&format!("/users/{}", whom.id()), &app.admin().await).if_match("*");
    call.json(json!({"status": "suspended"})).await.is(200);
}

/// While it lasts, whoever looks whether anything has changed has to wait: on two busy processors PostgreSQL can answer
/// before a look is given up, however often one is begun. SQLite, on a thread of its own, has nobody wait for a reader.
async fn held_up(app: &TestApp) -> Option<DatabaseConnection> {
    if app.database.kind == Kind::Sqlite {
        return None;
    }
    let held = app.database.connect().await;
    held.execute_unprepared("BEGIN; LOCK TABLE snapshot_version IN ACCESS EXCLUSIVE MODE").await.unwrap();
    Some(held)
}

/// A request may end while it looks whether anything has changed: its client hung up.
#[actix_web::test]
async fn a_look_that_was_given_up_leaves_no_door_open() {
    both(async |app| {
        let unit = app.unit("H03.STP").await;
        // The database may answer before it is given up; then the next one is.
        for _ in 0..50 {
            let officer = app.person(&[(Role::Officer, unit, app.clock.today(), None)]).await;
            app.get("/functions", &officer).await.is(200);
            suspend(&app, &officer).await;
            let held = held_up(&app).await;
            let mut look = Box::pin(app.state.db.snapshot());
            let looked = poll_fn(|context| Poll::Ready(look.as_mut().poll(context).is_ready())).await;
            drop(look);
            if let Some(held) = held {
                held.execute_unprepared("ROLLBACK").await.unwrap();
            }
            app.get("/functions", &officer).await.refused(401, "invalid_token");
            if !looked {
                return;
            }
        }
        panic!("every look was over at once");
    })
    .await;
}

#[actix_web::test]
async fn what_ends_here_ends_on_other_instances_within_a_second() {
    both(async |app| {
        let key = generate_key().unwrap();
        let change = |o: &mut Options| o.auth = Authenticator::new(ISSUER, &key).unwrap();
        let other = Box::pin(TestApp::on(Rc::new(app.database.again()), change));
        let (officer, other) = (app.officer("H03.STP").await, other.await);
        other.get("/functions", &officer).await.is(200);
        suspend(&app, &officer).await;
        let since = Instant::now();
        while other.get("/functions", &officer).await.status != 401 {
            assert!(since.elapsed() < Duration::from_secs(1), "still signed in on another instance");
        }
    })
    .await;
}
