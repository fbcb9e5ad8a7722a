//! Queries on what units are told of, and on what people have read.
use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{journal, notification_read};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::kernel::{error::Result, scope::Scope};

/// What others did to a unit's papers, and what was decided about them.
const TOLD: [&str; 16] = [
    "allocation.accepted",
    "allocation.disputed",
    "nomination.awarded",
    "nomination.forwarded",
    "nomination.proposed",
    "nomination.received",
    "nomination.refused",
    "nomination.returned",
    "obligation.extended",
    "obligation.waived",
    "plan.received",
    "plan.supplement_requested",
    "plan.supplement_resolved",
    "reminder.sent",
    "report.accepted",
    "report.returned",
];

/// So long is something told.
pub const TOLD_FOR: TimeDelta = TimeDelta::days(90);
/// A list that is read on a screen.
const MOST: u64 = 500;

/// What the units are told of at which the caller reads papers, newest first.
pub async fn told(db: &impl ConnectionTrait, scope: &Scope, now: DateTime<Utc>) -> Result<Vec<journal::Model>> {
    use journal::Column;
    let units: Vec<Uuid> = scope.owned().collect();
    if units.is_empty() {
        return Ok(vec![]);
    }
    let found = journal::Entity::find()
        .filter(Column::UnitId.is_in(units))
        .filter(Column::Event.is_in(TOLD))
        .filter(Column::At.gt(now - TOLD_FOR))
        .order_by_desc(Column::Id)
        .limit(MOST);
    Ok(found.all(db).await?)
}

/// Which of these a person has read.
pub async fn read(db: &impl ConnectionTrait, user_id: Uuid, told: &[journal::Model]) -> Result<HashSet<Uuid>> {
    use notification_read::{Column, Entity};
    if told.is_empty() {
        return Ok(HashSet::new());
    }
    let found = Entity::find()
        .select_only()
        .column(Column::EntryId)
        .filter(Column::UserId.eq(user_id))
        .filter(Column::EntryId.is_in(told.iter().map(|entry| entry.id)));
    Ok(found.into_tuple::<Uuid>().all(db).await?.into_iter().collect())
}
