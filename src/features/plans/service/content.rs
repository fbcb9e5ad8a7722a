//! Tasks, measures and targets: checked against each other and the movement, and stored in their order.
use std::collections::HashMap;

use entity::{indicator, measure, movement, plan, target, task};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::reached;
use crate::{
    core::{
        db::Uow,
        error::{Code, Error, Fault, FieldError, Result},
    },
    features::{
        movements,
        plans::{
            dto::{Content, MeasureInput, TargetInput, TaskInput},
            repo, rules,
        },
    },
};

/// Stores the lists that are given; tasks come with the lists that name them.
pub async fn replace(uow: &Uow, plan: &plan::Model, movement: &movement::Model, content: &Content) -> Result<()> {
    if content.tasks.is_some() && (content.targets.is_none() || content.measures.is_none()) {
        let had =
            !repo::targets(&uow.tx, plan.id).await?.is_empty() || !repo::measures(&uow.tx, plan.id).await?.is_empty();
        if had {
            return Err(Error::field("/targets", Fault::Required));
        }
    }
    if content.targets.is_some() || content.tasks.is_some() {
        target::Entity::delete_many().filter(target::Column::PlanId.eq(plan.id)).exec(&uow.tx).await?;
    }
    if content.measures.is_some() || content.tasks.is_some() {
        measure::Entity::delete_many().filter(measure::Column::PlanId.eq(plan.id)).exec(&uow.tx).await?;
    }
    if content.tasks.is_some() {
        task::Entity::delete_many().filter(task::Column::PlanId.eq(plan.id)).exec(&uow.tx).await?;
    }
    fill(uow, plan, movement, content).await
}

/// Stores the lists of a plan that has none of them yet.
pub async fn fill(uow: &Uow, plan: &plan::Model, movement: &movement::Model, content: &Content) -> Result<()> {
    if let Some(tasks) = &content.tasks {
        append_tasks(uow, plan.id, 1, tasks).await?;
    }
    let tasks = repo::tasks(&uow.tx, plan.id).await?;
    if let Some(measures) = &content.measures {
        append_measures(uow, plan.id, &tasks, 1, measures).await?;
    }
    if let Some(targets) = &content.targets {
        append_targets(uow, plan, movement, &tasks, 1, targets).await?;
    }
    Ok(())
}

pub async fn append_tasks(uow: &Uow, plan_id: Uuid, first: i32, inputs: &[TaskInput]) -> Result<()> {
    let row = |(input, ordinal): (&TaskInput, i32)| task::ActiveModel {
        id: Set(Uuid::now_v7()),
        plan_id: Set(plan_id),
        ordinal: Set(ordinal),
        code: Set(input.code.as_deref().map(str::to_owned)),
        title: Set(input.title.to_string()),
        no_target_reason: Set(input.no_target_reason.as_deref().map(str::to_owned)),
    };
    task::Entity::insert_many(inputs.iter().zip(first..).map(row)).exec_without_returning(&uow.tx).await?;
    Ok(())
}

/// The task at a position, counted from 1.
fn task_at(tasks: &[task::Model], position: u16, pointer: impl FnOnce() -> String) -> Result<Uuid> {
    let task = tasks.iter().find(|task| task.ordinal == i32::from(position));
    task.map(|task| task.id).ok_or_else(|| Error::field(pointer(), Fault::NotFound))
}

pub async fn append_measures(
    uow: &Uow,
    plan_id: Uuid,
    tasks: &[task::Model],
    first: i32,
    inputs: &[MeasureInput],
) -> Result<()> {
    let mut rows = vec![];
    for ((at, input), ordinal) in inputs.iter().enumerate().zip(first..) {
        let task_id = match input.task_no {
            Some(position) => Some(task_at(tasks, position, || format!("/measures/{at}/task_no"))?),
            None => None,
        };
        rows.push(measure::ActiveModel {
            id: Set(Uuid::now_v7()),
            plan_id: Set(plan_id),
            task_id: Set(task_id),
            ordinal: Set(ordinal),
            title: Set(input.title.to_string()),
        });
    }
    measure::Entity::insert_many(rows).exec_without_returning(&uow.tx).await?;
    Ok(())
}

pub async fn append_targets(
    uow: &Uow,
    plan: &plan::Model,
    movement: &movement::Model,
    tasks: &[task::Model],
    first: i32,
    inputs: &[TargetInput],
) -> Result<()> {
    let codes = inputs.iter().filter_map(|input| input.indicator_code.as_deref());
    let indicators = movements::repo::indicators_named(&uow.tx, movement.id, codes).await?;
    let by_code: HashMap<&str, &indicator::Model> = indicators.iter().map(|m| (m.code.as_str(), m)).collect();
    let (mut rows, mut faults) = (vec![], vec![]);
    for ((at, input), ordinal) in inputs.iter().enumerate().zip(first..) {
        let pointer = |member: &str| format!("/targets/{at}/{member}");
        let indicator = match &input.indicator_code {
            Some(code) => {
                let known = by_code.get(&**code).copied();
                Some(known.ok_or_else(|| Error::field(pointer("indicator_code"), Fault::NotFound))?)
            }
            None => None,
        };
        let found = rules::faults(input, indicator.map(|m| m.aggregation));
        faults.extend(found.into_iter().map(|(member, fault)| FieldError { pointer: pointer(member), fault }));
        if input.due_on.is_some_and(|due| due < movement.starts_on || due > movement.ends_on) {
            faults.push(FieldError { pointer: pointer("due_on"), fault: Fault::OutOfRange });
        }
        let task_id = task_at(tasks, input.task_no, || pointer("task_no"))?;
        rows.push(row(plan.id, task_id, ordinal, input, indicator));
    }
    if let Some(first) = faults.first() {
        let ratio = faults.iter().all(|f| f.fault == Fault::RatioOutOfRange);
        let code =
            if ratio && first.fault == Fault::RatioOutOfRange { Code::RatioOutOfRange } else { Code::ValidationFailed };
        return Err(Error::fields(code, faults));
    }
    target::Entity::insert_many(rows).exec_without_returning(&uow.tx).await?;
    // Nothing was reported on a plan in its first version.
    if plan.version_no > 1 { reached::keep(uow, plan).await } else { Ok(()) }
}

fn row(
    plan_id: Uuid,
    task_id: Uuid,
    ordinal: i32,
    input: &TargetInput,
    indicator: Option<&indicator::Model>,
) -> target::ActiveModel {
    let title = input.title.as_deref().or(indicator.map(|m| m.name.as_str())).unwrap_or_default();
    let unit = input.unit_of_measure.as_deref().or(indicator.map(|m| m.unit_of_measure.as_str()));
    let id = Uuid::now_v7();
    target::ActiveModel {
        id: Set(id),
        plan_id: Set(plan_id),
        task_id: Set(task_id),
        root_id: Set(id),
        inherits_from: Set(None),
        ordinal: Set(ordinal),
        indicator_id: Set(indicator.map(|m| m.id)),
        title: Set(title.to_owned()),
        unit_of_measure: Set(unit.map(str::to_owned)),
        comparator: Set(input.comparator),
        baseline: Set(input.baseline),
        target_value: Set(input.target_value),
        numerator: Set(input.numerator),
        denominator: Set(input.denominator),
        due_on: Set(input.due_on),
        current_value: Set(None),
        current_numerator: Set(None),
        current_denominator: Set(None),
    }
}

/// The content of one version as the beginning of the next, with what was reached so far.
pub async fn copy(uow: &Uow, from: Uuid, to: Uuid) -> Result<()> {
    let mut tasks = HashMap::new();
    let mut rows = vec![];
    for task in repo::tasks(&uow.tx, from).await? {
        let id = Uuid::now_v7();
        tasks.insert(task.id, id);
        rows.push(task::Model { id, plan_id: to, ..task }.into_active_model().reset_all());
    }
    task::Entity::insert_many(rows).exec_without_returning(&uow.tx).await?;
    let measures = repo::measures(&uow.tx, from).await?.into_iter().map(|measure| {
        let task_id = measure.task_id.and_then(|id| tasks.get(&id).copied());
        measure::Model { id: Uuid::now_v7(), plan_id: to, task_id, ..measure }.into_active_model().reset_all()
    });
    measure::Entity::insert_many(measures).exec_without_returning(&uow.tx).await?;
    let targets = repo::targets(&uow.tx, from).await?.into_iter().map(|target| {
        let task_id = tasks.get(&target.task_id).copied().unwrap_or_default();
        target::Model { id: Uuid::now_v7(), plan_id: to, task_id, ..target }.into_active_model().reset_all()
    });
    target::Entity::insert_many(targets).exec_without_returning(&uow.tx).await?;
    Ok(())
}
