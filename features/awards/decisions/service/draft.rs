//! Drafting a decision: an officer of the unit that prepares it.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        reason::Reason,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    Authors,
    decision::{self, DecisionStatus},
    function_assignment::Function,
};
use planning::movements;
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{begin, items, record, save};
use crate::decisions::{
    dto::{CreateDecision, DecisionView, UpdateDecision},
    events::DecisionEvent,
    repo,
    rules::DecisionAction,
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateDecision) -> Result<Recorded<DecisionView>> {
    let organisation = uow.organisation().clone();
    let deciding = organisation.unit(input.deciding_unit_id);
    let deciding = deciding.ok_or_else(|| Error::field("/deciding_unit_id", Fault::NotFound))?;
    let ministry = organisation.ministry() == Some(deciding.id);
    let standing_body = organisation.holder(Function::EmulationStandingBody, uow.today());
    let preparing = standing_body.filter(|_| ministry).unwrap_or(deciding.id);
    scope.require_at(preparing)?;
    if input.decided_by.is_some() && !ministry {
        return Err(Error::field("/decided_by", Fault::NotAllowed));
    }
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    movement.map_err(|e| e.named_at("/movement_id"))?;
    let model = decision::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(input.movement_id),
        deciding_unit_id: Set(deciding.id),
        deciding_unit_name: Set(match input.decided_by {
            Some(state) => state.name().to_owned(),
            None => deciding.name_on(uow.today()).to_owned(),
        }),
        preparing_unit_id: Set(preparing),
        status: Set(DecisionStatus::Draft),
        number: Set(None),
        decided_on: Set(None),
        signature: Set(None),
        decided_by: Set(input.decided_by),
        notice_due_on: Set(None),
        notified_at: Set(None),
        authors: Set(Authors::of(scope.user_id)),
        end_reason: Set(None),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let made = decision::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    items::set(uow, scope, &made, &input.items).await?;
    let event = DecisionEvent::Created {
        movement_id: made.movement_id,
        deciding_unit_id: made.deciding_unit_id,
        preparing_unit_id: made.preparing_unit_id,
        items: input.items.len(),
    };
    record(uow, scope, (&made.clone(), made), event).await
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateDecision,
) -> Result<Recorded<DecisionView>> {
    let (found, _) = begin(uow, scope, id, if_match, DecisionAction::Update).await?;
    let changes = items::changes(&repo::items(&uow.tx, id).await?, &input.items, &input.reasons)?;
    items::clear(uow, id).await?;
    items::set(uow, scope, &found, &input.items).await?;
    items::keep(uow, scope, id, changes).await?;
    let mut next = found.clone().into_active_model();
    next.authors = Set(found.authors.with(scope.user_id));
    let changed = save(uow, &found, next).await?;
    record(uow, scope, (&found, changed), DecisionEvent::Updated { items: input.items.len() }).await
}

/// Gives a draft up: its dossiers may be decided by another.
pub async fn cancel(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<DecisionView>> {
    let (found, step) = begin(uow, scope, id, if_match, DecisionAction::Cancel).await?;
    let reason = &*input.reason;
    items::clear(uow, id).await?;
    let mut next = found.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(reason.to_owned()));
    let changed = save(uow, &found, next).await?;
    record(uow, scope, (&found, changed), DecisionEvent::Cancelled).await
}
