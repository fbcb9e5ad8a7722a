//! Machine clients: made and changed by administrators of the unit that answers for them.
use base::{
    http::etag::IfMatch,
    kernel::{
        digest,
        error::{Code, Error, Fault, FieldError, Result},
        scope::Scope,
        text,
    },
    store::db::{Recorded, Uow},
};
use entity::{
    client::{self, ClientStatus, Scopes, Units},
    snapshot_version::Topic,
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::clients::{
    dto::{ClientView, CreateClient, MachineScope, UpdateClient},
    events::ClientEvent,
    repo, rules,
};

/// Bytes of the key that a client is ordered by.
const LONGEST_KEY: usize = 300;

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateClient) -> Result<Recorded<ClientView>> {
    uow.touch(Topic::Access)?;
    let unit = uow.organisation().unit(input.unit_id).ok_or_else(|| Error::field("/unit_id", Fault::NotFound))?;
    if !scope.administers(unit.id) {
        return Err(scope.forbidden());
    }
    if unit.ended_before(uow.today()) {
        return Err(Error::with(Code::UnitClosed, uow.today().to_string()));
    }
    let own = vec![unit.id];
    let unit_ids = units(uow, unit.id, input.unit_ids.as_ref().unwrap_or(&own))?;
    may_give(scope, &unit_ids)?;
    let model = client::ActiveModel {
        id: Set(Uuid::now_v7()),
        name: Set(input.name.to_string()),
        search_text: Set(text::fold(&input.name)),
        sort_key: Set(sort_key(&input.name)),
        unit_id: Set(unit.id),
        unit_ids: Set(unit_ids),
        scopes: Set(scopes(&input.scopes)?),
        status: Set(ClientStatus::Active),
        valid_from: Set(*input.valid_from),
        valid_to: Set(input.valid_to.map(Into::into)),
        requests_per_minute: Set(input.requests_per_minute),
        created_by: Set(uow.actor.user_id),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let made = client::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    let event = ClientEvent::Created {
        status: made.status,
        scopes: made.scopes.0.clone(),
        unit_ids: made.unit_ids.0.clone(),
        valid_from: made.valid_from,
        valid_to: made.valid_to,
    };
    uow.record(event.of(&made, &made), ClientView::of(made, &[])).await
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateClient,
) -> Result<Recorded<ClientView>> {
    uow.touch(Topic::Access)?;
    let current = repo::client(&uow.tx, scope, id).await?;
    if_match.check(current.version)?;
    rules::check_changeable(current.status)?;
    let mut next = current.clone().into_active_model();
    if let Some(name) = &input.name {
        next.search_text = Set(text::fold(name));
        next.sort_key = Set(sort_key(name));
        next.name = Set(name.to_string());
    }
    if let Some(unit_ids) = &input.unit_ids {
        let unit_ids = units(uow, current.unit_id, unit_ids)?;
        may_give(scope, &unit_ids)?;
        next.unit_ids = Set(unit_ids);
    }
    if let Some(given) = &input.scopes {
        may_give(scope, &current.unit_ids)?;
        next.scopes = Set(scopes(given)?);
    }
    if let Some(status) = input.status {
        next.status = Set(status);
    }
    if let Some(valid_to) = input.valid_to {
        next.valid_to = Set(valid_to.map(Into::into));
    }
    if let Some(limit) = input.requests_per_minute {
        next.requests_per_minute = Set(limit);
    }
    let changed = uow.save(next, id, current.version).await?;
    let view = repo::view(&uow.tx, changed.clone()).await?;
    uow.record(ClientEvent::Updated.of(&current, &changed), view).await
}

/// What a client may do where a function of the sector is carried out is the ministry's to give, also below a unit that
/// answers for it.
fn may_give(scope: &Scope, units: &Units) -> Result<()> {
    if units.0.iter().any(|unit| scope.is_ministrys(*unit)) { Err(scope.forbidden()) } else { Ok(()) }
}

/// What a list is ordered by, no longer than a cursor and an index hold: of names that begin with so much of the same, the
/// older one comes first.
fn sort_key(name: &str) -> String {
    let key = text::sort_key(name);
    digest::hex(key.get(..LONGEST_KEY).unwrap_or(&key))
}

/// Each the unit that answers for the client, or one below it, and each once.
fn units(uow: &Uow, owner: Uuid, given: &[Uuid]) -> Result<Units> {
    let organisation = uow.organisation();
    let fault = |at: usize, id: &Uuid| match () {
        () if organisation.unit(*id).is_none() => Some(Fault::NotFound),
        () if *id != owner && !organisation.ancestors(*id, uow.today()).contains(&owner) => Some(Fault::NotBelow),
        () if given.iter().take(at).any(|other| other == id) => Some(Fault::Duplicate),
        () => None,
    };
    let faults = given.iter().enumerate().filter_map(|(at, id)| Some((at, fault(at, id)?)));
    let faults: Vec<FieldError> =
        faults.map(|(at, fault)| FieldError { pointer: format!("/unit_ids/{at}"), fault }).collect();
    if faults.is_empty() { Ok(Units(given.to_vec())) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// Each once.
fn scopes(given: &[MachineScope]) -> Result<Scopes> {
    let twice = given.iter().enumerate().find(|(at, scope)| given.iter().take(*at).any(|other| other == *scope));
    if let Some((at, _)) = twice {
        return Err(Error::field(format!("/scopes/{at}"), Fault::Duplicate));
    }
    Ok(Scopes(given.iter().map(|scope| scope.0.name().to_owned()).collect()))
}
