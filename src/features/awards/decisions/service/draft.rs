//! Drafting a decision: an officer of the unit that prepares it.
use std::collections::HashSet;

use entity::{
    Authors,
    decision::{self, DecisionStatus},
    decision_item,
    function_assignment::Function,
    nomination::NominationStatus,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{begin, record, save};
use crate::{
    features::{
        awards::{
            decisions::{
                dto::{CreateDecision, DecisionItem, DecisionView, UpdateDecision},
                events::DecisionEvent,
                rules::DecisionAction,
            },
            nominations::{self, rules::authority},
        },
        planning::{law, movements},
    },
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        organisation::Unit,
        reason::Reason,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateDecision) -> Result<Recorded<DecisionView>> {
    let organisation = uow.organisation().clone();
    let deciding = organisation.unit(input.deciding_unit_id);
    let deciding = deciding.ok_or_else(|| Error::field("/deciding_unit_id", Fault::NotFound))?;
    let ministry = organisation.ministry() == Some(deciding.id);
    let standing_body = organisation.holder(Function::EmulationStandingBody, uow.today());
    let preparing = standing_body.filter(|_| ministry).unwrap_or(deciding.id);
    scope.require_at(preparing)?;
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    movement.map_err(|e| e.named_at("/movement_id"))?;
    let model = decision::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(input.movement_id),
        deciding_unit_id: Set(deciding.id),
        deciding_unit_name: Set(deciding.name_on(uow.today()).to_owned()),
        preparing_unit_id: Set(preparing),
        status: Set(DecisionStatus::Draft),
        number: Set(None),
        decided_on: Set(None),
        signer_name: Set(None),
        signer_title: Set(None),
        authors: Set(Authors::of(scope.user_id)),
        end_reason: Set(None),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let made = decision::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    set_items(uow, scope, &made, deciding, &input.items).await?;
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
    let organisation = uow.organisation().clone();
    let deciding = organisation.unit(found.deciding_unit_id).ok_or_else(|| Error::new(Code::NotFound))?;
    decision_item::Entity::delete_many().filter(decision_item::Column::DecisionId.eq(id)).exec(&uow.tx).await?;
    set_items(uow, scope, &found, deciding, &input.items).await?;
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
    decision_item::Entity::delete_many().filter(decision_item::Column::DecisionId.eq(id)).exec(&uow.tx).await?;
    let mut next = found.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(reason.to_owned()));
    let changed = save(uow, &found, next).await?;
    record(uow, scope, (&found, changed), DecisionEvent::Cancelled).await
}

/// Proposed dossiers that the preparing unit has, of forms that the deciding unit grants.
async fn set_items(
    uow: &Uow,
    scope: &Scope,
    decision: &decision::Model,
    deciding: &Unit,
    items: &[DecisionItem],
) -> Result<()> {
    let (mut order_numbers, mut named) = (HashSet::new(), HashSet::new());
    let mut rows = vec![];
    for (at, item) in items.iter().enumerate() {
        let pointer = |member: &str| format!("/items/{at}/{member}");
        let wrong = |member: &str, fault| Err(Error::field(pointer(member), fault));
        if !order_numbers.insert(item.order_no) {
            return wrong("order_no", Fault::Duplicate);
        }
        if !named.insert(item.nomination_id) {
            return wrong("nomination_id", Fault::Duplicate);
        }
        let nomination = nominations::repo::get(&uow.tx, scope, item.nomination_id).await;
        let nomination = nomination.map_err(|e| e.named_at(pointer("nomination_id")))?;
        let prepared_here = nominations::paper::holder(&nomination).is_some_and(|to| scope.acts_for(to));
        let proposed =
            nomination.status == NominationStatus::Proposed && nomination.movement_id == decision.movement_id;
        if !prepared_here || !proposed {
            return wrong("nomination_id", Fault::NotAllowed);
        }
        let authorities = law::repo::authorities(&uow.tx, nomination.award_form_id).await?;
        let Some(authority) = authority(&authorities, deciding, uow.today()) else {
            return wrong("nomination_id", Fault::NotAllowed);
        };
        rows.push(decision_item::ActiveModel {
            id: Set(Uuid::now_v7()),
            decision_id: Set(decision.id),
            nomination_id: Set(item.nomination_id),
            order_no: Set(item.order_no),
            authority_id: Set(authority.id),
        });
    }
    decision_item::Entity::insert_many(rows).exec_without_returning(&uow.tx).await?;
    Ok(())
}
