//! The proof holds against whoever has rights on the database, and needs none but reading.
use std::{
    process::{Command, Output},
    rc::Rc,
};

use base::store::{
    db::{Actor, Uow},
    journal::{Verdict, verify, verify_since},
};
use entity::{journal as entry, journal_seal};
use organisation::auth::events::SessionEvent;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Statement};
use uuid::Uuid;

use super::{happenings, seals, verdict, without_guards};
use crate::support::{Database, Kind, TestApp, both, off_the_loop};

#[actix_web::test]
async fn tables_of_the_journal_cannot_be_emptied() {
    both(async |app| {
        if app.database.kind == Kind::Sqlite {
            return;
        }
        let all = happenings(&app).await + 7;
        for sql in ["TRUNCATE journal_seal", "TRUNCATE journal CASCADE", "TRUNCATE journal, journal_seal"] {
            let refused = app.state.db.primary().execute_unprepared(sql).await.expect_err(sql).to_string();
            assert!(refused.contains("append-only"), "{sql}: {refused}");
        }
        assert!(matches!(verdict(&app).await, Verdict::Intact { entries, .. } if entries == all));
    })
    .await;
}

#[actix_web::test]
async fn an_entry_that_is_marked_as_sealed_has_a_place() {
    both(async |app| {
        let all = happenings(&app).await + 7;
        app.officer("H03.STP").await;
        let hidden =
            app.state.db.primary().execute_unprepared("UPDATE journal SET sealed = true WHERE NOT sealed").await;
        assert!(hidden.unwrap().rows_affected() > 0);
        assert!(matches!(verdict(&app).await, Verdict::Broken { seq, .. } if seq == all + 1));
    })
    .await;
}

#[actix_web::test]
async fn a_sealed_entry_that_is_marked_as_unsealed_is_told_and_stops_nothing() {
    both(async |app| {
        let all = happenings(&app).await + 7;
        let before = seals(&app).await;
        let sql = "UPDATE journal SET sealed = false WHERE id = (SELECT entry_id FROM journal_seal WHERE seq = 5)";
        app.state.db.primary().execute_unprepared(sql).await.unwrap();
        assert!(matches!(verdict(&app).await, Verdict::Broken { seq: 5, .. }));
        app.officer("H03.STP").await;
        app.settle().await;
        assert!(matches!(verdict(&app).await, Verdict::Intact { entries, unsealed: 0, .. } if entries == all + 2));
        assert!(seals(&app).await.starts_with(&before), "a place was given twice");
    })
    .await;
}

#[actix_web::test]
async fn an_entry_that_cannot_be_read_is_set_aside() {
    both(async |app| {
        let all = happenings(&app).await + 7;
        let at = if app.database.kind == Kind::Sqlite { "'no time at all'" } else { "'infinity'" };
        let id = Uuid::now_v7();
        let id = if app.database.kind == Kind::Sqlite { format!("x'{}'", id.simple()) } else { format!("'{id}'") };
        let sql = format!(
            "INSERT INTO journal (id, at, event, event_version, subject_type, subject_id, request_id, data, sealed) \
             VALUES ({id}, {at}, 'plan.closed', 1, 'plan', {id}, 'test', '{{}}', false)"
        );
        app.state.db.primary().execute_unprepared(&sql).await.unwrap();
        app.officer("H03.STP").await;
        app.settle().await;
        assert!(matches!(verdict(&app).await, Verdict::Intact { entries, unsealed: 1, .. } if entries == all + 2));
    })
    .await;
}

/// Whoever replaces the whole chain has not got the head that was written down elsewhere.
#[actix_web::test]
async fn a_head_that_was_kept_must_still_be_there() {
    both(async |app| {
        happenings(&app).await;
        let Verdict::Intact { head, .. } = verdict(&app).await else { panic!("not intact") };
        app.officer("H03.STP").await;
        app.settle().await;
        let db = app.state.db.primary();
        assert!(matches!(verify_since(db, Some(&head)).await.unwrap(), Verdict::Intact { .. }));
        let other = head.chars().rev().collect::<String>();
        assert!(matches!(verify_since(db, Some(&other)).await.unwrap(), Verdict::Broken { .. }));
        let unguarded = without_guards(&app).await;
        unguarded.execute_unprepared("DELETE FROM journal_seal").await.unwrap();
        unguarded.execute_unprepared("DELETE FROM journal").await.unwrap();
        unguarded.close().await.unwrap();
        assert!(matches!(verify(db).await.unwrap(), Verdict::Intact { entries: 0, .. }));
        assert!(matches!(verify_since(db, Some(&head)).await.unwrap(), Verdict::Broken { seq: 1, .. }));
    })
    .await;
}

pub(super) async fn run(url: &str, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_thidua"));
    command.args(["journal", "verify", "--database-url", url]).args(more);
    off_the_loop(move || command.output().unwrap()).await
}

#[actix_web::test]
async fn the_command_prints_a_head_and_compares_it_with_one_that_was_kept() {
    both(async |app| {
        happenings(&app).await;
        let first = run(&app.database.url, &[]).await;
        assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
        let (file, wrong) = (tempfile::NamedTempFile::new().unwrap(), tempfile::NamedTempFile::new().unwrap());
        std::fs::write(file.path(), &first.stdout).unwrap();
        std::fs::write(wrong.path(), "0".repeat(63) + "1").unwrap();
        app.officer("H03.STP").await;
        app.settle().await;
        let (kept, lost) = (file.path().to_str().unwrap(), wrong.path().to_str().unwrap());
        let second = run(&app.database.url, &["--head", kept]).await;
        assert!(second.status.success() && second.stdout.starts_with(b"intact") && second.stdout != first.stdout);
        let told = String::from_utf8_lossy(&run(&app.database.url, &["--head", lost]).await.stderr).into_owned();
        assert!(told.contains("broken at position"), "{told}");
        let none = run(&app.database.url, &["--head", "/there/is/no/file"]).await;
        assert!(String::from_utf8_lossy(&none.stderr).contains("--head"));
    })
    .await;
}

#[actix_web::test]
async fn looking_makes_no_table() {
    for kind in Kind::available() {
        let database = Database::empty(kind).await;
        let looked = run(&database.url, &[]).await;
        assert!(!looked.status.success());
        if kind == Kind::Postgres {
            let db = database.connect().await;
            let sql = "SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = 'public'";
            let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
            assert_eq!(row.try_get::<i64>("", "n").unwrap(), 0);
            db.close().await.unwrap();
        } else {
            assert!(
                !std::fs::exists(database.url.trim_start_matches("sqlite://").trim_end_matches("?mode=rwc")).unwrap()
            );
        }
        database.remove().await;
    }
}

async fn place(app: &TestApp, subject: Uuid) -> Vec<i64> {
    let db = app.state.db.primary();
    let mut places = vec![];
    let entries = entry::Entity::find().filter(entry::Column::SubjectId.eq(subject));
    for entry in entries.order_by_asc(entry::Column::Id).all(db).await.unwrap() {
        let seal =
            journal_seal::Entity::find().filter(journal_seal::Column::EntryId.eq(entry.id)).one(db).await.unwrap();
        places.push(seal.unwrap().seq);
    }
    places
}

/// The order is that of commits, whenever a transaction began and whatever the clock of its writer said.
#[actix_web::test]
async fn entries_are_sealed_in_the_order_of_their_commits() {
    both(async |app| {
        let (slow, quick) = (Uuid::now_v7(), Uuid::now_v7());
        let record = async |uow: &Uow, subject_id: Uuid| {
            uow.record(SessionEvent::Ended { user_id: subject_id }.of(subject_id), ()).await
        };
        let db = &app.state.db;
        if app.database.kind == Kind::Postgres {
            let (written, go) = (tokio::sync::Notify::new(), tokio::sync::Notify::new());
            let actor = Actor::system("test");
            let first = db.write(&actor, async |uow| {
                let recorded = record(uow, slow).await?;
                written.notify_one();
                go.notified().await;
                Ok(recorded)
            });
            let second = async {
                written.notified().await;
                db.write(&Actor::system("test"), async |uow| record(uow, quick).await).await.unwrap();
                go.notify_one();
            };
            let (first, ()) = tokio::join!(first, second);
            first.unwrap();
            app.settle().await;
            assert!(place(&app, quick).await < place(&app, slow).await, "the order is that of beginnings");
        }
        // A clock that goes back does not turn the versions of a subject round.
        let (admin, id) = (app.admin().await, app.unit("H03.STP").await);
        for (version, at) in [(1, "2024-06-03T03:00:00Z"), (2, "2024-06-03T02:30:00Z"), (3, "2024-06-03T02:10:00Z")] {
            app.set_clock(at);
            app.patch(&format!("/units/{id}"), &admin)
                .version(version)
                .json(serde_json::json!({"name": "A"}))
                .await
                .is(200);
        }
        app.settle().await;
        let places = place(&app, id).await;
        let entries = app.journal(id).await;
        let numbers: Vec<_> = entries.iter().map(|entry| entry.commit_no.unwrap()).collect();
        assert!(places.is_sorted() && numbers.is_sorted() && places.len() == 3, "{places:?} {numbers:?}");
        assert_eq!(
            entry::Entity::find().filter(entry::Column::CommitNo.is_null()).count(db.primary()).await.unwrap(),
            0
        );
        let refused =
            db.primary().execute_unprepared("UPDATE journal SET commit_no = 1").await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{refused}");
    })
    .await;
}

/// The role of docs/operations.md can do everything that the service does, and nothing to the journal's past.
#[actix_web::test]
async fn the_least_privileged_role_is_enough() {
    both(async |app| {
        if app.database.kind == Kind::Sqlite {
            return;
        }
        let docs = include_str!("../../../docs/operations.md");
        let (_, rest) = docs.split_once("```sql\n").unwrap();
        let role = format!("service_{}", Uuid::now_v7().simple());
        let grants = rest.split("```").next().unwrap().replace("thidua_service", &role);
        let owner = app.database.connect().await;
        owner.execute_unprepared(&grants).await.unwrap();
        let mut database = app.database.again();
        database.url = database.url.replace("://postgres@", &format!("://{role}@"));
        let service = TestApp::on(Rc::new(database), |_| ()).await;
        let (admin, id) = (service.admin().await, service.unit("H03.STP").await);
        let path = format!("/units/{id}");
        service.patch(&path, &admin).version(1).key("one").json(serde_json::json!({"name": "A"})).await.is(200);
        service.settle().await;
        assert!(matches!(verdict(&service).await, Verdict::Intact { unsealed: 0, .. }));
        for sql in [
            "UPDATE journal SET data = '{}'",
            "DELETE FROM journal",
            "DELETE FROM journal_seal",
            "TRUNCATE journal_seal",
            "DROP TRIGGER journal_update ON journal",
            "ALTER TABLE journal DISABLE TRIGGER ALL",
            "SET session_replication_role = replica",
        ] {
            let refused = service.state.db.primary().execute_unprepared(sql).await.expect_err(sql).to_string();
            assert!(refused.contains("permission denied") || refused.contains("must be owner"), "{sql}: {refused}");
        }
        service.state.db.close().await.unwrap();
        owner.execute_unprepared(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await.unwrap();
        owner.close().await.unwrap();
    })
    .await;
}
