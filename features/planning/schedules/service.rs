//! What is done with schedules: drafted by who prepares a movement, activated and withdrawn by who decides it.
use base::{
    http::etag::IfMatch,
    kernel::{
        calendar::Closing,
        digest,
        error::{Error, Fault, Result},
        policy::Permission,
        reason::Reason,
        scope::Scope,
        text::Text,
    },
    store::{
        db::{Recorded, Uow},
        figures,
    },
};
use entity::{
    Authors, movement,
    reporting_schedule::{self, ScheduleStatus},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    dto::{Content, CreateReportingSchedule, ReportingScheduleView, UpdateReportingSchedule},
    events::ReportingScheduleEvent,
    outline::outline,
    repo::{self, Found},
    rules::{ScheduleAction, takes_periods},
    view,
};
use crate::movements::{
    self, ask_for_obligations, preparer,
    rules::{is_open, not_open},
    service::{make_period, remove_periods},
};

const GENERAL: &str = "general";

pub async fn create(
    uow: &Uow,
    scope: &Scope,
    input: &CreateReportingSchedule,
) -> Result<Recorded<ReportingScheduleView>> {
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    let movement = movement.map_err(|e| e.named_at("/movement_id"))?;
    if !scope.holds_for(Permission::MovementsWrite, preparer(scope, movement.launched_by_unit_id)) {
        return Err(scope.forbidden());
    }
    if !takes_periods(movement.status) {
        return Err(not_open(&movement));
    }
    if let Some(before) = input.replaces_id {
        let found = repo::active(&uow.tx, movement.id, before).await?;
        found.ok_or_else(|| Error::field("/replaces_id", Fault::NotFound))?;
    }
    let schedule = drafted(uow, scope, input)?;
    outline(&uow.tx, &uow.calendar, uow.today(), &Found { schedule: schedule.clone(), movement: movement.clone() })
        .await?;
    let schedule =
        reporting_schedule::Entity::insert(schedule.into_active_model()).exec_with_returning(&uow.tx).await?;
    let event = ReportingScheduleEvent::Created {
        movement_id: movement.id,
        period_kind: schedule.period_kind,
        replaces_id: schedule.replaces_id,
    };
    let change = event.of(&schedule, &schedule, movement.launched_by_unit_id);
    uow.record(change, view::whole(&uow.tx, scope, Found { schedule, movement }).await?).await
}

fn drafted(uow: &Uow, scope: &Scope, input: &CreateReportingSchedule) -> Result<reporting_schedule::Model> {
    Ok(reporting_schedule::Model {
        id: Uuid::now_v7(),
        movement_id: input.movement_id,
        name: input.name.to_string(),
        regime: input.regime.as_deref().unwrap_or(GENERAL).to_owned(),
        period_kind: input.period_kind,
        content: stored(&input.content())?,
        template: input.template,
        receiver: input.receiver,
        closes_minute: input.closes.as_ref().map(closes).transpose()?,
        document_number: input.document_number.as_str().to_owned(),
        replaces_id: input.replaces_id,
        status: ScheduleStatus::Draft,
        authors: Authors::of(scope.user_id),
        activated_at: None,
        end_reason: None,
        version: 1,
        created_at: uow.now,
        updated_at: uow.now,
    })
}

fn closes(text: &Text<5>) -> Result<i16> {
    let closing = text.parse::<Closing>().map_err(|_| Error::field("/closes", Fault::InvalidValue))?;
    Ok(closing.minute())
}

fn stored(content: &Content) -> Result<String> {
    serde_json::to_string(content).map_err(Error::internal)
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateReportingSchedule,
) -> Result<Recorded<ReportingScheduleView>> {
    let (found, ..) = uow.begin(scope, id, if_match, ScheduleAction::Update).await?;
    let mut changed = found.clone();
    changed.schedule.content = stored(&input.over(view::content(&found.schedule)?))?;
    outline(&uow.tx, &uow.calendar, uow.today(), &changed).await?;
    let mut next = found.schedule.clone().into_active_model();
    next.content = Set(changed.schedule.content);
    if let Some(name) = &input.name {
        next.name = Set(name.to_string());
    }
    if let Some(number) = &input.document_number {
        next.document_number = Set(number.as_str().to_owned());
    }
    next.authors = Set(found.schedule.authors.with(scope.user_id));
    finish(uow, scope, found, next, ReportingScheduleEvent::Updated).await
}

/// Makes the periods. The schedule whose place it takes ends with it; what that has begun stays.
pub async fn activate(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
) -> Result<Recorded<ReportingScheduleView>> {
    let (found, step, _) = uow.begin(scope, id, if_match, ScheduleAction::Activate).await?;
    let Found { schedule, movement } = &found;
    uow.take_turns(&[digest::sha256_hex(movement.id.as_bytes())]).await?;
    let before = match schedule.replaces_id {
        Some(before) => {
            let active = repo::active(&uow.tx, movement.id, before).await?;
            Some(active.ok_or_else(|| Error::field("/replaces_id", Fault::NotAllowed))?)
        }
        None => None,
    };
    let outline = outline(&uow.tx, &uow.calendar, uow.today(), &found).await?;
    remove_periods(uow, &outline.removed).await?;
    for one in &outline.periods {
        make_period(uow, movement.id, &one.input, Some(id)).await?;
    }
    if let Some(before) = &before {
        supersede(uow, movement, before, id).await?;
    }
    let mut next = schedule.clone().into_active_model();
    next.status = Set(step.to);
    next.activated_at = Set(Some(uow.now));
    next.authors = Set(schedule.authors.signed());
    let event = ReportingScheduleEvent::Activated {
        document_number: schedule.document_number.clone(),
        periods: outline.periods.len(),
        removed: outline.removed.len(),
    };
    periods_changed(uow, movement).await?;
    finish(uow, scope, found, next, event).await
}

/// Figures are told by periods, and who owes what follows from them.
async fn periods_changed(uow: &Uow, movement: &movement::Model) -> Result<()> {
    figures::changed(uow, figures::Change::Movement { id: movement.id });
    if is_open(movement.status) { ask_for_obligations(uow, movement.id).await } else { Ok(()) }
}

async fn supersede(uow: &Uow, movement: &movement::Model, before: &reporting_schedule::Model, by: Uuid) -> Result<()> {
    let mut next = before.clone().into_active_model();
    next.status = Set(ScheduleStatus::Superseded);
    let after = uow.save(next, before.id, before.version).await?;
    let event = ReportingScheduleEvent::Superseded { superseded_by: by };
    uow.record(event.of(before, &after, movement.launched_by_unit_id), ()).await.map(Recorded::into_inner)
}

/// Periods that have not begun go with it, but for those that plans name.
pub async fn withdraw(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<ReportingScheduleView>> {
    let (found, step, _) = uow.begin(scope, id, if_match, ScheduleAction::Withdraw).await?;
    let (_, removed) = repo::standing(&uow.tx, id, uow.today()).await?;
    remove_periods(uow, &removed).await?;
    if !removed.is_empty() {
        periods_changed(uow, &found.movement).await?;
    }
    let mut next = found.schedule.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(input.reason.to_string()));
    finish(uow, scope, found, next, ReportingScheduleEvent::Withdrawn { removed: removed.len() }).await
}

async fn finish(
    uow: &Uow,
    scope: &Scope,
    Found { schedule: before, movement }: Found,
    next: reporting_schedule::ActiveModel,
    event: ReportingScheduleEvent,
) -> Result<Recorded<ReportingScheduleView>> {
    let schedule = uow.save(next, before.id, before.version).await?;
    let change = event.of(&before, &schedule, movement.launched_by_unit_id);
    uow.record(change, view::whole(&uow.tx, scope, Found { schedule, movement }).await?).await
}
