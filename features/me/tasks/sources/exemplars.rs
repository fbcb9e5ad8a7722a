//! Good examples that wait to be recognised, and to be published to the sector.
use awards::exemplars::rules::ExemplarAction;
use base::{
    kernel::{error::Result, policy::Permission::ExemplarsRecognise, scope::Scope},
    store::db::Conn,
};
use entity::exemplar::{self, Column, ExemplarStatus};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::tasks::{
    dto::{MyTask, TaskSubject, TaskType},
    find::{About, Candidates, MOST, Waits, task_of},
};

pub const EXEMPLARS: &[Waits<ExemplarStatus>] = &[
    (ExemplarStatus::Discovered, TaskType::Sign, &["recognise", "drop"]),
    (ExemplarStatus::Fostering, TaskType::Sign, &["recognise", "drop"]),
    (ExemplarStatus::Recognised, TaskType::Send, &["publicise"]),
];

/// What a unit has found waits for its head; what one has recognised, for whoever holds the function of the standing body.
fn candidates(scope: &Scope) -> Candidates {
    use ExemplarStatus::{Discovered, Fostering, Recognised};
    let found = Column::Status.is_in([Discovered, Fostering]);
    let anywhere = Column::UnitId.is_not_null();
    Candidates::default().addressed(scope, found, (Column::UnitId, None), ExemplarsRecognise).addressed(
        scope,
        Column::Status.eq(Recognised),
        (Column::UnitId, Some(anywhere)),
        ExemplarsRecognise,
    )
}

pub async fn exemplars(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    let Some(condition) = candidates(scope).condition() else { return Ok(vec![]) };
    let select = exemplar::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let task = |m: &exemplar::Model| {
        let about = About {
            subject: TaskSubject::Exemplar,
            subject_id: m.id,
            movement_id: Some(m.movement_id),
            unit_id: m.unit_id,
            due_on: m.foster_until.filter(|_| m.status == ExemplarStatus::Fostering),
            since: m.updated_at,
        };
        task_of::<ExemplarAction>(m, scope, EXEMPLARS, about)
    };
    Ok(select.all(db).await?.iter().filter_map(task).collect())
}
