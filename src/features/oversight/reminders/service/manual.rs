//! What the upper unit sends by hand: a reminder at once, an official letter once its head has signed it.
use entity::{
    Authors,
    reminder::{self, ReminderMeans, ReminderStatus},
    reminder_rung::RungMeans,
};
use sea_orm::ActiveValue::Set;

use super::{below, row};
use crate::{
    features::oversight::reminders::{
        dto::{CreateReminder, ReminderView},
        events::ReminderEvent,
        repo,
        sources::{self, Owed},
        view,
    },
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

/// Only by the unit to which the paper goes: whoever reads the whole sector does not urge past those between.
pub async fn create(uow: &Uow, scope: &Scope, input: &CreateReminder) -> Result<Recorded<ReminderView>> {
    let owed = sources::one(uow, scope, input).await?;
    if !scope.holds_for(Permission::RemindersWrite, owed.from) {
        return Err(scope.forbidden());
    }
    let rungs = repo::in_force(&uow.tx, owed.movement_id).await?;
    let rung = rungs.iter().find(|rung| rung.level == input.level);
    let means = match rung.ok_or_else(|| Error::field("/level", Fault::OutOfRange))?.means {
        RungMeans::Automatic => ReminderMeans::Manual,
        RungMeans::Letter => ReminderMeans::Letter,
    };
    let known = repo::of(&uow.tx, std::slice::from_ref(&owed)).await?.into_values().flatten().collect::<Vec<_>>();
    check_free(&known, &owed, input.level)?;
    let text = input.text.as_deref().map(str::to_owned);
    let authors = Authors::of(scope.user_id);
    let row = reminder::ActiveModel { text: Set(text), authors: Set(authors), ..row(uow, &owed, input.level, means) };
    let made = reminders::insert(uow, vec![row]).await?.pop();
    let made = made.ok_or_else(|| Error::internal(anyhow::anyhow!("a reminder that was not kept")))?;
    if made.status == ReminderStatus::Created {
        return uow.record(ReminderEvent::Drafted((&made).into()).of(&made), view::reminder(scope, made)).await;
    }
    uow.record_all(reminders::escalate(uow, below(&known, &owed, made.level)).await?).await?;
    uow.record(ReminderEvent::Sent((&made).into()).of(&made), view::reminder(scope, made)).await
}

fn check_free(known: &[reminder::Model], owed: &Owed, level: i16) -> Result<()> {
    let open =
        |m: &reminder::Model| m.subject_type == owed.kind && m.level == level && m.status != ReminderStatus::Resolved;
    if known.iter().any(open) { Err(Error::with(Code::ReminderOpen, level.to_string())) } else { Ok(()) }
}
