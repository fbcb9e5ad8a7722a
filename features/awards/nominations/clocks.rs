//! The clocks of whoever has a dossier: working days from its receipt, by rules that are rows of the law or of the
//! configuration. They stand still while it is held. A body for which no rule was read has none: the law gives the levels below
//! the ministry no limits, so their rows have no first day until a document of the standing body gives them one.
use base::{
    kernel::{calendar::Calendar, error::Result},
    store::db::Uow,
};
use chrono::NaiveDate;
use entity::{
    function_assignment::Function,
    legal_rule,
    nomination::{self, NominationStatus},
    unit::UnitKind,
};
use planning::law::{self, kind::RuleKind};
use sea_orm::ActiveEnum;
use uuid::Uuid;

const RETURN: &str = "RETURN_5WD";
const APPRAISE: &str = "APPRAISE_20WD";
const STANDING_BODY: &str = "ministry_standing_body";

/// Last days.
pub struct Due {
    pub return_: Option<NaiveDate>,
    pub appraise: Option<NaiveDate>,
}

/// The name by which rules call a body: the standing body's for the ministry, of other units that of their kind.
pub fn body(uow: &Uow, unit: Uuid) -> String {
    let kind = uow.organisation().unit(unit).map(|unit| unit.kind).filter(|kind| *kind != UnitKind::Ministry);
    kind.map_or_else(|| STANDING_BODY.to_owned(), |kind| kind.to_value())
}

/// Of whoever receives the dossier today.
pub async fn from_receipt(uow: &Uow, m: &nomination::Model) -> Result<Due> {
    let body = match (m.holder_function, m.holder_unit_id) {
        (Some(Function::EmulationStandingBody), _) => STANDING_BODY.to_owned(),
        (None, Some(unit)) => body(uow, unit),
        (None, None) => return Ok(Due { return_: None, appraise: None }),
    };
    let rules = law::repo::rules_of(&uow.tx, &[RuleKind::ProcessingTime]).await?;
    let due = |code| last_day(&uow.calendar, &rules, (&body, code), uow.today());
    Ok(Due { return_: due(RETURN), appraise: due(APPRAISE) })
}

/// The day of the receipt does not count. In a year without a calendar nobody knows the last day.
fn last_day(
    calendar: &Calendar,
    rules: &[legal_rule::Model],
    (body, code): (&str, &str),
    from: NaiveDate,
) -> Option<NaiveDate> {
    let says = |rule: &legal_rule::Model, name: &str, value: &str| {
        rule.params.get(name).and_then(serde_json::Value::as_str) == Some(value)
    };
    let holds = |rule: &&legal_rule::Model| {
        says(rule, "code", code)
            && says(rule, "body", body)
            && says(rule, "day_kind", "working")
            && rule.valid_from.is_some_and(|first| first <= from)
            && rule.valid_to.is_none_or(|last| from <= last)
    };
    let days = rules.iter().find(holds)?.params.get("days")?.as_u64()?;
    calendar.add(from, u32::try_from(days).ok()?).ok()
}

pub fn is_over(due_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    due_on.is_some_and(|last| last < today)
}

/// What was late stays so; a dossier that still has to be appraised is late from the day after the last.
pub fn is_breached(m: &nomination::Model, today: NaiveDate) -> bool {
    m.sla_breached || (m.status == NominationStatus::Received && is_over(m.appraise_due_on, today))
}

/// The working days after the day on which it was held, up to that of its release.
pub fn held_for(calendar: &Calendar, held_on: Option<NaiveDate>, released_on: NaiveDate) -> u32 {
    let first = held_on.and_then(|day| day.succ_opt()).filter(|first| *first <= released_on);
    first.and_then(|first| calendar.count(first, released_on).ok()).unwrap_or_default()
}

/// A last day that moves by as many working days as a dossier was held.
pub fn later(calendar: &Calendar, due_on: Option<NaiveDate>, working_days: u32) -> Option<NaiveDate> {
    due_on.map(|due| calendar.add(due, working_days).unwrap_or(due))
}
