//! Webhooks are made, changed, switched off and on, and taken away.
use base::{
    http::{etag::IfMatch, outgoing::Outgoing},
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        policy::Permission,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        journal::head,
    },
};
use entity::{
    client::{self, ClientStatus, Units},
    webhook::{self, DisabledReason, EventTypes, WebhookStatus},
    webhook_delivery::{self, DeliveryState},
};
use organisation::clients;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use crate::webhooks::{
    dto::{CreateWebhook, EnableWebhook, UpdateWebhook, WebhookView},
    events::WebhookEvent,
    repo, rules,
    settle::put_down,
};

/// What is sealed from now on is told. A first message tries the address as soon as there is something to sign with.
pub async fn create(
    uow: &Uow,
    scope: &Scope,
    client_id: Uuid,
    if_match: IfMatch,
    (input, outgoing): (&CreateWebhook, &Outgoing),
) -> Result<Recorded<WebhookView>> {
    let client = clients::repo::client(&uow.tx, scope, client_id).await?;
    if_match.check(client.version)?;
    let follows = client.scopes.0.iter().any(|name| name == Permission::ChangesRead.name());
    let many = repo::count_of(&uow.tx, client_id).await? >= rules::MOST_WEBHOOKS;
    if client.status == ClientStatus::Revoked || !follows || many {
        return Err(Error::with(Code::InvalidTransition, "–"));
    }
    let url = address(outgoing, &input.url)?;
    let unit_ids = input.unit_ids.as_ref().map(|given| units(&client, given)).transpose()?;
    let (position, _) = head(&uow.tx).await?;
    let model = webhook::ActiveModel {
        id: Set(Uuid::now_v7()),
        client_id: Set(client_id),
        url: Set(url),
        description: Set(input.description.clone().map(Into::into)),
        event_types: Set(types(input.event_types.as_deref().unwrap_or_default())?),
        unit_ids: Set(unit_ids),
        status: Set(WebhookStatus::Active),
        disabled_reason: Set(None),
        disabled_at: Set(None),
        removed_at: Set(None),
        position: Set(position),
        failures: Set(0),
        failing_since: Set(None),
        quiet_until: Set(None),
        created_by: Set(uow.actor.user_id),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let made = webhook::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    put_down(uow, made.id, super::again::PING, &json!({ "webhook_id": made.id })).await?;
    let event = WebhookEvent::Created {
        client_id,
        event_types: made.event_types.0.clone(),
        unit_ids: made.unit_ids.as_ref().map(|units| units.0.clone()),
    };
    uow.record(event.of(&made, &made, &client), WebhookView::of(made, &[])).await
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    (input, outgoing): (&UpdateWebhook, &Outgoing),
) -> Result<Recorded<WebhookView>> {
    let (current, client) = repo::webhook(&uow.tx, scope, id).await?;
    if_match.check(current.version)?;
    let mut next = current.clone().into_active_model();
    if let Some(url) = &input.url {
        next.url = Set(address(outgoing, url)?);
    }
    if let Some(description) = &input.description {
        next.description = Set(description.clone().map(Into::into));
    }
    if let Some(given) = &input.event_types {
        next.event_types = Set(types(given)?);
    }
    if let Some(given) = &input.unit_ids {
        next.unit_ids = Set(given.as_ref().map(|given| units(&client, given)).transpose()?);
    }
    let changed = uow.save(next, id, current.version).await?;
    let view = repo::view(&uow.tx, changed.clone()).await?;
    uow.record(WebhookEvent::Updated.of(&current, &changed, &client), view).await
}

/// Its rows go by and by; nobody sees them any more.
pub async fn remove(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<()>> {
    let (current, client) = repo::webhook(&uow.tx, scope, id).await?;
    if_match.check(current.version)?;
    let mut next = current.clone().into_active_model();
    next.removed_at = Set(Some(uow.now));
    let changed = uow.save(next, id, current.version).await?;
    super::secrets::forget(uow, id).await?;
    uow.record(WebhookEvent::Removed.of(&current, &changed, &client), ()).await
}

pub async fn disable(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<WebhookView>> {
    let (current, client) = repo::webhook(&uow.tx, scope, id).await?;
    if_match.check(current.version)?;
    if current.status == WebhookStatus::Disabled {
        return Err(Error::with(Code::InvalidTransition, "enable"));
    }
    let reason = DisabledReason::Administrator;
    let mut next = current.clone().into_active_model();
    next.status = Set(WebhookStatus::Disabled);
    next.disabled_reason = Set(Some(reason));
    next.disabled_at = Set(Some(uow.now));
    let changed = uow.save(next, id, current.version).await?;
    let view = repo::view(&uow.tx, changed.clone()).await?;
    uow.record(WebhookEvent::Disabled { disabled_reason: reason }.of(&current, &changed, &client), view).await
}

/// It goes on where it stood: with what waited, and what was sealed meanwhile.
pub async fn enable(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &EnableWebhook,
) -> Result<Recorded<WebhookView>> {
    let (current, client) = repo::webhook(&uow.tx, scope, id).await?;
    if_match.check(current.version)?;
    if current.status == WebhookStatus::Active {
        return Err(Error::with(Code::InvalidTransition, "disable"));
    }
    let mut next = current.clone().into_active_model();
    next.status = Set(WebhookStatus::Active);
    next.disabled_reason = Set(None);
    next.disabled_at = Set(None);
    next.failures = Set(0);
    next.failing_since = Set(None);
    next.quiet_until = Set(None);
    let changed = uow.save(next, id, current.version).await?;
    anew(uow, id, input.redeliver_dead).await?;
    let view = repo::view(&uow.tx, changed.clone()).await?;
    let event = WebhookEvent::Enabled { redelivers_dead: input.redeliver_dead };
    uow.record(event.of(&current, &changed, &client), view).await
}

/// What waits is due at once, with all its attempts before it.
async fn anew(uow: &Uow, id: Uuid, dead_too: bool) -> Result<()> {
    use webhook_delivery::{Column, Entity};
    let mut states = vec![DeliveryState::Pending];
    states.extend(dead_too.then_some(DeliveryState::Dead));
    Entity::update_many()
        .col_expr(Column::State, Expr::value(DeliveryState::Pending))
        .col_expr(Column::Attempts, Expr::value(0))
        .col_expr(Column::DueAt, Expr::value(uow.now))
        .col_expr(Column::FirstAttemptAt, Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None))
        .col_expr(Column::FinishedAt, Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None))
        .filter(Column::WebhookId.eq(id))
        .filter(Column::State.is_in(states))
        .exec(&uow.tx)
        .await?;
    Ok(())
}

fn address(outgoing: &Outgoing, text: &str) -> Result<String> {
    outgoing.check(text).map(|_| text.to_owned()).map_err(|fault| Error::field("/url", fault))
}

/// Each one of the client's, and each once.
fn units(client: &client::Model, given: &[Uuid]) -> Result<Units> {
    let fault = |at: usize, id: &Uuid| match () {
        () if !client.unit_ids.0.contains(id) => Some(Fault::NotFound),
        () if given.iter().take(at).any(|other| other == id) => Some(Fault::Duplicate),
        () => None,
    };
    let faults = given.iter().enumerate().filter_map(|(at, id)| Some((at, fault(at, id)?)));
    let faults: Vec<FieldError> =
        faults.map(|(at, fault)| FieldError { pointer: format!("/unit_ids/{at}"), fault }).collect();
    if faults.is_empty() { Ok(Units(given.to_vec())) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// Each once. Which names there are the published spec holds a body against.
fn types(given: &[String]) -> Result<EventTypes> {
    let twice = given.iter().enumerate().find(|(at, name)| given.iter().take(*at).any(|other| other == *name));
    match twice {
        Some((at, _)) => Err(Error::field(format!("/event_types/{at}"), Fault::Duplicate)),
        None => Ok(EventTypes(given.to_vec())),
    }
}
