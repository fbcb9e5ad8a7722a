//! The log of what figures are made of: rows that each instance reads from where it stands.
use std::sync::PoisonError;

use chrono::{DateTime, Utc};
use entity::{
    figure_change::{self, Changed, Column, Entity},
    snapshot_version::Topic,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    kernel::error::Result,
    store::{
        db::{Conn, Uow, bulk},
        memory,
    },
};

/// So many changes are kept: reading all figures anew costs less than reading more of them.
pub const KEPT: i64 = 10_000;

/// What a transaction has changed of what figures are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// How an obligation stands, or whether what was reported on it counts.
    Obligation { movement_id: Uuid, id: Uuid },
    /// Which obligations a movement has.
    Obligations { movement_id: Uuid },
    /// What a version of a plan promises, or whether it does.
    Plan { movement_id: Uuid, id: Uuid },
    /// What plans of a movement promise.
    Plans { movement_id: Uuid },
    /// What movements there are, what they measure, and when.
    Movement { id: Uuid },
    /// What an indicator is.
    Indicators,
    /// All of it, as a reorganisation does.
    Everything,
}

impl Change {
    fn row(self, seq: i64, at: DateTime<Utc>) -> figure_change::ActiveModel {
        let (what, movement_id, subject_id) = match self {
            Self::Obligation { movement_id, id } => (Changed::Obligation, Some(movement_id), Some(id)),
            Self::Obligations { movement_id } => (Changed::Obligations, Some(movement_id), None),
            Self::Plan { movement_id, id } => (Changed::Plan, Some(movement_id), Some(id)),
            Self::Plans { movement_id } => (Changed::Plans, Some(movement_id), None),
            Self::Movement { id } => (Changed::Movement, Some(id), None),
            Self::Indicators => (Changed::Indicators, None, None),
            Self::Everything => (Changed::Everything, None, None),
        };
        figure_change::ActiveModel {
            id: Set(Uuid::now_v7()),
            seq: Set(seq),
            what: Set(what),
            movement_id: Set(movement_id),
            subject_id: Set(subject_id),
            at: Set(at),
        }
    }

    /// None where a row does not say what it has to: then nothing that is held can be trusted.
    fn read(row: &figure_change::Model) -> Option<Self> {
        match row.what {
            Changed::Obligation => Some(Self::Obligation { movement_id: row.movement_id?, id: row.subject_id? }),
            Changed::Obligations => Some(Self::Obligations { movement_id: row.movement_id? }),
            Changed::Plan => Some(Self::Plan { movement_id: row.movement_id?, id: row.subject_id? }),
            Changed::Plans => Some(Self::Plans { movement_id: row.movement_id? }),
            Changed::Movement => Some(Self::Movement { id: row.movement_id? }),
            Changed::Indicators => Some(Self::Indicators),
            Changed::Everything => Some(Self::Everything),
        }
    }
}

/// Every write that changes what figures are made of says so. It is written down when the transaction ends, so that the
/// counter is held for as short as can be.
pub fn changed(uow: &Uow, change: Change) {
    let mut changes = uow.figures.lock().unwrap_or_else(PoisonError::into_inner);
    if !changes.contains(&change) {
        changes.push(change);
    }
}

/// The last thing that a transaction does. Whoever counts up holds the counter until the commit: so the numbers become
/// visible in their order, and nobody who reads from one on misses any.
pub async fn write_down(uow: &Uow) -> Result<bool> {
    let changes = std::mem::take(&mut *uow.figures.lock().unwrap_or_else(PoisonError::into_inner));
    if changes.is_empty() {
        return Ok(false);
    }
    let seq = memory::count_up(&uow.tx, Topic::Figures).await?;
    bulk::insert(&uow.tx, changes.into_iter().map(|change| change.row(seq, uow.now)).collect()).await?;
    Ok(true)
}

/// What happened after `seen` until `now`. None where the log does not say it all.
pub async fn since(db: &Conn, seen: i64, now: i64) -> Result<Option<Vec<Change>>> {
    if now < seen || now - seen > KEPT {
        return Ok(None);
    }
    let found = Entity::find().filter(Column::Seq.gt(seen)).order_by_asc(Column::Seq).all(db).await?;
    let mut last = seen;
    for row in &found {
        if row.seq > last + 1 {
            return Ok(None);
        }
        last = row.seq;
    }
    if last != now {
        return Ok(None);
    }
    let mut changes: Vec<Change> = vec![];
    for row in &found {
        let Some(change) = Change::read(row) else { return Ok(None) };
        changes.push(change);
    }
    Ok(Some(changes))
}

/// Clears the oldest rows, a batch at a time. Returns how many.
pub async fn forget_old(uow: &Uow) -> Result<u64> {
    let last = Entity::find().select_only().column(Column::Seq).order_by_desc(Column::Seq).limit(1);
    let last = last.into_tuple::<i64>().one(&uow.tx).await?.unwrap_or_default();
    bulk::delete::<Entity>(&uow.tx, Column::Seq.lte(last - KEPT)).await
}
