//! Forming and ending groups of peers: the head of the standing body or of the ministry, by a document.
use std::collections::HashSet;

use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        policy::Permission,
        scope::Scope,
    },
    store::db::{Recorded, Uow, bulk},
};
use entity::{peer_group, peer_group_member};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    dto::{CreatePeerGroup, EndPeerGroup, PeerGroupView},
    events::PeerGroupEvent,
    repo,
};
use crate::movements::preparer;

/// The ministry, or its standing body, says who is measured against whom.
fn require(scope: &Scope) -> Result<()> {
    let may = |top| {
        let standing_body = scope.holds_for(Permission::MovementsDecide, preparer(scope, top));
        standing_body || scope.holds(Permission::MovementsDecide, top)
    };
    if scope.organisation.ministry().is_some_and(may) { Ok(()) } else { Err(scope.forbidden()) }
}

pub async fn create(uow: &Uow, scope: &Scope, input: &CreatePeerGroup) -> Result<Recorded<PeerGroupView>> {
    require(scope)?;
    if input.valid_to.is_some_and(|last| last < input.valid_from) {
        return Err(Error::field("/valid_to", Fault::WrongOrder));
    }
    check_units(uow, input)?;
    let model = peer_group::Model {
        id: Uuid::now_v7(),
        code: input.code.to_string(),
        name: input.name.to_string(),
        document_number: input.document_number.as_str().to_owned(),
        valid_from: *input.valid_from,
        valid_to: input.valid_to.map(Into::into),
        end_document: None,
        set_by: scope.user_id,
        version: 1,
        created_at: uow.now,
        updated_at: uow.now,
    };
    let made = peer_group::Entity::insert(model.clone().into_active_model()).exec_without_returning(&uow.tx).await;
    made.map_err(|e| match Error::from(e) {
        e if e.code == Code::Conflict => Error::with(Code::CodeInUse, model.code.clone()),
        e => e,
    })?;
    let member = |unit_id: &Uuid| peer_group_member::ActiveModel {
        id: Set(Uuid::now_v7()),
        peer_group_id: Set(model.id),
        unit_id: Set(*unit_id),
    };
    bulk::insert(&uow.tx, input.unit_ids.iter().map(member).collect()).await?;
    let event = PeerGroupEvent::Created {
        code: model.code.clone(),
        document_number: model.document_number.clone(),
        valid_from: model.valid_from,
        units: input.unit_ids.len(),
    };
    uow.record(event.of(&model, &model), view(uow, model).await?).await
}

fn check_units(uow: &Uow, input: &CreatePeerGroup) -> Result<()> {
    let (mut faults, mut seen) = (vec![], HashSet::new());
    for (no, id) in input.unit_ids.iter().enumerate() {
        let there = uow.organisation().unit(*id).is_some_and(|unit| unit.exists_on(*input.valid_from));
        let fault = match (there, seen.insert(*id)) {
            (false, _) => Fault::NotFound,
            (true, false) => Fault::Duplicate,
            (true, true) => continue,
        };
        faults.push(FieldError { pointer: format!("/unit_ids/{no}"), fault });
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

pub async fn end(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &EndPeerGroup,
) -> Result<Recorded<PeerGroupView>> {
    let before = repo::get(&uow.tx, id).await?;
    require(scope)?;
    if_match.check(before.version)?;
    if input.valid_to < before.valid_from {
        return Err(Error::field("/valid_to", Fault::WrongOrder));
    }
    if before.valid_to.is_some_and(|last| last < uow.today()) {
        return Err(Error::with(Code::WindowClosed, before.code));
    }
    let mut next = before.clone().into_active_model();
    next.valid_to = Set(Some(*input.valid_to));
    next.end_document = Set(Some(input.document_number.as_str().to_owned()));
    let after = uow.save(next, id, before.version).await?;
    let event = PeerGroupEvent::Ended { document_number: input.document_number.as_str().to_owned() };
    uow.record(event.of(&before, &after), view(uow, after).await?).await
}

async fn view(uow: &Uow, m: peer_group::Model) -> Result<PeerGroupView> {
    repo::views(&uow.tx, vec![m]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}
