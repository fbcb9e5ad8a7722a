//! Reports that are owed and not begun, and those to be signed, submitted, accepted and rewritten.
use base::{
    kernel::{
        error::Result,
        policy::Permission::{ReportsReceive, ReportsSign, ReportsSubmit, ReportsWrite},
        scope::Scope,
    },
    store::db::Conn,
};
use entity::{
    consolidation::{self, ConsolidationStatus},
    obligation::{self, ObligationStatus},
    report::{self, Column, ReportStatus},
};
use planning::movements;
use reporting::{consolidations::rules::ConsolidationAction, reports::rules::ReportAction};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef, sea_query::ExprTrait,
};

use crate::tasks::{
    dto::{MyTask, TaskSubject, TaskType},
    find::{About, Candidates, MOST, Waits, task_of},
};

/// What is owed for a period that has begun, in a movement that goes on.
pub async fn obligations(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use obligation::Column;
    let own = || Column::Status.eq(ObligationStatus::Expected).and(Column::PreparerUnitId.is_null());
    let taken_over = Column::Status.eq(ObligationStatus::Expected);
    let candidates = Candidates::default().own(scope, own(), Column::UnitId, ReportsWrite).own(
        scope,
        taken_over,
        Column::PreparerUnitId,
        ReportsWrite,
    );
    let Some(condition) = candidates.condition() else { return Ok(vec![]) };
    let select = obligation::Entity::find()
        .filter(condition)
        .filter(Column::DataFrom.lte(scope.today))
        .filter(Column::MovementId.is_in(movements::repo::open(db).await?))
        .order_by_asc(Column::Id)
        .limit(MOST);
    let task = |m: obligation::Model| {
        let about = About {
            subject: TaskSubject::Obligation,
            subject_id: m.id,
            movement_id: Some(m.movement_id),
            unit_id: m.unit_id,
            due_on: Some(m.due_on),
            since: m.updated_at,
        };
        MyTask { closes_minute: m.closes_minute, ..about.task(TaskType::Write, vec!["create_report"]) }
    };
    Ok(select.all(db).await?.into_iter().map(task).collect())
}

pub const REPORTS: &[Waits<ReportStatus>] = &[
    (ReportStatus::Returned, TaskType::Write, &["update"]),
    (ReportStatus::Correcting, TaskType::Write, &["update"]),
    (ReportStatus::Draft, TaskType::Sign, &["sign"]),
    (ReportStatus::Returned, TaskType::Sign, &["sign"]),
    (ReportStatus::Correcting, TaskType::Sign, &["sign"]),
    (ReportStatus::Issued, TaskType::Send, &["submit"]),
    (ReportStatus::Submitted, TaskType::Accept, &["accept", "return"]),
];

fn candidates(scope: &Scope) -> Candidates {
    let returned = [ReportStatus::Returned, ReportStatus::Correcting];
    let drafted = [ReportStatus::Draft, ReportStatus::Returned, ReportStatus::Correcting];
    let own = |state: sea_orm::sea_query::SimpleExpr| state.and(Column::PreparerUnitId.is_null());
    let mut candidates = Candidates::default();
    for (state, needs) in [
        (Column::Status.is_in(drafted), ReportsSign),
        (Column::Status.is_in(returned), ReportsWrite),
        (Column::Status.eq(ReportStatus::Issued), ReportsSubmit),
    ] {
        candidates = candidates.own(scope, own(state.clone()), Column::UnitId, needs);
        candidates = candidates.own(scope, state, Column::PreparerUnitId, needs);
    }
    let function = Column::ReceiverFunction.is_not_null();
    let submitted = Column::Status.eq(ReportStatus::Submitted);
    candidates.addressed(scope, submitted, (Column::ReceiverUnitId, Some(function)), ReportsReceive)
}

pub async fn reports(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    let Some(condition) = candidates(scope).condition() else { return Ok(vec![]) };
    let its_obligation: RelationDef =
        report::Entity::belongs_to(obligation::Entity).from(Column::ObligationId).to(obligation::Column::Id).into();
    let select = report::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let found = select.join(JoinType::InnerJoin, its_obligation).select_also(obligation::Entity).all(db).await?;
    let task = |(m, owed): (report::Model, Option<obligation::Model>)| {
        let owed = owed?;
        // What was waived or ended with its unit is no longer written.
        let over = [ObligationStatus::Waived, ObligationStatus::ClosedByReorganisation];
        if over.contains(&owed.status) {
            return None;
        }
        let about = About {
            subject: TaskSubject::Report,
            subject_id: m.id,
            movement_id: Some(m.movement_id),
            unit_id: m.unit_id,
            // Who corrects what was accepted has paid what it owed.
            due_on: (m.status != ReportStatus::Submitted && m.corrects.is_none()).then_some(owed.due_on),
            since: m.updated_at,
        };
        task_of::<ReportAction>(&m, scope, REPORTS, about)
            .map(|task| MyTask { closes_minute: owed.closes_minute, ..task })
    };
    Ok(found.into_iter().filter_map(task).collect())
}

pub const CONSOLIDATIONS: &[Waits<ConsolidationStatus>] = &[(ConsolidationStatus::Draft, TaskType::Sign, &["issue"])];

pub async fn consolidations(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use consolidation::Column;
    let draft = Column::Status.eq(ConsolidationStatus::Draft);
    let Some(condition) = Candidates::default().own(scope, draft, Column::UnitId, ReportsSign).condition() else {
        return Ok(vec![]);
    };
    let select = consolidation::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let task = |m: &consolidation::Model| {
        let about = About {
            subject: TaskSubject::Consolidation,
            subject_id: m.id,
            movement_id: Some(m.movement_id),
            unit_id: m.unit_id,
            due_on: None,
            since: m.updated_at,
        };
        task_of::<ConsolidationAction>(m, scope, CONSOLIDATIONS, about)
    };
    Ok(select.all(db).await?.iter().filter_map(task).collect())
}
