//! What follows from a movement is not done by the request that changed it: who owes a report is worked out by a job of
//! `reporting`, for one movement at a time.
use serde_json::json;
use uuid::Uuid;

use crate::{
    kernel::error::Result,
    store::{
        db::Uow,
        jobs::{self, Lane, Order},
    },
};

pub const OBLIGATIONS: &str = "obligations";

/// From when this transaction commits.
pub async fn ask_for_obligations(uow: &Uow, movement_id: Uuid) -> Result<()> {
    let key = movement_id.to_string();
    let order = Order { lane: Lane::Calendar, kind: OBLIGATIONS, key: &key, payload: json!({}) };
    jobs::enqueue(uow, &order).await
}
