//! The log of what figures are made of: rows that each instance reads from where it stands.
use std::sync::PoisonError;

use chrono::{DateTime, Utc};
use entity::{
    figure_change::{self, Changed, Column, Entity},
    snapshot_version::{self, Topic},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Statement,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use crate::{
    kernel::error::Result,
    store::{
        db::{Conn, Uow, bulk},
        memory,
    },
};

/// So many changes are kept: reading all figures anew costs less than reading more of them.
pub const KEPT: i64 = 4_000;
/// Counts that are cleared together.
const BATCH: i64 = 1_000;

/// What a transaction has changed of what figures are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// How an obligation stands, or whether what was reported on it counts.
    Obligation { movement_id: Uuid, id: Uuid },
    /// Which obligations a movement has.
    Obligations { movement_id: Uuid },
    /// How a version of a plan stands, or what it promises.
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
    fn cells(self, ordinal: i32, at: DateTime<Utc>) -> [Expr; 6] {
        let (what, movement_id, subject_id) = match self {
            Self::Obligation { movement_id, id } => (Changed::Obligation, Some(movement_id), Some(id)),
            Self::Obligations { movement_id } => (Changed::Obligations, Some(movement_id), None),
            Self::Plan { movement_id, id } => (Changed::Plan, Some(movement_id), Some(id)),
            Self::Plans { movement_id } => (Changed::Plans, Some(movement_id), None),
            Self::Movement { id } => (Changed::Movement, Some(id), None),
            Self::Indicators => (Changed::Indicators, None, None),
            Self::Everything => (Changed::Everything, None, None),
        };
        [counted(), ordinal.into(), what.into(), movement_id.into(), subject_id.into(), at.into()]
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
pub fn written_down(uow: &Uow) -> Vec<Statement> {
    let changes = std::mem::take(&mut *uow.figures.lock().unwrap_or_else(PoisonError::into_inner));
    if changes.is_empty() {
        return vec![];
    }
    let backend = uow.tx.get_database_backend();
    let columns = [Column::Seq, Column::Ordinal, Column::What, Column::MovementId, Column::SubjectId, Column::At];
    let numbered: Vec<(Change, i32)> = changes.into_iter().zip(0..).collect();
    let rows = numbered.chunks(bulk::ROWS).map(|changes| {
        let mut rows = Query::insert().into_table(Entity).columns(columns).to_owned();
        for (change, ordinal) in changes {
            rows.values_panic(change.cells(*ordinal, uow.now));
        }
        backend.build(&rows)
    });
    std::iter::once(memory::counted_up(Topic::Figures).build(backend)).chain(rows).collect()
}

/// How far figures are counted in this transaction.
fn counted() -> Expr {
    use snapshot_version::{Column, Entity};
    let value = Entity::find().select_only().column(Column::Value).filter(Column::Topic.eq(Topic::Figures));
    Expr::SubQuery(None, Box::new(value.into_query().into()))
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
    let ends = Entity::find().select_only().column_as(Column::Seq.min(), "first").column_as(Column::Seq.max(), "last");
    let ends = ends.into_tuple::<(Option<i64>, Option<i64>)>().one(&uow.tx).await?;
    let Some((first, last)) = ends.and_then(|(first, last)| first.zip(last)) else { return Ok(0) };
    let over = Column::Seq.lte(last - KEPT).and(Column::Seq.lt(first + BATCH));
    Ok(Entity::delete_many().filter(over).exec(&uow.tx).await?.rows_affected)
}
