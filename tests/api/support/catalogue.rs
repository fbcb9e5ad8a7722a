//! Every entry that any test of the suite brings about is of a kind that the spec publishes, in the published form. Looked
//! at after every test, so it is held of every event that the suite makes.
use std::{
    collections::{HashMap, HashSet},
    fs,
    path::Path,
    sync::{Arc, LazyLock, Mutex},
};

use jsonschema::Validator;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};
use serde_json::Value;
use thidua::app::spec::DOCUMENT;

use super::{Database, contract::validator};

/// One kind of event as the spec has it.
struct Published {
    version: i64,
    subject: Option<String>,
    data: Arc<Validator>,
}

static CATALOGUE: LazyLock<HashMap<String, Published>> = LazyLock::new(|| {
    let kinds = DOCUMENT["webhooks"].as_object().unwrap();
    kinds.iter().map(|(event, item)| (event.clone(), published(item))).collect()
});

fn published(item: &Value) -> Published {
    let told = &item["post"]["requestBody"]["content"]["application/json"]["schema"]["allOf"][1]["properties"];
    Published {
        version: told["event_version"]["enum"][0].as_i64().unwrap(),
        subject: told["subject_type"]["enum"][0].as_str().map(str::to_owned),
        data: validator(&told["data"]),
    }
}

/// An entry as it lies in the database.
struct Entry {
    event: String,
    version: i32,
    subject: String,
    data: String,
}

async fn entries(db: &DatabaseConnection) -> Result<Vec<Entry>, DbErr> {
    let sql = "SELECT event, event_version, subject_type, data FROM journal";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let entry = |row: &sea_orm::QueryResult| {
        Ok(Entry {
            event: row.try_get("", "event")?,
            version: row.try_get("", "event_version")?,
            subject: row.try_get("", "subject_type")?,
            data: row.try_get("", "data")?,
        })
    };
    rows.iter().map(entry).collect()
}

/// A test may have left a database that cannot be asked.
pub async fn journal_keeps_to_the_catalogue(database: &Database) {
    let db = database.connect().await;
    let entries = entries(&db).await;
    db.close().await.unwrap();
    for entry in entries.unwrap_or_default() {
        check(&entry);
    }
}

/// Leaves word of each kind of event that came about: `.ci/run` looks that by the end of the suite all of them have.
fn leave_word(event: &str) {
    static KNOWN: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);
    if KNOWN.lock().unwrap().insert(event.to_owned()) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("journalled");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(event), "").unwrap();
    }
}

fn check(entry: &Entry) {
    let Entry { event, version, subject, data } = entry;
    leave_word(event);
    let kind = CATALOGUE.get(event).unwrap_or_else(|| panic!("the catalogue has no {event}"));
    assert_eq!(kind.version, i64::from(*version), "{event} is of another version");
    assert!(kind.subject.as_ref().is_none_or(|known| known == subject), "{event} is about a {subject}");
    let told: Value = serde_json::from_str(data).unwrap();
    if let Err(fault) = kind.data.validate(&told) {
        panic!("{event} is not told as published: {fault} at {}\n{data}", fault.instance_path());
    }
}

#[test]
fn an_entry_of_another_form_is_found() {
    let entry = |event: &str, data: &str| {
        let (event, data) = (event.to_owned(), data.to_owned());
        let entry = Entry { event, version: 1, subject: "plan".to_owned(), data };
        std::panic::catch_unwind(|| check(&entry)).is_ok()
    };
    assert!(entry("plan.closed", r#"{"changed":{"status":{"before":"in_effect","after":"closed"}}}"#));
    for (event, data) in [
        ("plan.eaten", "{}"),
        ("file.deleted", "{}"),
        ("plan.closed", r#"{"title":"x"}"#),
        ("plan.superseded", "{}"),
        ("plan.superseded", r#"{"superseded_by":1}"#),
        ("plan.closed", r#"{"changed":{"status":"closed"}}"#),
    ] {
        assert!(!entry(event, data), "{event} {data}");
    }
}
