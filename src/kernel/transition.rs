//! The transition engine: who may take which step from which state. The tables are in each feature's `rules`.
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        policy::Permission,
        scope::{Addressee, Scope},
    },
};

/// On whose side a step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The unit whose paper it is.
    Owner,
    /// The unit it is addressed to.
    Addressee,
}

/// One row of a state machine.
#[derive(Debug)]
pub struct Step<A: 'static, S: 'static> {
    pub action: A,
    pub from: &'static [S],
    pub to: S,
    pub side: Side,
    pub permission: Permission,
    /// Whoever drafted may not take it.
    pub by_another: bool,
}

/// The people and units a paper belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Parties {
    pub owner: Uuid,
    pub addressee: Option<Addressee>,
    pub drafters: [Uuid; 2],
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

/// The state a paper is in.
#[derive(Clone, Copy, Debug)]
pub struct Current<S> {
    pub status: S,
    pub version: i64,
    pub parties: Parties,
}

impl<A, S> Step<A, S> {
    fn permits(&self, parties: &Parties, scope: &Scope) -> bool {
        match self.side {
            Side::Owner => scope.holds(self.permission, parties.owner),
            Side::Addressee => parties.addressee.is_some_and(|to| scope.holds_for(self.permission, to)),
        }
    }
}

/// The step an action takes, or the problem it meets: rights first, then the version, then the state.
pub fn begin<A: Named, S: Copy + Eq>(
    table: &'static [Step<A, S>],
    action: A,
    current: &Current<S>,
    scope: &Scope,
    if_match: IfMatch,
) -> Result<&'static Step<A, S>> {
    let rows = || table.iter().filter(move |step| step.action == action);
    if !rows().any(|step| step.permits(&current.parties, scope)) {
        return Err(scope.forbidden());
    }
    if_match.check(current.version)?;
    // Two sides may take one step from one state.
    let open = || rows().filter(|step| step.from.contains(&current.status));
    if open().next().is_none() {
        return Err(refused(table, current.status));
    }
    let step = open().find(|step| step.permits(&current.parties, scope)).ok_or_else(|| scope.forbidden())?;
    if step.by_another && current.parties.drafters.contains(&scope.user_id) {
        return Err(Error::new(Code::SeparationOfDuties));
    }
    Ok(step)
}

/// The state forbids it; the answer lists what it allows.
pub fn refused<A: Named, S: Copy + Eq>(table: &[Step<A, S>], status: S) -> Error {
    let mut names: Vec<_> =
        table.iter().filter(|step| step.from.contains(&status)).map(|step| step.action.name()).collect();
    names.dedup();
    let names = if names.is_empty() { "–".to_owned() } else { names.join(", ") };
    Error::with(Code::InvalidTransition, names)
}

/// Every action of the machine and whether this caller may take it now.
pub fn actions<A: Named, S: Copy + Eq>(
    table: &'static [Step<A, S>],
    current: &Current<S>,
    scope: &Scope,
) -> Vec<Action> {
    let mut names: Vec<A> = vec![];
    for step in table {
        if !names.contains(&step.action) {
            names.push(step.action);
        }
    }
    names
        .into_iter()
        .map(|action| {
            let refusal = begin(table, action, current, scope, IfMatch::Any).err();
            let reason = refusal.map(|e| e.code.spec().slug);
            Action { name: action.name(), allowed: reason.is_none(), reason }
        })
        .collect()
}
