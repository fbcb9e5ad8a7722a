//! Compliance: who reported in time, late, not at all, counted from the expectation sets.
mod children;
mod counts;
mod parts;
mod peers;
mod random;
mod recount;

use serde_json::Value;

use crate::{stories::Story, support::Caller};

pub const COUNTS: [&str; 6] = ["owed", "on_time", "late", "missing", "not_yet_due", "waived"];

/// All rows of an answer.
pub async fn rows(story: &Story, caller: &Caller, query: &str) -> Vec<Value> {
    let (mut found, mut cursor) = (vec![], String::new());
    loop {
        let path = format!("/compliance?movement_id={}&limit=200{query}{cursor}", story.movement);
        let page = story.list(&path, caller).await;
        found.extend(page.items().to_vec());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

pub fn counts(row: &Value) -> [u64; 6] {
    COUNTS.map(|name| row[name].as_u64().unwrap_or_else(|| panic!("{name} of {row}")))
}
