//! What the service sends by itself: looked for outside of any transaction, and sent a batch in each. Whether it runs once
//! a day or every minute, one instance or several, a rung is climbed once for each last day.
use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    reminder::{self, ReminderMeans, ReminderStatus},
    reminder_rung::RungMeans,
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{below, row};
use crate::{
    features::oversight::reminders::{
        events::ReminderEvent,
        repo,
        rules::ladder::{self, Rung},
        sources::{self, Owed},
    },
    kernel::{calendar::Calendar, error::Result, organisation::Organisation},
    store::{db::Uow, journal::Change, reminders},
};

/// Something that is owed, and the rung of the ladder that is reached.
#[derive(Clone, Debug)]
pub struct Planned {
    pub owed: Owed,
    pub rung: Rung,
}

/// What a movement's ladder reaches on a day, and was not sent.
pub async fn due(
    db: &impl ConnectionTrait,
    calendar: &Calendar,
    (organisation, today): (&Organisation, NaiveDate),
    movement_id: Uuid,
    (on, grace): (NaiveDate, u32),
) -> Result<Vec<Planned>> {
    let rungs = repo::in_force(db, movement_id).await?;
    let reached = ladder::due_days(&rungs, on, calendar, grace);
    let days: Vec<_> = reached.keys().copied().collect();
    let owed = sources::owed(db, (organisation, today), movement_id, &days).await?;
    let planned = owed.into_iter().filter_map(|owed| Some(Planned { rung: *reached.get(&owed.due_on)?, owed }));
    unsent(db, planned.collect()).await
}

/// Those of which there is no such reminder, nor an open one as urgent.
async fn unsent(db: &impl ConnectionTrait, planned: Vec<Planned>) -> Result<Vec<Planned>> {
    let mut left = vec![];
    for batch in planned.chunks(BATCH) {
        let known = repo::of(db, &batch.iter().map(|one| one.owed.clone()).collect::<Vec<_>>()).await?;
        left.extend(batch.iter().filter(|one| !is_sent(&known, one)).cloned());
    }
    Ok(left)
}

/// How many things are asked about at once.
const BATCH: usize = 200;

type Known = HashMap<repo::Key, Vec<reminder::Model>>;

fn known_of<'a>(known: &'a Known, owed: &Owed) -> &'a [reminder::Model] {
    known.get(&(owed.subject_id, owed.unit_id)).map_or(&[], Vec::as_slice)
}

fn is_sent(known: &Known, Planned { owed, rung }: &Planned) -> bool {
    let mut of_this = known_of(known, owed).iter().filter(|m| m.subject_type == owed.kind);
    of_this.any(|m| {
        let same = m.means == ReminderMeans::Automatic && m.level == rung.level && m.due_on == owed.due_on;
        same || (m.status != ReminderStatus::Resolved && m.level >= rung.level)
    })
}

/// Sends a batch, as far as it is still owed and was not sent meanwhile.
pub async fn send(uow: &Uow, batch: &[Planned]) -> Result<()> {
    let owed: Vec<Owed> = batch.iter().map(|one| one.owed.clone()).collect();
    let still = sources::still_owed(uow, &owed).await?;
    let known = repo::of(&uow.tx, &still).await?;
    let (mut rows, mut passed) = (vec![], vec![]);
    let is_still = |one: &&Planned| {
        let same = |owed: &Owed| owed.subject_id == one.owed.subject_id && owed.unit_id == one.owed.unit_id;
        one.rung.means == RungMeans::Automatic && still.iter().any(same)
    };
    for one in batch.iter().filter(is_still).filter(|one| !is_sent(&known, one)) {
        rows.push(row(uow, &one.owed, one.rung.level, ReminderMeans::Automatic));
        passed.extend(below(known_of(&known, &one.owed), &one.owed, one.rung.level));
    }
    if rows.is_empty() {
        return Ok(());
    }
    let sent = reminders::insert(uow, rows).await?;
    let mut changes: Vec<Change> = sent.iter().map(|m| ReminderEvent::Sent(m.into()).of(m)).collect();
    changes.extend(reminders::escalate(uow, passed).await?);
    uow.record_all(changes).await
}
