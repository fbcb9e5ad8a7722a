//! What should be true of shares: kept beside the service, and added up from the shares themselves.
use std::collections::{BTreeMap, BTreeSet};

use entity::{unit::UnitKind, unit_code::CodeScheme};
use proptest::sample::Index;
use uuid::Uuid;

use super::amount::Amount;
use crate::stories::{BAC_KAN, MINISTRY, Story, TUYEN_QUANG};

/// Why a change is refused.
#[derive(Clone, Copy, Debug)]
pub enum Refusal {
    Conflict,
    OverAllocated,
    InvalidTransition,
}

impl Refusal {
    pub fn problem(self) -> (u16, &'static str) {
        match self {
            Self::Conflict => (409, "conflict"),
            Self::OverAllocated => (409, "over_allocated"),
            Self::InvalidTransition => (409, "invalid_transition"),
        }
    }
}

pub struct Whole {
    pub amount: Amount,
    pub owner: String,
    /// The share that it answers.
    pub answers: Option<usize>,
}

pub struct Share {
    pub id: Uuid,
    pub target: usize,
    pub unit: String,
    pub amount: Amount,
    pub status: &'static str,
}

pub struct Model {
    pub wholes: Vec<Whole>,
    pub shares: Vec<Share>,
    /// To whom each unit may give shares.
    below: BTreeMap<String, Vec<String>>,
    pub ids: BTreeMap<String, Uuid>,
    done: BTreeMap<&'static str, usize>,
}

impl Model {
    pub async fn new(story: &Story) -> Self {
        let organisation = story.app.state.db.latest_snapshot().await.unwrap().organisation;
        let today = story.app.clock.today();
        let (mut below, mut ids) = (BTreeMap::new(), BTreeMap::new());
        for (top, kind) in [
            (MINISTRY, UnitKind::ProvincialJusticeDepartment),
            (BAC_KAN, UnitKind::DistrictJusticeOffice),
            (TUYEN_QUANG, UnitKind::DistrictJusticeOffice),
        ] {
            let top_id = organisation.by_code(top).expect("a unit").id;
            ids.insert(top.to_owned(), top_id);
            let units = organisation.subtree(top_id, today).into_iter().filter_map(|id| organisation.unit(id));
            for unit in units.filter(|unit| unit.kind == kind && unit.exists_on(today)) {
                let code = unit.code_on(CodeScheme::Internal, today).expect("a code").to_owned();
                ids.insert(code.clone(), unit.id);
                below.entry(top.to_owned()).or_insert_with(Vec::new).push(code);
            }
        }
        assert_eq!(below[MINISTRY].len(), 63);
        Self { wholes: vec![], shares: vec![], below, ids, done: BTreeMap::new() }
    }

    pub fn whole(&mut self, owner: &str, amount: Amount, answers: Option<usize>) {
        self.wholes.push(Whole { amount, owner: owner.to_owned(), answers });
    }

    pub fn share(&mut self, target: usize, unit: &str, id: Uuid, amount: Amount) -> usize {
        self.shares.push(Share { id, target, unit: unit.to_owned(), amount, status: "" });
        self.set(self.shares.len() - 1, "proposed");
        self.shares.len() - 1
    }

    pub fn set(&mut self, at: usize, status: &'static str) {
        self.shares[at].status = status;
        *self.done.entry(status).or_default() += 1;
    }

    pub fn adjust(&mut self, at: usize, amount: Amount) {
        self.shares[at].amount = amount;
        self.set(at, "adjusted");
    }

    /// A target that can be shared out.
    fn target(&self, target: Index) -> usize {
        let shared: Vec<usize> =
            (0..self.wholes.len()).filter(|at| self.below.contains_key(&self.wholes[*at].owner)).collect();
        shared[target.index(shared.len())]
    }

    pub fn place(&self, target: Index, unit: Index) -> (usize, String) {
        let target = self.target(target);
        let units = &self.below[&self.wholes[target].owner];
        (target, units[unit.index(units.len())].clone())
    }

    /// A share of a target; now and then one of those withdrawn last.
    pub fn any_share(&self, target: Index, share: Index) -> Option<usize> {
        let target = self.target(target);
        let of_target = || (0..self.shares.len()).filter(|at| self.shares[*at].target == target);
        let mut some: Vec<usize> = of_target().filter(|at| self.shares[*at].status == "withdrawn").collect();
        some.drain(..some.len().saturating_sub(2));
        some.extend(of_target().filter(|at| self.shares[*at].status != "withdrawn"));
        (!some.is_empty()).then(|| some[share.index(some.len())])
    }

    /// Some units; every other time with all that hold something, so that the whole can be shared out anew.
    pub fn tier(&self, target: Index, units: &[Index]) -> (usize, Vec<String>) {
        let at = self.target(target);
        let mut tier: BTreeSet<String> = units.iter().map(|unit| self.place(target, *unit).1).collect();
        if units.len().is_multiple_of(2) {
            tier.extend(self.of(at).map(|share| share.unit.clone()));
        }
        (at, tier.into_iter().collect())
    }

    /// The shares of a target that are not withdrawn.
    pub fn of(&self, target: usize) -> impl Iterator<Item = &Share> {
        self.shares.iter().filter(move |share| share.target == target && share.status != "withdrawn")
    }

    pub fn live(&self, target: usize, unit: &str) -> Option<usize> {
        self.shares.iter().position(|s| s.target == target && s.unit == unit && s.status != "withdrawn")
    }

    pub fn sum<'a>(&self, target: usize, shares: impl Iterator<Item = &'a Share>) -> Amount {
        shares.fold(self.wholes[target].amount.none(), |sum, share| sum.plus(share.amount))
    }

    fn fits(&self, target: usize, amount: Amount, others: Amount) -> Result<(), Refusal> {
        let fits = others.plus(amount).fits(self.wholes[target].amount);
        if fits { Ok(()) } else { Err(Refusal::OverAllocated) }
    }

    pub fn may_create(&self, target: usize, unit: &str, amount: Amount) -> Result<(), Refusal> {
        match self.live(target, unit) {
            Some(_) => Err(Refusal::Conflict),
            None => self.fits(target, amount, self.sum(target, self.of(target))),
        }
    }

    pub fn may_adjust(&self, at: usize, amount: Amount) -> Result<(), Refusal> {
        let share = &self.shares[at];
        if share.status == "withdrawn" {
            return Err(Refusal::InvalidTransition);
        }
        let others = self.of(share.target).filter(|other| other.id != share.id);
        self.fits(share.target, amount, self.sum(share.target, others))
    }

    pub fn may_distribute(&self, target: usize, units: &[String]) -> Result<(), Refusal> {
        let others = self.of(target).filter(|share| !units.contains(&share.unit));
        self.fits(target, self.wholes[target].amount, self.sum(target, others))
    }

    pub fn may_become(&self, at: usize, status: &str) -> bool {
        match self.shares[at].status {
            "withdrawn" => false,
            "proposed" | "adjusted" => true,
            _ => status == "withdrawn",
        }
    }

    /// Whether the changes were many of every kind.
    pub fn is_worth_it(&self, steps: usize) {
        for status in ["proposed", "accepted", "disputed", "adjusted", "withdrawn"] {
            let done = self.done.get(status).copied().unwrap_or_default();
            assert!(done >= steps / 100, "only {done} of {steps} became {status}: {:?}", self.done);
        }
    }
}
