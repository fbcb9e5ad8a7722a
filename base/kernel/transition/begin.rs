//! How a step begins. There is one way for the action itself and for all that foretell it.
use super::{
    Action, Against, Case, Current, Lifecycle, Step, StepOf, Writers,
    link::{Link, Stand, Trail, name_of},
    refused,
};
use crate::kernel::{
    error::{Code, Error, Result},
    precondition::IfMatch,
    scope::Scope,
};

impl<A, S, F> Step<A, S, F> {
    /// Nothing, or the problem of the first guard that refuses.
    fn guarded(&self, facts: Option<&F>, trail: &mut Trail) -> Result<()> {
        for guard in self.guards {
            let facts = facts.ok_or_else(|| Error::internal(anyhow::anyhow!("{}: no facts", guard.name)))?;
            let against = (guard.against)(facts);
            trail.add(|| Link::Guard { name: guard.name, code: guard.code, holds: against.is_none() });
            if let Some(Against { particulars, about, fields }) = against {
                return Err(Error { particulars: particulars.into(), about, ..Error::fields(guard.code, fields) });
            }
        }
        Ok(())
    }

    /// The ways in which the step may be taken, and which of them are the caller's.
    fn stands(&self, current: &Current<S>, scope: &Scope) -> Vec<Stand> {
        let stand = |seat, holds| Stand { party: self.party, permission: self.permission, seat, holds };
        let seats = current.parties.iter().filter(|(party, _)| *party == self.party).map(|(_, seat)| *seat);
        let stands: Vec<_> = seats.map(|seat| stand(Some(seat), self.seats(seat, scope))).collect();
        if stands.is_empty() { vec![stand(None, false)] } else { stands }
    }
}

impl<A: Lifecycle> Case<A> {
    /// The step an action takes, or the problem it meets: rights, then the version, the state, who wrote, the guards.
    pub fn begin(&self, action: A, scope: &Scope, if_match: IfMatch) -> Result<&'static StepOf<A>> {
        self.follow(action, scope, if_match, &mut Trail::unread())
    }

    fn follow(&self, action: A, scope: &Scope, if_match: IfMatch, trail: &mut Trail) -> Result<&'static StepOf<A>> {
        let status = self.current.status;
        let rows = || A::STEPS.iter().filter(move |step| step.action == action);
        let permitted = || rows().filter(|step| step.permits(&self.current, scope));
        let lacks = |step: &StepOf<A>| scope.principal().lacks_second_factor_for(step.permission);
        let holds = permitted().next().is_some();
        trail.add(|| Link::Party { stands: self.stands(rows(), scope), holds });
        if !holds {
            return Err(scope.forbidden());
        }
        let holds = !permitted().all(lacks);
        if permitted().all(|step| step.permission.asks_second_factor()) {
            trail.add(|| Link::SecondFactor { holds });
        }
        if !holds {
            return Err(Error::new(Code::SecondFactorRequired));
        }
        if_match.check(self.current.version)?;
        // Two parties may take one step from one state.
        let open = || rows().filter(|step| step.from.contains(&status));
        let holds = open().next().is_some();
        trail.add(|| Link::State { status: name_of(status), holds });
        if !holds {
            return Err(refused::<A>(status));
        }
        let mine = || open().filter(|step| step.permits(&self.current, scope));
        let holds = mine().next().is_some();
        trail.add(|| Link::Turn { stands: self.stands(open(), scope), holds });
        if !holds {
            return Err(scope.forbidden());
        }
        let assured = || mine().filter(|step| !lacks(step));
        if assured().next().is_none() {
            trail.add(|| Link::SecondFactor { holds: false });
            return Err(Error::new(Code::SecondFactorRequired));
        }
        let step = assured().find(|step| !step.excludes(&self.current, scope));
        if assured().all(|step| step.writers == Writers::Excluded) {
            trail.add(|| Link::Authors { holds: step.is_some() });
        }
        let step = step.ok_or_else(|| Error::new(Code::SeparationOfDuties))?;
        step.guarded(self.facts.as_ref(), trail)?;
        Ok(step)
    }

    fn stands(&self, steps: impl Iterator<Item = &'static StepOf<A>>, scope: &Scope) -> Vec<Stand> {
        let mut stands: Vec<Stand> = vec![];
        for stand in steps.flat_map(|step| step.stands(&self.current, scope)) {
            if !stands.contains(&stand) {
                stands.push(stand);
            }
        }
        stands
    }

    /// Every action of the machine and whether this caller may take it now.
    pub fn actions(&self, scope: &Scope) -> Vec<Action> {
        let mut names: Vec<A> = vec![];
        for step in A::STEPS {
            if !names.contains(&step.action) {
                names.push(step.action);
            }
        }
        names.into_iter().map(|action| self.foretold(action, scope)).collect()
    }

    fn foretold(&self, action: A, scope: &Scope) -> Action {
        let mut trail = Trail::of(scope);
        let refusal = self.follow(action, scope, IfMatch::Any, &mut trail).err();
        let reason = refusal.map(|e| e.code.spec().slug);
        Action { name: action.name(), allowed: reason.is_none(), reason, path: trail.links() }
    }
}
