//! What is done with reminders and ladders, a use case a file.
mod ladders;
mod manual;
mod preview;
mod send;
mod steps;
mod sweep;

use base::store::db::Uow;
use entity::{
    Authors,
    reminder::{self, ReminderMeans, ReminderStatus},
};
pub use ladders::{give, stored};
pub use manual::create;
pub use preview::preview;
use sea_orm::ActiveValue::Set;
pub use send::{Planned, due, send};
pub use steps::{acknowledge, sign, withdraw};
pub use sweep::sweep;
use uuid::Uuid;

use super::sources::Owed;

/// A reminder of something: sent, or a letter that waits for the signature.
fn row(uow: &Uow, owed: &Owed, level: i16, means: ReminderMeans) -> reminder::ActiveModel {
    let sent = means != ReminderMeans::Letter;
    reminder::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(owed.movement_id),
        subject_type: Set(owed.kind),
        subject_id: Set(owed.subject_id),
        unit_id: Set(owed.unit_id),
        from_unit_id: Set(owed.from.unit_id),
        from_function: Set(owed.from.function),
        level: Set(level),
        means: Set(means),
        due_on: Set(owed.due_on),
        status: Set(if sent { ReminderStatus::Sent } else { ReminderStatus::Created }),
        text: Set(None),
        document_number: Set(None),
        document_issued_on: Set(None),
        signature: Set(None),
        authors: Set(Authors::default()),
        sent_at: Set(sent.then_some(uow.now)),
        acknowledged_at: Set(None),
        acknowledged_by: Set(None),
        resolution: Set(None),
        resolution_reason: Set(None),
        resolved_at: Set(None),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    }
}

/// Sent, and not ended. A letter that nobody has signed urges nobody.
const fn urges(m: &reminder::Model) -> bool {
    matches!(m.status, ReminderStatus::Sent | ReminderStatus::Acknowledged | ReminderStatus::Escalated)
}

/// Open reminders of a lower level that one of this level goes beyond.
fn below(known: &[reminder::Model], owed: &Owed, level: i16) -> Vec<Uuid> {
    let passed = [ReminderStatus::Sent, ReminderStatus::Acknowledged];
    let below = |m: &&reminder::Model| m.subject_type == owed.kind && m.level < level && passed.contains(&m.status);
    known.iter().filter(below).map(|m| m.id).collect()
}
