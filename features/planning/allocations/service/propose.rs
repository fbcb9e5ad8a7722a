//! What the unit does that allocates: it proposes, adjusts and withdraws.
use std::collections::HashSet;

use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Result},
        reason::Reason,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};
use entity::{
    Authors,
    allocation::{self, AllocationRule, AllocationStatus},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{begin, finish, whole::Whole};
use crate::{
    allocations::{
        amounts::Amounts,
        dto::{AdjustAllocation, AllocationView, CreateAllocation},
        rules::{AllocationAction, Given},
        view,
    },
    plans::{self, events::AllocationEvent},
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateAllocation) -> Result<Recorded<AllocationView>> {
    let whole = Whole::named(uow, scope, input.target_id).await?;
    let amounts = Given(input.value, input.numerator, input.denominator).read(whole.ratio, whole.decimals())?;
    whole.check_unit(uow, input.unit_id, "/unit_id")?;
    if whole.live.iter().any(|share| share.unit_id == input.unit_id) {
        return Err(Error::new(Code::Conflict));
    }
    whole.check_sum(amounts, &HashSet::new())?;
    let share = proposed(uow, scope, &whole, input.unit_id, amounts);
    plans::repo::shares::insert(uow, &share).await?;
    uow.record(begun(&share), view::one(&uow.tx, scope, share).await?).await
}

/// What the journal says of a new share.
pub fn begun(share: &allocation::Model) -> Change {
    let event = AllocationEvent::Proposed {
        movement_id: share.movement_id,
        target_root_id: share.target_root_id,
        to_unit_id: share.unit_id,
        rule: share.rule,
        value: share.value,
        numerator: share.numerator,
        denominator: share.denominator,
        takes_remainder: share.takes_remainder,
    };
    event.of(share, share)
}

/// A new share. It is shown with the plan, if any version of that was sent already.
pub fn proposed(uow: &Uow, scope: &Scope, whole: &Whole, unit_id: Uuid, amounts: Amounts) -> allocation::Model {
    let shown = amounts.shown(whole.ratio);
    allocation::Model {
        id: Uuid::now_v7(),
        movement_id: whole.plan.movement_id,
        target_root_id: whole.target.root_id,
        from_unit_id: whole.plan.unit_id,
        unit_id,
        status: AllocationStatus::Proposed,
        value: shown.value,
        numerator: shown.numerator,
        denominator: shown.denominator,
        given_at: uow.now,
        rule: AllocationRule::Manual,
        takes_remainder: false,
        disclosed: whole.disclosed,
        reason: None,
        authors: Authors::of(scope.user_id),
        answered_by: None,
        answered_at: None,
        answered_digest: None,
        version: 1,
        created_at: uow.now,
        updated_at: uow.now,
    }
}

pub async fn adjust(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &AdjustAllocation,
) -> Result<Recorded<AllocationView>> {
    let (share, _, step) = begin(uow, scope, id, if_match, AllocationAction::Adjust).await?;
    let whole = Whole::open(uow, share.target_root_id, "").await?;
    let amounts = Given(input.value, input.numerator, input.denominator).read(whole.ratio, whole.decimals())?;
    whole.check_unit(uow, share.unit_id, "")?;
    whole.check_sum(amounts, &HashSet::from([share.unit_id]))?;
    let reason = &*input.reason;
    let shown = amounts.shown(whole.ratio);
    let mut next = share.clone().into_active_model();
    next.status = Set(step.to);
    next.value = Set(shown.value);
    next.numerator = Set(shown.numerator);
    next.denominator = Set(shown.denominator);
    next.given_at = Set(uow.now);
    next.rule = Set(AllocationRule::Manual);
    next.takes_remainder = Set(false);
    next.reason = Set(Some(reason.to_owned()));
    next.authors = Set(share.authors.with(scope.user_id));
    finish(uow, scope, (&share, next), AllocationEvent::Adjusted { joined_allocation_id: None }).await
}

pub async fn withdraw(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<AllocationView>> {
    let (share, _, step) = begin(uow, scope, id, if_match, AllocationAction::Withdraw).await?;
    let mut next = share.clone().into_active_model();
    next.status = Set(step.to);
    next.reason = Set(Some(input.reason.to_string()));
    let event = AllocationEvent::Withdrawn { plan_id: None, joined_allocation_id: None };
    finish(uow, scope, (&share, next), event).await
}
