//! Writes the rows of a plan's parts: those that stay are changed, others made or removed, all in the order given.
use std::collections::{HashMap, HashSet};

use entity::{measure, plan, target, task};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IdenStatic, IntoActiveModel, Iterable, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::{check::Named, details};
use crate::{
    features::planning::plans::{
        content::Parts,
        dto::{Content, MeasureInput, TargetInput, TaskInput},
        figures::Shape,
    },
    kernel::error::Result,
    store::db::{Uow, bulk},
};

pub async fn store(uow: &Uow, plan: &plan::Model, before: &Parts, content: &Content, named: &Named) -> Result<()> {
    let tasks = tasks(plan.id, before, &content.tasks);
    let at = |position: u16| tasks.get(usize::from(position).checked_sub(1)?).map(|task| task.id);
    let measures = measures(plan.id, before, &content.measures, at);
    let targets = targets(plan.id, before, &content.targets, named, at);
    if !before.is_empty() {
        make_room(uow, plan.id).await?;
    }
    put(uow, before.tasks.len(), tasks.iter().cloned().map(fresh).collect()).await?;
    put(uow, before.measures.len(), measures.iter().cloned().map(fresh).collect()).await?;
    put(uow, before.targets.len(), targets.iter().cloned().map(fresh).collect()).await?;
    if !before.is_empty() {
        sweep(uow, before, (&tasks, &measures, &targets)).await?;
    }
    details::put(uow, &targets, &content.targets, named).await
}

fn fresh<M: IntoActiveModel<A>, A: ActiveModelTrait>(model: M) -> A {
    model.into_active_model().reset_all()
}

fn tasks(plan_id: Uuid, before: &Parts, inputs: &[TaskInput]) -> Vec<task::Model> {
    let roots: HashMap<Uuid, Uuid> = before.tasks.iter().map(|m| (m.id, m.root_id)).collect();
    let row = |(input, ordinal): (&TaskInput, i32)| {
        let id = input.id.unwrap_or_else(Uuid::now_v7);
        task::Model {
            id,
            plan_id,
            root_id: roots.get(&id).copied().unwrap_or(id),
            ordinal,
            code: input.code.as_deref().map(str::to_owned),
            title: input.title.to_string(),
            no_target_reason: input.no_target_reason.as_deref().map(str::to_owned),
            responsible_unit_id: input.responsible_unit_id,
            responsible_person: input.responsible_person.as_deref().map(str::to_owned),
            due_on: input.due_on.map(Into::into),
            pilot_site: input.pilot_site.as_deref().map(str::to_owned),
        }
    };
    inputs.iter().zip(1..).map(row).collect()
}

fn measures(
    plan_id: Uuid,
    before: &Parts,
    inputs: &[MeasureInput],
    task_at: impl Fn(u16) -> Option<Uuid>,
) -> Vec<measure::Model> {
    let roots: HashMap<Uuid, Uuid> = before.measures.iter().map(|m| (m.id, m.root_id)).collect();
    let row = |(input, ordinal): (&MeasureInput, i32)| {
        let id = input.id.unwrap_or_else(Uuid::now_v7);
        measure::Model {
            id,
            plan_id,
            root_id: roots.get(&id).copied().unwrap_or(id),
            task_id: input.task_no.and_then(&task_at),
            ordinal,
            title: input.title.to_string(),
            responsible_unit_id: input.responsible_unit_id,
            responsible_person: input.responsible_person.as_deref().map(str::to_owned),
            due_on: input.due_on.map(Into::into),
            pilot_site: input.pilot_site.as_deref().map(str::to_owned),
        }
    };
    inputs.iter().zip(1..).map(row).collect()
}

fn targets(
    plan_id: Uuid,
    before: &Parts,
    inputs: &[TargetInput],
    named: &Named,
    task_at: impl Fn(u16) -> Option<Uuid>,
) -> Vec<target::Model> {
    let known: HashMap<Uuid, &target::Model> = before.targets.iter().map(|m| (m.id, m)).collect();
    let row = |(input, ordinal): (&TargetInput, i32)| {
        let indicator = named.indicator(input);
        let title = input.title.as_deref().or(indicator.map(|m| m.name.as_str())).unwrap_or_default();
        let unit = input.unit_of_measure.as_deref().or(indicator.map(|m| m.unit_of_measure.as_str()));
        let id = input.id.unwrap_or_else(Uuid::now_v7);
        let before = known.get(&id);
        // A waiver was of this amount.
        let waived = before.filter(|m| {
            (m.target_value, m.numerator, m.denominator) == (input.target_value, input.numerator, input.denominator)
        });
        target::Model {
            id,
            plan_id,
            task_id: task_at(input.task_no).unwrap_or_default(),
            root_id: before.map_or(id, |m| m.root_id),
            inherits_from: before.map(|m| m.inherits_from.clone()).unwrap_or_default(),
            allocation_id: input.allocation_id,
            ordinal,
            indicator_id: indicator.map(|m| m.id),
            title: title.to_owned(),
            unit_of_measure: unit.map(str::to_owned),
            aggregation: match indicator {
                Some(_) => None,
                None => Some(input.aggregation.unwrap_or_else(|| Shape::of(input, None).aggregation())),
            },
            comparator: input.comparator,
            baseline: input.baseline,
            target_value: input.target_value,
            numerator: input.numerator,
            denominator: input.denominator,
            responsible_unit_id: input.responsible_unit_id,
            responsible_person: input.responsible_person.as_deref().map(str::to_owned),
            due_on: input.due_on.map(Into::into),
            pilot_site: input.pilot_site.as_deref().map(str::to_owned),
            gap_reason: waived.and_then(|m| m.gap_reason.clone()),
            gap_waived: waived.and_then(|m| m.gap_waived),
            gap_waived_by: waived.and_then(|m| m.gap_waived_by),
            gap_waived_at: waived.and_then(|m| m.gap_waived_at),
            current_value: before.and_then(|m| m.current_value),
            current_numerator: before.and_then(|m| m.current_numerator),
            current_denominator: before.and_then(|m| m.current_denominator),
            current_overflow: before.is_some_and(|m| m.current_overflow),
        }
    };
    inputs.iter().zip(1..).map(row).collect()
}

/// Two parts of a plan never have one place: those there are step aside before they are set anew.
async fn make_room(uow: &Uow, plan_id: Uuid) -> Result<()> {
    let aside = |ordinal: Expr| ordinal.mul(-1);
    let tasks = task::Entity::update_many().col_expr(task::Column::Ordinal, aside(Expr::col(task::Column::Ordinal)));
    tasks.filter(task::Column::PlanId.eq(plan_id)).exec(&uow.tx).await?;
    let ordinal = measure::Column::Ordinal;
    let measures = measure::Entity::update_many().col_expr(ordinal, aside(Expr::col(ordinal)));
    measures.filter(measure::Column::PlanId.eq(plan_id)).exec(&uow.tx).await?;
    let ordinal = target::Column::Ordinal;
    let targets = target::Entity::update_many().col_expr(ordinal, aside(Expr::col(ordinal)));
    targets.filter(target::Column::PlanId.eq(plan_id)).exec(&uow.tx).await?;
    Ok(())
}

/// Rows that may exist already: `had` says whether any does.
async fn put<A: ActiveModelTrait>(uow: &Uow, had: usize, rows: Vec<A>) -> Result<()> {
    if had == 0 {
        return bulk::insert(&uow.tx, rows).await;
    }
    if rows.is_empty() {
        return Ok(());
    }
    // A key that is set, even to itself, makes SQLite look for what refers to it.
    let columns = <A::Entity as EntityTrait>::Column::iter().filter(|column| column.as_str() != "id");
    let over = OnConflict::column(Alias::new("id")).update_columns(columns).to_owned();
    A::Entity::insert_many(rows).on_conflict(over).exec_without_returning(&uow.tx).await?;
    Ok(())
}

/// Removes what is not there any more: what names tasks before the tasks.
async fn sweep(
    uow: &Uow,
    before: &Parts,
    (tasks, measures, targets): (&[task::Model], &[measure::Model], &[target::Model]),
) -> Result<()> {
    let old: Vec<Uuid> = before.targets.iter().map(|m| m.id).collect();
    if !old.is_empty() {
        details::remove(uow, &old).await?;
    }
    let kept: HashSet<Uuid> = targets.iter().map(|m| m.id).collect();
    let gone: Vec<Uuid> = old.into_iter().filter(|id| !kept.contains(id)).collect();
    if !gone.is_empty() {
        target::Entity::delete_many().filter(target::Column::Id.is_in(gone)).exec(&uow.tx).await?;
    }
    let kept: HashSet<Uuid> = measures.iter().map(|m| m.id).collect();
    let gone: Vec<Uuid> = before.measures.iter().map(|m| m.id).filter(|id| !kept.contains(id)).collect();
    if !gone.is_empty() {
        measure::Entity::delete_many().filter(measure::Column::Id.is_in(gone)).exec(&uow.tx).await?;
    }
    let kept: HashSet<Uuid> = tasks.iter().map(|m| m.id).collect();
    let gone: Vec<Uuid> = before.tasks.iter().map(|m| m.id).filter(|id| !kept.contains(id)).collect();
    if !gone.is_empty() {
        task::Entity::delete_many().filter(task::Column::Id.is_in(gone)).exec(&uow.tx).await?;
    }
    Ok(())
}
