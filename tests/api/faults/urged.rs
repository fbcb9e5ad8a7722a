//! `kill -9` in the middle of sending reminders, and two instances that go on with it: each unit is reminded once.
use std::collections::BTreeSet;

use entity::{
    journal,
    reminder::{self, ReminderStatus},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::killed::{World, both_worlds, run_out, until};
use crate::{
    stories::{STANDING_BODY, Story},
    support::{Kind, TestApp},
};

/// From the last reminder of a batch on, each takes some seconds, while this stands.
async fn slow_down(app: &TestApp) {
    let statements = match app.database.kind {
        Kind::Sqlite => vec![
            "CREATE TRIGGER slow BEFORE INSERT ON reminder WHEN (SELECT count(*) FROM reminder) % 200 = 199 BEGIN \
             SELECT count(*) FROM (SELECT 1 FROM unit a, unit b, unit c LIMIT 60000000); END",
        ],
        Kind::Postgres => vec![
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3); RETURN NULL; END $$",
            "CREATE TRIGGER slow AFTER INSERT ON reminder FOR EACH STATEMENT EXECUTE FUNCTION slow()",
        ],
    };
    for sql in statements {
        app.state.db.primary().execute_unprepared(sql).await.unwrap();
    }
}

async fn speed_up(app: &TestApp) {
    let sql = if app.database.kind == Kind::Sqlite { "DROP TRIGGER slow" } else { "DROP TRIGGER slow ON reminder" };
    app.state.db.primary().execute_unprepared(sql).await.unwrap();
}

/// Everybody owes something today, and is reminded on the day: that needs no calendar of the year in which this is run.
async fn everybody_owes(app: &TestApp) -> u64 {
    let story = Story::of(app.clone()).await;
    let rungs = json!([{"level": 1, "timing": "on", "means": "automatic"}]);
    let ladder = json!({"movement_id": story.movement, "document_number": "1/BTP-TĐKT", "rungs": rungs});
    app.post("/reminder-ladders", &app.head(STANDING_BODY).await).json(ladder).await.is(201);
    app.settle().await;
    let today = app.clock.today();
    let owed = format!("UPDATE obligation SET due_on = '{today}' WHERE period_code = '2025'");
    let soon = "UPDATE job SET due_at = '2000-01-01T00:00:00+00:00' WHERE kind = 'reminders'";
    for sql in [&owed, soon] {
        app.state.db.primary().execute_unprepared(sql).await.unwrap();
    }
    let due = entity::obligation::Entity::find().filter(entity::obligation::Column::DueOn.eq(today));
    due.count(app.state.db.primary()).await.unwrap()
}

async fn sent(app: &TestApp) -> u64 {
    reminder::Entity::find().count(app.state.db.primary()).await.unwrap()
}

#[actix_web::test]
async fn each_unit_is_reminded_once_though_the_sender_is_killed_and_two_go_on() {
    both_worlds(async |world| {
        let World { app, .. } = &world;
        let owing = everybody_owes(app).await;
        assert!(owing > 1_000 && sent(app).await == 0, "{owing}");
        slow_down(app).await;
        let mut first = world.start().await;
        until("some are sent", async || sent(app).await > 0).await;
        first.child.kill().unwrap();
        first.child.wait().unwrap();
        let before = sent(app).await;
        assert!(before < owing, "it was done before it was killed");
        speed_up(app).await;
        run_out(app).await;
        let _two = (world.start().await, world.start().await);
        until("all are sent", async || sent(app).await >= owing).await;
        let all = reminder::Entity::find().all(app.state.db.primary()).await.unwrap();
        let of: BTreeSet<_> = all.iter().map(|m| (m.subject_id, m.unit_id, m.level, m.due_on)).collect();
        assert_eq!((all.len() as u64, of.len() as u64), (owing, owing));
        assert!(all.iter().all(|m| m.status == ReminderStatus::Sent));
        let told = journal::Entity::find().filter(journal::Column::Event.eq("reminder.sent"));
        assert_eq!(told.count(app.state.db.primary()).await.unwrap(), owing);
    })
    .await;
}
