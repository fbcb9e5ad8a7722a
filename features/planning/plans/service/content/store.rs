//! Writes the rows of a plan's parts, in the order given: those that are new or differ, and no others.
use std::collections::HashMap;

use base::{
    kernel::error::Result,
    store::db::{Uow, bulk},
};
use entity::{measure, plan, target, task};
use sea_orm::{
    ActiveModelTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait},
};
use uuid::Uuid;

use super::{changes::Changes, check::Named, details};
use crate::plans::{
    content::Parts,
    dto::{Content, MeasureInput, TargetInput, TaskInput},
    figures::Shape,
};

pub async fn store(uow: &Uow, plan: &plan::Model, before: &Parts, content: &Content, named: &Named) -> Result<()> {
    let tasks = tasks(plan.id, before, &content.tasks);
    let at = |position: u16| tasks.get(usize::from(position).checked_sub(1)?).map(|task| task.id);
    let measures = measures(plan.id, before, &content.measures, at);
    let targets = targets(plan.id, before, &content.targets, named, at);
    let task_rows = Changes::between(&before.tasks, &tasks, |m| (m.id, m.ordinal));
    let measure_rows = Changes::between(&before.measures, &measures, |m| (m.id, m.ordinal));
    let target_rows = Changes::between(&before.targets, &targets, |m| (m.id, m.ordinal));
    let hung = details::changed(before, content, &targets);
    put(uow, &task_rows).await?;
    put(uow, &measure_rows).await?;
    put(uow, &target_rows).await?;
    // What hangs on targets goes before them, and what names tasks before the tasks.
    let bare: Vec<Uuid> = target_rows.gone.iter().chain(&hung.old).copied().collect();
    details::remove(uow, &bare).await?;
    bulk::remove::<target::Entity>(&uow.tx, &target_rows.gone).await?;
    bulk::remove::<measure::Entity>(&uow.tx, &measure_rows.gone).await?;
    bulk::remove::<task::Entity>(&uow.tx, &task_rows.gone).await?;
    details::put(uow, &hung.new, named).await
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
        }
    };
    inputs.iter().zip(1..).map(row).collect()
}

/// Writes the rows that are new or differ. Two parts of a plan never have one place: those that leave theirs step aside
/// first.
async fn put<M, A>(uow: &Uow, changes: &Changes<M>) -> Result<()>
where
    M: Clone + IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    if changes.put.is_empty() {
        return Ok(());
    }
    let leaving: Vec<Uuid> = changes.moved.iter().chain(&changes.gone).copied().collect();
    if !leaving.is_empty() {
        let aside = Expr::col(Alias::new("ordinal")).mul(-1);
        let update = A::Entity::update_many().col_expr(Alias::new("ordinal"), aside);
        update.filter(Expr::col(Alias::new("id")).is_in(leaving)).exec(&uow.tx).await?;
    }
    let rows: Vec<A> = changes.put.iter().cloned().map(fresh).collect();
    if changes.all_new {
        return bulk::insert(&uow.tx, rows).await;
    }
    bulk::put(&uow.tx, rows).await
}
