//! A target that is being shared out, and what may be taken of it.
use std::collections::HashSet;

use base::{
    kernel::{
        error::{About, Code, Error, Fault, Result},
        scope::Scope,
    },
    store::db::Uow,
};
use entity::{allocation, indicator, plan, target};
use uuid::Uuid;

use crate::{
    allocations::{amounts::Amounts, repo, rules},
    indicators::counted,
    movements::{
        self, Lines,
        rules::{is_open, not_open},
    },
    plans::{self, rules::OPEN},
};

/// A target in the newest version of a plan that has not ended, with the shares that it has.
pub struct Whole {
    pub target: target::Model,
    pub plan: plan::Model,
    pub indicator: Option<indicator::Model>,
    pub ratio: bool,
    pub aimed: Amounts,
    pub live: Vec<allocation::Model>,
    /// Whether any version of the plan that has the target was sent.
    pub disclosed: bool,
    pub lines: Lines,
    /// Who shares out what this target answers, upwards.
    above: Vec<Uuid>,
}

impl Whole {
    /// The target that a body names at `/target_id`.
    pub async fn named(uow: &Uow, scope: &Scope, id: Uuid) -> Result<Self> {
        let (target, plan) = plans::repo::target(&uow.tx, scope, id).await.map_err(|e| e.named_at("/target_id"))?;
        scope.require_at(plan.unit_id)?;
        let whole = Self::open(uow, target.root_id, "/target_id").await?;
        if whole.target.id != target.id {
            return Err(Error::with(Code::TargetReplaced, format!("target {}", whole.target.id))
                .about(About::Target(whole.target.id)));
        }
        Ok(whole)
    }

    /// The target that a share is of. `pointer` is where the body names it.
    pub async fn open(uow: &Uow, root_id: Uuid, pointer: &'static str) -> Result<Self> {
        repo::lock(&uow.tx, root_id).await?;
        let versions = repo::versions(&uow.tx, root_id).await?;
        let disclosed = versions.iter().any(|(_, plan)| plan.sent_at.is_some());
        let open = versions.into_iter().find(|(_, plan)| OPEN.contains(&plan.status));
        let (target, plan) = open.ok_or_else(|| Error::with(Code::InvalidTransition, "–"))?;
        let movement = movements::repo::any(&uow.tx, plan.movement_id).await?;
        if let Some(closed) = movement.filter(|movement| !is_open(movement.status)) {
            return Err(not_open(&closed));
        }
        let indicator = repo::indicator(&uow.tx, &target).await?;
        let aggregation = rules::aggregation(&target, indicator.as_ref());
        if !rules::has_amount(&target, aggregation) || repo::is_judged(&uow.tx, target.id).await? {
            return Err(Error::field(pointer, Fault::NotAllowed));
        }
        Ok(Self {
            ratio: rules::is_ratio(&target, aggregation),
            aimed: Amounts::aimed(&target),
            live: repo::live(&uow.tx, root_id).await?,
            disclosed,
            lines: Lines::of(&uow.tx, plan.movement_id).await?,
            above: repo::above(&uow.tx, &target).await?,
            target,
            plan,
            indicator,
        })
    }

    /// How many decimals its amounts may have.
    pub fn decimals(&self) -> i16 {
        let own = || counted::decimals(self.target.unit_of_measure.as_deref());
        self.indicator.as_ref().map_or_else(own, |m| m.decimals)
    }

    /// Whether a unit may be given a share today: it exists, does not stand above, stands below, and takes part.
    pub fn check_unit(&self, uow: &Uow, unit_id: Uuid, pointer: &str) -> Result<()> {
        let (organisation, today) = (uow.organisation(), uow.today());
        let unit = organisation.unit(unit_id).ok_or_else(|| Error::field(pointer, Fault::NotFound))?;
        if !unit.exists_on(today) {
            return Err(Error::with(Code::UnitClosed, today.to_string()));
        }
        if self.above.contains(&unit_id) {
            return Err(Error::with(Code::AllocationCycle, unit.name_on(today).to_owned()));
        }
        if !organisation.ancestors(unit_id, today).contains(&self.plan.unit_id) {
            return Err(Error::field(pointer, Fault::NotBelow));
        }
        if !self.lines.oblige(organisation, unit, today) {
            return Err(Error::field(pointer, Fault::NotAllowed));
        }
        Ok(())
    }

    /// Whether these amounts fit beside the shares of others than `units`.
    pub fn check_sum(&self, amounts: Amounts, units: &HashSet<Uuid>) -> Result<()> {
        let others = self.live.iter().filter(|share| !units.contains(&share.unit_id));
        let taken: Amounts = others.map(Amounts::shared).sum();
        if (taken + amounts).fits(self.aimed) {
            return Ok(());
        }
        Err(Error::with(Code::OverAllocated, self.aimed.less(taken).told(self.ratio)))
    }
}
