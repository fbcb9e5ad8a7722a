//! The steps that people take on a reminder.
use base::{
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        error::Result,
        reason::Reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document, reminders,
    },
};
use chrono::NaiveDate;
use entity::{
    reminder::{self, ReminderResolution},
    reminder_rung::RungTiming,
};
use planning::movements;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::below;
use crate::reminders::{
    dto::{ReminderView, SignReminder},
    events::ReminderEvent,
    paper::issuer,
    repo,
    rules::ReminderAction,
    sources::Owed,
    view,
};

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (reminder::Model, reminder::ActiveModel),
    event: impl FnOnce(&reminder::Model) -> ReminderEvent,
) -> Result<Recorded<ReminderView>> {
    let after = uow.save(next, before.id, before.version).await?;
    uow.record(event(&after).of(&after), view::reminder(scope, after)).await
}

/// The head of the upper unit signs an official letter, which is sent with that.
pub async fn sign(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &SignReminder,
) -> Result<Recorded<ReminderView>> {
    let (reminder, step, _) = uow.begin(scope, id, if_match, ReminderAction::Sign).await?;
    let document = &input.document;
    let signing = signing_unit(uow, &reminder);
    in_order(uow, &reminder, signing, *document.issued_on).await?;
    let signature = document::take(uow, signing, document, ("reminder", id)).await?;
    let owed = urged(&reminder);
    let known = repo::of(&uow.tx, std::slice::from_ref(&owed)).await?.into_values().flatten().collect::<Vec<_>>();
    uow.record_all(reminders::escalate(uow, below(&known, &owed, reminder.level)).await?).await?;
    let mut next = reminder.clone().into_active_model();
    next.status = Set(step.to);
    next.document_number = Set(Some(document.number.as_str().to_owned()));
    next.document_issued_on = Set(Some(*document.issued_on));
    next.signature = Set(Some(signature));
    next.authors = Set(reminder.authors.signed());
    next.sent_at = Set(Some(uow.now));
    finish(uow, scope, (reminder, next), |m| ReminderEvent::Sent(m.into())).await
}

async fn in_order(uow: &Uow, m: &reminder::Model, signing: Uuid, day: NaiveDate) -> Result<()> {
    let movement = movements::repo::any(&uow.tx, m.movement_id).await?;
    let rungs = repo::in_force(&uow.tx, m.movement_id).await?;
    let afterwards = rungs.iter().any(|rung| rung.level == m.level && rung.timing == RungTiming::After);
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, uow.organisation().unit(signing).map(|unit| unit.valid_from)),
        (Event::MovementLaunched, movement.and_then(|movement| movement.document_issued_on)),
        (Event::SubjectDue, afterwards.then_some(m.due_on)),
    ];
    chronology::check(Paper::Letter, day, &happened)
}

/// Whose number it is: the holder of the function, or who took over.
fn signing_unit(uow: &Uow, m: &reminder::Model) -> Uuid {
    let holder = m.from_function.and_then(|function| uow.organisation().holder(function, uow.today()));
    let heirs = uow.organisation().heirs(holder.unwrap_or(m.from_unit_id), uow.today());
    heirs.first().copied().unwrap_or(m.from_unit_id)
}

fn urged(m: &reminder::Model) -> Owed {
    Owed {
        kind: m.subject_type,
        subject_id: m.subject_id,
        movement_id: m.movement_id,
        unit_id: m.unit_id,
        from: issuer(m),
        due_on: m.due_on,
    }
}

pub async fn acknowledge(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<ReminderView>> {
    let (reminder, step, _) = uow.begin(scope, id, if_match, ReminderAction::Acknowledge).await?;
    let mut next = reminder.clone().into_active_model();
    next.status = Set(step.to);
    next.acknowledged_at = Set(Some(uow.now));
    next.acknowledged_by = Set(Some(scope.user_id));
    finish(uow, scope, (reminder, next), |_| ReminderEvent::Acknowledged).await
}

pub async fn withdraw(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<ReminderView>> {
    let (reminder, step, _) = uow.begin(scope, id, if_match, ReminderAction::Withdraw).await?;
    let resolution = ReminderResolution::Withdrawn;
    let mut next = reminder.clone().into_active_model();
    next.status = Set(step.to);
    next.resolution = Set(Some(resolution));
    next.resolution_reason = Set(Some(input.reason.to_string()));
    next.resolved_at = Set(Some(uow.now));
    finish(uow, scope, (reminder, next), |_| ReminderEvent::Resolved { resolution }).await
}
