//! Keys of the service, and what is kept under them.
use std::rc::Rc;

use awards::nominations::rotation;
use base::{
    http::{auth::generate_key, idempotency::SECRETS},
    kernel::keys::{self, Ring},
};
use entity::{award, idempotency_key, nomination};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use thidua::{
    app::spec::DOCUMENT,
    boot::{GivenKeys, boot},
    cli::follow::take_over,
    config::{DIGEST_KEYS, PERSONAL_ID_KEYS, SIGNING_KEYS},
};

use crate::{
    stories::{BA_BE, Story, dossier, person},
    support::{Caller, TestApp, both},
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

fn given(personal_ids: &str, digests: &str) -> GivenKeys {
    GivenKeys { personal_ids: Some(Ring::parse(personal_ids).unwrap()), digests: Some(Ring::parse(digests).unwrap()) }
}

async fn numbered(app: &TestApp) -> nomination::Model {
    let all = nomination::Entity::find().all(app.state.db.primary()).await.unwrap();
    all.into_iter().find(|row| row.personal_id.is_some()).unwrap()
}

/// What docs/operations.md says about changing keys, for every key of the service.
#[actix_web::test]
async fn every_key_can_be_changed_while_the_service_runs() {
    both(async |app| {
        let own = app;
        let story = Story::of(own.clone()).await;
        let (old, new) = (keys::generate().unwrap(), keys::generate().unwrap());
        let mut known = person("SYN-0017");
        known["personal_id"] = json!(NUMBER);
        story.try_nominate(BA_BE, &dossier(&known, "GK")).await.is(201);
        // A file where there was none: what the service encrypted under its own key is still read, and moved.
        let app = TestApp::on(Rc::new(own.database.again()), |options| options.keys = given(&old, &old)).await;
        let story = Story::of(app.clone()).await;
        assert_ne!(numbered(&app).await.personal_id_key.as_deref(), Some(app.state.keys.now().personal_ids.active()));
        app.settle().await;
        let before = numbered(&app).await;
        assert_eq!(before.personal_id_key.as_deref(), Some(app.state.keys.now().personal_ids.active()));
        // What lies about when the keys change: a cursor, a kept answer, an access token.
        let admin = app.admin().await;
        let token = Caller::Token(app.token(&admin).unwrap());
        let cursor = app.get("/units?limit=2", &token).await.is(200)["next_cursor"].as_str().unwrap().to_owned();
        let user = json!({"username": "an.nguyen", "full_name": "A", "password": "mười hai ký tự"});
        app.post("/users", &token).key("one").json(user.clone()).await.is(201);
        let signing = generate_key().unwrap();
        take_over(SIGNING_KEYS, &format!("{signing}{}", app.signing_key()), &app.state).await.unwrap();
        for flag in [PERSONAL_ID_KEYS, DIGEST_KEYS] {
            // Not before the old one has gone from the numbers.
            take_over(flag, &new, &app.state).await.unwrap_err();
            take_over(flag, "secret", &app.state).await.unwrap_err();
            take_over(flag, &format!("{new}\n{old}\n"), &app.state).await.unwrap();
        }
        // At once everything old is good, and the number is recognised before it has been moved.
        app.get(&format!("/units?limit=2&cursor={cursor}"), &token).await.is(200);
        let again = app.post("/users", &token).key("one").json(user).await.is(201);
        assert_eq!(again.header("Idempotency-Replayed"), Some("true"));
        story.try_nominate(BA_BE, &dossier(&known, "GK")).await.refused(409, "duplicate_award");
        assert_eq!(rotation::left(app.state.db.primary(), &app.state.keys.now()).await.unwrap(), 1);
        app.settle().await;
        let (after, keys) = (numbered(&app).await, app.state.keys.now());
        assert_eq!(after.personal_id_key.as_deref(), Some(keys.personal_ids.active()));
        assert_eq!(after.personal_id_index_key.as_deref(), Some(keys.personal_id_index.active()));
        assert!(after.subject_key != before.subject_key && after.version == before.version);
        assert_eq!(rotation::left(app.state.db.primary(), &keys).await.unwrap(), 0);
        story.try_nominate(BA_BE, &dossier(&known, "GK")).await.refused(409, "duplicate_award");
        // Now the old keys can go.
        for flag in [PERSONAL_ID_KEYS, DIGEST_KEYS] {
            take_over(flag, &new, &app.state).await.unwrap();
        }
        take_over(SIGNING_KEYS, &signing, &app.state).await.unwrap();
        app.get("/units?limit=2", &token).await.refused(401, "invalid_token");
        app.get("/units?limit=2", &admin).await.is(200);
        app.get(&format!("/units?limit=2&cursor={cursor}"), &admin).await.refused(400, "invalid_cursor");
        story.try_nominate(BA_BE, &dossier(&known, "GK")).await.refused(409, "duplicate_award");
        assert_eq!(award::Entity::find().count(app.state.db.primary()).await.unwrap(), 0);
    })
    .await;
}

#[actix_web::test]
async fn a_start_without_a_key_that_is_needed_is_refused_and_names_it() {
    both(async |app| {
        let (old, new) = (keys::generate().unwrap(), keys::generate().unwrap());
        let app = TestApp::on(Rc::new(app.database.again()), |options| options.keys = given(&old, &old)).await;
        let story = Story::of(app.clone()).await;
        let mut known = person("SYN-0017");
        known["personal_id"] = json!(NUMBER);
        story.try_nominate(BA_BE, &dossier(&known, "GK")).await.is(201);
        let id = numbered(&app).await.personal_id_key.unwrap();
        for (keys, flag) in [(given(&new, &old), PERSONAL_ID_KEYS), (given(&old, &new), DIGEST_KEYS)] {
            let mut options = crate::support::options(&app.database, app.clock.clone());
            options.keys = keys;
            let told = boot(options).await.err().map(|e| format!("{e:#}")).unwrap_or_default();
            assert!(told.contains(flag) && told.contains(&id), "{told}");
        }
    })
    .await;
}
