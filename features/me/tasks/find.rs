//! Which papers are looked at for a caller: conditions made of the units at which a permission is held. An empty list of
//! units makes no condition, and no condition no query.
use base::kernel::{
    policy::Permission,
    scope::Scope,
    transition::{Lifecycle, waiting},
};
use entity::function_assignment::Function;
use sea_orm::{ColumnTrait, Condition, sea_query::SimpleExpr};
use uuid::Uuid;

use super::dto::{MyTask, TaskSubject, TaskType};

/// So many papers of one kind are looked at: nobody has more before it, and a list of them all stays small.
pub const MOST: u64 = 500;

/// The units at which a permission is held, and those that they took over from.
pub fn addressed_units(scope: &Scope, needs: Permission) -> Vec<Uuid> {
    let mut units = scope.units_with(needs);
    let before = units.iter().flat_map(|unit| scope.organisation.predecessors(*unit, scope.today));
    units.extend(before.collect::<Vec<_>>());
    units
}

/// Papers that may wait for the caller: one alternative for each state and party.
#[derive(Default)]
pub struct Candidates(Vec<Condition>);

impl Candidates {
    /// In a state, of the units at which a permission is held.
    #[must_use]
    pub fn own(
        mut self,
        scope: &Scope,
        state: impl Into<SimpleExpr>,
        unit: impl ColumnTrait,
        needs: Permission,
    ) -> Self {
        let units = scope.units_with(needs);
        if !units.is_empty() {
            self.0.push(Condition::all().add(state.into()).add(unit.is_in(units)));
        }
        self
    }

    /// In a state, addressed to such a unit or to one that it took over from, or to the function that such a unit holds.
    #[must_use]
    pub fn addressed(
        mut self,
        scope: &Scope,
        state: impl Into<SimpleExpr>,
        (unit, function): (impl ColumnTrait, Option<SimpleExpr>),
        needs: Permission,
    ) -> Self {
        let held = scope.units_with(needs);
        if held.is_empty() {
            return self;
        }
        let (state, units) = (state.into(), addressed_units(scope, needs));
        self.0.push(Condition::all().add(state.clone()).add(unit.is_in(units)));
        let holder = scope.organisation.holder(Function::EmulationStandingBody, scope.today);
        if holder.is_some_and(|holder| held.contains(&holder)) {
            self.0.extend(function.map(|function| Condition::all().add(state).add(function)));
        }
        self
    }

    /// All alternatives together; none where the caller holds nothing.
    pub fn condition(self) -> Option<Condition> {
        let some = !self.0.is_empty();
        some.then(|| self.0.into_iter().fold(Condition::any(), Condition::add))
    }
}

/// What may wait in a state: the type of the task, and the steps that end it.
pub type Waits<S> = (S, TaskType, &'static [&'static str]);

/// What is known of a thing that waits.
pub struct About {
    pub subject: TaskSubject,
    pub subject_id: Uuid,
    /// None of what is of no single one.
    pub movement_id: Option<Uuid>,
    pub unit_id: Uuid,
    pub due_on: Option<chrono::NaiveDate>,
    pub since: chrono::DateTime<chrono::Utc>,
}

impl About {
    pub fn task(self, task_type: TaskType, actions: Vec<&'static str>) -> MyTask {
        let href = format!("/api/v1/{}/{}", self.subject.collection(), self.subject_id);
        MyTask {
            task_type,
            subject_type: self.subject,
            subject_id: self.subject_id,
            href,
            movement_id: self.movement_id,
            unit_id: self.unit_id,
            unit_name: String::new(),
            actions,
            due_on: self.due_on,
            closes_minute: None,
            overdue: false,
            overdue_working_days: None,
            since: self.since,
        }
    }
}

/// The task that a paper is for the caller: those of the steps of its state that the machine lets it take.
pub fn task_of<A: Lifecycle>(
    paper: &A::Paper,
    scope: &Scope,
    waits: &[Waits<A::Status>],
    about: About,
) -> Option<MyTask> {
    let state = A::current(paper, scope).status;
    let free = waiting::<A>(paper, scope);
    let mut open = waits.iter().filter(|(from, ..)| *from == state).filter_map(|(_, task_type, steps)| {
        let steps: Vec<_> = steps.iter().copied().filter(|step| free.contains(step)).collect();
        (!steps.is_empty()).then_some((*task_type, steps))
    });
    let (task_type, steps) = open.next()?;
    Some(about.task(task_type, steps))
}
