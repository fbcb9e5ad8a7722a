//! Targets of a draft that aim at one thing become one: what a successor restates of several predecessors.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    Quantity,
    indicator::Aggregation,
    plan,
    target::{self, Origins},
};
use sea_orm::IntoActiveModel;
use uuid::Uuid;

use super::{content, finish_draft};
use crate::plans::{
    content::{Ids, Parts},
    dto::{JoinTargets, MilestoneInput, TargetInput},
    paper::movement_of,
    rules::PlanAction,
};

/// The first of them stays, in its place; the others go into it.
pub async fn join(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &JoinTargets,
) -> Result<Recorded<plan::Model>> {
    let (plan, ..) = uow.begin(scope, id, if_match, PlanAction::Update).await?;
    let movement = movement_of(&uow.tx, &plan).await?;
    let mut before = Parts::of(&uow.tx, plan.id).await?;
    let was = before.content(Ids::Own);
    let mut content = was.clone();
    let chosen = chosen(&content.targets, &input.target_ids)?;
    let first = before.targets.iter().find(|m| Some(m.id) == chosen.first().and_then(|t| t.id));
    let rule = first.map(|m| aggregation(m, &before));
    let joined = one(&chosen, input, rule)?;
    let (kept, gone) = input.target_ids.split_first().ok_or_else(|| Error::field("/target_ids", Fault::TooShort))?;
    content.targets.retain(|target| target.id.is_none_or(|id| !gone.contains(&id)));
    if let Some(place) = content.targets.iter_mut().find(|target| target.id == Some(*kept)) {
        *place = joined;
    }
    inherit(&mut before.targets, *kept, gone);
    content::write(uow, &plan, &movement, &before, &content).await?;
    let next = plan.clone().into_active_model();
    finish_draft(uow, scope, (&plan, next), &was).await
}

fn aggregation(m: &target::Model, parts: &Parts) -> Aggregation {
    let by_indicator = parts.details.indicator(m).map(|indicator| indicator.aggregation);
    by_indicator.or(m.aggregation).unwrap_or(Aggregation::Sum)
}

/// Those that are named, each once, on the same thing.
fn chosen(targets: &[TargetInput], ids: &[Uuid]) -> Result<Vec<TargetInput>> {
    let mut found: Vec<TargetInput> = vec![];
    for (at, id) in ids.iter().enumerate() {
        let fault = |fault| Error::field(format!("/target_ids/{at}"), fault);
        let target = targets.iter().find(|target| target.id == Some(*id)).ok_or_else(|| fault(Fault::NotFound))?;
        if found.iter().any(|other| other.id == target.id) {
            return Err(fault(Fault::Duplicate));
        }
        if found.first().is_some_and(|first| !same_thing(first, target)) {
            return Err(fault(Fault::NotAllowed));
        }
        found.push(target.clone());
    }
    Ok(found)
}

fn same_thing(one: &TargetInput, other: &TargetInput) -> bool {
    let measure = |target: &TargetInput| match &target.indicator_code {
        Some(code) => (Some(code.to_string()), None),
        None => (None, target.title.as_ref().map(|title| title.to_string())),
    };
    measure(one) == measure(other)
        && (&one.unit_of_measure, one.aggregation, one.comparator)
            == (&other.unit_of_measure, other.aggregation, other.comparator)
        && one.levels == other.levels
        && one.denominator.is_some() == other.denominator.is_some()
}

/// What all of them aim at together: amounts add up, of a ratio both of its parts. What does not add up is given.
fn one(chosen: &[TargetInput], input: &JoinTargets, rule: Option<Aggregation>) -> Result<TargetInput> {
    let averaged = rule == Some(Aggregation::Avg);
    let first = chosen.first().cloned().ok_or_else(|| Error::field("/target_ids", Fault::TooShort))?;
    let mut answered = chosen.iter().filter_map(|target| target.allocation_id);
    let allocation_id = answered.next();
    if answered.any(|other| Some(other) != allocation_id) {
        return Err(Error::with(Code::Conflict, "allocation_id"));
    }
    if (averaged || first.levels.is_some()) && input.target_value.is_none() {
        let fault = FieldError { pointer: "/target_value".to_owned(), fault: Fault::Required };
        return Err(Error::fields(Code::ValidationFailed, vec![fault]));
    }
    let adds_up = !averaged && first.levels.is_none();
    let all = |amount: fn(&TargetInput) -> Option<Quantity>| total(chosen.iter().map(amount));
    let value = if adds_up { all(|target| target.target_value)? } else { None };
    // Of a ratio it is a percentage, and percentages do not add up.
    let based = adds_up && rule != Some(Aggregation::Ratio);
    let bands: Vec<_> = chosen.iter().filter_map(|target| target.bands.clone()).flatten().collect();
    Ok(TargetInput {
        allocation_id,
        target_value: input.target_value.or(value),
        numerator: input.numerator.or(all(|target| target.numerator)?),
        denominator: input.denominator.or(all(|target| target.denominator)?),
        baseline: if based { all(|target| target.baseline)? } else { None },
        milestones: if adds_up { milestones(chosen)? } else { None },
        bands: (!bands.is_empty()).then_some(bands),
        ..first
    })
}

/// None without any amount.
fn total(amounts: impl Iterator<Item = Option<Quantity>>) -> Result<Option<Quantity>> {
    amounts.flatten().try_fold(None, |sum: Option<Quantity>, amount| {
        let sum = sum.map_or(Some(amount.0), |sum| sum.0.checked_add(amount.0));
        sum.map(|sum| Some(Quantity(sum))).ok_or_else(|| Error::field("/target_ids", Fault::NumberTooLarge))
    })
}

/// Of each period what all of them aim at by its end; of a period that not all of them name nothing can be said.
fn milestones(chosen: &[TargetInput]) -> Result<Option<Vec<MilestoneInput>>> {
    let Some(first) = chosen.first().and_then(|target| target.milestones.clone()) else { return Ok(None) };
    let mut joined = vec![];
    for milestone in first {
        let same: Vec<&MilestoneInput> = chosen
            .iter()
            .filter_map(|target| target.milestones.iter().flatten().find(|m| m.period_code == milestone.period_code))
            .collect();
        if same.len() == chosen.len() {
            joined.push(MilestoneInput {
                value: total(same.iter().map(|m| m.value))?,
                numerator: total(same.iter().map(|m| m.numerator))?,
                denominator: total(same.iter().map(|m| m.denominator))?,
                ..milestone
            });
        }
    }
    Ok((!joined.is_empty()).then_some(joined))
}

/// The one that stays restates what the others restated.
fn inherit(targets: &mut [target::Model], kept: Uuid, gone: &[Uuid]) {
    let of = |id: &Uuid| targets.iter().find(|m| m.id == *id).map(|m| m.inherits_from.0.clone()).unwrap_or_default();
    let origins: Vec<Uuid> = std::iter::once(&kept).chain(gone).flat_map(of).collect();
    if let Some(m) = targets.iter_mut().find(|m| m.id == kept) {
        m.inherits_from = Origins(origins);
    }
}
