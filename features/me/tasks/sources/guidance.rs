//! Guidance to be signed and to be read, and questions on it to be answered.
use std::collections::BTreeMap;

use base::{
    kernel::{
        error::Result,
        policy::Permission::{GuidanceAcknowledge, GuidanceIssue, GuidanceWrite},
        scope::Scope,
    },
    store::db::Conn,
};
use entity::{
    guidance::{self, GuidanceStatus},
    guidance_question::{self, QuestionStatus},
};
use oversight::{
    guidance::{paper::GuidancePaper, rules::GuidanceAction, unread},
    questions::rules::QuestionAction,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::tasks::{
    dto::{MyTask, TaskSubject, TaskType},
    find::{About, Candidates, MOST, Waits, addressed_units, task_of},
};

/// What was issued waits with each addressee, not with the guidance.
pub const GUIDANCE: &[Waits<GuidanceStatus>] = &[(GuidanceStatus::Draft, TaskType::Sign, &["issue"])];

pub async fn drafts(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use guidance::Column;
    let draft = Column::Status.eq(GuidanceStatus::Draft);
    let function = Column::UnitFunction.is_not_null();
    let candidates = Candidates::default().addressed(scope, draft, (Column::UnitId, Some(function)), GuidanceIssue);
    let Some(condition) = candidates.condition() else { return Ok(vec![]) };
    let select = guidance::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let task = |guidance: guidance::Model| {
        let about = About {
            subject: TaskSubject::Guidance,
            subject_id: guidance.id,
            movement_id: Some(guidance.movement_id),
            unit_id: guidance.unit_id,
            due_on: None,
            since: guidance.updated_at,
        };
        task_of::<GuidanceAction>(&GuidancePaper { guidance, mine: vec![] }, scope, GUIDANCE, about)
    };
    Ok(select.all(db).await?.into_iter().filter_map(task).collect())
}

/// Guidance that units of the caller's have not read: one task, for however many of them.
pub async fn to_read(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    let units = addressed_units(scope, GuidanceAcknowledge);
    if units.is_empty() {
        return Ok(vec![]);
    }
    let mut found: BTreeMap<Uuid, MyTask> = BTreeMap::new();
    for one in unread(db, Some(&units)).await? {
        let about = About {
            subject: TaskSubject::Guidance,
            subject_id: one.guidance_id,
            movement_id: Some(one.movement_id),
            unit_id: one.guiding_unit_id,
            due_on: None,
            since: one.delivered_at,
        };
        found.entry(one.guidance_id).or_insert_with(|| about.task(TaskType::Acknowledge, vec!["read"]));
    }
    Ok(found.into_values().collect())
}

pub const QUESTIONS: &[Waits<QuestionStatus>] = &[(QuestionStatus::Open, TaskType::Answer, &["answer"])];

pub async fn questions(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use guidance_question::Column;
    let open = Column::Status.eq(QuestionStatus::Open);
    let function = Column::GuidingFunction.is_not_null();
    let candidates =
        Candidates::default().addressed(scope, open, (Column::GuidingUnitId, Some(function)), GuidanceWrite);
    let Some(condition) = candidates.condition() else { return Ok(vec![]) };
    let select = guidance_question::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let task = |m: &guidance_question::Model| {
        let about = About {
            subject: TaskSubject::GuidanceQuestion,
            subject_id: m.id,
            movement_id: Some(m.movement_id),
            unit_id: m.guiding_unit_id,
            due_on: None,
            since: m.updated_at,
        };
        task_of::<QuestionAction>(m, scope, QUESTIONS, about)
    };
    Ok(select.all(db).await?.iter().filter_map(task).collect())
}
