//! The transition engine. A life cycle is a table of steps: which action, from which state, by whom, under which guards.
//! The tables are in each feature's `rules`; who stands for a party and what the guards look at, in its `paper`.
//!
//! The action itself, the `actions` of an answer, `/me/can` and `/access/explain` all go the way of `begin`, so they cannot differ.
mod begin;
mod link;

use std::sync::Arc;

use entity::Authors;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub use link::{Link, Stand};

use crate::kernel::{
    access::Delegated,
    error::{About, Code, Error, FieldError, Result},
    policy::Permission,
    scope::{Addressee, Scope},
};

/// In which capacity a step is taken. A paper says who stands for each of its parties; others may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StepParty)]
pub enum Party {
    /// The unit whose paper it is.
    Owner,
    /// The same or, once it has ended, whoever took over.
    Heir,
    /// The unit it is addressed to.
    Addressee,
    /// The unit that has a climbing paper now.
    Holder,
    /// The unit that prepares what another decides: for the ministry its standing body.
    Preparer,
    /// The unit that decides.
    Decider,
    /// The unit that inspects, of what is another's.
    Inspector,
    /// A unit that does what another's paper shows.
    Adopter,
    /// Whoever runs the sessions of a council.
    Secretary,
    /// Somebody who votes in a council.
    Member,
    /// A member who counts papers.
    Teller,
    /// The chair of a council.
    Chair,
    /// Whoever administers the register.
    Administrator,
}

/// Who stands for a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// A unit, as long as it is in being.
    Unit(Uuid),
    /// A unit, whoever took over from it, or whoever holds its function.
    Addressed(Addressee),
    /// Every unit at which the permission is held: of papers that belong to no unit.
    Anywhere,
}

/// Whether those who wrote on a paper may take a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writers {
    Excluded,
    /// The reason why they need not be excluded.
    Included(&'static str),
}

/// What stands against a step.
#[derive(Clone, Debug, Default)]
pub struct Against {
    pub particulars: String,
    pub about: Option<About>,
    pub fields: Vec<FieldError>,
}

impl<T: Into<String>> From<T> for Against {
    fn from(particulars: T) -> Self {
        Self { particulars: particulars.into(), ..Self::default() }
    }
}

/// A condition of a step: pure, over facts that were loaded once.
pub struct Guard<F: 'static> {
    pub name: &'static str,
    /// The problem that is met where something stands against the step.
    pub code: Code,
    pub against: fn(&F) -> Option<Against>,
}

/// One row of a state machine. `F` are the facts that its guards look at.
pub struct Step<A: 'static, S: 'static, F: 'static = ()> {
    pub action: A,
    pub from: &'static [S],
    pub to: S,
    pub party: Party,
    pub permission: Permission,
    pub writers: Writers,
    /// The first that refuses says what to do.
    pub guards: &'static [Guard<F>],
}

/// What a resource allows this caller, so that a portal can draw its buttons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Action {
    #[schema(max_length = 60, example = "issue")]
    pub name: &'static str,
    pub allowed: bool,
    /// Code of the problem that the action would meet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, example = "forbidden")]
    pub reason: Option<&'static str>,
    /// What it rests on, where an administrator has asked why.
    #[serde(skip)]
    pub path: Vec<Link>,
}

pub trait Named: Copy + Eq {
    fn name(self) -> &'static str;
}

/// Where a paper stands.
#[derive(Clone, Debug)]
pub struct Current<S> {
    pub status: S,
    pub version: i64,
    pub parties: Vec<(Party, Seat)>,
    pub authors: Authors,
}

/// The life cycle of a kind of paper, by its actions: they are the feature's own, rows are not.
#[expect(async_fn_in_trait, reason = "requests are served on the thread that took them")]
pub trait Lifecycle: Named + 'static {
    type Paper;
    type Status: Copy + Eq + Serialize + 'static;
    /// What the guards look at.
    type Facts: 'static;
    /// Over what it is asked for.
    type Db;
    const STEPS: &'static [StepOf<Self>];

    /// The paper that a step is to be taken on, for whoever sees it; to others it is one that is not there.
    async fn find(db: &Self::Db, scope: &Scope, id: Uuid) -> Result<Self::Paper>;

    fn current(paper: &Self::Paper, scope: &Scope) -> Current<Self::Status>;

    async fn facts(paper: &Self::Paper, db: &Self::Db, scope: &Scope) -> Result<Self::Facts>;
}

/// A step of a kind of paper.
pub type StepOf<A> = Step<A, <A as Lifecycle>::Status, <A as Lifecycle>::Facts>;

/// A paper's state and the facts about it.
pub struct Case<A: Lifecycle> {
    current: Current<A::Status>,
    /// None where no step that this caller could take asks for them.
    facts: Option<A::Facts>,
}

impl<A, S, F> Step<A, S, F> {
    fn permits(&self, current: &Current<S>, scope: &Scope) -> bool {
        current.parties.iter().filter(|(party, _)| *party == self.party).any(|(_, seat)| self.seats(*seat, scope))
    }

    /// The units for which the caller takes the step.
    fn units(&self, current: &Current<S>, scope: &Scope) -> Vec<Uuid> {
        let seats = current.parties.iter().filter(|(party, _)| *party == self.party).map(|(_, seat)| *seat);
        let units = seats.flat_map(|seat| match seat {
            Seat::Unit(unit) => vec![unit],
            Seat::Addressed(to) => scope.stands_for(to),
            Seat::Anywhere => scope.units_with(self.permission),
        });
        units.filter(|unit| scope.holds(self.permission, *unit)).collect()
    }

    /// Whether the caller may sit there with what the step takes.
    fn seats(&self, seat: Seat, scope: &Scope) -> bool {
        match seat {
            Seat::Unit(unit) => scope.holds(self.permission, unit),
            Seat::Addressed(to) => scope.holds_for(self.permission, to),
            Seat::Anywhere => scope.holds_somewhere(self.permission),
        }
    }

    fn excludes(&self, current: &Current<S>, scope: &Scope) -> bool {
        let wrote = |id: Uuid| current.authors.people().contains(&id);
        let stands_in = || scope.stands_in_for(self.permission, &self.units(current, scope));
        self.writers == Writers::Excluded && (wrote(scope.user_id) || stands_in().is_some_and(|other| wrote(other.by)))
    }
}

impl<A: Lifecycle> Case<A> {
    /// Loads the facts, if a guard would ask for them.
    pub async fn of(paper: &A::Paper, db: &A::Db, scope: &Scope) -> Result<Self> {
        let current = A::current(paper, scope);
        let asks = |step: &&StepOf<A>| {
            !step.guards.is_empty() && step.from.contains(&current.status) && step.permits(&current, scope)
        };
        let facts = match A::STEPS.iter().find(asks) {
            // On the heap: of all that is awaited in a write this is the largest.
            Some(_) => Some(Box::pin(A::facts(paper, db, scope)).await?),
            None => None,
        };
        Ok(Self { current, facts })
    }

    /// What the caller may do now, for whoever reads the answer.
    pub async fn foretell(paper: &A::Paper, db: &A::Db, scope: &Scope) -> Result<Vec<Action>> {
        if scope.is_heard() { Ok(Self::of(paper, db, scope).await?.actions(scope)) } else { Ok(vec![]) }
    }

    /// By whose right the caller takes a step, where that was delegated.
    pub fn stands_in_for(&self, step: &StepOf<A>, scope: &Scope) -> Option<Arc<Delegated>> {
        scope.stands_in_for(step.permission, &step.units(&self.current, scope))
    }

    /// Where a guard asked for them.
    pub const fn facts(&self) -> Option<&A::Facts> {
        self.facts.as_ref()
    }

    /// The same of one of many papers, whose facts were loaded together.
    pub fn with(paper: &A::Paper, scope: &Scope, facts: A::Facts) -> Self {
        Self { current: A::current(paper, scope), facts: Some(facts) }
    }

    /// What the guards looked at; where none did, nothing.
    pub fn into_facts(self) -> Option<A::Facts> {
        self.facts
    }
}

/// The actions that a caller may take as far as its party, the state and what it has written go. Guards are not asked: what
/// they find is told by the action itself.
pub fn waiting<A: Lifecycle>(paper: &A::Paper, scope: &Scope) -> Vec<&'static str> {
    let current = A::current(paper, scope);
    let free = |step: &&StepOf<A>| {
        step.from.contains(&current.status) && step.permits(&current, scope) && !step.excludes(&current, scope)
    };
    let mut names: Vec<_> = A::STEPS.iter().filter(free).map(|step| step.action.name()).collect();
    names.dedup();
    names
}

/// The state forbids it; the answer lists what it allows.
pub fn refused<A: Lifecycle>(status: A::Status) -> Error {
    let mut names: Vec<_> =
        A::STEPS.iter().filter(|step| step.from.contains(&status)).map(|step| step.action.name()).collect();
    names.dedup();
    let names = if names.is_empty() { "–".to_owned() } else { names.join(", ") };
    Error::with(Code::InvalidTransition, names)
}
