//! Progress: figures folded as each indicator says, over any part of the tree that the caller sees.
mod fold;
mod parts;
mod random;
mod runs;

use serde_json::Value;

use crate::{
    stories::Story,
    support::{Caller, Reply},
};

async fn ask(story: &Story, caller: &Caller, query: &str) -> Reply {
    story.app.get(&format!("/progress?movement_id={}{query}", story.movement), caller).await
}

/// The rows of an answer that is one.
async fn rows(story: &Story, caller: &Caller, query: &str) -> Vec<Value> {
    ask(story, caller, query).await.is(200)["rows"].as_array().expect("rows").clone()
}

/// The only row of an answer.
async fn row(story: &Story, caller: &Caller, query: &str) -> Value {
    let rows = rows(story, caller, query).await;
    assert_eq!(rows.len(), 1, "{query}: {rows:?}");
    rows[0].clone()
}
