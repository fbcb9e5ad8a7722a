//! The transition engine. A life cycle is a table of steps: which action, from which state, by whom, under which guards.
//! The tables are in each feature's `rules`; who stands for a party and what the guards look at, in its `paper`.
//!
//! The action itself, the `actions` of an answer and `/me/can` all ask `Case::begin`, so they cannot differ.
use entity::Authors;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::{
    error::{About, Code, Error, FieldError, Result},
    policy::Permission,
    precondition::IfMatch,
    scope::{Addressee, Scope},
};

/// In which capacity a step is taken. A paper says who stands for each of its parties; others may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Something that has a life cycle.
#[expect(async_fn_in_trait, reason = "requests are served on the thread that took them")]
pub trait Paper {
    type Action: Named + 'static;
    type Status: Copy + Eq + 'static;
    /// What the guards look at.
    type Facts: 'static;
    const STEPS: &'static [StepOf<Self>];

    /// The paper that a step is to be taken on, for whoever sees it; to others it is one that is not there.
    async fn find(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Self>
    where
        Self: Sized;

    fn current(&self, scope: &Scope) -> Current<Self::Status>;

    async fn facts(&self, db: &impl ConnectionTrait, scope: &Scope) -> Result<Self::Facts>;
}

/// A step of a paper's own kind.
pub type StepOf<P> = Step<<P as Paper>::Action, <P as Paper>::Status, <P as Paper>::Facts>;

/// A paper's state and the facts about it.
pub struct Case<P: Paper> {
    current: Current<P::Status>,
    /// None where no step that this caller could take asks for them.
    facts: Option<P::Facts>,
}

impl<A, S, F> Step<A, S, F> {
    fn permits(&self, current: &Current<S>, scope: &Scope) -> bool {
        current.parties.iter().filter(|(party, _)| *party == self.party).any(|(_, seat)| match *seat {
            Seat::Unit(unit) => scope.holds(self.permission, unit),
            Seat::Addressed(to) => scope.holds_for(self.permission, to),
            Seat::Anywhere => scope.holds_somewhere(self.permission),
        })
    }

    fn excludes(&self, current: &Current<S>, scope: &Scope) -> bool {
        self.writers == Writers::Excluded && current.authors.people().contains(&scope.user_id)
    }

    /// Nothing, or the problem of the first guard that refuses.
    fn guarded(&self, facts: Option<&F>) -> Result<()> {
        for guard in self.guards {
            let facts = facts.ok_or_else(|| Error::internal(anyhow::anyhow!("{}: no facts", guard.name)))?;
            if let Some(Against { particulars, about, fields }) = (guard.against)(facts) {
                return Err(Error { particulars: particulars.into(), about, ..Error::fields(guard.code, fields) });
            }
        }
        Ok(())
    }
}

impl<P: Paper> Case<P> {
    /// Loads the facts, if a guard would ask for them.
    pub async fn of(paper: &P, db: &impl ConnectionTrait, scope: &Scope) -> Result<Self> {
        let current = paper.current(scope);
        let asks = |step: &&StepOf<P>| {
            !step.guards.is_empty() && step.from.contains(&current.status) && step.permits(&current, scope)
        };
        let facts = match P::STEPS.iter().find(asks) {
            // On the heap: of all that is awaited in a write this is the largest.
            Some(_) => Some(Box::pin(paper.facts(db, scope)).await?),
            None => None,
        };
        Ok(Self { current, facts })
    }

    /// What the caller may do now, for whoever reads the answer.
    pub async fn foretell(paper: &P, db: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Action>> {
        if scope.is_heard() { Ok(Self::of(paper, db, scope).await?.actions(scope)) } else { Ok(vec![]) }
    }

    /// Where a guard asked for them.
    pub const fn facts(&self) -> Option<&P::Facts> {
        self.facts.as_ref()
    }

    /// The same of one of many papers, whose facts were loaded together.
    pub fn with(paper: &P, scope: &Scope, facts: P::Facts) -> Self {
        Self { current: paper.current(scope), facts: Some(facts) }
    }

    /// What the guards looked at; where none did, nothing.
    pub fn into_facts(self) -> Option<P::Facts> {
        self.facts
    }

    /// The step an action takes, or the problem it meets: rights, then the version, the state, who wrote, the guards.
    pub fn begin(&self, action: P::Action, scope: &Scope, if_match: IfMatch) -> Result<&'static StepOf<P>> {
        let rows = || P::STEPS.iter().filter(move |step| step.action == action);
        let permitted = || rows().filter(|step| step.permits(&self.current, scope));
        if permitted().next().is_none() {
            return Err(scope.forbidden());
        }
        let lacks = |step: &StepOf<P>| scope.principal().lacks_second_factor_for(step.permission);
        if permitted().all(lacks) {
            return Err(Error::new(Code::SecondFactorRequired));
        }
        if_match.check(self.current.version)?;
        // Two parties may take one step from one state.
        let open = || rows().filter(|step| step.from.contains(&self.current.status));
        if open().next().is_none() {
            return Err(refused::<P>(self.current.status));
        }
        let mine = || open().filter(|step| step.permits(&self.current, scope));
        if mine().next().is_none() {
            return Err(scope.forbidden());
        }
        let assured = || mine().filter(|step| !lacks(step));
        if assured().next().is_none() {
            return Err(Error::new(Code::SecondFactorRequired));
        }
        let step = assured().find(|step| !step.excludes(&self.current, scope));
        let step = step.ok_or_else(|| Error::new(Code::SeparationOfDuties))?;
        step.guarded(self.facts.as_ref())?;
        Ok(step)
    }

    /// Every action of the machine and whether this caller may take it now.
    pub fn actions(&self, scope: &Scope) -> Vec<Action> {
        let mut names: Vec<P::Action> = vec![];
        for step in P::STEPS {
            if !names.contains(&step.action) {
                names.push(step.action);
            }
        }
        names
            .into_iter()
            .map(|action| {
                let refusal = self.begin(action, scope, IfMatch::Any).err();
                let reason = refusal.map(|e| e.code.spec().slug);
                Action { name: action.name(), allowed: reason.is_none(), reason }
            })
            .collect()
    }
}

/// The actions that a caller may take as far as its party, the state and what it has written go. Guards are not asked: what
/// they find is told by the action itself.
pub fn waiting<P: Paper>(paper: &P, scope: &Scope) -> Vec<&'static str> {
    let current = paper.current(scope);
    let free = |step: &&StepOf<P>| {
        step.from.contains(&current.status) && step.permits(&current, scope) && !step.excludes(&current, scope)
    };
    let mut names: Vec<_> = P::STEPS.iter().filter(free).map(|step| step.action.name()).collect();
    names.dedup();
    names
}

/// The state forbids it; the answer lists what it allows.
pub fn refused<P: Paper>(status: P::Status) -> Error {
    let mut names: Vec<_> =
        P::STEPS.iter().filter(|step| step.from.contains(&status)).map(|step| step.action.name()).collect();
    names.dedup();
    let names = if names.is_empty() { "–".to_owned() } else { names.join(", ") };
    Error::with(Code::InvalidTransition, names)
}
