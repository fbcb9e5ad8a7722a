//! Keys of the service, and what is kept under them.
use entity::{idempotency_key, nomination};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use thidua::{app::spec::DOCUMENT, http::idempotency::SECRETS};

use crate::{
    stories::{BA_BE, Story, dossier, person},
    support::{TestApp, both},
};

const NUMBER: &str = "030123456789";

fn secret_members(schema: &Value, into: &mut Vec<String>) {
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        if member["format"] == "password" {
            into.push(name.clone());
        }
    }
    match schema {
        Value::Object(members) => members.values().for_each(|inner| secret_members(inner, into)),
        Value::Array(items) => items.iter().for_each(|inner| secret_members(inner, into)),
        _ => {}
    }
}

#[test]
fn every_secret_of_the_spec_is_left_out_of_fingerprints() {
    let mut secrets = vec![];
    secret_members(&DOCUMENT["components"]["schemas"], &mut secrets);
    // What only answers hold is asked of nobody.
    secrets.retain(|name| name != "access_token");
    assert!(secrets.len() >= 3, "{secrets:?}");
    let left: Vec<_> = secrets.iter().filter(|name| !SECRETS.contains(&name.as_str())).collect();
    assert!(left.is_empty(), "{left:?}");
}

async fn fingerprint(app: &TestApp, key: &str) -> String {
    let rows = idempotency_key::Entity::find().all(app.state.db.primary()).await.unwrap();
    rows.into_iter().find(|row| row.key == key).unwrap().fingerprint
}

#[actix_web::test]
async fn a_fingerprint_holds_no_secret_and_takes_a_key() {
    both(async |app| {
        let admin = app.admin().await;
        let user = |name: &str, password: &str| json!({"username": name, "full_name": "A", "password": password});
        let send = |key: &'static str, body: Value| app.post("/users", &admin).key(key).json(body);
        send("one", user("an.nguyen", "mười hai ký tự")).await.is(201);
        let kept = fingerprint(&app, "one").await;
        // Another password is the same request, another name is not.
        let again = send("one", user("an.nguyen", "mười ba ký tự rồi")).await.is(201);
        assert_eq!(again.header("Idempotency-Replayed"), Some("true"));
        send("one", user("binh.tran", "mười hai ký tự")).await.refused(422, "idempotency_key_reused");
        let (id, digest) = kept.split_once('.').unwrap();
        assert_eq!((id.len(), digest.len()), (8, 64));
        assert!(app.state.keys.now().fingerprints.ids().any(|known| known == id));
    })
    .await;
}

#[actix_web::test]
async fn a_personal_number_is_kept_encrypted_and_shown_nowhere() {
    both(async |app| {
        let story = Story::of(app).await;
        let app = &story.app;
        let mut known = person("SYN-0017");
        known["personal_id"] = json!(NUMBER);
        let reply = story.try_nominate(BA_BE, &dossier(&known, "GK")).await.is(201);
        assert_eq!(reply["subject"]["has_personal_id"], json!(true));
        app.settle().await;
        let row = nomination::Entity::find().one(app.state.db.primary()).await.unwrap().unwrap();
        let (keys, sealed) = (app.state.keys.now(), row.personal_id.clone().unwrap());
        assert_eq!(row.personal_id_key.as_deref(), Some(keys.personal_ids.active()));
        assert!(sealed.starts_with(&format!("v1.{}.", keys.personal_ids.active())));
        let journal = entity::journal::Entity::find().all(app.state.db.primary()).await.unwrap();
        let everything = format!("{row:?}{}{journal:?}", String::from_utf8_lossy(&reply.body));
        for part in [NUMBER, "123456789", "456789", "30123"] {
            assert!(!everything.contains(part), "{part}");
        }
    })
    .await;
}
