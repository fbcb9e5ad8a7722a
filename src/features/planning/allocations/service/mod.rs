//! What is done with shares, a use case a file.
mod answer;
mod distribute;
mod propose;
mod tier;
mod whole;

use entity::allocation;
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};
use uuid::Uuid;

pub use answer::{accept, dispute};
pub use distribute::distribute;
pub use propose::{adjust, create, withdraw};

use super::{
    dto::AllocationView,
    repo::{self, Stated},
    rules::{AllocationAction, AllocationStep},
    view,
};
use crate::{
    features::planning::plans,
    http::etag::IfMatch,
    kernel::{error::Result, scope::Scope, transition::Case},
    store::{
        db::{Recorded, Uow},
        journal::Change,
    },
};

/// The share, what its target says, and the step that an action takes from its state. The target is held: what an
/// answer is to is not changing meanwhile.
async fn begin(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: AllocationAction,
) -> Result<(allocation::Model, Stated, &'static AllocationStep)> {
    let share = repo::get(&uow.tx, scope, id).await?;
    repo::lock(&uow.tx, share.target_root_id).await?;
    let stated = repo::stated_of(&uow.tx, &share).await?;
    let step = Case::with(&share, scope, stated.facts(scope, &share)).begin(action, scope, if_match)?;
    Ok((share, stated, step))
}

/// Saves a changed share and records what happened.
async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, mut next): (&allocation::Model, allocation::ActiveModel),
    event: &'static str,
) -> Result<Recorded<AllocationView>> {
    next.version = Set(before.version + 1);
    next.updated_at = Set(uow.now);
    let after = plans::repo::shares::save(uow, next, before).await?;
    record(uow, scope, Some(before), after, event).await
}

async fn record(
    uow: &Uow,
    scope: &Scope,
    before: Option<&allocation::Model>,
    after: allocation::Model,
    event: &'static str,
) -> Result<Recorded<AllocationView>> {
    let data = told(before, &after);
    let view = view::one(&uow.tx, scope, after.clone()).await?;
    uow.record(change(event, &after, &data), view).await
}

fn change<'a>(event: &'static str, after: &allocation::Model, data: &'a Value) -> Change<'a> {
    let (subject_id, unit_id) = (after.id, Some(after.from_unit_id));
    Change { event, subject_type: "allocation", subject_id, unit_id, data }
}

/// What the journal keeps of a change.
fn told(before: Option<&allocation::Model>, after: &allocation::Model) -> Value {
    let amounts = |m: &allocation::Model| json!([m.value, m.numerator, m.denominator]);
    json!({
        "from": before.map(|m| json!({ "status": m.status, "amounts": amounts(m) })),
        "after": {
            "movement_id": after.movement_id,
            "target_root_id": after.target_root_id,
            "from_unit_id": after.from_unit_id,
            "unit_id": after.unit_id,
            "status": after.status,
            "amounts": amounts(after),
            "rule": after.rule,
            "takes_remainder": after.takes_remainder,
            "reason": after.reason,
            "answered_digest": after.answered_digest,
            "version": after.version,
        },
    })
}
