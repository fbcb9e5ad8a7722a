//! What units are reminded of, a kind a file. Each answers three questions by one query each: what is owed on certain
//! days, whether one thing is owed, and how what was urged for has ended. A new kind is a value of `ReminderSubject`, a
//! file here, and its arms in this one.
mod plans;
mod recommendations;
mod reports;
mod supplements;

use base::{
    kernel::{
        error::{Code, Error, Fault, Result},
        organisation::Organisation,
        scope::{Addressee, Scope},
    },
    store::db::{Conn, Uow},
};
use chrono::NaiveDate;
use entity::reminder::{self, ReminderResolution, ReminderSubject};
use uuid::Uuid;

use super::dto::CreateReminder;

/// Something that a unit has to send and has not.
#[derive(Clone, Debug)]
pub struct Owed {
    pub kind: ReminderSubject,
    pub subject_id: Uuid,
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    /// To whom it goes, and who urges.
    pub from: Addressee,
    pub due_on: NaiveDate,
}

/// A reminder and why it is no longer open.
pub type Ended = (Uuid, ReminderResolution);

/// All that is owed in a movement on these days.
pub async fn owed(
    db: &Conn,
    (organisation, today): (&Organisation, NaiveDate),
    movement_id: Uuid,
    days: &[NaiveDate],
) -> Result<Vec<Owed>> {
    if days.is_empty() {
        return Ok(vec![]);
    }
    let mut found = plans::owed(db, (organisation, today), movement_id, days).await?;
    found.extend(supplements::owed(db, movement_id, days).await?);
    found.extend(reports::owed(db, movement_id, days).await?);
    found.extend(recommendations::owed(db, movement_id, days).await?);
    Ok(found)
}

/// What of it is still owed, and stays so until the transaction ends: a plan that is sent meanwhile resolves its
/// reminders at the next look.
pub async fn still_owed(uow: &Uow, owed: &[Owed]) -> Result<Vec<Owed>> {
    let of = |kind| owed.iter().filter(move |one| one.kind == kind).map(|one| one.subject_id).collect::<Vec<_>>();
    let reports = reports::still_owed(&uow.tx, of(ReminderSubject::Report)).await?;
    let supplements = supplements::still_owed(&uow.tx, of(ReminderSubject::Supplement)).await?;
    let recommendations = recommendations::still_owed(&uow.tx, of(ReminderSubject::Recommendation)).await?;
    let still = |one: &&Owed| match one.kind {
        ReminderSubject::Plan => true,
        ReminderSubject::Report => reports.contains(&(one.subject_id, one.due_on)),
        ReminderSubject::Supplement => supplements.contains(&(one.subject_id, one.due_on)),
        ReminderSubject::Recommendation => recommendations.contains(&(one.subject_id, one.due_on)),
    };
    Ok(owed.iter().filter(still).cloned().collect())
}

/// What somebody wants to remind of, as far as the caller sees it.
pub async fn one(uow: &Uow, scope: &Scope, input: &CreateReminder) -> Result<Owed> {
    let named = input.unit_id.is_some();
    if named != (input.subject_type == ReminderSubject::Plan) {
        return Err(Error::field("/unit_id", if named { Fault::NotAllowed } else { Fault::Required }));
    }
    let found = match input.subject_type {
        ReminderSubject::Plan => plans::one(&uow.tx, scope, input.subject_id, input.unit_id.unwrap_or_default()).await,
        ReminderSubject::Report => reports::one(&uow.tx, scope, input.subject_id).await,
        ReminderSubject::Supplement => supplements::one(&uow.tx, scope, input.subject_id).await,
        ReminderSubject::Recommendation => recommendations::one(&uow.tx, scope, input.subject_id).await,
    };
    found?.ok_or_else(|| Error::with(Code::NothingOwed, word(input.subject_type)))
}

const fn word(kind: ReminderSubject) -> &'static str {
    match kind {
        ReminderSubject::Plan => "plan",
        ReminderSubject::Supplement => "supplement",
        ReminderSubject::Report => "report",
        ReminderSubject::Recommendation => "recommendation",
    }
}

/// Which of some open reminders urge for nothing any more, and why.
pub async fn ended(
    db: &Conn,
    (organisation, today): (&Organisation, NaiveDate),
    open: &[reminder::Model],
) -> Result<Vec<Ended>> {
    let of = |kind| open.iter().filter(move |m| m.subject_type == kind).collect::<Vec<_>>();
    let mut found = plans::ended(db, (organisation, today), &of(ReminderSubject::Plan)).await?;
    found.extend(reports::ended(db, &of(ReminderSubject::Report)).await?);
    found.extend(supplements::ended(db, &of(ReminderSubject::Supplement)).await?);
    found.extend(recommendations::ended(db, &of(ReminderSubject::Recommendation)).await?);
    Ok(found)
}
