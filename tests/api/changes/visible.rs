//! Nobody reads in the feed what `GET` hides.
use std::collections::{BTreeSet, HashMap};

use entity::{assignment::Role, journal, journal_seal};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::copy::{RESOURCES, id};
use crate::{
    authz::named::world,
    stories::{BA_BE, BAC_KAN, CUC_BAC_KAN, NA_HANG, PAC_NAM, STANDING_BODY, Story},
    support::{Caller, TestApp, both},
};

/// All entries of the feed, in parts of some size.
pub async fn all(app: &TestApp, caller: &Caller, limit: usize) -> Vec<Value> {
    let (mut found, mut after) = (vec![], "0".to_owned());
    loop {
        let part = app.get(&format!("/changes?limit={limit}&after={after}"), caller).await.is(200);
        found.extend(part.items().iter().cloned());
        after = part["next_cursor"].as_str().unwrap().to_owned();
        if part["more"] == false {
            return found;
        }
    }
}

/// Every entry of the journal, by its place.
async fn sealed(app: &TestApp) -> Vec<(i64, journal::Model)> {
    let db = app.state.db.primary();
    let entries = journal::Entity::find().all(db).await.unwrap();
    let mut entries: HashMap<Uuid, journal::Model> = entries.into_iter().map(|entry| (entry.id, entry)).collect();
    let seals = journal_seal::Entity::find().order_by_asc(journal_seal::Column::Seq).all(db).await.unwrap();
    seals.into_iter().map(|seal| (seal.seq, entries.remove(&seal.entry_id).unwrap())).collect()
}

const READERS: [(Role, &str); 10] = [
    (Role::Officer, STANDING_BODY),
    (Role::Head, "G15"),
    (Role::Officer, BAC_KAN),
    (Role::Officer, BA_BE),
    (Role::Head, PAC_NAM),
    (Role::Officer, NA_HANG),
    (Role::Officer, CUC_BAC_KAN),
    (Role::Inspector, "G15"),
    (Role::CouncilMember, BAC_KAN),
    (Role::Administrator, "G15"),
];

#[actix_web::test]
async fn nobody_reads_in_the_feed_what_get_hides() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        Box::pin(world(&story)).await;
        app.settle().await;
        let sealed = sealed(&app).await;
        let (mut told, mut kept_back) = (BTreeSet::new(), 0);
        for (role, unit) in READERS {
            let caller = app.caller_with(&[(role, unit)]).await;
            let feed = all(&app, &caller, 37).await;
            for entry in &feed {
                assert_eq!(entry["kind"], "changed", "{role:?} {unit}: {entry}");
                let path = format!("/{}/{}", entry["resource"].as_str().unwrap(), id(&entry["id"]));
                let read = app.get(&path, &caller).await;
                assert_eq!(read.status, 200, "{role:?} {unit}: {entry}");
                let shown = read["version"].as_i64().zip(entry["version"].as_i64());
                assert!(shown.is_none_or(|(shown, told)| told <= shown), "what is not sent yet: {entry}");
                told.extend(entry["event"].as_str().map(str::to_owned));
            }
            // And whatever GET shows is told: each entry about a resource that the caller opens, once.
            let places: Vec<i64> = feed.iter().map(|entry| entry["seq"].as_i64().unwrap()).collect();
            assert!(places.is_sorted(), "out of order");
            for (seq, entry) in &sealed {
                let subject = serde_json::to_value(entry.subject_type).unwrap();
                let resource = format!("{}s", subject.as_str().unwrap());
                if !RESOURCES.contains(&resource.as_str()) || entry.event == "access.denied" {
                    continue;
                }
                let read = app.get(&format!("/{resource}/{}", entry.subject_id), &caller).await;
                let shown = read["version"].as_i64().zip(entry.subject_version).is_none_or(|(now, then)| then <= now);
                let own = |one: &&Value| one["seq"] == *seq && one["event"] == *entry.event;
                assert_eq!(
                    feed.iter().filter(own).count(),
                    usize::from(read.status == 200 && shown),
                    "{role:?} {unit}: {entry:?}"
                );
                kept_back += usize::from(read.status != 200);
            }
        }
        assert!(kept_back > 100 && told.len() > 25, "{kept_back} entries were kept back, told were {told:?}");
    })
    .await;
}

#[actix_web::test]
async fn particulars_are_for_the_unit_whose_matter_it_is() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.sent_plan(BA_BE, &[crate::stories::target("TGPL-04", 3)]).await;
        app.settle().await;
        let of = |feed: &[Value]| {
            let about = feed.iter().filter(|one| one["id"] == plan.id.to_string());
            about.cloned().collect::<Vec<_>>()
        };
        let own = of(&all(&app, &app.officer(BA_BE).await, 50).await);
        let above = of(&all(&app, &app.officer(BAC_KAN).await, 50).await);
        assert!(own.len() >= 4 && own.len() == above.len());
        assert!(own.iter().all(|one| one["data"].is_object()));
        assert!(above.iter().all(|one| one["data"].is_null() && one["hidden_fields"][0] == "data"));
        assert!(of(&all(&app, &app.officer(NA_HANG).await, 50).await).is_empty());
    })
    .await;
}

/// A report that came back is rewritten by its unit. The unit above reads what was sent, and is told of no later version.
#[actix_web::test]
async fn what_is_being_rewritten_is_told_to_others_once_it_is_sent() {
    both(async |app| {
        app.set_clock("2024-12-16T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.issued_plan(BA_BE, &[crate::stories::target("TGPL-04", 3)]).await;
        let report = story.submitted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 3}))]).await;
        story.return_report(&report).await;
        let (own, above) = (app.officer(BA_BE).await, app.officer(BAC_KAN).await);
        let told = async |caller: &Caller| {
            app.settle().await;
            let feed = all(&app, caller, 50).await;
            let about = feed.into_iter().filter(|one| one["id"] == report.id.to_string() && one["event"].is_string());
            about.map(|one| one["event"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let before = told(&above).await;
        let plan = story.plan_in_force(BA_BE).await;
        let rewritten = json!({"values": crate::stories::values(&plan, &[("TGPL-04", json!({"value": 2}))])});
        report.change(&own, rewritten).await.is(200);
        assert_eq!(told(&own).await.last().unwrap(), "report.updated");
        assert_eq!(told(&above).await, before);
        story.sign(&report).await;
        story.submit(&report).await;
        assert_eq!(told(&above).await, told(&own).await);
    })
    .await;
}

/// Looks that were refused are in the journal, for those who answer for the paper: a feed of them would tell who looks.
#[actix_web::test]
async fn a_refused_look_is_no_change() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.sent_plan(BA_BE, &[crate::stories::target("TGPL-04", 3)]).await;
        plan.read_by(&app.officer(NA_HANG).await).await.refused(404, "not_found");
        app.settle().await;
        assert!(app.events(plan.id).await.contains(&"access.denied".to_owned()));
        let feed = all(&app, &app.officer(BA_BE).await, 50).await;
        assert!(feed.iter().all(|one| one["event"] != "access.denied"));
    })
    .await;
}
