//! To whom a target is shared out by a rule, and by which weights.
use std::collections::HashSet;

use base::{
    kernel::{
        error::{Code, Error, Fault, Result},
        scope::Scope,
    },
    store::db::Uow,
};
use entity::Quantity;
use uuid::Uuid;

use super::whole::Whole;
use crate::allocations::{
    amounts::Amounts,
    dto::{DistributeTarget, LastResultRule, Rule, Weight, WeightRule},
    repo,
    reported::{self, Selection},
    rules,
};

/// More than the register has units of any kind.
const MOST: usize = 2_000;
const WEIGHTS: &str = "/rule/weights";

/// A unit, where the body names it, and its weight.
pub struct Member {
    pub unit_id: Uuid,
    pub pointer: String,
    pub weight: i128,
}

/// The units of a tier: each once, and each one that may be given a share.
pub async fn members(uow: &Uow, scope: &Scope, whole: &Whole, input: &DistributeTarget) -> Result<Vec<Member>> {
    let mut members = match &input.rule {
        Rule::ByWeight(WeightRule { weights }) => weighed(input, weights)?,
        Rule::Equal(_) | Rule::ByLastResult(_) => named(uow, whole, input)?,
    };
    let mut seen = HashSet::new();
    for member in &members {
        if !seen.insert(member.unit_id) {
            return Err(Error::field(member.pointer.clone(), Fault::Duplicate));
        }
        whole.check_unit(uow, member.unit_id, &member.pointer)?;
    }
    if let Rule::ByLastResult(LastResultRule { period_code }) = &input.rule {
        weigh(uow, scope, whole, (&mut members, period_code)).await?;
    }
    Ok(members)
}

/// The units that weights name. The weights make 100, to the last decimal.
fn weighed(input: &DistributeTarget, weights: &[Weight]) -> Result<Vec<Member>> {
    for (pointer, given) in [("/unit_kind", input.unit_kind.is_some()), ("/unit_ids", input.unit_ids.is_some())] {
        if given {
            return Err(Error::field(pointer, Fault::NotAllowed));
        }
    }
    match weights.len() {
        0 => return Err(Error::field(WEIGHTS, Fault::TooShort)),
        1..=MOST => {}
        _ => return Err(Error::field(WEIGHTS, Fault::TooLong)),
    }
    if let Some(at) = weights.iter().position(|weight| weight.weight.is_negative()) {
        return Err(Error::field(format!("{WEIGHTS}/{at}/weight"), Fault::Negative));
    }
    let sum = weights.iter().map(|weight| i128::from(weight.weight.0)).sum::<i128>();
    if sum != i128::from(Quantity::whole(100).0) {
        let sum = Amounts { value: sum, ..Amounts::default() };
        return Err(Error::with(Code::WeightsNotWhole, sum.told(false)));
    }
    let member = |(at, weight): (usize, &Weight)| Member {
        unit_id: weight.unit_id,
        pointer: format!("{WEIGHTS}/{at}/unit_id"),
        weight: weight.weight.0.into(),
    };
    Ok(weights.iter().enumerate().map(member).collect())
}

/// The units of a kind or of a list, all of one weight.
fn named(uow: &Uow, whole: &Whole, input: &DistributeTarget) -> Result<Vec<Member>> {
    let units: Vec<(Uuid, String)> = match (input.unit_kind, &input.unit_ids) {
        (Some(_), Some(_)) => return Err(Error::field("/unit_kind", Fault::NotAllowed)),
        (None, None) => return Err(Error::field("/unit_ids", Fault::Required)),
        (None, Some(ids)) => ids.iter().enumerate().map(|(at, id)| (*id, format!("/unit_ids/{at}"))).collect(),
        (Some(kind), None) => {
            let (organisation, today) = (uow.organisation(), uow.today());
            let mut below = organisation.subtree(whole.plan.unit_id, today);
            below.retain(|id| *id != whole.plan.unit_id);
            below.sort_unstable();
            let units = below.into_iter().filter_map(|id| organisation.unit(id));
            let chosen = units.filter(|unit| {
                unit.kind == kind && unit.exists_on(today) && whole.lines.oblige(organisation, unit, today)
            });
            chosen.map(|unit| (unit.id, "/unit_kind".to_owned())).collect()
        }
    };
    if units.is_empty() {
        return Err(Error::field("/unit_kind", Fault::NotFound));
    }
    Ok(units.into_iter().map(|(unit_id, pointer)| Member { unit_id, pointer, weight: 1 }).collect())
}

/// Weighs by what was accepted of each unit and of everything below it; of a ratio by how much there was to do.
async fn weigh(uow: &Uow, scope: &Scope, whole: &Whole, (members, period_code): (&mut [Member], &str)) -> Result<()> {
    let indicator = whole.indicator.as_ref();
    let indicator = indicator.ok_or_else(|| Error::field("/rule", Fault::NotAllowed))?;
    let period = repo::period(&uow.tx, whole.plan.movement_id, period_code).await?;
    let unknown = || Error::field("/rule/period_code", Fault::NotFound);
    let period = period.ok_or_else(unknown)?;
    let selection = Selection {
        movement_id: whole.plan.movement_id,
        indicator_id: Some(indicator.id),
        roots: &[],
        aggregation: rules::aggregation(&whole.target, Some(indicator)),
    };
    let by_unit = reported::of_period(&uow.tx, scope, &selection, period.id).await?;
    let wanted: HashSet<Uuid> = members.iter().map(|member| member.unit_id).collect();
    let sums = reported::upward(scope, &by_unit, &wanted);
    for member in members.iter_mut() {
        let sum = sums.of(member.unit_id).unwrap_or_default();
        member.weight = if whole.ratio { sum.denominator } else { sum.value };
    }
    if members.iter().all(|member| member.weight <= 0) {
        return Err(Error::with(Code::NoLastResult, period_code.to_owned()));
    }
    Ok(())
}
