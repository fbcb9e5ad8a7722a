//! A whole target shared out to a tier of units by a rule, in one call.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{
        error::{Error, Fault, Result},
        reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};
use entity::allocation::{self, AllocationRule, AllocationStatus};
use uuid::Uuid;

use super::{
    propose::{begun, proposed},
    tier::{self, Member},
    whole::Whole,
};
use crate::{
    allocations::{
        amounts::Amounts,
        dto::{AmountsView, DistributeTarget, Distribution, Rule},
        events::TargetEvent,
        rules, view,
    },
    plans::{events::AllocationEvent, repo::shares},
};

/// What a number on the wire says digit for digit.
const MOST_STEPS: i128 = 10_i128.pow(15);

pub async fn distribute(uow: &Uow, scope: &Scope, input: &DistributeTarget) -> Result<Recorded<Distribution>> {
    let whole = Whole::named(uow, scope, input.target_id).await?;
    let members = tier::members(uow, scope, &whole, input).await?;
    let units: HashSet<Uuid> = members.iter().map(|member| member.unit_id).collect();
    let parts = parts(&whole, &members, input)?;
    whole.check_sum(whole.aimed, &units)?;
    let had: HashMap<Uuid, &allocation::Model> = whole.live.iter().map(|share| (share.unit_id, share)).collect();
    let reason = why(&had, &parts, input)?;
    let share = |(unit_id, amounts, takes_remainder): (Uuid, Amounts, bool)| {
        let before = had.get(&unit_id).copied();
        let next = before.cloned().unwrap_or_else(|| proposed(uow, scope, &whole, unit_id, amounts));
        let next = allocation::Model { rule: rule(input), takes_remainder, ..next };
        given(uow, before, next, (amounts.shown(whole.ratio), reason, scope.user_id))
    };
    let shares: Vec<_> = parts.into_iter().map(share).collect();
    let changed: Vec<_> = shares.iter().filter(|share| had.get(&share.unit_id).copied() != Some(*share)).collect();
    shares::store(uow, &changed).await?;
    record_each(uow, &had, &changed).await?;
    let event = TargetEvent::Distributed {
        rule: rule(input),
        unit_kind: input.unit_kind,
        decimals: input.decimals,
        remainder_unit_id: input.remainder_unit_id,
        shares: shares.len(),
        changed_shares: changed.len(),
    };
    let change = Change::new(&event, whole.target.id).unit(whole.plan.unit_id);
    let shares = view::views(&uow.tx, scope, shares).await?;
    uow.record(change, Distribution { target_id: whole.target.id, shares }).await
}

const fn rule(input: &DistributeTarget) -> AllocationRule {
    match input.rule {
        Rule::Equal(_) => AllocationRule::Equal,
        Rule::ByWeight(_) => AllocationRule::Weight,
        Rule::ByLastResult(_) => AllocationRule::LastResult,
    }
}

/// What each unit gets, and whether that has what rounding leaves over.
fn parts(whole: &Whole, members: &[Member], input: &DistributeTarget) -> Result<Vec<(Uuid, Amounts, bool)>> {
    let remainder = members.iter().position(|member| member.unit_id == input.remainder_unit_id);
    let remainder = remainder.ok_or_else(|| Error::field("/remainder_unit_id", Fault::NotAllowed))?;
    if i16::from(input.decimals) > whole.decimals() {
        return Err(Error::field("/decimals", Fault::TooPrecise));
    }
    let step = 10_i128.pow(4_u32.saturating_sub(input.decimals.into()));
    if whole.aimed.value.max(whole.aimed.denominator) / step >= MOST_STEPS {
        return Err(Error::field("/decimals", Fault::TooPrecise));
    }
    let weights: Vec<i128> = members.iter().map(|member| member.weight).collect();
    let parts = rules::divide(whole.aimed, &weights, remainder, step);
    let part = |(place, (member, amounts)): (usize, (&Member, Amounts))| (member.unit_id, amounts, place == remainder);
    Ok(members.iter().zip(parts).enumerate().map(part).collect())
}

/// Why shares that exist get another amount; without any such nothing has to be said.
fn why<'a>(
    had: &HashMap<Uuid, &allocation::Model>,
    parts: &[(Uuid, Amounts, bool)],
    input: &'a DistributeTarget,
) -> Result<Option<&'a str>> {
    let other = |(unit, amounts, _): &(Uuid, Amounts, bool)| {
        had.get(unit).is_some_and(|before| Amounts::shared(before) != *amounts)
    };
    if parts.iter().any(other) { reason::given(input.reason.as_ref()).map(Some) } else { Ok(None) }
}

/// The share as it is from now on. One whose amounts stay keeps its answer.
fn given(
    uow: &Uow,
    before: Option<&allocation::Model>,
    share: allocation::Model,
    (shown, reason, by): (AmountsView, Option<&str>, Uuid),
) -> allocation::Model {
    let AmountsView { value, numerator, denominator, .. } = shown;
    let next = allocation::Model { value, numerator, denominator, ..share };
    let Some(before) = before.filter(|before| **before != next) else { return next };
    let (version, updated_at) = (before.version + 1, uow.now);
    if (before.value, before.numerator, before.denominator) == (value, numerator, denominator) {
        return allocation::Model { version, updated_at, ..next };
    }
    let reason = reason.map(str::to_owned);
    let (status, given_at) = (AllocationStatus::Adjusted, uow.now);
    let authors = next.authors.with(by);
    allocation::Model { status, given_at, reason, authors, version, updated_at, ..next }
}

async fn record_each(uow: &Uow, had: &HashMap<Uuid, &allocation::Model>, changed: &[&allocation::Model]) -> Result<()> {
    let change = |share: &&allocation::Model| match had.get(&share.unit_id).copied() {
        Some(before) => AllocationEvent::Adjusted { joined_allocation_id: None }.of(before, share),
        None => begun(share),
    };
    uow.record_all(changed.iter().map(change).collect()).await
}
