//! Plans to be signed, sent, received and supplemented, and shares of targets to be answered.
use std::collections::HashMap;

use base::{
    kernel::{
        error::Result,
        policy::Permission::{AllocationsAnswer, AllocationsWrite, PlansIssue, PlansReceive, PlansSend, PlansWrite},
        scope::Scope,
    },
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{
    allocation::{self, AllocationStatus},
    plan::{self, Column, PlanStatus},
    supplement_request,
};
use planning::{allocations::rules::AllocationAction, movements::Deadlines, plans::rules::PlanAction};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::tasks::{
    dto::{MyTask, TaskSubject, TaskType},
    find::{About, Candidates, MOST, Waits, task_of},
};

pub const PLANS: &[Waits<PlanStatus>] = &[
    (PlanStatus::PendingSignature, TaskType::Sign, &["issue", "return_to_draft"]),
    (PlanStatus::Issued, TaskType::Send, &["send"]),
    (PlanStatus::Sent, TaskType::Receive, &["receive", "request_supplement"]),
    // The unit's answer: the other side, which also writes in the thread, waits for it.
    (PlanStatus::SupplementRequested, TaskType::Answer, &["amend", "reply_supplement"]),
];

pub async fn plans(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    let function = Column::ReceiverFunction.is_not_null();
    let candidates = Candidates::default()
        .own(scope, Column::Status.eq(PlanStatus::PendingSignature), Column::UnitId, PlansIssue)
        .own(scope, Column::Status.eq(PlanStatus::Issued), Column::UnitId, PlansSend)
        .own(scope, Column::Status.eq(PlanStatus::SupplementRequested), Column::UnitId, PlansWrite)
        .addressed(scope, Column::Status.eq(PlanStatus::Sent), (Column::ReceiverUnitId, Some(function)), PlansReceive);
    let Some(condition) = candidates.condition() else { return Ok(vec![]) };
    let select = plan::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let found = select.all(db).await?;
    let days = Days::of(db, &found).await?;
    let task = |plan: &plan::Model| {
        let about = About {
            subject: TaskSubject::Plan,
            subject_id: plan.id,
            movement_id: Some(plan.movement_id),
            unit_id: plan.unit_id,
            due_on: days.of_plan(scope, plan),
            since: plan.updated_at,
        };
        task_of::<PlanAction>(plan, scope, PLANS, about)
    };
    Ok(found.iter().filter_map(task).collect())
}

/// Until when plans are due.
struct Days {
    deadlines: HashMap<Uuid, Deadlines>,
    supplements: HashMap<Uuid, NaiveDate>,
}

impl Days {
    async fn of(db: &Conn, plans: &[plan::Model]) -> Result<Self> {
        let mut movements: Vec<Uuid> = plans.iter().map(|plan| plan.movement_id).collect();
        movements.sort_unstable();
        movements.dedup();
        let asked = plans.iter().filter(|plan| plan.status == PlanStatus::SupplementRequested);
        let asked: Vec<Uuid> = asked.map(|plan| plan.id).collect();
        let mut supplements = HashMap::new();
        if !asked.is_empty() {
            use supplement_request::{Column, Entity};
            let open = Entity::find().filter(Column::PlanId.is_in(asked)).filter(Column::ResolvedAt.is_null());
            supplements.extend(open.all(db).await?.into_iter().map(|request| (request.plan_id, request.due_on)));
        }
        let deadlines = if movements.is_empty() { HashMap::new() } else { Deadlines::of_all(db, &movements).await? };
        Ok(Self { deadlines, supplements })
    }

    /// The first plan by the deadline of its movement, an answer by the day that was asked for.
    fn of_plan(&self, scope: &Scope, plan: &plan::Model) -> Option<NaiveDate> {
        match plan.status {
            PlanStatus::SupplementRequested => self.supplements.get(&plan.id).copied(),
            PlanStatus::PendingSignature | PlanStatus::Issued if plan.version_no == 1 => {
                let unit = scope.organisation.unit(plan.unit_id)?;
                self.deadlines.get(&plan.movement_id)?.of_unit(unit).map(|due| due.due_on)
            }
            _ => None,
        }
    }
}

pub const SHARES: &[Waits<AllocationStatus>] = &[
    (AllocationStatus::Proposed, TaskType::Answer, &["accept", "dispute"]),
    (AllocationStatus::Adjusted, TaskType::Answer, &["accept", "dispute"]),
    (AllocationStatus::Disputed, TaskType::Answer, &["adjust", "withdraw"]),
];

pub async fn shares(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use allocation::Column;
    let unanswered = Column::Status.is_in([AllocationStatus::Proposed, AllocationStatus::Adjusted]);
    let disputed = Column::Status.eq(AllocationStatus::Disputed);
    let candidates = Candidates::default().addressed(scope, unanswered, (Column::UnitId, None), AllocationsAnswer).own(
        scope,
        disputed,
        Column::FromUnitId,
        AllocationsWrite,
    );
    let Some(condition) = candidates.condition() else { return Ok(vec![]) };
    let select = allocation::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let task = |share: &allocation::Model| {
        let about = About {
            subject: TaskSubject::Allocation,
            subject_id: share.id,
            movement_id: Some(share.movement_id),
            unit_id: share.unit_id,
            due_on: None,
            since: share.updated_at,
        };
        task_of::<AllocationAction>(share, scope, SHARES, about)
    };
    Ok(select.all(db).await?.iter().filter_map(task).collect())
}
