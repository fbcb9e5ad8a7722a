//! What inspections recommend. Its owner owes an answer; whether that is enough is for the inspecting unit to say.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{
        error::Result,
        scope::{Addressee, Scope},
    },
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{
    inspection_recommendation::{Column, Entity, Model, RecommendationStatus},
    reminder::{self, ReminderResolution, ReminderSubject},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Ended, Owed};
use crate::recommendations;

fn view(m: &Model) -> Option<Owed> {
    (m.status == RecommendationStatus::Open).then_some(Owed {
        kind: ReminderSubject::Recommendation,
        subject_id: m.id,
        movement_id: m.movement_id,
        unit_id: m.owner_unit_id,
        from: Addressee::unit(m.inspecting_unit_id),
        due_on: m.due_on,
    })
}

pub async fn owed(db: &Conn, movement_id: Uuid, days: &[NaiveDate]) -> Result<Vec<Owed>> {
    let found = Entity::find()
        .filter(Column::MovementId.eq(movement_id))
        .filter(Column::Status.eq(RecommendationStatus::Open))
        .filter(Column::DueOn.is_in(days.iter().copied()));
    Ok(found.all(db).await?.iter().filter_map(view).collect())
}

/// With their last days. Whoever answers one waits until the transaction ends, and then finds the reminder.
pub async fn still_owed(db: &Conn, ids: Vec<Uuid>) -> Result<HashSet<(Uuid, NaiveDate)>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found = Entity::find().filter(Column::Id.is_in(ids)).filter(Column::Status.eq(RecommendationStatus::Open));
    Ok(found.lock_shared().all(db).await?.into_iter().map(|m| (m.id, m.due_on)).collect())
}

pub async fn one(db: &Conn, scope: &Scope, id: Uuid) -> Result<Option<Owed>> {
    Ok(view(&recommendations::repo::get(db, scope, id).await?))
}

pub async fn ended(db: &Conn, open: &[&reminder::Model]) -> Result<Vec<Ended>> {
    if open.is_empty() {
        return Ok(vec![]);
    }
    let found = Entity::find().filter(Column::Id.is_in(open.iter().map(|m| m.subject_id))).all(db).await?;
    let found: HashMap<Uuid, Model> = found.into_iter().map(|m| (m.id, m)).collect();
    let ended = |m: &&reminder::Model| match found.get(&m.subject_id).map(|found| found.status) {
        Some(RecommendationStatus::Open) => None,
        Some(RecommendationStatus::Dropped) => Some((m.id, ReminderResolution::Waived)),
        Some(_) => Some((m.id, ReminderResolution::Arrived)),
        None => Some((m.id, ReminderResolution::Ended)),
    };
    Ok(open.iter().filter_map(ended).collect())
}
