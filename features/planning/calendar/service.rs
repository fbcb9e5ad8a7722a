//! Entering years of the working calendar: the head of the ministry or of the standing body, by a document.
use base::{
    http::etag::IfMatch,
    kernel::{
        calendar::EnteredDay,
        chronology::{self, Event, Paper},
        error::{Code, Error, Fault, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        definitions::{self, Kept},
        document::{self, DocumentInput},
    },
};
use chrono::NaiveDate;
use entity::{calendar_year, definition_version::Defined, snapshot_version::Topic};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    dto::{CalendarYearView, EnterCalendarYear, ReplaceCalendarYear, YearDay},
    events::CalendarEvent,
    repo, rules, view,
};
use crate::regimes;

pub async fn enter(uow: &Uow, scope: &Scope, input: &EnterCalendarYear) -> Result<Recorded<CalendarYearView>> {
    let unit_id = regimes::configures(scope)?;
    let begins = NaiveDate::from_ymd_opt(input.year, 1, 1).ok_or_else(|| Error::field("/year", Fault::OutOfRange))?;
    let beyond = uow.calendar.last().succ_opt().is_some_and(|next| next < begins);
    if beyond || uow.calendar.kind(begins).is_err() && uow.calendar.last() >= begins {
        return Err(Error::field("/year", Fault::OutOfRange));
    }
    if !repo::years(&uow.tx, Some(input.year)).await?.is_empty() {
        return Err(Error::with(Code::CodeInUse, input.year.to_string()));
    }
    in_order(uow, unit_id, &input.document, None)?;
    let days = entered(input.year, &input.days)?;
    let id = Uuid::now_v7();
    document::take(uow, unit_id, &input.document, ("calendar_year", id)).await?;
    let model = calendar_year::Model {
        id,
        year: input.year,
        days: stored(&days)?,
        document_title: input.title.to_string(),
        document_number: input.document.number.as_str().to_owned(),
        document_issued_on: *input.document.issued_on,
        issuer: scope.organisation.name(unit_id, uow.today()).to_owned(),
        version: 1,
        created_at: uow.now,
        updated_at: uow.now,
    };
    uow.touch(Topic::Organisation)?;
    calendar_year::Entity::insert(model.clone().into_active_model()).exec_without_returning(&uow.tx).await?;
    let event = CalendarEvent::Entered {
        year: model.year,
        document_number: model.document_number.clone(),
        days: input.days.len(),
    };
    finish(uow, scope, (&model, model.clone()), (event, unit_id)).await
}

/// What was fixed by the days before stays as it is: it was told to those who owe it.
pub async fn replace(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &ReplaceCalendarYear,
) -> Result<Recorded<CalendarYearView>> {
    let before = repo::get(&uow.tx, id).await?;
    let unit_id = regimes::configures(scope)?;
    if_match.check(before.version)?;
    in_order(uow, unit_id, &input.document, Some(before.document_issued_on))?;
    let days = entered(before.year, &input.days)?;
    document::take(uow, unit_id, &input.document, ("calendar_year", id)).await?;
    let mut next = before.clone().into_active_model();
    next.document_title = Set(input.title.to_string());
    next.document_number = Set(input.document.number.as_str().to_owned());
    next.document_issued_on = Set(*input.document.issued_on);
    next.issuer = Set(scope.organisation.name(unit_id, uow.today()).to_owned());
    save(uow, scope, (before, next), days, unit_id).await
}

/// The days otherwise, as the same document has them.
pub async fn set_days(
    uow: &Uow,
    scope: &Scope,
    before: calendar_year::Model,
    days: &[YearDay],
) -> Result<Recorded<CalendarYearView>> {
    let unit_id = regimes::configures(scope)?;
    let days = entered(before.year, days)?;
    let next = before.clone().into_active_model();
    save(uow, scope, (before, next), days, unit_id).await
}

async fn save(
    uow: &Uow,
    scope: &Scope,
    (before, mut next): (calendar_year::Model, calendar_year::ActiveModel),
    days: Vec<EnteredDay>,
    unit_id: Uuid,
) -> Result<Recorded<CalendarYearView>> {
    uow.touch(Topic::Organisation)?;
    next.days = Set(stored(&days)?);
    next.updated_at = Set(uow.now);
    let after = uow.save(next, before.id, before.version).await?;
    let event = CalendarEvent::Replaced { document_number: after.document_number.clone(), days: days.len() };
    finish(uow, scope, (&before, after), (event, unit_id)).await
}

fn in_order(uow: &Uow, unit_id: Uuid, document: &DocumentInput, replaced: Option<NaiveDate>) -> Result<()> {
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, uow.organisation().unit(unit_id).map(|unit| unit.valid_from)),
        (Event::VersionIssued, replaced),
    ];
    chronology::check(Paper::CalendarYear, *document.issued_on, &happened)
}

/// The days as they are kept, in the order of time.
fn entered(year: i32, days: &[YearDay]) -> Result<Vec<EnteredDay>> {
    let faults = rules::faults(year, days);
    if !faults.is_empty() {
        return Err(Error::fields(Code::ValidationFailed, faults));
    }
    let day = |one: &YearDay| EnteredDay {
        day: *one.day,
        kind: one.kind,
        name: one.name.to_string(),
        name_en: one.name_en.to_string(),
        instead_of: one.instead_of.map(Into::into),
    };
    let mut days: Vec<EnteredDay> = days.iter().map(day).collect();
    days.sort_by_key(|one| one.day);
    Ok(days)
}

fn stored(days: &[EnteredDay]) -> Result<serde_json::Value> {
    serde_json::to_value(days).map_err(Error::internal)
}

/// Keeps what the year says now, and records what happened.
async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, after): (&calendar_year::Model, calendar_year::Model),
    (event, unit_id): (CalendarEvent, Uuid),
) -> Result<Recorded<CalendarYearView>> {
    let change = event.of(before, &after, unit_id);
    let view = view::year(after)?;
    let mut content = serde_json::to_value(&view).map_err(Error::internal)?;
    if let Some(members) = content.as_object_mut() {
        members.retain(|name, _| name != "id" && name != "version");
    }
    let by = Some(scope.user_id);
    let kept = Kept { of: Defined::CalendarYear, id: view.id, version: view.version, content: &content, by };
    definitions::keep(uow, &[kept]).await?;
    uow.record(change, view).await
}
