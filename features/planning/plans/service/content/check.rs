//! Whether content is right by itself and in its movement.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::error::{Code, Error, Fault, FieldError, Result},
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{indicator, movement, period};
use uuid::Uuid;

use crate::{
    movements,
    plans::{
        dto::{Content, TargetInput},
        figures,
    },
};

/// What the content of a plan names in its movement.
#[derive(Debug, Default)]
pub struct Named {
    pub indicators: HashMap<String, indicator::Model>,
    pub periods: HashMap<String, period::Model>,
}

impl Named {
    pub async fn of(db: &Conn, movement_id: Uuid, content: &Content) -> Result<Self> {
        let mut named = Self::default();
        let mut codes: Vec<_> = content.targets.iter().filter_map(|target| target.indicator_code.as_deref()).collect();
        codes.sort_unstable();
        codes.dedup();
        if !codes.is_empty() {
            let found = movements::repo::indicators_named(db, movement_id, codes.into_iter()).await?;
            named.indicators = found.into_iter().map(|m| (m.code.clone(), m)).collect();
        }
        if content.targets.iter().any(|target| target.milestones.is_some()) {
            let found = movements::repo::periods_of(db, movement_id).await?;
            named.periods = found.into_iter().map(|m| (m.code.clone(), m)).collect();
        }
        Ok(named)
    }

    pub fn indicator(&self, input: &TargetInput) -> Option<&indicator::Model> {
        self.indicators.get(&**input.indicator_code.as_ref()?)
    }
}

/// Everything that is wrong, at once.
pub async fn check(db: &Conn, movement: &movement::Model, content: &Content) -> Result<Named> {
    let named = Named::of(db, movement.id, content).await?;
    let mut faults = Faults(vec![]);
    let due = |day: Option<NaiveDate>| day.is_some_and(|day| day < movement.starts_on || day > movement.ends_on);
    for (at, task) in content.tasks.iter().enumerate() {
        faults.when(due(task.due_on.map(Into::into)), || format!("/tasks/{at}/due_on"), Fault::OutOfRange);
    }
    let no_task = |position: u16| position == 0 || usize::from(position) > content.tasks.len();
    for (at, measure) in content.measures.iter().enumerate() {
        faults.when(due(measure.due_on.map(Into::into)), || format!("/measures/{at}/due_on"), Fault::OutOfRange);
        faults.when(measure.task_no.is_some_and(no_task), || format!("/measures/{at}/task_no"), Fault::NotFound);
    }
    for (at, target) in content.targets.iter().enumerate() {
        let indicator = named.indicator(target);
        for (member, fault) in figures::faults(target, indicator) {
            faults.when(true, || format!("/targets/{at}/{member}"), fault);
        }
        let unknown = target.indicator_code.is_some() && indicator.is_none();
        faults.when(unknown, || format!("/targets/{at}/indicator_code"), Fault::NotFound);
        faults.when(due(target.due_on.map(Into::into)), || format!("/targets/{at}/due_on"), Fault::OutOfRange);
        faults.when(no_task(target.task_no), || format!("/targets/{at}/task_no"), Fault::NotFound);
        let mut levels = HashSet::new();
        for (no, level) in target.levels.iter().flatten().enumerate() {
            faults.when(!levels.insert(&**level), || format!("/targets/{at}/levels/{no}"), Fault::Duplicate);
        }
        milestones(&mut faults, at, target, &named);
    }
    faults.none_or_error().map(|()| named)
}

/// Each names a period of the movement, once.
fn milestones(faults: &mut Faults, at: usize, target: &TargetInput, named: &Named) {
    let mut seen = HashSet::new();
    for (no, milestone) in target.milestones.iter().flatten().enumerate() {
        let pointer = || format!("/targets/{at}/milestones/{no}/period_code");
        faults.when(!named.periods.contains_key(&*milestone.period_code), pointer, Fault::NotFound);
        faults.when(!seen.insert(&*milestone.period_code), pointer, Fault::Duplicate);
    }
}

/// What is wrong so far.
pub struct Faults(pub Vec<FieldError>);

impl Faults {
    pub fn when(&mut self, wrong: bool, pointer: impl FnOnce() -> String, fault: Fault) {
        if wrong {
            self.0.push(FieldError { pointer: pointer(), fault });
        }
    }

    pub fn none_or_error(self) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let ratio = self.0.iter().all(|f| f.fault == Fault::RatioOutOfRange);
        Err(Error::fields(if ratio { Code::RatioOutOfRange } else { Code::ValidationFailed }, self.0))
    }
}
