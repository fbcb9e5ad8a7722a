//! What the upper unit sends by hand: a reminder at once, an official letter once its head has signed it.
use base::{
    kernel::{
        error::{Code, Error, Fault, Result},
        policy::Permission,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        reminders,
    },
};
use entity::{
    Authors,
    reminder::{self, ReminderMeans, ReminderStatus},
    reminder_rung::RungMeans,
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use super::{below, row, urges};
use crate::reminders::{
    dto::{CreateReminder, ReminderView},
    events::ReminderEvent,
    paper::is_unwritten,
    repo,
    rules::ladder::Rung,
    sources::{self, Owed},
    view,
};

/// Only by the unit to which the paper goes: whoever reads the whole sector does not urge past those between.
pub async fn create(uow: &Uow, scope: &Scope, input: &CreateReminder) -> Result<Recorded<ReminderView>> {
    let owed = sources::one(uow, scope, input).await?;
    if !scope.holds_for(Permission::RemindersWrite, owed.from) {
        return Err(scope.forbidden());
    }
    let rungs = repo::in_force(&uow.tx, owed.movement_id).await?;
    let rung = rungs.iter().find(|rung| rung.level == input.level);
    let rung = rung.ok_or_else(|| Error::field("/level", Fault::OutOfRange))?;
    check_day(uow, &owed, rung)?;
    let known = repo::of(&uow.tx, std::slice::from_ref(&owed)).await?.into_values().flatten().collect::<Vec<_>>();
    let unwritten = unwritten(&known, &owed, rung);
    check_free(&known, &owed, rung.level, unwritten)?;
    let text = input.text.as_deref().map(str::to_owned);
    if let Some(letter) = unwritten {
        return write(uow, scope, letter, &owed, text).await;
    }
    let (means, authors) = (means(rung), Authors::of(scope.user_id));
    let row = reminder::ActiveModel { text: Set(text), authors: Set(authors), ..row(uow, &owed, rung.level, means) };
    let made = reminders::insert(uow, vec![row]).await?.pop();
    let made = made.ok_or_else(|| Error::internal(anyhow::anyhow!("a reminder that was not kept")))?;
    if made.status == ReminderStatus::Created {
        return uow.record(ReminderEvent::Drafted((&made).into()).of(&made), view::reminder(scope, made)).await;
    }
    uow.record_all(reminders::escalate(uow, below(&known, &owed, made.level)).await?).await?;
    uow.record(ReminderEvent::Sent((&made).into()).of(&made), view::reminder(scope, made)).await
}

const fn means(rung: &Rung) -> ReminderMeans {
    match rung.means {
        RungMeans::Automatic => ReminderMeans::Manual,
        RungMeans::Letter => ReminderMeans::Letter,
    }
}

/// Nobody climbs a rung before the day that the ladder gives it, by the last day in force.
fn check_day(uow: &Uow, owed: &Owed, rung: &Rung) -> Result<()> {
    let from = rung.day(owed.due_on, &uow.calendar)?;
    if from <= uow.today() {
        return Ok(());
    }
    Err(Error::with(Code::WindowClosed, format!("level {} ({from} –)", rung.level)))
}

/// The letter of this rung that the service drew up, and nobody has written.
fn unwritten<'a>(known: &'a [reminder::Model], owed: &Owed, rung: &Rung) -> Option<&'a reminder::Model> {
    let this = |m: &&reminder::Model| m.subject_type == owed.kind && m.level == rung.level && is_unwritten(m);
    known.iter().find(this).filter(|_| rung.means == RungMeans::Letter)
}

/// Nothing is open of this level but what is to be written, and nothing was sent that goes beyond it.
fn check_free(known: &[reminder::Model], owed: &Owed, level: i16, unwritten: Option<&reminder::Model>) -> Result<()> {
    let same = |m: &reminder::Model| {
        m.level == level && m.status != ReminderStatus::Resolved && unwritten.is_none_or(|letter| letter.id != m.id)
    };
    let in_the_way = |m: &&reminder::Model| m.subject_type == owed.kind && (same(m) || (m.level > level && urges(m)));
    match known.iter().find(in_the_way) {
        Some(m) => Err(Error::with(Code::ReminderOpen, m.level.to_string())),
        None => Ok(()),
    }
}

/// What the service drew up becomes the letter of whoever writes it.
async fn write(
    uow: &Uow,
    scope: &Scope,
    letter: &reminder::Model,
    owed: &Owed,
    text: Option<String>,
) -> Result<Recorded<ReminderView>> {
    let mut next = letter.clone().into_active_model();
    next.text = Set(text);
    next.due_on = Set(owed.due_on);
    next.authors = Set(letter.authors.with(scope.user_id));
    let written = uow.save(next, letter.id, letter.version).await?;
    uow.record(ReminderEvent::Drafted((&written).into()).of(&written), view::reminder(scope, written)).await
}
