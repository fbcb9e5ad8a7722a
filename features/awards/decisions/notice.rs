//! By when the units are told of a decision: the clock of the body that sends it out, as a row of the law or of the
//! configuration.
use base::{kernel::error::Result, store::db::Uow};
use chrono::{Days, NaiveDate};
use entity::decision;
use planning::law::{self, kind::RuleKind};
use serde::Deserialize;

use crate::nominations::clocks;

/// The clock of notices.
const CODE: &str = "NOTIFY_10WD";
/// Whoever submitted what the state decides, and sends that on.
const SUBMITTING: &str = "submitting_body";

#[derive(Deserialize)]
struct Clock {
    code: String,
    body: String,
    days: u32,
    day_kind: String,
}

/// Of a decision of a unit from its day; of one of the state, which the ministry submitted, from the day on which it came: by the
/// rule of whoever submits or, where the law of that day has none, of the ministry's standing body. None where no rule says
/// it, or the working days of a year are not known.
pub async fn due_on(uow: &Uow, decision: &decision::Model, decided_on: NaiveDate) -> Result<Option<NaiveDate>> {
    let own = clocks::body(uow, decision.deciding_unit_id);
    let (from, bodies) = match decision.decided_by {
        Some(_) => (uow.today(), vec![SUBMITTING.to_owned(), own]),
        None => (decided_on, vec![own]),
    };
    let rules = law::repo::rules_on(&uow.tx, RuleKind::ProcessingTime, from).await?;
    // A row without a first day waits for the document that gives it one.
    let begun = rules.iter().filter(|rule| rule.valid_from.is_some());
    let known: Vec<Clock> = begun.filter_map(|rule| Clock::deserialize(&rule.params).ok()).collect();
    let clock_of = |body: &String| known.iter().find(|clock| clock.code == CODE && clock.body == *body);
    let Some(clock) = bodies.iter().find_map(clock_of) else { return Ok(None) };
    Ok(match clock.day_kind.as_str() {
        "working" => uow.calendar.add(from, clock.days).ok(),
        _ => from.checked_add_days(Days::new(u64::from(clock.days))),
    })
}
