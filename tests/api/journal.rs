//! The journal: everything that was changed, nothing that was not, in one order that can be verified.
mod events;
mod proof;
mod standby;

use std::rc::Rc;

use base::{
    kernel::{
        digest,
        error::{Code, Error},
    },
    store::{
        db::{Actor, Conn, Uow},
        journal::{BATCH, Verdict, verify},
    },
};
use entity::{
    assignment::Role,
    journal::{self, Subject},
    journal_seal,
};
use organisation::auth::events::SessionEvent;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use crate::support::{Kind, TestApp, both, together};

/// The administrator, the role, five renames: seven entries after what was there.
async fn happenings(app: &TestApp) -> i64 {
    app.settle().await;
    let before = entries(app).await;
    let admin = app.admin().await;
    let path = format!("/units/{}", app.unit("H03.STP").await);
    for version in 1..6 {
        app.patch(&path, &admin).version(version).json(json!({"name": format!("Sở {version}")})).await.is(200);
    }
    app.settle().await;
    assert_eq!(entries(app).await, before + 7);
    before
}

async fn entries(app: &TestApp) -> i64 {
    journal::Entity::find().count(app.state.db.primary()).await.unwrap().try_into().unwrap()
}

async fn verdict(app: &TestApp) -> Verdict {
    verify(app.state.db.primary()).await.unwrap()
}

async fn seals(app: &TestApp) -> Vec<journal_seal::Model> {
    let all = journal_seal::Entity::find().order_by_asc(journal_seal::Column::Seq);
    all.all(app.state.db.primary()).await.unwrap()
}

#[actix_web::test]
async fn every_write_has_its_entry() {
    both(async |app| {
        let (admin, officer) = (app.admin().await, app.officer("G15.TDKT").await);
        let unit = json!({"code": "H03.D901.PTP", "kind": "district_justice_office", "name": "Phòng",
            "parent_id": app.unit("H03.STP").await, "valid_from": "2024-01-01"});
        let unit = app.post("/units", &admin).json(unit).await.is(201).id();
        app.patch(&format!("/units/{unit}"), &admin).version(1).json(json!({"name": "B"})).await.is(200);
        assert_eq!(app.events(unit).await, ["unit.created", "unit.updated"]);
        let user = json!({"username": "an.nguyen", "full_name": "Nguyễn Văn An", "password": "mười hai ký tự"});
        let user = app.post("/users", &admin).json(user).await.is(201).id();
        app.patch(&format!("/users/{user}"), &admin).version(1).json(json!({"full_name": "B"})).await.is(200);
        assert_eq!(app.events(user).await, ["user.created", "user.updated"]);
        let role = json!({"user_id": user, "role": "officer", "unit_id": unit, "valid_from": "2024-01-01"});
        let role = app.post("/assignments", &admin).json(role).await.is(201).id();
        let end = app.patch(&format!("/assignments/{role}"), &admin).version(1);
        end.json(json!({"valid_to": "2024-12-31"})).await.is(200);
        assert_eq!(app.events(role).await, ["assignment.created", "assignment.updated"]);
        let draft = json!({"code": "M", "title": "M", "starts_on": "2024-07-01", "ends_on": "2024-12-31",
            "launched_by_unit_id": app.unit("G15").await});
        let draft = app.post("/movements", &officer).json(draft).await.is(201).id();
        app.patch(&format!("/movements/{draft}"), &officer).version(1).json(json!({"title": "N"})).await.is(200);
        assert_eq!(app.events(draft).await, ["movement.created", "movement.updated"]);
    })
    .await;
}

#[actix_web::test]
async fn an_entry_says_who_did_what_to_what_when_and_in_which_request() {
    both(async |app| {
        let admin = app.admin().await;
        let unit = app.unit("H03.STP").await;
        let before = app.get(&format!("/units/{unit}"), &admin).await.is(200)["name"].clone();
        let trace = "0af7651916cd43dd8448eb211c80319c";
        let rename = app.patch(&format!("/units/{unit}"), &admin).version(1).json(json!({"name": "A"}));
        let reply = rename.header("traceparent", format!("00-{trace}-b7ad6b7169203331-01")).await.is(200);
        let entry = app.journal(unit).await.pop().unwrap();
        assert_eq!((entry.event.as_str(), entry.event_version), ("unit.updated", 1));
        assert_eq!((entry.subject_type, entry.subject_version), (Subject::Unit, Some(2)));
        assert_eq!((entry.actor_id, entry.unit_id), (Some(admin.id()), Some(unit)));
        assert_eq!((entry.at, entry.request_id.as_str()), (app.clock.now(), trace));
        assert_eq!(reply.version(), 2);
        let data: serde_json::Value = serde_json::from_str(&entry.data).unwrap();
        assert_eq!(
            data,
            json!({"changed": {"name": {"before": before, "after": "A"}}}),
            "what changed, and nothing else"
        );
    })
    .await;
}

#[actix_web::test]
async fn what_is_rolled_back_never_happened() {
    both(async |app| {
        app.settle().await;
        let before = entries(&app).await;
        let subject = Uuid::now_v7();
        let work = async |uow: &Uow| {
            let event = SessionEvent::Started { user_id: subject };
            uow.record(event.of(subject), ()).await?;
            let second = uow.record(SessionEvent::Ended { user_id: subject }.of(subject), ());
            second.await?.try_map(|()| Err::<(), _>(Error::new(Code::Conflict)))
        };
        let failed = app.state.db.write(&Actor::system("test"), work).await.unwrap_err();
        assert_eq!((failed.code, app.events(subject).await.len()), (Code::Conflict, 0));
        let admin = app.admin().await;
        let path = format!("/units/{}", app.unit("H03.STP").await);
        app.patch(&path, &admin).version(9).json(json!({"name": "A"})).await.is(412);
        app.settle().await;
        assert!(matches!(verdict(&app).await, Verdict::Intact { unsealed: 0, .. }));
        // The administrator and the role, and nothing else.
        assert_eq!(entries(&app).await, before + 2);
    })
    .await;
}

#[actix_web::test]
async fn sealed_entries_have_one_gapless_order() {
    both(async |app| {
        let all = happenings(&app).await + 7;
        let seals = seals(&app).await;
        assert_eq!(i64::try_from(seals.len()), Ok(all));
        assert!(seals.iter().zip(1..).all(|(seal, seq)| seal.seq == seq));
        let head = digest::hex(&seals.last().unwrap().hash);
        assert_eq!(verdict(&app).await, Verdict::Intact { entries: all, head: head.clone(), unsealed: 0 });
        app.settle().await;
        assert_eq!(self::seals(&app).await, seals, "sealing again changes nothing");
        app.officer("H03.STP").await;
        assert_eq!(verdict(&app).await, Verdict::Intact { entries: all, head, unsealed: 2 });
        app.settle().await;
        assert!(matches!(verdict(&app).await, Verdict::Intact { entries, unsealed: 0, .. } if entries == all + 2));
    })
    .await;
}

#[actix_web::test]
async fn the_database_itself_keeps_the_journal_append_only() {
    both(async |app| {
        let all = happenings(&app).await + 7;
        let db = app.state.db.primary();
        for sql in [
            "UPDATE journal SET data = '{}'",
            "UPDATE journal SET event = 'x'",
            "UPDATE journal SET event_version = 2",
            "UPDATE journal SET subject_version = NULL",
            "UPDATE journal SET actor_id = NULL",
            "UPDATE journal SET request_id = 'x'",
            "DELETE FROM journal",
            "UPDATE journal_seal SET hash = 'x'",
            "UPDATE journal_seal SET seq = seq + 100",
            "DELETE FROM journal_seal",
        ] {
            let refused = db.execute_unprepared(sql).await.expect_err(sql).to_string();
            assert!(refused.contains("append-only"), "{sql}: {refused}");
        }
        assert!(matches!(verdict(&app).await, Verdict::Intact { entries, .. } if entries == all));
    })
    .await;
}

/// Somebody with every right on the database takes the guards away first.
async fn without_guards(app: &TestApp) -> DatabaseConnection {
    let db = app.database.connect().await;
    let guards = match app.database.kind {
        Kind::Sqlite => {
            "PRAGMA foreign_keys = OFF; DROP TRIGGER journal_update; DROP TRIGGER journal_delete; \
             DROP TRIGGER journal_seal_update; DROP TRIGGER journal_seal_delete"
        }
        Kind::Postgres => "SET session_replication_role = replica",
    };
    db.execute_unprepared(guards).await.unwrap();
    db
}

/// What somebody does to position 5, and where it shows.
const DEEDS: &[(&str, i64)] = &[
    ("UPDATE journal SET data = '{\"a\":1}' WHERE id = (SELECT entry_id FROM journal_seal WHERE seq = 5)", 5),
    ("UPDATE journal SET event_version = 2 WHERE id = (SELECT entry_id FROM journal_seal WHERE seq = 5)", 5),
    ("UPDATE journal SET subject_version = 77 WHERE id = (SELECT entry_id FROM journal_seal WHERE seq = 5)", 5),
    ("UPDATE journal SET event = 'x' WHERE id = (SELECT entry_id FROM journal_seal WHERE seq = 5)", 5),
    ("UPDATE journal SET actor_id = subject_id WHERE id = (SELECT entry_id FROM journal_seal WHERE seq = 5)", 5),
    ("UPDATE journal SET request_id = 'x' WHERE id = (SELECT entry_id FROM journal_seal WHERE seq >= 5 LIMIT 1)", 5),
    ("DELETE FROM journal WHERE id = (SELECT entry_id FROM journal_seal WHERE seq = 5)", 5),
    ("DELETE FROM journal_seal WHERE seq = 5", 5),
    ("DELETE FROM journal_seal WHERE seq < 3", 1),
    ("UPDATE journal_seal SET hash = (SELECT hash FROM journal_seal WHERE seq = 4) WHERE seq = 5", 5),
    ("UPDATE journal_seal SET seq = 100 WHERE seq = 5", 5),
];

#[actix_web::test]
async fn tampering_is_found_at_its_first_position() {
    both(async |app| {
        happenings(&app).await;
        let before = seals(&app).await;
        without_guards(&app).await.close().await.unwrap();
        let unguarded = match app.database.kind {
            Kind::Sqlite => "PRAGMA defer_foreign_keys = ON",
            Kind::Postgres => "SET LOCAL session_replication_role = replica",
        };
        for (deed, position) in DEEDS {
            let tampered = async |tx: &Conn| {
                tx.execute_unprepared(unguarded).await?;
                assert!(tx.execute_unprepared(deed).await?.rows_affected() > 0, "{deed}");
                verify(tx).await
            };
            let found = app.state.db.maintain("test", async |uow: &Uow| uow.rehearse(&tampered).await).await.unwrap();
            let Verdict::Broken { seq, .. } = found else { panic!("not found: {deed}") };
            assert_eq!(seq, *position, "{deed}");
        }
        assert_eq!(seals(&app).await, before);
    })
    .await;
}

/// A batch in a transaction, and no more than one run.
#[actix_web::test]
async fn a_queue_of_several_batches_is_sealed_at_once() {
    both(async |app| {
        app.settle().await;
        let ended = |id: Uuid| SessionEvent::Ended { user_id: id }.of(id);
        let work = async |uow: &Uow| {
            uow.record_all((0..2 * BATCH).map(|_| ended(Uuid::now_v7())).collect()).await?;
            uow.record(ended(Uuid::now_v7()), ()).await
        };
        app.state.db.write(&Actor::system("test"), work).await.unwrap();
        app.settle().await;
        assert!(matches!(verdict(&app).await, Verdict::Intact { unsealed: 0, .. }));
    })
    .await;
}

#[actix_web::test]
async fn two_sealers_at_once_make_one_chain() {
    Box::pin(both(async |app| {
        if app.database.kind == Kind::Sqlite {
            return;
        }
        let other = TestApp::on(Rc::new(app.database.again()), |o| o.clock = app.clock.clone()).await;
        let admin = app.admin().await;
        app.settle().await;
        let before = entries(&app).await;
        let path = format!("/units/{}", app.unit("H03.STP").await);
        for round in 0..8_i64 {
            app.patch(&path, &admin).if_match("*").json(json!({"name": format!("Sở {round}")})).await.is(200);
            // The lease of the last round has run out: both may take it now, and only one does.
            app.clock.advance(chrono::TimeDelta::seconds(11));
            Box::pin(together([app.settle(), other.settle(), app.settle(), other.settle()])).await;
        }
        let all = before + 8;
        assert!(matches!(verdict(&app).await, Verdict::Intact { entries, unsealed: 0, .. } if entries == all));
    }))
    .await;
}

/// Each reads in the part of the tree where its role is held: of other parts not even that something happened.
#[actix_web::test]
async fn the_journal_of_other_parts_of_the_tree_is_not_read() {
    both(async |app| {
        let (here, there) = (app.unit("H03.STP").await, app.unit("H01.STP").await);
        let ministry = app.admin().await;
        let (near, far) = (app.officer("H03.D061.PTP").await, app.officer("H01.STP").await);
        for unit in [here, there] {
            app.patch(&format!("/units/{unit}"), &ministry).if_match("*").json(json!({"name": "Sở"})).await.is(200);
        }
        for role in [Role::Administrator, Role::DataProtectionOfficer] {
            let local = app.caller_with(&[(role, "H03.STP")]).await;
            let all = app.get("/journal?limit=200", &local).await.is(200);
            let about = |id: uuid::Uuid| all.each("subject_id").contains(&id.to_string().as_str());
            assert!(about(here) && !about(there) && !about(far.id()), "{role:?}");
            let subject = |id: uuid::Uuid| format!("/journal?subject_id={id}");
            assert_eq!(app.get(&subject(far.id()), &local).await.is(200).items().len(), 0);
            let units: Vec<_> = all.each("unit_id").into_iter().filter(|unit| *unit == there.to_string()).collect();
            assert!(units.is_empty(), "{role:?}");
        }
        let local = app.caller_with(&[(Role::Administrator, "H03.STP")]).await;
        let account = app.get(&format!("/journal?subject_id={}", near.id()), &local).await.is(200);
        assert_eq!(account.each("event"), ["user.created"]);
        assert_eq!(account.items()[0]["data"]["status"], "active");
    })
    .await;
}
