//! Recognition: by the head of its own unit, and later by those above, whose recognition reaches further.
use base::{
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        error::{Code, Error, Result},
        policy::Permission,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document::{self, DocumentInput},
    },
};
use entity::{exemplar, exemplar_recognition};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::finish;
use crate::exemplars::{
    dto::{ExemplarView, Recognise},
    events::ExemplarEvent,
    rules::ExemplarAction,
};

pub async fn recognise(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Recognise,
) -> Result<Recorded<ExemplarView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, ExemplarAction::Recognise).await?;
    let by = scope.acting_for(Permission::ExemplarsRecognise, before.unit_id);
    let event = keep(uow, &before, by, &input.document).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.recognised_at = Set(Some(uow.now));
    next.authors = Set(before.authors.signed());
    finish(uow, scope, (before, next), event).await
}

pub async fn recognise_above(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Recognise,
) -> Result<Recorded<ExemplarView>> {
    let (before, _, facts) = uow.begin(scope, id, if_match, ExemplarAction::RecogniseAbove).await?;
    let by = facts.and_then(|facts| facts.recognising).ok_or_else(|| Error::new(Code::AlreadyRecognised))?;
    let event = keep(uow, &before, by, &input.document).await?;
    let next = before.clone().into_active_model();
    finish(uow, scope, (before, next), event).await
}

/// One document may recognise many, so that its number is not taken for this one.
async fn keep(uow: &Uow, m: &exemplar::Model, by: Uuid, document: &DocumentInput) -> Result<ExemplarEvent> {
    let organisation = uow.organisation();
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, organisation.unit(by).map(|unit| unit.valid_from)),
        (Event::Discovered, Some(m.discovered_on)),
    ];
    chronology::check(Paper::Recognition, *document.issued_on, &happened)?;
    let row = exemplar_recognition::ActiveModel {
        id: Set(Uuid::now_v7()),
        exemplar_id: Set(m.id),
        unit_id: Set(by),
        unit_name: Set(organisation.name(by, *document.issued_on).to_owned()),
        document_number: Set(document.number.as_str().to_owned()),
        document_issued_on: Set(*document.issued_on),
        signature: Set(document::signature(uow, by, document)),
        created_at: Set(uow.now),
    };
    exemplar_recognition::Entity::insert(row).exec_without_returning(&uow.tx).await?;
    let document_number = document.number.as_str().to_owned();
    Ok(ExemplarEvent::Recognised { by_unit_id: by, document_number, issued_on: *document.issued_on })
}
