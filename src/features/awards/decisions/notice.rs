//! By when the units are told of a decision: the clock of the body that sends it out, as a row of the law or of the
//! configuration.
use chrono::{Days, NaiveDate};
use sea_orm::ConnectionTrait;
use serde::Deserialize;

use crate::{
    features::planning::law::{self, kind::RuleKind},
    kernel::{calendar::Calendar, error::Result},
};

/// The clock of notices, and whose it is.
const CODE: &str = "NOTIFY_10WD";
const MINISTRY: &str = "ministry_standing_body";

#[derive(Deserialize)]
struct Clock {
    code: String,
    body: String,
    days: u32,
    day_kind: String,
}

/// None where no rule says it, or the working days of a year are not known.
pub async fn due_on(
    db: &impl ConnectionTrait,
    calendar: &Calendar,
    decided_on: NaiveDate,
) -> Result<Option<NaiveDate>> {
    let rules = law::repo::rules_on(db, RuleKind::ProcessingTime, decided_on).await?;
    let mut clocks = rules.iter().filter_map(|rule| Clock::deserialize(&rule.params).ok());
    let Some(clock) = clocks.find(|clock| clock.code == CODE && clock.body == MINISTRY) else {
        return Ok(None);
    };
    Ok(match clock.day_kind.as_str() {
        "working" => calendar.add(decided_on, clock.days).ok(),
        _ => decided_on.checked_add_days(Days::new(u64::from(clock.days))),
    })
}
