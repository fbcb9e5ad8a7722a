//! Two programs on one database, killed while they send: each message arrives, at least once, and in the order of its subject.
use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{Hook, Receiver, SCOPES, add_secret, create};
use crate::{
    clients::machine,
    faults::killed::{both_worlds, until},
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM},
    support::TestApp,
};

const WRITES: usize = 45;
const UNITS: [&str; 3] = [BA_BE, NA_HANG, PAC_NAM];

/// What is killed may hold up others for a moment, who say so.
async fn rename_somehow(app: &TestApp, unit: &str, name: &str) {
    let (path, admin) = (format!("/units/{}", app.unit(unit).await), app.admin().await);
    loop {
        let reply = app.patch(&path, &admin).if_match("*").json(json!({"name_en": name})).await;
        if reply.status == 200 {
            return;
        }
        reply.is(503);
    }
}

#[actix_web::test]
async fn nothing_is_lost_by_whoever_is_killed() {
    both_worlds(async |world| {
        let app = world.app.clone();
        let (machine, receiver) = (machine(&app, BAC_KAN, &SCOPES).await, Receiver::start());
        let made = create(&app, machine.id, &receiver.url(), json!({})).await.is(201);
        let secret = add_secret(&app, made.id(), "hmac").await.is(201)["secret"].as_str().unwrap().to_owned();
        let hook = Hook { app: app.clone(), machine, receiver, id: made.id(), secret };
        let mut programs = vec![world.start().await, world.start().await];
        for number in 0..WRITES {
            rename_somehow(&app, UNITS[number % 3], &format!("Office {number}")).await;
            if number % 15 == 10 {
                // It dies as it is dropped, by SIGKILL, whatever it does at this moment.
                let came = hook.receiver.all().len();
                until("something is being sent", async || hook.receiver.all().len() > came).await;
                programs.remove(0);
                programs.push(world.start().await);
            }
        }
        let mut happened = 0;
        for unit in UNITS {
            let events = app.events(app.unit(unit).await).await;
            happened += events.iter().filter(|event| *event == "unit.updated").count();
        }
        assert!(happened >= WRITES);
        until("everything has arrived", async || {
            let arrived: BTreeSet<String> = hook.receiver.all().iter().map(|one| one.id()).collect();
            arrived.len() > happened && hook.count("pending").await == 0
        })
        .await;
        let mut first: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for one in hook.receiver.all() {
            assert_eq!(one.signed_by(&hook.secret), 1);
            if seen.insert(one.id()) && one.seq() > 0 {
                first.entry(one.subject().to_owned()).or_default().push(one.seq());
            }
        }
        assert_eq!((first.len(), first.values().map(Vec::len).sum::<usize>()), (3, happened));
        assert!(first.values().all(|seqs| seqs.is_sorted()), "{first:?}");
    })
    .await;
}
