//! What follows from a movement is not done by the request that changed it: who owes a report is worked out by a job of
//! `reporting`, for one movement at a time.
use base::{
    kernel::{error::Result, organisation::Unit, periods::Window},
    store::{
        db::Uow,
        jobs::{self, Lane, Order},
    },
};
use chrono::NaiveDate;
use entity::movement;
use serde_json::json;
use uuid::Uuid;

pub const OBLIGATIONS: &str = "obligations";

/// From when this transaction commits.
pub async fn ask_for_obligations(uow: &Uow, movement_id: Uuid) -> Result<()> {
    let key = movement_id.to_string();
    let order = Order { lane: Lane::Calendar, kind: OBLIGATIONS, key: &key, payload: json!({}) };
    jobs::enqueue(uow, &order).await
}

/// Both days of what a unit reports for a period: neither before nor after the movement, the unit or the period. None where
/// they have no day in common.
pub fn window(
    movement: &movement::Model,
    period: Window,
    unit: &Unit,
    known_since: Option<NaiveDate>,
) -> Option<Window> {
    let (first, last) = (period.from.max(movement.starts_on), period.to.min(movement.ends_on));
    let from = unit.began(known_since).map_or(first, |day| first.max(day));
    let to = unit.valid_to.map_or(last, |day| last.min(day));
    (from <= to).then_some(Window { from, to })
}
