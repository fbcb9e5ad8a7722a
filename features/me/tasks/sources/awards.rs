//! Dossiers at the unit and at whoever has them, and decisions to be signed and told of.
use awards::{
    decisions::{paper::drafts, rules::DecisionAction},
    nominations::rules::NominationAction,
};
use base::{
    kernel::{
        error::Result,
        policy::Permission::{
            DecisionsSign, DecisionsWrite, NominationsForward, NominationsReceive, NominationsSubmit, NominationsWrite,
        },
        scope::Scope,
    },
    store::db::Conn,
};
use entity::{
    decision::{self, DecisionStatus},
    nomination::{self, Column, NominationStatus},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::ExprTrait};

use crate::tasks::{
    dto::{MyTask, TaskSubject, TaskType},
    find::{About, Candidates, MOST, Waits, task_of},
};

pub const NOMINATIONS: &[Waits<NominationStatus>] = &[
    (NominationStatus::Draft, TaskType::Sign, &["review"]),
    (NominationStatus::UnitReviewed, TaskType::Send, &["submit"]),
    (NominationStatus::Returned, TaskType::Write, &["update"]),
    (NominationStatus::Returned, TaskType::Send, &["submit"]),
    (NominationStatus::Submitted, TaskType::Receive, &["receive"]),
    (NominationStatus::Received, TaskType::Appraise, &["appraise", "return"]),
    (NominationStatus::OnHold, TaskType::Appraise, &["release"]),
    (NominationStatus::Appraised, TaskType::Forward, &["forward", "propose", "refuse"]),
];

fn candidates(scope: &Scope) -> Candidates {
    use NominationStatus::{Appraised, Draft, OnHold, Received, Returned, Submitted, UnitReviewed};
    let at_unit = Column::Status.is_in([Draft, UnitReviewed, Returned]);
    let holder = || (Column::HolderUnitId, Some(Column::HolderFunction.is_not_null()));
    Candidates::default()
        .own(scope, at_unit, Column::NominatingUnitId, NominationsSubmit)
        .own(scope, Column::Status.eq(Returned), Column::NominatingUnitId, NominationsWrite)
        .addressed(scope, Column::Status.is_in([Submitted, Received, OnHold]), holder(), NominationsReceive)
        .addressed(scope, Column::Status.eq(Appraised), holder(), NominationsForward)
}

pub async fn nominations(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    let Some(condition) = candidates(scope).condition() else { return Ok(vec![]) };
    let select = nomination::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let task = |m: &nomination::Model| {
        let about = About {
            subject: TaskSubject::Nomination,
            subject_id: m.id,
            movement_id: Some(m.movement_id),
            unit_id: m.nominating_unit_id,
            due_on: None,
            since: m.updated_at,
        };
        task_of::<NominationAction>(m, scope, NOMINATIONS, about)
    };
    Ok(select.all(db).await?.iter().filter_map(task).collect())
}

/// Whoever prepared a decision tells the units of it, by its clock.
pub const DECISIONS: &[Waits<DecisionStatus>] =
    &[(DecisionStatus::Draft, TaskType::Sign, &["sign"]), (DecisionStatus::Signed, TaskType::Send, &["notify"])];

pub async fn decisions(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use decision::Column;
    let draft = Column::Status.eq(DecisionStatus::Draft);
    let untold = || Column::Status.eq(DecisionStatus::Signed).and(Column::NotifiedAt.is_null());
    let ministry = scope.organisation.ministry().unwrap_or_default();
    let preparer = (Column::PreparingUnitId, Some(Column::DecidingUnitId.eq(ministry)));
    let candidates = Candidates::default().own(scope, draft, Column::DecidingUnitId, DecisionsSign).addressed(
        scope,
        untold(),
        preparer,
        DecisionsWrite,
    );
    let Some(condition) = candidates.condition() else { return Ok(vec![]) };
    let select = decision::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let found = drafts(db, select.all(db).await?).await?;
    let task = |paper: &awards::decisions::paper::DecisionPaper| {
        let m = &paper.decision;
        let about = About {
            subject: TaskSubject::Decision,
            subject_id: m.id,
            movement_id: Some(m.movement_id),
            unit_id: m.deciding_unit_id,
            due_on: m.notice_due_on,
            since: m.updated_at,
        };
        task_of::<DecisionAction>(paper, scope, DECISIONS, about)
    };
    Ok(found.iter().filter_map(task).collect())
}
