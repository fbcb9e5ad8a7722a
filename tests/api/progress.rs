//! Progress: figures folded as each indicator says, over any part of the tree that the caller sees.
mod fold;
mod instances;
mod list;
mod nightly;
mod parts;
mod promised;
mod provinces;
mod random;
mod reached;
mod runs;
mod split;

use serde_json::Value;

use crate::{
    stories::Story,
    support::{Caller, Reply},
};

async fn ask(story: &Story, caller: &Caller, query: &str) -> Reply {
    story.app.get(&format!("/progress?movement_id={}{query}", story.movement), caller).await
}

/// All rows, page by page.
async fn rows(story: &Story, caller: &Caller, query: &str) -> Vec<Value> {
    story.app.every(&format!("/progress?movement_id={}{query}&limit=200", story.movement), caller).await
}

/// The only row of an answer.
async fn row(story: &Story, caller: &Caller, query: &str) -> Value {
    let rows = rows(story, caller, query).await;
    assert_eq!(rows.len(), 1, "{query}: {rows:?}");
    rows[0].clone()
}
