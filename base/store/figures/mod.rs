//! Figures in memory: what was reported, what is owed and what is promised, of all movements. Each instance reads all of it
//! once and then what has changed since, by a log that is written in the transactions of the changes; so what it holds is
//! always exactly what one transaction saw, and says which by its number.
mod changes;
mod check;
mod frame;
mod load;
mod owed;
mod rows;

use std::{
    collections::HashMap,
    sync::{LazyLock, PoisonError, RwLock},
};

use entity::obligation::ObligationStatus;
use uuid::Uuid;

pub(super) use changes::written_down;
pub use changes::{Change, changed, forget_old};
pub use check::Difference;
pub use frame::{Asked, Frame, Measured};
pub use rows::{Amounts, Filing, Ids, Movement, Owed, Plan, Promise, Row, Version};

use super::{
    db::{Conn, Db},
    memory::Versions,
};
use crate::kernel::error::{Code, Error, Result};
use load::{News, Planned, Since, Value};
use owed::Obligation;

/// All figures, as one transaction saw them.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// The number of the last change that is in it.
    pub seq: i64,
    pub frame: Frame,
    pub units: Ids,
    /// Targets in their first versions, which reports answer.
    pub roots: Ids,
    movements: HashMap<Uuid, Movement>,
}

impl Figures {
    /// Empty where nothing is owed, reported or planned.
    pub fn movement(&self, id: Uuid) -> &Movement {
        static NONE: LazyLock<Movement> = LazyLock::new(Movement::default);
        self.movements.get(&id).unwrap_or(&NONE)
    }

    /// The unit and the period of an obligation, and whether a report is owed by it.
    fn read(&mut self, one: &Obligation) -> ((u32, u16), Option<Owed>) {
        let unit = self.units.put(one.unit_id);
        let period = self.movement_mut(one.movement_id).place_of(one.period_id);
        let over = one.status == ObligationStatus::ClosedByReorganisation;
        ((unit, period), (!over).then(|| one.owed(unit, period)))
    }

    fn row(&mut self, value: &Value) -> Row {
        let (unit, root) = (self.units.put(value.unit_id), self.roots.put(value.root_id));
        let period = self.movement_mut(value.movement_id).place_of(value.period_id);
        Row::new((unit, period, root), value.accepted, value.data_to, value.amounts())
    }

    fn movement_mut(&mut self, id: Uuid) -> &mut Movement {
        self.movements.entry(id).or_default()
    }

    fn add_owed(&mut self, one: &Obligation) {
        let (_, owed) = self.read(one);
        self.movement_mut(one.movement_id).owed.extend(owed);
    }

    fn add_value(&mut self, value: &Value) {
        let row = self.row(value);
        self.movement_mut(value.movement_id).columns.entry(value.indicator_id).or_default().push(row);
    }

    fn put_plan(&mut self, (movement_id, mut plan): Planned) {
        plan.promises.iter_mut().for_each(|promise| promise.unit = self.units.put(promise.unit_id));
        self.movement_mut(movement_id).plans.insert(plan.version.id, plan);
    }

    fn sort(&mut self) {
        self.movements.values_mut().for_each(Movement::sort);
    }

    fn take(&mut self, since: Since) {
        self.seq = since.seq;
        self.frame = since.frame.unwrap_or_else(|| std::mem::take(&mut self.frame));
        since.owing.iter().for_each(|id| self.movement_mut(*id).owed.clear());
        since.obligations.iter().for_each(|one| self.add_owed(one));
        since.owing.iter().for_each(|id| self.movement_mut(*id).owed.sort_unstable());
        for (one, values) in &since.reported {
            let (its, owed) = self.read(one);
            let rows = values.iter().map(|value| (value.indicator_id, self.row(value))).collect();
            self.movement_mut(one.movement_id).set(its, owed, rows);
        }
        since.planning.iter().for_each(|id| self.movement_mut(*id).plans.clear());
        for (id, movement_id) in &since.single_plans {
            self.movement_mut(*movement_id).plans.remove(id);
        }
        since.plans.into_iter().for_each(|plan| self.put_plan(plan));
    }
}

/// What an instance holds of them.
#[derive(Default)]
pub struct Held {
    figures: RwLock<Option<Figures>>,
    /// One at a time brings them up to date; the others wait for it.
    turn: tokio::sync::Mutex<()>,
}

impl Held {
    fn seq(&self) -> Option<i64> {
        self.figures.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(|figures| figures.seq)
    }

    fn take(&self, news: News) {
        let mut held = self.figures.write().unwrap_or_else(PoisonError::into_inner);
        match (news, held.as_mut()) {
            (News::All(figures), _) => *held = Some(*figures),
            (News::Since(since), Some(figures)) => figures.take(*since),
            // There is nothing that it could be added to.
            (News::Since(_), None) => {}
        }
    }

    /// Figures that have this change at least. Nothing of them changes before all that is new has been read: a look that
    /// is given up half-way leaves them as they were.
    async fn reach(&self, db: &Db, wanted: i64) -> Result<()> {
        let reached = || self.seq().is_some_and(|seq| seq >= wanted);
        if reached() {
            return Ok(());
        }
        let _turn = self.turn.lock().await;
        if !reached() {
            let seen = self.seq();
            self.take(db.read_latest_together(async |tx| load::news(tx, seen).await).await?);
        }
        Ok(())
    }

    /// The same over a transaction that only reads: what it sees is all committed.
    async fn reach_within(&self, tx: &Conn, wanted: i64) -> Result<()> {
        let reached = || self.seq().is_some_and(|seq| seq >= wanted);
        if reached() {
            return Ok(());
        }
        let _turn = self.turn.lock().await;
        if !reached() {
            self.take(load::news(tx, self.seq()).await?);
        }
        Ok(())
    }

    fn read<T>(&self, read: impl FnOnce(&Figures) -> T) -> Option<T> {
        self.figures.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(read)
    }
}

/// Figures that were brought up to date: whoever has them in a transaction waits for no second connection there.
#[derive(Clone, Copy)]
pub struct Current<'a>(&'a Held);

impl Current<'_> {
    /// They do not change while they are read; between two reads they may become newer.
    pub fn read<T>(self, read: impl FnOnce(&Figures) -> T) -> Result<T> {
        self.0.read(read).ok_or_else(|| Error::new(Code::Unavailable))
    }
}

impl Db {
    /// Figures that are at most half a second old, and at least as new as what the caller has seen.
    pub async fn current_figures(&self) -> Result<Current<'_>> {
        let seen = super::db::has_seen();
        let snapshot = if seen { self.latest_snapshot().await? } else { self.snapshot_with_figures().await? };
        self.figures.reach(self, snapshot.figures_version().1).await?;
        Ok(Current(&self.figures))
    }

    /// Figures that are at least as new as what a transaction sees, which only reads.
    pub async fn figures_within(&self, tx: &Conn, seen: Versions) -> Result<Current<'_>> {
        self.figures.reach_within(tx, seen.figures().1).await?;
        Ok(Current(&self.figures))
    }

    /// Reads them at once.
    pub async fn figures<T>(&self, read: impl FnOnce(&Figures) -> T) -> Result<T> {
        self.current_figures().await?.read(read)
    }
}
