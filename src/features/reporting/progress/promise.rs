//! What units have promised: the targets of their plans in force.
use std::collections::HashSet;

use entity::{
    Quantity, allocation, plan,
    target::{self, Column, Comparator},
    target_milestone,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, RelationDef,
};
use uuid::Uuid;

use super::lineage::Amounts;
use crate::{features::planning::plans::rules::IN_FORCE, kernel::error::Result, store::db::bulk::lists};

/// A target in force.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Promise {
    pub id: Uuid,
    pub root_id: Uuid,
    pub unit_id: Uuid,
    pub indicator_id: Uuid,
    pub comparator: Comparator,
    pub target_value: Option<Quantity>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// The target that it answers a share of.
    pub target_root_id: Option<Uuid>,
    pub sent_at: Option<chrono::DateTime<chrono::Utc>>,
}

impl Promise {
    pub const fn amounts(&self) -> Amounts {
        Amounts { value: self.target_value, numerator: self.numerator, denominator: self.denominator }
    }
}

/// Of one movement, of the units in the list or of all.
pub async fn in_force(
    db: &impl ConnectionTrait,
    movement_id: Uuid,
    indicators: &[Uuid],
    units: Option<&[Uuid]>,
) -> Result<Vec<Promise>> {
    let of_plan: RelationDef =
        target::Entity::belongs_to(plan::Entity).from(Column::PlanId).to(plan::Column::Id).into();
    let of_share: RelationDef =
        target::Entity::belongs_to(allocation::Entity).from(Column::AllocationId).to(allocation::Column::Id).into();
    let mut select = target::Entity::find()
        .select_only()
        .columns([Column::Id, Column::RootId, Column::IndicatorId, Column::Comparator])
        .columns([Column::TargetValue, Column::Numerator, Column::Denominator])
        .column_as(plan::Column::UnitId, "unit_id")
        .column_as(plan::Column::SentAt, "sent_at")
        .column_as(allocation::Column::TargetRootId, "target_root_id")
        .join(JoinType::InnerJoin, of_plan)
        .join(JoinType::LeftJoin, of_share)
        .filter(plan::Column::MovementId.eq(movement_id))
        .filter(plan::Column::Status.is_in(IN_FORCE))
        .filter(Column::IndicatorId.is_in(indicators.iter().copied()));
    if let Some(units) = units {
        select = select.filter(plan::Column::UnitId.is_in(units.iter().copied()));
    }
    Ok(select.into_model::<Promise>().all(db).await?)
}

/// Where targets should be by the end of periods: by target and period.
pub async fn milestones(
    db: &impl ConnectionTrait,
    targets: &[Uuid],
    periods: &[Uuid],
) -> Result<Vec<target_milestone::Model>> {
    use target_milestone::Column;
    let mut found = vec![];
    for targets in lists(targets) {
        let select = target_milestone::Entity::find()
            .filter(Column::TargetId.is_in(targets))
            .filter(Column::PeriodId.is_in(periods.iter().copied()));
        found.extend(select.all(db).await?);
    }
    Ok(found)
}

/// Each promise once: what answers a share of another promise that counts is in that one.
pub fn once<'a>(promises: &[&'a Promise]) -> Vec<&'a Promise> {
    let wholes: HashSet<Uuid> = promises.iter().map(|promise| promise.root_id).collect();
    let in_another = |promise: &&&Promise| promise.target_root_id.is_some_and(|whole| wholes.contains(&whole));
    promises.iter().filter(|promise| !in_another(promise)).copied().collect()
}
