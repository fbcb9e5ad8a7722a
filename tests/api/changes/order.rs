//! An effect never stands before its cause, however transactions are interleaved.
use std::{cell::RefCell, collections::HashMap};

use base::store::db::{Actor, Uow};
use entity::{journal, journal_seal};
use organisation::auth::events::SessionEvent;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::support::{TestApp, both, together};

/// Each writer takes what is committed last for its cause, dawdles, and records an effect of it.
async fn writer(app: &TestApp, number: u32, committed: &RefCell<Vec<Uuid>>, causes: &RefCell<Vec<(Uuid, Uuid)>>) {
    for round in 0..6_u32 {
        let effect = Uuid::now_v7();
        let cause = RefCell::new(None);
        let work = async |uow: &Uow| {
            *cause.borrow_mut() = committed.borrow().last().copied();
            for _ in 0..(number * 7 + round * 3) % 5 {
                tokio::task::yield_now().await;
            }
            // Of one transaction the second is an effect of the first.
            uow.record_all(vec![SessionEvent::Started { user_id: effect }.of(effect)]).await?;
            uow.record(SessionEvent::Ended { user_id: effect }.of(effect), ()).await
        };
        app.state.db.write(&Actor::system("test"), work).await.unwrap();
        causes.borrow_mut().extend(cause.borrow().map(|cause| (cause, effect)));
        committed.borrow_mut().push(effect);
    }
}

async fn sealer(app: &TestApp) {
    for _ in 0..12 {
        app.settle().await;
        tokio::task::yield_now().await;
    }
}

#[actix_web::test]
async fn an_effect_never_stands_before_its_cause() {
    both(async |app| {
        let (committed, causes) = (RefCell::default(), RefCell::default());
        let writers = together((0..8).map(|number| writer(&app, number, &committed, &causes)));
        tokio::join!(writers, sealer(&app));
        app.settle().await;
        let db = app.state.db.primary();
        let mut places: HashMap<Uuid, Vec<(i64, String)>> = HashMap::new();
        for seal in journal_seal::Entity::find().order_by_asc(journal_seal::Column::Seq).all(db).await.unwrap() {
            let entry = journal::Entity::find().filter(journal::Column::Id.eq(seal.entry_id)).one(db).await.unwrap();
            let entry = entry.unwrap();
            places.entry(entry.subject_id).or_default().push((seal.seq, entry.event));
        }
        let (causes, committed) = (causes.into_inner(), committed.into_inner());
        assert!(causes.len() > 30 && committed.len() == 48);
        for id in &committed {
            let of_one: Vec<&str> = places[id].iter().map(|(_, event)| event.as_str()).collect();
            assert_eq!(of_one, ["session.started", "session.ended"]);
        }
        for (cause, effect) in causes {
            assert!(places[&cause][1].0 < places[&effect][0].0, "an effect stands before its cause");
        }
    })
    .await;
}
