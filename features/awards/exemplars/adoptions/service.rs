//! What the unit does that has adopted an exemplar: it says how and with which results, and when it ends.
use base::{
    http::etag::IfMatch,
    kernel::{error::Result, reason::Reason, scope::Scope},
    store::db::{Recorded, Uow},
};
use entity::exemplar_adoption;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{
    dto::{AdoptionView, UpdateAdoption},
    rules::AdoptionAction,
    view,
};
use crate::exemplars::{events::AdoptionEvent, service::results};

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (exemplar_adoption::Model, exemplar_adoption::ActiveModel),
    event: AdoptionEvent,
) -> Result<Recorded<AdoptionView>> {
    let after = uow.save(next, before.id, before.version).await?;
    let change = event.of(&before, &after);
    uow.record(change, view::whole(&uow.tx, scope, after).await?).await
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateAdoption,
) -> Result<Recorded<AdoptionView>> {
    let (before, ..) = uow.begin(scope, id, if_match, AdoptionAction::Update).await?;
    let mut next = before.clone().into_active_model();
    if let Some(description) = &input.description {
        next.description = Set(description.to_string());
    }
    if let Some(figures) = &input.results {
        results::set(uow, (before.exemplar_id, Some(id)), before.unit_id, figures).await?;
    }
    next.authors = Set(before.authors.with(scope.user_id));
    finish(uow, scope, (before, next), AdoptionEvent::Updated { results: input.results.is_some() }).await
}

pub async fn end(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Reason,
) -> Result<Recorded<AdoptionView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, AdoptionAction::End).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(input.reason.to_string()));
    finish(uow, scope, (before, next), AdoptionEvent::Ended).await
}
