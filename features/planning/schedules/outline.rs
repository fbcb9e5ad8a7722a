//! What a schedule would make, and what stands against it: looked at in a preview, and made by its activation.
use std::collections::{BTreeMap, HashSet};

use base::{
    kernel::{
        calendar::Calendar,
        error::{Code, Error, Fault, FieldError, Result},
        periods::{Due, DueRule, Rules, Window},
        text::Text,
    },
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{
    period::{self, PeriodKind},
    period_due::Tier,
    reporting_schedule,
};
use uuid::Uuid;

use super::{
    dto::{Content, PeriodNumber, ScheduleDue},
    repo::{self, Found},
    view,
};
use crate::{
    law,
    movements::{
        self, Lines,
        dto::{PeriodDue, PeriodInput},
        periods,
    },
};

/// A run has at most so many periods.
const MOST: usize = 60;

pub struct Outline {
    pub periods: Vec<Planned>,
    pub kept: Vec<period::Model>,
    pub removed: Vec<period::Model>,
}

/// A period that would be made, and the rule that says which days it has.
pub struct Planned {
    pub input: PeriodInput,
    pub cited: Option<Uuid>,
    pub due: Vec<PlannedDue>,
}

pub struct PlannedDue {
    pub tier: Tier,
    pub due: Due,
    pub cited: Option<Uuid>,
    pub by_calendar: bool,
    pub earliest: Option<Earliest>,
}

/// The first day on which the law lets a report be due, and the rule that says so.
#[derive(Clone, Copy)]
pub struct Earliest {
    pub on: NaiveDate,
    pub cited: Uuid,
}

impl PlannedDue {
    pub fn is_too_soon(&self) -> bool {
        self.earliest.is_some_and(|earliest| self.due.on < earliest.on)
    }
}

/// A period before it is known when it is due.
struct Bare {
    code: String,
    window: Window,
    cited: Option<Uuid>,
}

pub async fn outline(db: &Conn, calendar: &Calendar, today: NaiveDate, found: &Found) -> Result<Outline> {
    let Found { schedule, movement } = found;
    let content = view::content(schedule)?;
    check_units(&Lines::of(db, movement.id).await?, &content)?;
    let rules = law::repo::reporting_rules(db).await?;
    let mut run = run(&rules, schedule, &content)?;
    let (mut kept, mut removed) = (vec![], vec![]);
    if let Some(before) = schedule.replaces_id {
        (kept, removed) = repo::standing(db, before, today).await?;
        let last = kept.iter().map(|m| m.data_to).fold(today, Ord::max);
        run.retain(|bare| bare.window.from > last);
    }
    if run.is_empty() {
        return Err(Error::field("/last", Fault::OutOfRange));
    }
    let gone: HashSet<Uuid> = removed.iter().map(|m| m.id).collect();
    let mut known = movements::repo::periods_of(db, movement.id).await?;
    known.retain(|m| !gone.contains(&m.id));
    let (mut planned, mut faults) = (vec![], vec![]);
    for (no, bare) in run.into_iter().enumerate() {
        let at = match schedule.period_kind {
            PeriodKind::Custom => format!("/custom_periods/{no}"),
            _ => format!("/periods/{no}"),
        };
        let one = plan(&rules, calendar, schedule, &content.due, bare)?;
        if known.iter().any(|m| periods::is_same_code(&m.code, &one.input.code)) {
            return Err(Error::with(Code::CodeInUse, one.input.code.to_string()));
        }
        faults.extend(periods::faults(movement, &known, &one.input, &at));
        known.push(as_made(schedule, &one.input));
        planned.push(one);
    }
    // What is due before its figures end was told as that.
    if faults.is_empty() {
        faults.extend(too_soon(db, &planned).await?);
    }
    if !faults.is_empty() {
        return Err(Error::fields(Code::ValidationFailed, faults));
    }
    Ok(Outline { periods: planned, kept, removed })
}

/// What lies closer to the last day of its figures than a rule asks that was read. One that was not read is told only.
async fn too_soon(db: &Conn, planned: &[Planned]) -> Result<Vec<FieldError>> {
    let mut found: BTreeMap<usize, Uuid> = BTreeMap::new();
    for one in planned {
        let soon = one.due.iter().enumerate().filter(|(_, due)| due.is_too_soon());
        found.extend(soon.filter_map(|(no, due)| Some((no, due.earliest?.cited))));
    }
    let citations = law::citations(db, found.values().copied()).await?;
    found.retain(|_, cited| citations.of(*cited).is_ok_and(|citation| citation.verified));
    let fault = |no: &usize| FieldError { pointer: format!("/due/{no}"), fault: Fault::TooSoon };
    Ok(found.keys().map(fault).collect())
}

/// As others of its run see it before it is made.
fn as_made(schedule: &reporting_schedule::Model, input: &PeriodInput) -> period::Model {
    period::Model {
        id: Uuid::nil(),
        movement_id: schedule.movement_id,
        code: input.code.to_string(),
        kind: input.kind,
        data_from: *input.data_from,
        data_to: *input.data_to,
        template: schedule.template,
        schedule_id: Some(schedule.id),
    }
}

/// Only kinds that the movement obliges, each tier once, each with one way to say when.
fn check_units(lines: &Lines, content: &Content) -> Result<()> {
    let mut faults = vec![];
    let mut refuse = |pointer: String, fault: Fault| faults.push(FieldError { pointer, fault });
    for (no, kind) in content.unit_kinds.iter().flatten().enumerate() {
        if !lines.oblige_kind(*kind) {
            refuse(format!("/unit_kinds/{no}"), Fault::NotAllowed);
        }
    }
    let mut tiers = vec![];
    for (no, due) in content.due.iter().enumerate() {
        let ways =
            [due.day_of_last_month.is_some(), due.date.is_some(), due.working_days_after.is_some(), due.rule.is_some()];
        match ways.into_iter().filter(|given| *given).count() {
            1 => {}
            0 => refuse(format!("/due/{no}"), Fault::Required),
            _ => refuse(format!("/due/{no}"), Fault::NotAllowed),
        }
        if tiers.contains(&due.tier) {
            refuse(format!("/due/{no}/tier"), Fault::Duplicate);
        }
        tiers.push(due.tier);
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// The periods in the order of time.
fn run(rules: &Rules<Uuid>, schedule: &reporting_schedule::Model, content: &Content) -> Result<Vec<Bare>> {
    if schedule.period_kind == PeriodKind::Custom {
        return custom(content);
    }
    if !content.custom_periods.is_empty() {
        return Err(Error::field("/custom_periods", Fault::NotAllowed));
    }
    let (regime, kind) = (schedule.regime.as_str(), schedule.period_kind);
    let most = rules.last_number(regime, kind).ok_or_else(|| Error::field("/period_kind", Fault::NotFound))?;
    let first = content.first.ok_or_else(|| Error::field("/first", Fault::Required))?;
    let last = content.last.ok_or_else(|| Error::field("/last", Fault::Required))?;
    let place = |at: PeriodNumber| (at.year, at.number);
    if place(last) < place(first) {
        return Err(Error::field("/last", Fault::WrongOrder));
    }
    for (member, given) in [("/first/number", first), ("/last/number", last)] {
        // The shorter periods of the year of enforcement lie within each other: no run is made of them.
        if given.number > most || kind == PeriodKind::ThadsYear && given.number < most {
            return Err(Error::field(member, Fault::OutOfRange));
        }
    }
    let mut found = vec![];
    for year in first.year..=last.year {
        for number in 1..=most {
            let (at, shorter) = ((year, number), kind == PeriodKind::ThadsYear && number < most);
            if at < place(first) || at > place(last) || shorter {
                continue;
            }
            let by_rule = rules.period(regime, kind, year, number);
            let (window, cited) = by_rule.ok_or_else(|| Error::field("/first", Fault::NotFound))?;
            if found.len() == MOST {
                return Err(Error::field("/last", Fault::TooLong));
            }
            found.push(Bare { code: code(kind, year, number), window, cited: Some(*cited) });
        }
    }
    Ok(found)
}

fn custom(content: &Content) -> Result<Vec<Bare>> {
    for (member, given) in [("/first", content.first), ("/last", content.last)] {
        if given.is_some() {
            return Err(Error::field(member, Fault::NotAllowed));
        }
    }
    if content.custom_periods.is_empty() {
        return Err(Error::field("/custom_periods", Fault::Required));
    }
    let mut found = vec![];
    for (no, given) in content.custom_periods.iter().enumerate() {
        let window = Window { from: *given.data_from, to: *given.data_to };
        if window.to < window.from {
            return Err(Error::field(format!("/custom_periods/{no}/data_to"), Fault::WrongOrder));
        }
        found.push(Bare { code: given.code.to_string(), window, cited: None });
    }
    Ok(found)
}

/// What a period is called: `2024`, `2024-Q1`, `2024-T03`.
fn code(kind: PeriodKind, year: i32, number: u32) -> String {
    match kind {
        PeriodKind::Month => format!("{year}-T{number:02}"),
        PeriodKind::Quarter => format!("{year}-Q{number}"),
        PeriodKind::Half => format!("{year}-H{number}"),
        PeriodKind::NineMonth => format!("{year}-9T"),
        PeriodKind::ThadsYear => format!("{year}-THADS"),
        PeriodKind::Year | PeriodKind::Custom => year.to_string(),
    }
}

fn plan(
    rules: &Rules<Uuid>,
    calendar: &Calendar,
    schedule: &reporting_schedule::Model,
    given: &[ScheduleDue],
    Bare { code, window, cited }: Bare,
) -> Result<Planned> {
    let mut due = vec![];
    for (no, one) in given.iter().enumerate() {
        let (rule, cited) = due_rule(rules, one, no, window.to)?;
        let by_calendar = one.roll.is_some() || matches!(rule, DueRule::WorkingDaysAfter(_));
        let earliest = earliest(rules, calendar, window.to);
        due.push(PlannedDue {
            tier: one.tier,
            due: rule.of(window.to, one.roll, calendar)?,
            cited,
            by_calendar,
            earliest,
        });
    }
    let code = Text::parse(&code).map_err(|_| Error::internal(anyhow::anyhow!("the code of a period")))?;
    let days = due.iter().map(|one| PeriodDue { tier: one.tier, due_on: one.due.on.into() }).collect();
    let (data_from, data_to) = (window.from.into(), window.to.into());
    let input =
        PeriodInput { code, kind: schedule.period_kind, data_from, data_to, template: schedule.template, due: days };
    Ok(Planned { input, cited, due })
}

/// None where no rule speaks of the day, or nobody knows which days after it are worked.
fn earliest(rules: &Rules<Uuid>, calendar: &Calendar, to: NaiveDate) -> Option<Earliest> {
    let (number, cited) = rules.min_gap(to)?;
    Some(Earliest { on: calendar.add(to, number).ok()?, cited: *cited })
}

fn due_rule(rules: &Rules<Uuid>, given: &ScheduleDue, no: usize, on: NaiveDate) -> Result<(DueRule, Option<Uuid>)> {
    let wrong = |member: &str, fault: Fault| Error::field(format!("/due/{no}/{member}"), fault);
    match (given.day_of_last_month, &given.date, given.working_days_after, &given.rule) {
        (Some(day), ..) => Ok((DueRule::DayOfLastMonth(day), None)),
        (_, Some(date), ..) => {
            let date = DueRule::date(date).ok_or_else(|| wrong("date", Fault::InvalidValue))?;
            Ok((date, None))
        }
        (_, _, Some(number), _) => Ok((DueRule::WorkingDaysAfter(number), None)),
        (_, _, _, Some(name)) => {
            let (rule, cited) = rules.due(name, on).ok_or_else(|| wrong("rule", Fault::NotFound))?;
            Ok((rule, Some(*cited)))
        }
        (None, None, None, None) => Err(Error::field(format!("/due/{no}"), Fault::Required)),
    }
}
