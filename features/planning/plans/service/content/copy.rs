//! The content of one version as the beginning of the next, with what was reached so far.
use std::collections::HashMap;

use base::{
    kernel::error::Result,
    store::db::{Uow, bulk},
};
use entity::{measure, plan, target, task};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use uuid::Uuid;

use super::{check::Named, details};
use crate::plans::content::{Ids, Parts};

/// Row by row: a part stays the same part, with the same root.
pub async fn copy(uow: &Uow, from: &plan::Model, to: Uuid) -> Result<()> {
    let parts = Parts::of(&uow.tx, from.id).await?;
    let content = parts.content(Ids::None);
    let named = Named::of(&uow.tx, from.movement_id, &content).await?;
    let mut tasks = HashMap::new();
    let rows = parts.tasks.into_iter().map(|m| {
        let id = Uuid::now_v7();
        tasks.insert(m.id, id);
        task::Model { id, plan_id: to, ..m }.into_active_model().reset_all()
    });
    bulk::insert(&uow.tx, rows.collect()).await?;
    let rows = parts.measures.into_iter().map(|m| {
        let task_id = m.task_id.and_then(|id| tasks.get(&id).copied());
        measure::Model { id: Uuid::now_v7(), plan_id: to, task_id, ..m }.into_active_model().reset_all()
    });
    bulk::insert(&uow.tx, rows.collect()).await?;
    let targets: Vec<target::Model> = parts
        .targets
        .into_iter()
        .map(|m| {
            let task_id = tasks.get(&m.task_id).copied().unwrap_or_default();
            // What was left with nobody in one version is said again for the next.
            let unwaived =
                target::Model { gap_reason: None, gap_waived: None, gap_waived_by: None, gap_waived_at: None, ..m };
            target::Model { id: Uuid::now_v7(), plan_id: to, task_id, ..unwaived }
        })
        .collect();
    let rows = targets.iter().cloned().map(|m| m.into_active_model().reset_all());
    bulk::insert(&uow.tx, rows.collect()).await?;
    let hung: Vec<_> = targets.iter().map(|target| target.id).zip(&content.targets).collect();
    details::put(uow, &hung, &named).await
}
