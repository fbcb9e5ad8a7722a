//! ETags: what was read is what is changed, and what has not changed is not sent again.
use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};
use thidua::app::spec::DOCUMENT;
use uuid::Uuid;

use crate::{
    lists,
    stories::{BAC_KAN, Story, dossier, person},
    support::{Caller, TestApp, both, contract::resolved},
};

#[actix_web::test]
async fn a_change_needs_the_version_that_was_read() {
    both(async |app| {
        let admin = app.admin().await;
        let id = app.unit("H03.STP").await;
        let path = format!("/units/{id}");
        let rename = |name: &str| app.patch(&path, &admin).json(json!({"name": name}));
        rename("A").await.refused(428, "precondition_required");
        rename("A").version(7).await.refused(412, "version_mismatch");
        // Tags, and none that is the version that is there.
        for odd in ["\"1\"", "\"vx\"", "\"v7\", \"v8\"", "\"v01\"", "\"v+1\"", "\"a, *\"", "\"v0\""] {
            rename("A").if_match(odd).await.refused(412, "version_mismatch");
        }
        // No tags at all, or not as a list is written.
        for odd in ["v1", "\"v1", "", ",", "*, \"v1\"", "\"v1\" \"v2\"", "\"v7\", v1"] {
            rename("A").if_match(odd).await.refused(400, "malformed_request");
        }
        assert!(app.events(id).await.is_empty(), "a refused change happened");
        let first = rename("A").version(1).await.is(200);
        assert!(first.etag().starts_with("\"v2-") && first.version() == 2, "{}", first.etag());
        rename("B").version(1).await.refused(412, "version_mismatch");
        rename("B").if_match(format!("W/{}", first.etag())).await.is(200);
        let any = rename("C").if_match("*").await.is(200);
        assert!(any.etag().starts_with("\"v4-") && any["name"] == "C", "{}", any.etag());
        // Any of several; whatever tags of others say, and in whatever order.
        for (next, list) in
            (5..).zip(["\"v1\", \"v4\"", "\"v5\",\"v1\"", " , W/\"v6-0\" ,, \"of, another\"", "\"x\", \"v7\""])
        {
            assert_eq!(rename("D").if_match(list).await.is(200).version(), next, "{list}");
        }
        let many = (1..=16).map(|n| format!("\"v{n}\"")).collect::<Vec<_>>().join(", ");
        rename("E").if_match(&many).await.is(200);
        rename("E").if_match(format!("{many}, \"v17\"")).await.refused(400, "malformed_request");
        assert_eq!(app.events(id).await, ["unit.updated"; 8]);
    })
    .await;
}

#[actix_web::test]
async fn rights_are_looked_at_before_versions() {
    both(async |app| {
        let elsewhere = app.caller_with(&[(entity::assignment::Role::Administrator, "H01.STP")]).await;
        let path = format!("/units/{}", app.unit("H03.STP").await);
        let rename = app.patch(&path, &elsewhere).version(7).json(json!({"name": "A"}));
        rename.await.refused(403, "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn an_item_that_has_not_changed_is_not_sent_again() {
    both(async |app| {
        let admin = app.admin().await;
        let path = format!("/units/{}", app.unit("H03.STP").await);
        let etag = app.get(&path, &admin).await.is(200).etag();
        let again = |tag: &str| app.get(&path, &admin).if_none_match(tag);
        for list in ["E", "*", "W/E", "\"v9\", E", "\"a, b\",E"] {
            let tag = list.replace('E', &etag);
            let reply = again(&tag).await.is(304);
            assert!(reply.body.is_empty() && reply.etag() == etag, "{tag}");
        }
        for tag in ["\"v1\"", "\"a,*,b\"", "\"a, \"v1\"", "v1"] {
            again(tag).await.is(200);
        }
        let written = app.patch(&path, &admin).if_match(&etag).json(json!({"name": "A"})).await.is(200);
        let changed = again(&etag).await.is(200);
        assert_eq!((changed.etag(), &changed["name"]), (written.etag(), &json!("A")));
        // What a command answered need not be read again.
        again(&written.etag()).await.is(304);
    })
    .await;
}

#[actix_web::test]
async fn a_list_that_has_not_changed_is_not_sent_again() {
    both(async |app| {
        let admin = app.admin().await;
        let path = format!("/units?within={}&limit=5", app.unit("H03.STP").await);
        for path in [path.as_str(), "/movements", "/indicators?limit=3", "/users", "/functions"] {
            let first = app.get(path, &admin).await.is(200);
            assert!(first.etag().starts_with("W/\""), "{}", first.describe());
            let again = app.get(path, &admin).if_none_match(first.etag()).await.is(304);
            assert_eq!((again.etag(), again.header("Link")), (first.etag(), first.header("Link")), "{path}");
        }
        let etag = app.get(&path, &admin).await.etag();
        let unit = format!("/units/{}", app.unit("H03.D060.PTP").await);
        app.patch(&unit, &admin).version(1).json(json!({"name": "A"})).await.is(200);
        let changed = app.get(&path, &admin).if_none_match(&etag).await.is(200);
        assert_ne!(changed.etag(), etag);
    })
    .await;
}

#[actix_web::test]
async fn a_merge_patch_tells_absent_from_null() {
    both(async |app| {
        let admin = app.admin().await;
        let path = format!("/units/{}", app.unit("H03.STP").await);
        let before = app.get(&path, &admin).await.is(200);
        assert!(before["name_en"].is_string());
        let absent = app.patch(&path, &admin).version(1).json(json!({"name": "A"})).await.is(200);
        assert_eq!(absent["name_en"], before["name_en"]);
        let null = app.patch(&path, &admin).version(2).json(json!({"name_en": null})).await.is(200);
        assert_eq!((&null["name_en"], &null["name"]), (&json!(null), &json!("A")));
        let never = app.patch(&path, &admin).version(3).json(json!({"name": null})).await;
        never.faults(&[("/name", "wrong_type")]);
    })
    .await;
}

/// What an operation has to be asked, as far as the spec's examples say it.
fn question(operation: &'static Value, movement: Uuid, unit: Uuid) -> String {
    let parameters = operation["parameters"].as_array().into_iter().flatten().map(resolved);
    let required = parameters.filter(|p| p["in"] == "query" && p["required"] == true);
    let asked = required.map(|p| {
        let name = p["name"].as_str().unwrap();
        let example = [&p["example"], &p["schema"]["example"], &resolved(&p["schema"])["examples"][0]];
        let value = match name {
            "movement_id" => movement.to_string(),
            "unit_id" => unit.to_string(),
            _ => match example.into_iter().find(|value| !value.is_null()) {
                Some(Value::String(text)) => text.clone(),
                Some(value) => value.to_string(),
                None => return String::new(),
            },
        };
        format!("{name}={value}")
    });
    asked.collect::<Vec<_>>().join("&")
}

/// A path with the ids of what its lists told before; none where they told nothing.
fn filled(path: &str, known: &HashMap<String, String>) -> Option<String> {
    let (mut so_far, mut asked) = (vec![], vec![]);
    for part in path.split('/') {
        let id = if part.starts_with('{') { known.get(&so_far.join("/"))?.clone() } else { part.to_owned() };
        asked.push(id);
        so_far.push(part);
    }
    Some(asked.join("/"))
}

struct Asking {
    movement: Uuid,
    unit: Uuid,
    stranger: Caller,
}

/// Each read of the spec that this caller is answered, asked again with the tag of its answer.
async fn known_again(app: &TestApp, caller: &Caller, asking: &Asking, tried: &mut BTreeSet<&'static str>) {
    let mut known: HashMap<String, String> = HashMap::new();
    let paths = DOCUMENT["paths"].as_object().unwrap().iter();
    let mut paths: Vec<_> = paths.filter(|(_, item)| !item["get"]["responses"]["304"].is_null()).collect();
    // A list comes before what is in it.
    paths.sort_by_key(|(path, _)| path.len());
    for (path, item) in paths {
        let Some(asked) = filled(path, &known) else { continue };
        let asked = format!("{asked}?{}", question(&item["get"], asking.movement, asking.unit));
        let first = app.get(asked.trim_end_matches('?'), caller).await;
        if first.status != 200 {
            continue;
        }
        let named = ["id", "code"].map(|name| first.json["items"][0][name].as_str());
        if let Some(id) = named.into_iter().flatten().next() {
            known.insert(path.clone(), id.to_owned());
        }
        let again = app.get(asked.trim_end_matches('?'), caller).if_none_match(first.etag()).await;
        assert_eq!((again.status, again.etag(), again.body.len()), (304, first.etag(), 0), "{asked}");
        assert_eq!(again.header("Cache-Control"), first.header("Cache-Control"), "{asked}");
        let varies = again.headers.get_all("Vary").any(|vary| vary.to_str().unwrap().contains("Authorization"));
        assert!(varies, "{asked} may be kept for somebody else");
        // Whoever may not read it is refused as ever.
        let refused = app.get(asked.trim_end_matches('?'), &asking.stranger).await;
        let guessed = app.get(asked.trim_end_matches('?'), &asking.stranger).if_none_match("*").await;
        let as_ever = (guessed.status, guessed.code()) == (refused.status, refused.code());
        assert!(as_ever || (refused.status, guessed.status) == (200, 304), "{asked}: {}", guessed.describe());
        tried.insert(path);
    }
}

#[actix_web::test]
async fn every_read_knows_the_tag_that_it_gave() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        lists::fill(&story).await;
        story.awarded_nomination("H03.D060.PTP", &dossier(&person("SYN-0031"), "GK")).await;
        let unit = app.unit(BAC_KAN).await;
        let asking = Asking { movement: story.movement, unit, stranger: app.officer("H60.D072.PTP").await };
        let mut tried = BTreeSet::new();
        for reader in lists::readers(&app).await {
            known_again(&app, &reader, &asking, &mut tried).await;
        }
        for path in ["plans", "units", "movements", "nominations", "exemplars", "councils", "postings", "guidance"] {
            assert!(tried.contains(format!("/api/v1/{path}/{{id}}").as_str()), "nobody read one of {path}");
        }
        assert!(tried.len() > 120, "only {} were tried: {tried:?}", tried.len());
    })
    .await;
}
