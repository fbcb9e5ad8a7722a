//! Official letters to be signed, and reminders to be read.
use entity::reminder::{self, Column, ReminderStatus};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    features::me::tasks::{
        dto::{MyTask, TaskSubject, TaskType},
        find::{About, Candidates, MOST, Waits, task_of},
    },
    kernel::{
        error::Result,
        policy::Permission::{RemindersAcknowledge, RemindersSign},
        scope::Scope,
    },
};

pub const REMINDERS: &[Waits<ReminderStatus>] = &[
    (ReminderStatus::Created, TaskType::Sign, &["sign"]),
    (ReminderStatus::Sent, TaskType::Acknowledge, &["acknowledge"]),
];

pub async fn reminders(db: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<MyTask>> {
    let function = Column::FromFunction.is_not_null();
    let drawn_up = Column::Status.eq(ReminderStatus::Created);
    let sent = Column::Status.eq(ReminderStatus::Sent);
    let candidates = Candidates::default()
        .addressed(scope, drawn_up, (Column::FromUnitId, Some(function)), RemindersSign)
        .addressed(scope, sent, (Column::UnitId, None), RemindersAcknowledge);
    let Some(condition) = candidates.condition() else { return Ok(vec![]) };
    let select = reminder::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let task = |m: &reminder::Model| {
        let about = About {
            subject: TaskSubject::Reminder,
            subject_id: m.id,
            movement_id: Some(m.movement_id),
            unit_id: m.unit_id,
            due_on: Some(m.due_on),
            since: m.updated_at,
        };
        task_of(m, scope, REMINDERS, about)
    };
    Ok(select.all(db).await?.iter().filter_map(task).collect())
}
