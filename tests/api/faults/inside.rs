//! A write decides by the rights and the tree of the moment at which it is kept, not of the one at which it was asked for.
use std::{
    cell::Cell,
    pin::Pin,
    rc::Rc,
    time::{Duration, Instant},
};

use base::store::db::Uow;
use entity::{assignment::Role, reorganisation, snapshot_version::Topic};
use organisation::reorganisations::service::carry_out;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use thidua::app::inheritance;

use crate::{
    reorganisations::{document, merger},
    stories::Story,
    support::{Database, Kind, Reply, TestApp, clock, named, together},
};

const LONG: Duration = Duration::from_millis(400);

/// Two instances on one database: `first` changes something and holds its transaction open, `second` is asked to write
/// meanwhile. Answers what it says in the end.
async fn behind(first: &TestApp, change: impl AsyncFn(&Uow), write: impl Future<Output = Reply>) -> Reply {
    let (changed, answered, released) = (Cell::new(false), Cell::new(None), Cell::new(false));
    let hold = async {
        let held = async |uow: &Uow| {
            uow.touch(Topic::Access)?;
            change(uow).await;
            changed.set(true);
            while !released.get() {
                tokio::task::yield_now().await;
            }
            Ok(())
        };
        first.state.db.maintain("test", held).await.unwrap();
    };
    let wait = async {
        while !changed.get() {
            tokio::task::yield_now().await;
        }
        let reply = write.await;
        assert!(released.get(), "it did not wait: {}", reply.describe());
        answered.set(Some(reply));
    };
    let release = async {
        while !changed.get() {
            tokio::task::yield_now().await;
        }
        // By now the write has begun, and waits.
        let since = Instant::now();
        while since.elapsed() < LONG {
            tokio::task::yield_now().await;
        }
        released.set(true);
    };
    let all: [Pin<Box<dyn Future<Output = ()>>>; 3] = [Box::pin(hold), Box::pin(wait), Box::pin(release)];
    together(all).await;
    answered.take().expect("an answer")
}

async fn two_instances(test: impl AsyncFn(TestApp, TestApp) + Copy + 'static) {
    for kind in Kind::available() {
        let (database, clock) = (Rc::new(Database::fresh(kind).await), clock());
        let (one, other) = (clock.clone(), clock);
        let first = TestApp::on(database.clone(), |options| options.clock = one).await;
        let second = TestApp::on(Rc::new(database.again()), |options| options.clock = other).await;
        named(kind, async move { test(first, second).await }).await;
        database.remove().await;
    }
}

#[actix_web::test]
async fn a_write_that_waits_behind_a_reorganisation_is_refused_by_the_new_tree() {
    two_instances(async |first, second| {
        let story = Story::of(second.clone()).await;
        // Who has another role keeps the account.
        let ended = second.caller_with(&[(Role::Officer, "H03.STP"), (Role::Officer, "H02.STP")]).await;
        let untouched = second.officer("H01.STP").await;
        let body = story.plan_body("H03.STP", &Value::Null).await;
        let untouched_body = story.plan_body("H01.STP", &Value::Null).await;
        let admin = first.admin().await;
        for (caller, body, expected) in [(&ended, body, None), (&untouched, untouched_body, Some(201))] {
            // The second time the document is another one, which ends nobody who writes.
            let day = first.clock.today();
            let steps = if expected.is_none() {
                merger()
            } else {
                json!([{"type": "rename", "unit": "H05.STP", "name": "Sở Tư pháp đổi tên"}])
            };
            let paper = document(&first, &admin, &day.to_string(), steps).await;
            paper.step("preview", &admin, Value::Null).await.is(200);
            let reform = async |uow: &Uow| {
                let found = reorganisation::Entity::find_by_id(paper.id).one(&uow.tx).await.unwrap().unwrap();
                carry_out(uow, &found, inheritance::ALL).await.unwrap();
            };
            let reply = behind(&first, reform, second.post("/plans", caller).json(body).into_future()).await;
            match expected {
                Some(status) => drop(reply.is(status)),
                None => drop(reply.refused(403, "forbidden")),
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn a_write_that_waits_while_its_author_loses_the_role_is_refused() {
    two_instances(async |first, second| {
        let story = Story::of(second.clone()).await;
        let officer = second.officer("H03.STP").await;
        let body = story.plan_body("H03.STP", &Value::Null).await;
        let id = officer.id();
        let suspend = async |uow: &Uow| {
            use entity::user_account::{Column, Entity, UserStatus};
            use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};
            let change = Entity::update_many().col_expr(Column::Status, Expr::value(UserStatus::Suspended));
            change.filter(Column::Id.eq(id)).exec(&uow.tx).await.unwrap();
        };
        let reply = behind(&first, suspend, second.post("/plans", &officer).json(body).into_future()).await;
        reply.refused(401, "invalid_token");
    })
    .await;
}
