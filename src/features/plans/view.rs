//! How plans and targets look to clients.
use std::collections::HashMap;

use entity::{
    Quantity, indicator, measure,
    plan::{self, PlanStatus},
    supplement_request,
    target::{self, Comparator},
    task,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    dto::{IndicatorRef, MeasureView, PlanSummary, PlanView, SupplementRequestView, TargetView, TaskView},
    repo,
    rules::STEPS,
};
use crate::core::{
    db::{Recorded, Uow},
    document::DocumentView,
    error::Result,
    scope::{Addressee, Scope},
    transition::{self, Current, Parties},
};

pub fn current(plan: &plan::Model) -> Current<PlanStatus> {
    let addressee = plan.receiver_unit_id.map(|unit_id| Addressee { unit_id, function: plan.receiver_function });
    let parties = Parties { owner: plan.unit_id, addressee, drafters: [plan.drafted_by, plan.edited_by] };
    Current { status: plan.status, version: plan.version, parties }
}

/// A plan with its parts, by five queries.
pub async fn whole(db: &impl ConnectionTrait, scope: &Scope, plan: plan::Model) -> Result<PlanView> {
    let targets = repo::targets(db, plan.id).await?;
    let actions = transition::actions(STEPS, &current(&plan), scope);
    Ok(PlanView {
        tasks: repo::tasks(db, plan.id).await?.into_iter().map(TaskView::from).collect(),
        measures: repo::measures(db, plan.id).await?.into_iter().map(MeasureView::from).collect(),
        targets: targets_of(db, targets).await?,
        supplement_requests: repo::supplement_requests(db, plan.id).await?.into_iter().map(Into::into).collect(),
        actions,
        summary: summary(scope, plan),
    })
}

/// The answer to a command: the plan as it is now.
pub async fn answer(uow: &Uow, scope: &Scope, done: Recorded<plan::Model>) -> Result<Recorded<PlanView>> {
    done.then(async |plan| whole(&uow.tx, scope, plan).await).await
}

/// Targets with the indicators they refer to, by one query.
pub async fn targets_of(db: &impl ConnectionTrait, rows: Vec<target::Model>) -> Result<Vec<TargetView>> {
    let mut ids: Vec<Uuid> = rows.iter().filter_map(|target| target.indicator_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut indicators = HashMap::new();
    if !ids.is_empty() {
        let found = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids)).all(db).await?;
        indicators.extend(found.into_iter().map(|m| (m.id, m)));
    }
    let view = |m: target::Model| {
        let indicator = m.indicator_id.and_then(|id| indicators.get(&id)).map(IndicatorRef::from);
        TargetView {
            id: m.id,
            plan_id: m.plan_id,
            task_id: m.task_id,
            inherits_from: m.inherits_from,
            ordinal: m.ordinal,
            indicator,
            progress_percent: progress_percent(&m),
            title: m.title,
            unit_of_measure: m.unit_of_measure,
            comparator: m.comparator,
            baseline: m.baseline,
            target_value: m.target_value,
            numerator: m.numerator,
            denominator: m.denominator,
            due_on: m.due_on,
            current_value: m.current_value,
            current_numerator: m.current_numerator,
            current_denominator: m.current_denominator,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Beyond this a percentage tells no more.
const MOST_PERCENT: f64 = 1_000_000_000.0;

/// Reached of aimed at, in percent; the other way round where less is better. Null where nothing can be said.
pub fn progress_percent(target: &target::Model) -> Option<f64> {
    let ratio = |n: Option<Quantity>, d: Option<Quantity>| {
        n.zip(d).filter(|(_, d)| *d > Quantity::ZERO).map(|(n, d)| n.to_f64() / d.to_f64())
    };
    let aimed = ratio(target.numerator, target.denominator).or_else(|| target.target_value.map(Quantity::to_f64))?;
    let reached = ratio(target.current_numerator, target.current_denominator)
        .or_else(|| target.current_value.map(Quantity::to_f64))?;
    let (over, under) = if target.comparator == Comparator::Lte { (aimed, reached) } else { (reached, aimed) };
    (under > 0.0).then(|| ((over / under * 10_000.0).round() / 100.0).min(MOST_PERCENT))
}

pub fn summary(scope: &Scope, m: plan::Model) -> PlanSummary {
    let document = m.document_number.map(|number| DocumentView {
        number,
        issued_on: m.document_issued_on,
        signer_name: m.signer_name,
        signer_title: m.signer_title,
    });
    PlanSummary {
        id: m.id,
        movement_id: m.movement_id,
        unit_id: m.unit_id,
        unit_name: m.unit_name,
        root_id: m.root_id,
        version_no: m.version_no,
        status: m.status,
        starts_on: m.starts_on,
        document,
        receiver_unit_id: m.receiver_unit_id,
        received_by_unit_id: m.receiver_unit_id.filter(|_| m.received_at.is_some()),
        sent_at: m.sent_at,
        received_at: m.received_at,
        updated_at: m.updated_at,
        version: m.version,
        via: scope.via(m.unit_id),
    }
}

impl From<task::Model> for TaskView {
    fn from(m: task::Model) -> Self {
        Self { id: m.id, ordinal: m.ordinal, code: m.code, title: m.title, no_target_reason: m.no_target_reason }
    }
}

impl From<measure::Model> for MeasureView {
    fn from(m: measure::Model) -> Self {
        Self { id: m.id, task_id: m.task_id, ordinal: m.ordinal, title: m.title }
    }
}

impl From<supplement_request::Model> for SupplementRequestView {
    fn from(m: supplement_request::Model) -> Self {
        Self {
            id: m.id,
            requesting_unit_id: m.requesting_unit_id,
            reason: m.reason,
            due_on: m.due_on,
            created_at: m.created_at,
            resolved_at: m.resolved_at,
            resolved_by_plan_id: m.resolved_by_plan_id,
        }
    }
}

impl From<&indicator::Model> for IndicatorRef {
    fn from(m: &indicator::Model) -> Self {
        Self {
            id: m.id,
            code: m.code.clone(),
            name: m.name.clone(),
            unit_of_measure: m.unit_of_measure.clone(),
            aggregation: m.aggregation,
        }
    }
}
