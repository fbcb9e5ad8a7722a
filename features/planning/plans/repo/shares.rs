//! The shares of a plan's targets: what they mean for the plan, and every statement that writes them. Who gives and takes
//! them is told in `allocations`.
use std::collections::HashMap;

use base::{
    kernel::error::Result,
    store::db::{Conn, Uow},
};
use entity::{
    allocation::{self, AllocationStatus, Column, Entity},
    plan::{self, PlanStatus},
    target,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{OnConflict, SimpleExpr},
};
use uuid::Uuid;

/// Rows that one statement writes.
const ROWS: usize = 500;

/// Holds some targets, so that nobody shares them out meanwhile. In one order, so that two do not wait for each other.
pub async fn lock(db: &Conn, roots: &[Uuid]) -> Result<()> {
    if roots.is_empty() {
        return Ok(());
    }
    let rows = target::Entity::find().select_only().column(target::Column::Id);
    let rows = rows.filter(target::Column::Id.is_in(roots.iter().copied())).order_by_asc(target::Column::Id);
    rows.lock_exclusive().into_tuple::<Uuid>().all(db).await?;
    Ok(())
}

/// All shares of some targets, withdrawn ones too.
pub async fn of_roots(db: &Conn, roots: &[Uuid]) -> Result<Vec<allocation::Model>> {
    if roots.is_empty() {
        return Ok(vec![]);
    }
    let of_roots = Entity::find().filter(Column::TargetRootId.is_in(roots.iter().copied()));
    Ok(of_roots.order_by_asc(Column::Id).all(db).await?)
}

/// Those that are not withdrawn.
pub async fn live(db: &Conn, roots: &[Uuid]) -> Result<Vec<allocation::Model>> {
    let mut shares = of_roots(db, roots).await?;
    shares.retain(|share| share.status != AllocationStatus::Withdrawn);
    Ok(shares)
}

/// Some targets as their newest versions say them, by root; a cancelled version says nothing.
pub async fn newest(db: &Conn, roots: &[Uuid]) -> Result<HashMap<Uuid, target::Model>> {
    let mut found: HashMap<Uuid, (i32, target::Model)> = HashMap::new();
    if roots.is_empty() {
        return Ok(HashMap::new());
    }
    let targets = target::Entity::find().filter(target::Column::RootId.is_in(roots.iter().copied())).all(db).await?;
    let plans = plan::Entity::find()
        .select_only()
        .columns([plan::Column::Id, plan::Column::VersionNo])
        .filter(plan::Column::Id.is_in(targets.iter().map(|target| target.plan_id)))
        .filter(plan::Column::Status.ne(PlanStatus::Cancelled));
    let versions: HashMap<Uuid, i32> = plans.into_tuple::<(Uuid, i32)>().all(db).await?.into_iter().collect();
    for target in targets {
        let Some(version) = versions.get(&target.plan_id).copied() else { continue };
        if found.get(&target.root_id).is_none_or(|(other, _)| *other < version) {
            found.insert(target.root_id, (version, target));
        }
    }
    Ok(found.into_iter().map(|(root, (_, target))| (root, target)).collect())
}

/// A new share.
pub async fn insert(uow: &Uow, share: &allocation::Model) -> Result<()> {
    Entity::insert(share.clone().into_active_model().reset_all()).exec_without_returning(&uow.tx).await?;
    Ok(())
}

/// A share as it is now, if it still is the version that was read.
pub async fn save(uow: &Uow, next: allocation::ActiveModel, before: &allocation::Model) -> Result<allocation::Model> {
    uow.save(next, before.id, before.version).await
}

/// New shares and changed ones alike, however many, by few statements. Nobody else changes them meanwhile: they are
/// held.
pub async fn store(uow: &Uow, shares: &[&allocation::Model]) -> Result<()> {
    let changing = [
        Column::Status,
        Column::Value,
        Column::Numerator,
        Column::Denominator,
        Column::GivenAt,
        Column::Rule,
        Column::TakesRemainder,
        Column::Reason,
        Column::Authors,
        Column::Version,
        Column::UpdatedAt,
    ];
    for rows in shares.chunks(ROWS) {
        let over = OnConflict::column(Column::Id).update_columns(changing).to_owned();
        let rows = rows.iter().map(|share| (*share).clone().into_active_model().reset_all());
        Entity::insert_many(rows).on_conflict(over).exec_without_returning(&uow.tx).await?;
    }
    Ok(())
}

/// Changes some alike. Their targets are held.
pub async fn change(uow: &Uow, ids: &[Uuid], to: &[(Column, SimpleExpr)]) -> Result<()> {
    uow.change_all::<allocation::Entity>(ids, to).await
}

/// Those of targets that are gone.
pub async fn remove(uow: &Uow, roots: Vec<Uuid>) -> Result<()> {
    allocation::Entity::delete_many().filter(Column::TargetRootId.is_in(roots)).exec(&uow.tx).await?;
    Ok(())
}
