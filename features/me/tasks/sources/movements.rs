//! Drafts of movements, of their templates and of their schedules, which the head of the launching unit signs.
use base::{
    kernel::{error::Result, policy::Permission::MovementsDecide, scope::Scope},
    store::db::Conn,
};
use entity::{
    movement::{self, MovementStatus},
    plan_template::{self, TemplateStatus},
    reporting_schedule::{self, ScheduleStatus},
};
use planning::{
    movements::rules::{MovementAction, is_open},
    plan_templates::{self, rules::TemplateAction},
    schedules::{
        self,
        rules::{ScheduleAction, takes_periods},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef};

use crate::tasks::{
    dto::{MyTask, TaskSubject, TaskType},
    find::{About, Candidates, MOST, Waits, task_of},
};

pub const MOVEMENTS: &[Waits<MovementStatus>] = &[(MovementStatus::Draft, TaskType::Sign, &["launch"])];

pub async fn movements(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use movement::Column;
    let draft = Column::Status.eq(MovementStatus::Draft);
    let candidates = Candidates::default().own(scope, draft, Column::LaunchedByUnitId, MovementsDecide);
    let Some(condition) = candidates.condition() else { return Ok(vec![]) };
    let select = movement::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let task = |m: &movement::Model| {
        let about = About {
            subject: TaskSubject::Movement,
            subject_id: m.id,
            movement_id: Some(m.id),
            unit_id: m.launched_by_unit_id,
            due_on: None,
            since: m.updated_at,
        };
        task_of::<MovementAction>(m, scope, MOVEMENTS, about)
    };
    Ok(select.all(db).await?.iter().filter_map(task).collect())
}

pub const TEMPLATES: &[Waits<TemplateStatus>] = &[(TemplateStatus::Draft, TaskType::Sign, &["publish"])];

/// Of movements to whose units they can be published.
pub async fn templates(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use plan_template::Column;
    let draft = Column::Status.eq(TemplateStatus::Draft);
    let launched = movement::Column::LaunchedByUnitId;
    let Some(condition) = Candidates::default().own(scope, draft, launched, MovementsDecide).condition() else {
        return Ok(vec![]);
    };
    let its_movement: RelationDef =
        plan_template::Entity::belongs_to(movement::Entity).from(Column::MovementId).to(movement::Column::Id).into();
    let select = plan_template::Entity::find().join(JoinType::InnerJoin, its_movement).filter(condition);
    let select = select.select_also(movement::Entity).order_by_asc(Column::Id).limit(MOST);
    let task = |(template, movement): (plan_template::Model, Option<movement::Model>)| {
        let movement = movement.filter(|m| is_open(m.status))?;
        let about = About {
            subject: TaskSubject::PlanTemplate,
            subject_id: template.id,
            movement_id: Some(movement.id),
            unit_id: movement.launched_by_unit_id,
            due_on: None,
            since: template.updated_at,
        };
        task_of::<TemplateAction>(&plan_templates::Found { template, movement }, scope, TEMPLATES, about)
    };
    Ok(select.all(db).await?.into_iter().filter_map(task).collect())
}

pub const SCHEDULES: &[Waits<ScheduleStatus>] = &[(ScheduleStatus::Draft, TaskType::Sign, &["activate"])];

/// Of movements that may still get periods.
pub async fn schedules(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use reporting_schedule::Column;
    let draft = Column::Status.eq(ScheduleStatus::Draft);
    let launched = movement::Column::LaunchedByUnitId;
    let Some(condition) = Candidates::default().own(scope, draft, launched, MovementsDecide).condition() else {
        return Ok(vec![]);
    };
    let its_movement: RelationDef = reporting_schedule::Entity::belongs_to(movement::Entity)
        .from(Column::MovementId)
        .to(movement::Column::Id)
        .into();
    let select = reporting_schedule::Entity::find().join(JoinType::InnerJoin, its_movement).filter(condition);
    let select = select.select_also(movement::Entity).order_by_asc(Column::Id).limit(MOST);
    let task = |(schedule, movement): (reporting_schedule::Model, Option<movement::Model>)| {
        let movement = movement.filter(|m| takes_periods(m.status))?;
        let about = About {
            subject: TaskSubject::ReportingSchedule,
            subject_id: schedule.id,
            movement_id: Some(movement.id),
            unit_id: movement.launched_by_unit_id,
            due_on: None,
            since: schedule.updated_at,
        };
        task_of::<ScheduleAction>(&schedules::Found { schedule, movement }, scope, SCHEDULES, about)
    };
    Ok(select.all(db).await?.into_iter().filter_map(task).collect())
}
