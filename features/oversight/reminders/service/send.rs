//! What the service sends by itself: looked for outside of any transaction, and sent a batch in each. Whether it runs once
//! a day or every minute, one instance or several, a rung is climbed once for each last day. A rung that is climbed by letter
//! is drawn up, and waits for those who write and sign it.
use std::collections::HashMap;

use base::{
    kernel::{calendar::Calendar, error::Result, organisation::Organisation},
    store::{
        db::{Conn, Uow},
        journal::Change,
        reminders,
    },
};
use chrono::NaiveDate;
use entity::{
    reminder::{self, ReminderMeans, ReminderResolution, ReminderStatus},
    reminder_rung::RungMeans,
};
use uuid::Uuid;

use super::{below, row, urges};
use crate::reminders::{
    events::ReminderEvent,
    repo,
    rules::ladder::{self, Rung},
    sources::{self, Owed},
};

/// Something that is owed, and the rung of the ladder that is reached.
#[derive(Clone, Debug)]
pub struct Planned {
    pub owed: Owed,
    pub rung: Rung,
}

/// What a movement's ladder reaches on a day, and was neither sent nor drawn up.
pub async fn due(
    db: &Conn,
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
    unclimbed(db, planned.collect()).await
}

/// Those of which there is no such reminder, nor one as urgent that was sent and has not ended.
async fn unclimbed(db: &Conn, planned: Vec<Planned>) -> Result<Vec<Planned>> {
    let mut left = vec![];
    for batch in planned.chunks(BATCH) {
        let known = repo::of(db, &batch.iter().map(|one| one.owed.clone()).collect::<Vec<_>>()).await?;
        left.extend(batch.iter().filter(|one| !is_climbed(&known, one)).cloned());
    }
    Ok(left)
}

/// How many things are asked about at once.
const BATCH: usize = 200;

type Known = HashMap<repo::Key, Vec<reminder::Model>>;

fn known_of<'a>(known: &'a Known, owed: &Owed) -> &'a [reminder::Model] {
    known.get(&(owed.subject_id, owed.unit_id)).map_or(&[], Vec::as_slice)
}

/// A letter that its unit took back is not drawn up again.
fn is_climbed(known: &Known, Planned { owed, rung }: &Planned) -> bool {
    let mut of_this = known_of(known, owed).iter().filter(|m| m.subject_type == owed.kind);
    of_this.any(|m| {
        let same = m.means == means(rung) && m.level == rung.level && m.due_on == owed.due_on;
        same || (m.level >= rung.level && urges(m))
    })
}

const fn means(rung: &Rung) -> ReminderMeans {
    match rung.means {
        RungMeans::Automatic => ReminderMeans::Automatic,
        RungMeans::Letter => ReminderMeans::Letter,
    }
}

/// Unsigned letters of the same level: of another last day, or of a ladder that asked for one. One of a level is open at a
/// time, so they make room.
fn in_the_way(known: &[reminder::Model], owed: &Owed, level: i16) -> Vec<Uuid> {
    let draft = |m: &&reminder::Model| m.level == level && m.status == ReminderStatus::Created;
    known.iter().filter(|m| m.subject_type == owed.kind).filter(draft).map(|m| m.id).collect()
}

/// Sends or draws up a batch, as far as it is still owed and that was not done meanwhile.
pub async fn send(uow: &Uow, batch: &[Planned]) -> Result<()> {
    let owed: Vec<Owed> = batch.iter().map(|one| one.owed.clone()).collect();
    let still = sources::still_owed(uow, &owed).await?;
    let known = repo::of(&uow.tx, &still).await?;
    let (mut rows, mut passed, mut stale) = (vec![], vec![], vec![]);
    let is_still = |one: &&Planned| {
        let same = |owed: &Owed| owed.subject_id == one.owed.subject_id && owed.unit_id == one.owed.unit_id;
        still.iter().any(same)
    };
    for one in batch.iter().filter(is_still).filter(|one| !is_climbed(&known, one)) {
        let (known, level) = (known_of(&known, &one.owed), one.rung.level);
        rows.push(row(uow, &one.owed, level, means(&one.rung)));
        stale.extend(in_the_way(known, &one.owed, level));
        if one.rung.means == RungMeans::Automatic {
            passed.extend(below(known, &one.owed, level));
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    reminders::resolve_by_id(uow, &stale, ReminderResolution::Ended).await?;
    let made = reminders::insert(uow, rows).await?;
    let mut changes: Vec<Change> = made.iter().map(told).collect();
    changes.extend(reminders::escalate(uow, passed).await?);
    uow.record_all(changes).await
}

fn told(m: &reminder::Model) -> Change {
    match m.status {
        ReminderStatus::Created => ReminderEvent::Drafted(m.into()).of(m),
        _ => ReminderEvent::Sent(m.into()).of(m),
    }
}
