//! Lists to be published and to be ended, and objections to be answered and decided.
use awards::postings::{objections::rules::ObjectionAction, rules::PostingAction};
use base::{
    kernel::{
        error::Result,
        policy::Permission::{NominationsForward, NominationsReceive},
        scope::Scope,
    },
    store::db::Conn,
};
use entity::{
    posting::{self, PostingStatus},
    posting_objection::{self, ObjectionStatus},
};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::tasks::{
    dto::{MyTask, TaskSubject, TaskType},
    find::{About, Candidates, MOST, Waits, task_of},
};

pub const POSTINGS: &[Waits<PostingStatus>] = &[
    (PostingStatus::Draft, TaskType::Sign, &["publish"]),
    // Once its days are over: before that it runs by itself.
    (PostingStatus::Published, TaskType::Write, &["end"]),
];

pub async fn postings(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use posting::Column;
    let unit = || (Column::UnitId, Some(Column::UnitFunction.is_not_null()));
    let over = Column::Status.eq(PostingStatus::Published).and(Column::EndFrom.lte(scope.today));
    let candidates = Candidates::default()
        .addressed(scope, Column::Status.eq(PostingStatus::Draft), unit(), NominationsForward)
        .addressed(scope, over, unit(), NominationsReceive);
    let Some(condition) = candidates.condition() else { return Ok(vec![]) };
    let select = posting::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let task = |m: &posting::Model| {
        let about = About {
            subject: TaskSubject::Posting,
            subject_id: m.id,
            movement_id: Some(m.movement_id),
            unit_id: m.unit_id,
            due_on: m.publish_by.filter(|_| m.status == PostingStatus::Draft),
            since: m.updated_at,
        };
        task_of::<PostingAction>(m, scope, POSTINGS, about)
    };
    Ok(select.all(db).await?.iter().filter_map(task).collect())
}

pub const OBJECTIONS: &[Waits<ObjectionStatus>] =
    &[(ObjectionStatus::Open, TaskType::Answer, &["answer", "uphold", "dismiss"])];

pub async fn objections(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use posting_objection::Column;
    let open = || Column::Status.eq(ObjectionStatus::Open);
    let unit = || (Column::UnitId, Some(Column::UnitFunction.is_not_null()));
    let candidates = Candidates::default().addressed(scope, open(), unit(), NominationsReceive).addressed(
        scope,
        open(),
        unit(),
        NominationsForward,
    );
    let Some(condition) = candidates.condition() else { return Ok(vec![]) };
    let select = posting_objection::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let task = |m: &posting_objection::Model| {
        let about = About {
            subject: TaskSubject::PostingObjection,
            subject_id: m.id,
            movement_id: Some(m.movement_id),
            unit_id: m.unit_id,
            due_on: None,
            since: m.updated_at,
        };
        task_of::<ObjectionAction>(m, scope, OBJECTIONS, about)
    };
    Ok(select.all(db).await?.iter().filter_map(task).collect())
}
