//! The way to a step, link by link. What it rests on is found out by whom the step itself asks; here it is put into words.
use base::kernel::{
    access::{Account, only},
    clock::covers,
    error::{Code, Result},
    policy::Permission,
    principal::{Person, Principal},
    scope::{Scope, Via},
    second_factor::Demand,
    transition::{Link, Seat, Stand},
};
use chrono::NaiveDate;
use entity::{assignment, user_account};
use uuid::Uuid;

use super::dto::{AccessLink, AccessWay, Explanation, LinkKind, LinkedAssignment};
use crate::steps::{Asked, Asker, Collection, GRANTED, verdict};

/// A person as it would call: as sure as its own second factor makes it.
pub const fn caller(person: Uuid, demand: Demand, has_second_factor: bool) -> Principal {
    let assured = has_second_factor || !matches!(demand, Demand::Required);
    Principal::Person(Person { id: person, assured, by_provider: false })
}

/// Why the account can do nothing at all, if it cannot.
pub fn unusable(account: Option<&Account>, demo_mode: bool) -> Option<Code> {
    match account {
        Some(account) if !account.active || (account.is_demo && !demo_mode) => Some(Code::InvalidToken),
        Some(account) if account.password_change_required => Some(Code::PasswordChangeRequired),
        Some(_) => None,
        None => Some(Code::InvalidToken),
    }
}

/// The way of one person to one thing.
pub struct Explained<'a> {
    pub asker: Asker<'a>,
    pub person: &'a user_account::Model,
    /// Its roles, as far as the administrator looks after them.
    pub assignments: &'a [assignment::Model],
    pub today: NaiveDate,
}

impl Explained<'_> {
    /// `unit_id` is the unit, or the one whose paper it is.
    pub async fn of(&self, asked: Asked, action: &str, unit_id: Option<Uuid>) -> Result<Explanation> {
        let account = self.asker.snapshot.access.account(self.person.id);
        let mut path = vec![link(LinkKind::Account, unusable(account, self.asker.state.demo_mode))];
        if let Some(code) = path.iter().find_map(|link| link.code) {
            return Ok(told(code, path));
        }
        let any = account.is_some_and(|account| account.on(self.today).next().is_some());
        let assignments = Some(self.assignments.iter().map(|one| self.linked(one)).collect());
        path.push(AccessLink { assignments, ..link(LinkKind::Role, (!any).then_some(Code::Forbidden)) });
        if !any {
            return Ok(told(Code::Forbidden.spec().slug, path));
        }
        match asked {
            Asked::Unit(permission, id) => Ok(self.at_unit(permission, id, path)),
            Asked::Paper(collection, id) => self.on_paper((collection, id), action, unit_id, path).await,
        }
    }

    fn at_unit(&self, permission: Permission, id: Uuid, mut path: Vec<AccessLink>) -> Explanation {
        let refusal = self.asker.at_unit(permission, id);
        let held = refusal.filter(|code| *code != Code::SecondFactorRequired);
        path.push(AccessLink { unit_id: Some(id), ..self.permission(permission, Some(&[id]), held) });
        if held.is_none() && permission.asks_second_factor() {
            path.push(link(LinkKind::SecondFactor, refusal));
        }
        told(refusal.map_or(GRANTED, |code| code.spec().slug), path)
    }

    async fn on_paper(
        &self,
        (collection, id): (Collection, Uuid),
        action: &str,
        unit_id: Option<Uuid>,
        mut path: Vec<AccessLink>,
    ) -> Result<Explanation> {
        let (_, _, reads) = collection;
        let scope = self.asker.scope(reads);
        let refusal = scope.as_ref().err().map(|e| e.code);
        path.push(self.permission(reads, None, refusal));
        let Ok(scope) = scope else { return Ok(told(refusal.unwrap_or(Code::Forbidden).spec().slug, path)) };
        let (because, found) = verdict(self.asker.on_paper(collection, id).await, action)?;
        let via = unit_id.filter(|_| found.is_some()).and_then(|unit| via(&scope, unit));
        let (holds, code) = (found.is_some(), found.is_none().then_some(because));
        path.push(AccessLink { unit_id, via, holds, code, ..link(LinkKind::Reach, None) });
        let links = found.map(|action| action.path).unwrap_or_default();
        path.extend(links.iter().map(|one| self.step(&scope, one)));
        Ok(told(because, path))
    }

    fn step(&self, scope: &Scope, one: &Link) -> AccessLink {
        let or = |holds: bool, code: Code| (!holds).then_some(code);
        let ways = |stands: &[Stand]| Some(stands.iter().map(|stand| self.way(scope, stand)).collect());
        match one {
            Link::Party { stands, holds } => {
                AccessLink { ways: ways(stands), ..link(LinkKind::Party, or(*holds, Code::Forbidden)) }
            }
            Link::SecondFactor { holds } => link(LinkKind::SecondFactor, or(*holds, Code::SecondFactorRequired)),
            Link::State { status, holds } => {
                let status = Some(status.clone());
                AccessLink { status, ..link(LinkKind::State, or(*holds, Code::InvalidTransition)) }
            }
            Link::Turn { stands, holds } => {
                AccessLink { ways: ways(stands), ..link(LinkKind::Turn, or(*holds, Code::Forbidden)) }
            }
            Link::Authors { holds } => link(LinkKind::Authors, or(*holds, Code::SeparationOfDuties)),
            Link::Guard { name, code, holds } => {
                AccessLink { guard: Some(*name), ..link(LinkKind::Guard, or(*holds, *code)) }
            }
        }
    }

    fn way(&self, scope: &Scope, stand: &Stand) -> AccessWay {
        let (unit_ids, function) = match stand.seat {
            Some(Seat::Unit(unit)) => (vec![unit], None),
            Some(Seat::Addressed(to)) => (scope.stands_for(to), to.function),
            Some(Seat::Anywhere) | None => (vec![], None),
        };
        let units = (stand.seat != Some(Seat::Anywhere)).then_some(&*unit_ids);
        let assignment_ids = self.by_which(stand.permission, units);
        let (party, permission, holds) = (stand.party, stand.permission.name(), stand.holds);
        AccessWay { party, permission, function, holds, assignment_ids, unit_ids }
    }

    fn permission(&self, permission: Permission, units: Option<&[Uuid]>, refusal: Option<Code>) -> AccessLink {
        let assignment_ids = Some(self.by_which(permission, units));
        AccessLink { permission: Some(permission.name()), assignment_ids, ..link(LinkKind::Permission, refusal) }
    }

    /// The roles of today by which a permission is held, at some units or anywhere.
    fn by_which(&self, permission: Permission, units: Option<&[Uuid]>) -> Vec<Uuid> {
        let holds = |one: &&assignment::Model| {
            let there = units.is_none_or(|units| units.contains(&one.unit_id));
            there && permission.granted_by(one.role, only(one.permissions.as_ref()).as_deref()) && self.is_in_force(one)
        };
        self.assignments.iter().filter(holds).map(|one| one.id).collect()
    }

    /// As memory has it: a delegated role is over with its delegator's.
    fn is_in_force(&self, one: &assignment::Model) -> bool {
        let held = |account: &Account| {
            let mut roles = account.on(self.today).map(|held| (held.role, held.unit_id, held.delegated_by()));
            roles.any(|held| held == (one.role, one.unit_id, one.delegated_by_id))
        };
        covers(one.valid_from, one.valid_to, self.today)
            && self.asker.snapshot.access.account(self.person.id).is_some_and(held)
    }

    fn linked(&self, one: &assignment::Model) -> LinkedAssignment {
        LinkedAssignment {
            assignment_id: one.id,
            role: one.role,
            unit_id: one.unit_id,
            valid_from: one.valid_from,
            valid_to: one.valid_to,
            in_force: self.is_in_force(one),
            delegated_by_id: one.delegated_by_id,
        }
    }
}

/// By what somebody sees a paper that it sees.
fn via(scope: &Scope, unit: Uuid) -> Option<Via> {
    let via = scope.via(unit);
    (via != Via::Inspection || scope.inspects(unit)).then_some(via)
}

fn link(kind: LinkKind, refusal: Option<Code>) -> AccessLink {
    let code = refusal.map(|code| code.spec().slug);
    AccessLink {
        kind,
        holds: code.is_none(),
        code,
        assignments: None,
        permission: None,
        assignment_ids: None,
        unit_id: None,
        via: None,
        ways: None,
        status: None,
        guard: None,
    }
}

fn told(because: &'static str, path: Vec<AccessLink>) -> Explanation {
    let missing = path.iter().find(|link| !link.holds).map(|link| link.kind);
    Explanation { allowed: because == GRANTED, because, missing, path }
}
