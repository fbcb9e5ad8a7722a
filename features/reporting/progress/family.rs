//! A movement and the movements below it (S3): their reports count in it, each once. Pure.
use std::collections::HashMap;

use base::{
    kernel::error::{Code, Error, Result},
    store::figures::Frame,
};
use chrono::NaiveDate;
use entity::period::{self, PeriodKind};
use uuid::Uuid;

/// Where a period of any of the movements stands in the one that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Figures are of one run: the periods of one kind, which do not overlap.
    pub run: PeriodKind,
    /// The place among all periods, in the order of time.
    pub at: u32,
}

/// The movement itself first, then its children, their children and so on.
pub struct Family {
    pub movements: Vec<Uuid>,
    /// The periods asked for, in the order of time: each at its place.
    pub periods: Vec<period::Model>,
    slots: HashMap<Uuid, Slot>,
}

impl Family {
    /// `wanted` are codes of periods; all when there are none.
    pub fn of(frame: &Frame, movement_id: Uuid, wanted: &[String]) -> Result<Self> {
        let mut movements = vec![movement_id];
        movements.extend(frame.descendants(movement_id));
        Self::among(frame, movements, wanted)
    }

    /// Without the movements below it.
    pub fn alone(frame: &Frame, movement_id: Uuid, wanted: &[String]) -> Result<Self> {
        Self::among(frame, vec![movement_id], wanted)
    }

    /// The first is the one that is asked about.
    fn among(frame: &Frame, movements: Vec<Uuid>, wanted: &[String]) -> Result<Self> {
        let top = movements.first().copied();
        let measured = movements.iter().filter_map(|id| frame.movement(*id));
        let periods: Vec<&period::Model> = measured.flat_map(|measured| &measured.periods).collect();
        let own: Vec<&period::Model> = periods.iter().filter(|m| Some(m.movement_id) == top).copied().collect();
        // A period of a child that no period of the movement has room for stands for itself.
        let standing = |m: &period::Model| host(&own, m).unwrap_or(m).id;
        let mut all: Vec<&period::Model> = periods.iter().filter(|m| standing(m) == m.id).copied().collect();
        all.sort_by(|a, b| (a.data_from, &a.code, a.id).cmp(&(b.data_from, &b.code, b.id)));
        if wanted.iter().any(|code| all.iter().all(|m| m.code != *code)) {
            return Err(Error::with(Code::InvalidParameter, "period"));
        }
        all.retain(|m| wanted.is_empty() || wanted.contains(&m.code));
        let places: HashMap<Uuid, Slot> = all.iter().zip(0..).map(|(m, at)| (m.id, Slot { run: m.kind, at })).collect();
        let slot = |m: &&period::Model| Some((m.id, *places.get(&standing(m))?));
        let slots = periods.iter().filter_map(slot).collect();
        let shown = all.into_iter().cloned().collect();
        Ok(Self { movements, slots, periods: shown })
    }

    pub fn slot(&self, period_id: Uuid) -> Option<Slot> {
        self.slots.get(&period_id).copied()
    }

    /// The place of the last period.
    pub fn last(&self) -> Option<u32> {
        let last = self.periods.iter().zip(0_u32..).max_by_key(|(m, at)| (m.data_to, *at));
        last.map(|(_, at)| at)
    }

    pub fn codes(&self) -> Vec<String> {
        let mut codes: Vec<String> = self.periods.iter().map(|m| m.code.clone()).collect();
        codes.dedup();
        codes
    }
}

/// The movement's own period, of the same kind, that a child's lies in; else the one that it ends in.
fn host<'a>(own: &[&'a period::Model], of: &period::Model) -> Option<&'a period::Model> {
    let same = || own.iter().copied().filter(|m| m.kind == of.kind);
    let has = |m: &period::Model, day: NaiveDate| (m.data_from..=m.data_to).contains(&day);
    same().find(|m| m.id == of.id).or_else(|| same().find(|m| has(m, of.data_to)))
}
