//! Official letters to be written and signed, and reminders to be read.
use base::{
    kernel::{
        error::Result,
        policy::Permission::{RemindersAcknowledge, RemindersSign, RemindersWrite},
        scope::Scope,
    },
    store::db::Conn,
};
use entity::reminder::{self, Column, ReminderStatus};
use oversight::reminders::{is_unwritten, issuer, rules::ReminderAction};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::tasks::{
    dto::{MyTask, TaskSubject, TaskType},
    find::{About, Candidates, MOST, Waits, task_of},
};

pub const REMINDERS: &[Waits<ReminderStatus>] = &[
    (ReminderStatus::Created, TaskType::Sign, &["sign"]),
    (ReminderStatus::Sent, TaskType::Acknowledge, &["acknowledge"]),
];

pub async fn reminders(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    let from = || (Column::FromUnitId, Some(Column::FromFunction.is_not_null()));
    let drawn_up = Column::Status.eq(ReminderStatus::Created);
    let sent = Column::Status.eq(ReminderStatus::Sent);
    let candidates = Candidates::default()
        .addressed(scope, drawn_up.clone(), from(), RemindersSign)
        .addressed(scope, drawn_up, from(), RemindersWrite)
        .addressed(scope, sent, (Column::UnitId, None), RemindersAcknowledge);
    let Some(condition) = candidates.condition() else { return Ok(vec![]) };
    let select = reminder::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let task =
        |m: &reminder::Model| task_of::<ReminderAction>(m, scope, REMINDERS, about(m)).or_else(|| to_write(m, scope));
    Ok(select.all(db).await?.iter().filter_map(task).collect())
}

const fn about(m: &reminder::Model) -> About {
    About {
        subject: TaskSubject::Reminder,
        subject_id: m.id,
        movement_id: Some(m.movement_id),
        unit_id: m.unit_id,
        due_on: Some(m.due_on),
        since: m.updated_at,
    }
}

/// A letter that the service drew up is written by reminding of the same: of what it is and of which level, it tells itself.
fn to_write(m: &reminder::Model, scope: &Scope) -> Option<MyTask> {
    let may = is_unwritten(m) && scope.holds_for(RemindersWrite, issuer(m));
    may.then(|| about(m).task(TaskType::Write, vec!["create_reminder"]))
}
