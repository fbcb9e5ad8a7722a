//! Compliance: who reported in time, late, not at all, counted from the expectation sets.
mod children;
mod closing;
mod counts;
pub mod parts;
mod peers;
mod random;
mod recount;

use serde_json::{Value, json};

use crate::{stories::Story, support::Caller};

pub const COUNTS: [&str; 6] = ["owed", "on_time", "late", "missing", "not_yet_due", "waived"];

/// All rows of an answer.
pub async fn rows(story: &Story, caller: &Caller, query: &str) -> Vec<Value> {
    story.app.every(&format!("/compliance?movement_id={}&limit=200{query}", story.movement), caller).await
}

pub fn counts(row: &Value) -> [u64; 6] {
    COUNTS.map(|name| row[name].as_u64().unwrap_or_else(|| panic!("{name} of {row}")))
}

/// One period of the departments, which the changes happen in and after.
pub async fn opened(story: &Story) {
    let body = json!({"movement_id": story.movement, "name": "Báo cáo đợt", "period_kind": "custom",
        "custom_periods": [{"code": "A", "data_from": "2024-06-04", "data_to": "2024-06-09"},
            {"code": "B", "data_from": "2025-06-04", "data_to": "2025-06-09"}],
        "unit_kinds": ["provincial_justice_department"], "document_number": story.number("QĐ-BTP"),
        "due": [{"tier": "provincial", "working_days_after": 2}]});
    story.active_schedule(body).await;
    story.app.set_clock("2024-06-04T02:00:00Z");
    story.app.settle().await;
}
