//! The journal is kept for ever, so it names nobody. Looked for after every test of the suite, in everything that
//! happened in it: so the rule is held of every event that the suite makes.
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};
use serde_json::{Value, json};

use super::Database;

/// Members that are a name: that one changed is told, what it is is not.
const NAMES: [&str; 4] = ["full_name", "responsible_person", "signer_name", "username"];

/// Where people are named. (Collectives are named as units are.)
const PEOPLE: &str = "SELECT full_name AS name FROM user_account \
    UNION SELECT full_name FROM nomination WHERE subject_type = 'individual' \
    UNION SELECT full_name FROM award WHERE subject_type = 'individual' \
    UNION SELECT signer_name FROM award UNION SELECT signature ->> 'signer_name' FROM decision \
    UNION SELECT signature ->> 'signer_name' FROM movement UNION SELECT signature ->> 'signer_name' FROM plan \
    UNION SELECT signature ->> 'signer_name' FROM report \
    UNION SELECT responsible_person FROM task UNION SELECT responsible_person FROM measure \
    UNION SELECT responsible_person FROM target";

/// What else has names that the journal tells.
const THINGS: &str = "SELECT title AS name FROM movement UNION SELECT name FROM unit_name";

async fn column(db: &DatabaseConnection, sql: &str, name: &str) -> Result<Vec<String>, DbErr> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    Ok(rows.iter().filter_map(|row| row.try_get::<Option<String>>("", name).ok().flatten()).collect())
}

/// A test may have left a database that cannot be asked.
pub async fn journal_names_nobody(database: &Database) {
    let db = database.connect().await;
    let asked = column(&db, "SELECT data FROM journal", "data").await;
    let (Ok(entries), Ok(people)) = (asked, column(&db, PEOPLE, "name").await) else {
        let there = column(&db, "SELECT username AS name FROM user_account", "name").await;
        assert!(there.is_err(), "the database can be asked, and the names in it were not found");
        return;
    };
    let things = column(&db, THINGS, "name").await.unwrap_or_default();
    db.close().await.unwrap();
    // One word may be anybody's, and tests call accounts as they call other things.
    let named_too = |name: &str| things.iter().any(|thing| thing.contains(name));
    let people: Vec<_> = people.into_iter().filter(|name| name.contains(' ') && !named_too(name)).collect();
    for entry in entries {
        let data: Value = serde_json::from_str(&entry).unwrap_or_default();
        assert!(!has_member(&data), "the journal has a member that names somebody: {entry}");
        let named = people.iter().find(|name| entry.contains(name.as_str()));
        assert!(named.is_none(), "the journal names {named:?}: {entry}");
    }
}

fn has_member(data: &Value) -> bool {
    match data {
        Value::Array(items) => items.iter().any(has_member),
        Value::Object(members) => {
            let names = |name: &str, value: &Value| NAMES.contains(&name) && *value != json!({});
            members.iter().any(|(name, value)| names(name, value) || has_member(value))
        }
        _ => false,
    }
}
